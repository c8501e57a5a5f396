"""What a plan is made of: its head, its sections, its tasks."""
