"""``zeren serve``: a store as a linked-data site, with a SPARQL endpoint and pages."""
