"""Stores, what is in them, and how they are broken."""
