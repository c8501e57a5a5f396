"""The commands of the desk: the ledger, what is due, one year against another."""
