"""Rows: their schemas, validation, and the files they are written to."""
