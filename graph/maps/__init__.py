"""Interactive responsibility maps."""
