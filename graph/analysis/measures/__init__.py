"""Measures of networks and of shares: one measure a module, none of them knows Zeren's records.

Each takes a networkx graph or plain numbers, leaves it as it is, and says in its
docstring what it means for departments, where it misleads, and where it comes from.
"""
