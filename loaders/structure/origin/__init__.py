"""Whose plan it is: the bodies that issued it, its place and level, and what says so."""
