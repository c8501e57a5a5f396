"""What the name of a unit looks like."""
