"""One document of a store, with its text and how it was read."""
