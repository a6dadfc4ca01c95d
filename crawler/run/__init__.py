"""One run of one collection: its lock, its state, its report."""
