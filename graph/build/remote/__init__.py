"""A store at a URL."""
