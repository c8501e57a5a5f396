"""The pages that the desk writes."""
