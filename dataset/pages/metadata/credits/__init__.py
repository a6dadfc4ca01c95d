"""Whom a page credits with its article: persons and organisations, with what they did."""
