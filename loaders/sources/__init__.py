"""Reading what a file holds, one module a format."""
