"""From files to shards: ``zeren build``."""
