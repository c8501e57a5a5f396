"""Reading in other processes, here or on a cluster, each shut in."""
