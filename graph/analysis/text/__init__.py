"""What the words of tasks say: how binding they are, by what means, and what gets attention."""
