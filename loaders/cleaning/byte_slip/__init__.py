"""GBK text that lost a byte: what it can have been, and which reading is fluent."""
