"""Rows taken out of a dataset: a choice of them, in the formats that other programs read."""
