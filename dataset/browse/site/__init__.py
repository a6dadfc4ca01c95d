"""The data that the pages of a collection read, written whole or grown with what is new."""
