"""spaCy components that read a task: who must do it, and what it commits to."""
