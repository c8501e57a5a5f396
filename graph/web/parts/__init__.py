"""What the pages share: addresses, words, facets, items of lists, templates."""
