"""The graph in the formats of others: RDF, tables, networks. One module a family of formats."""
