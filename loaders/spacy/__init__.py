"""The reading as spaCy components."""
