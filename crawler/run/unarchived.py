"""Crawls of which nothing is kept: to check a source, or to look at a site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from twa.crawler import settings

if TYPE_CHECKING:
    from scrapy import Request

    from twa.dataset.exchange import Exchange

_UNARCHIVED: Final[dict[str, Any]] = {
    "EXTENSIONS": settings.EXTENSIONS
    | {"twa.crawler.run.run.Run": None, "twa.crawler.archive.extension.ArchiveExtension": None},
    "LOG_LEVEL": "CRITICAL",
}


def unarchived(said: Mapping[str, str] | None = None) -> AsyncCrawlerProcess:
    """A process for such crawls, with the settings of ours and what somebody said beside."""
    chosen = Settings()
    chosen.setmodule(settings, priority="project")
    chosen.setdict(_UNARCHIVED, priority="cmdline")
    chosen.setdict(dict(said or {}), priority="cmdline")
    if contact := chosen["CONTACT"]:
        chosen.set("USER_AGENT", f"{chosen['USER_AGENT']} (+{contact})", priority="cmdline")
    return AsyncCrawlerProcess(chosen)


def discard(exchange: Exchange, _request: Request) -> None:
    """A sink: what came is not kept."""
    exchange.request.close()
    exchange.response.close()
