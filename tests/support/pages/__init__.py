"""Servers, browsers, and what is asked of them."""
