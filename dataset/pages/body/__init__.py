"""The text of an article, in blocks."""
