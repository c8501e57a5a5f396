"""A store as a dataset to cite: an RO-Crate, and a codebook of its variables."""
