"""The pyoxigraph store, a cache of the shards in generations."""
