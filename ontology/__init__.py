"""The second room: what the words mean, and records to quads."""
