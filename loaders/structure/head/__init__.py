"""The head of a plan: its title, numbers, dates, bodies, and what its page says beside it."""
