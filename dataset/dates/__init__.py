"""Dates and instants as people and machines write them, in every calendar that news use."""
