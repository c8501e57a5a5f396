"""How things are written: files, tables, Turtle, HTML in which nothing is markup by accident."""
