"""Measures of a network as a whole: how dense, how central, in which parts, and how it changes."""
