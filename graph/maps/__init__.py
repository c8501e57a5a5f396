"""The interactive map: one HTML file that asks for nothing and answers who carries what.

>>> from zeren.graph.maps.build import build_map                        # doctest: +SKIP
>>> html = build_map(read_facts(open_store()))                          # doctest: +SKIP
"""
