"""Which node a name stands for, by which rule, and what was refused."""
