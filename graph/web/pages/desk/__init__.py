"""The pages of the desk: what is due, one year against another."""
