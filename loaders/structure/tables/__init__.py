"""Tables of tasks, whatever file they came in."""
