"""The templates of pages that are exported."""
