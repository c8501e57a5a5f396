"""Commands for who publishes: a sample to annotate, and the paragraph on methods."""
