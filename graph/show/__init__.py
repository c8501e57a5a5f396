"""A document or a task in the words of its source."""
