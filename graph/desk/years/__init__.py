"""One year's plan against another's: which tasks are the same, and what became of them."""
