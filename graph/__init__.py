"""The third room: the store, its questions, and the command line."""
