"""`scrapy crawl twa`: the category "Chinese" of TechWire Asia."""

from twa.crawler.spiders.feed import FeedSpider


class TwaSpider(FeedSpider):
    """The first source of `sources.toml`."""

    name = known_as = "twa"
