"""The settings of a crawl of ours, with the clock of the benchmark."""

from twa.crawler import settings
from twa.crawler.settings import *  # noqa: F403

EXTENSIONS = settings.EXTENSIONS | {"scripts.bench_parts.clock.Clock": 1}
