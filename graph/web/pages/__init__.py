"""The pages of ``zeren serve``."""
