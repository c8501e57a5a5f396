"""What a store has: its layout, the journal, the shards, and what they were read with."""
