"""Text that remembers where it came from, and views of it."""
