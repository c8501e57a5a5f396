"""Networks in the formats of others: Gephi, Pajek, UCINET, R, Stata, spreadsheets."""
