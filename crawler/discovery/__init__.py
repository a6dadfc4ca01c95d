"""What to ask for: articles of a feed, backfill, and what pages need to be looked at."""
