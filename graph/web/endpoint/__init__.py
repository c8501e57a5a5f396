"""The SPARQL endpoint of ``zeren serve``: the protocol, and the workers that answer."""
