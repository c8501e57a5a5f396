"""What a task is about."""
