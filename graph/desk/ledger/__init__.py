"""The ledger (台账): a row a task, for spreadsheet or print, and back what was filled in."""
