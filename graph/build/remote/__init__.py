"""A store at a URL, and a cluster that reads into it."""
