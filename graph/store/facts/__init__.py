"""The facts: what the shards say as tables, a cache beside them that answers by index."""
