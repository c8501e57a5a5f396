"""The commands, one a module. What they call is imported when they are called."""
