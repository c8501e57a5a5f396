"""Questions in SPARQL: looked at before they run, named ones, and their answers."""
