"""The settings of a crawl of ours, with the clock of the benchmark."""

from crawler import settings
from crawler.settings import *  # noqa: F403

EXTENSIONS = settings.EXTENSIONS | {"scripts.bench_parts.clock.Clock": 1}
