"""Networks, workload and the other figures, made from the records of a store."""
