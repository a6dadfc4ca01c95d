"""Commands that need the crawler: `scrapy crawl` and `twa sources`."""
