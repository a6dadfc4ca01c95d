"""Requests of one crawl and what is done with their answers: articles, backfill, requisites."""
