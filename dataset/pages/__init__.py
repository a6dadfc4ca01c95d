"""Article pages: text, metadata, and how far to trust them."""
