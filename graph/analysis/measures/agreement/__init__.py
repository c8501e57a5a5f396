"""How far coders agree beyond chance, with intervals."""
