"""Files made to break the readers."""
