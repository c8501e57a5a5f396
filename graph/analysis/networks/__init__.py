"""The networks, of one kind of nodes and of two, and as a whole; ``network.py`` is the door."""
