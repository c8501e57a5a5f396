"""Ruled tables on the pages of a PDF."""
