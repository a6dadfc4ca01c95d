"""The requests of a crawl and the handling of their responses: articles, backfill, requisites."""
