"""Plans as text and as files, and cases read from data."""
