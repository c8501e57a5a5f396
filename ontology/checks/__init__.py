"""Whether a document's statements are sound."""
