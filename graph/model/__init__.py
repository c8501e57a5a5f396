"""What a store states, as records."""
