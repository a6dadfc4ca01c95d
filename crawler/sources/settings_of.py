"""What a source says of how it is crawled → Scrapy's settings and the spider's arguments."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from twa.crawler.sources.source import Source

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


def arguments(source: Source) -> dict[str, str]:
    """The spider's arguments that a source has by itself; what is typed goes before them."""
    own = {"private": "yes" if source.private else "", "follow": "any" if source.follow_any else ""}
    return {name: value for name, value in own.items() if value}


def apply(source: Source, settings: BaseSettings, data: Path) -> None:
    """Set where the collection of a source is, below DATA_DIR, and how its site is asked.

    What a source says of its own site goes before what is said of all.
    """
    settings.set("ARCHIVE_DIR", str(data / source.name / "archive"), priority="spider")
    settings.set("ARCHIVE_COLLECTION", source.name, priority="spider")
    if not settings["ARCHIVE_PREFIX"]:
        settings.set("ARCHIVE_PREFIX", source.name, priority="spider")
    if not source.verify:
        # Below what the command line says: a run may want to know.
        settings.set("DOWNLOAD_VERIFY_CERTIFICATES", False, priority="spider")
    if not source.cookies:
        settings.set("COOKIES_ENABLED", False, priority="cmdline")
    if source.delay is not None:
        settings.set("DOWNLOAD_DELAY", source.delay, priority="cmdline")
    if contact := source.contact or settings["CONTACT"]:
        settings.set("CONTACT", contact, priority="cmdline")
        settings.set("ARCHIVE_OPERATOR", contact, priority="spider")
        agent = f"{settings['USER_AGENT']} (+{contact})"
        settings.set("USER_AGENT", agent, priority="cmdline")
