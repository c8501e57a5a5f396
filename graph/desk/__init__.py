"""What an office works with: its ledger, what falls due, one year against another."""
