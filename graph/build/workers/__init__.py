"""Reading in other processes, each shut in."""
