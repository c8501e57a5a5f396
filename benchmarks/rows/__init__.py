"""The rows of the table that ``benchmarks/all.py`` writes, a module for each."""
