"""The templates of pages that show a document."""
