"""An article page understood: text, metadata, and how far to trust them."""
