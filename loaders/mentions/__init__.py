"""Organisations named in the running text of a task."""
