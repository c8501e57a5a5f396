"""The endpoint and the pages of ``zeren serve``."""
