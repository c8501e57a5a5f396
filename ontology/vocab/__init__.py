"""The vocabularies: the one place for the words that the matchers are compiled from."""
