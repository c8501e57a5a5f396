"""The numbers and dates that a task commits to."""
