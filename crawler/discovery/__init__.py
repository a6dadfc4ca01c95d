"""Pure decisions about what to ask for: articles of a feed, backfill, windows of time."""
