"""Rows on paper: the contracts, what keeps them, and every file of a dataset."""
