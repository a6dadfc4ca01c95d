"""Reduce: facts → rows of all tables."""
