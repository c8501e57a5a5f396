"""The templates of the pages (Jinja)."""
