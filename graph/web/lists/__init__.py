"""Lists that readers narrow, sort, look through page by page, and take along as they see them."""
