"""Processes that can be thrown away, for work on hostile bytes."""
