"""Who wrote it, when, what it is called, and what it permits."""
