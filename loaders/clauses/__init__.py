"""Who must do a task: the responsibility clauses."""
