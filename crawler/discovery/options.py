"""Options of a crawl: the spider's arguments (`-a NAME=VALUE`), read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self, cast, get_args

from twa.crawler.discovery.window import UNLIMITED, Window
from twa.crawler.sources.source import Backfill, Kind, SourceError
from twa.crawler.sources.table import meant
from twa.dataset.web.urls import url_key

ARGUMENTS: Final = {
    "url": "the feed or sitemap, or a page that names a feed",
    "kind": "`listing`: the url is a page whose links are the articles; `feed` is the default",
    "name": "the collection; where no url is given, a source of sources.toml",
    "follow": "`any` lets the feed lead to other sites; `site` is the default",
    "backfill": "go back beyond what the feed shows, over its `pages` or the site's `sitemap`",
    "since": "only articles that may have been published on this day (YYYY-MM-DD) or later",
    "until": "only articles that may have been published on this day or earlier",
    "private": "`yes`: the source's name may stand for an address of a private network",
    "force": "`yes`: ask for the feed whatever waits, and for articles that were given up",
    "retry": "an address: ask for this article alone, whatever became of it before",
}
"""The spider's arguments (`-a NAME=VALUE`), and what each says."""

NAMES: Final = frozenset(ARGUMENTS) - {"url", "name", "kind"}
"""The arguments that say how to crawl; the others say what."""

_VALUES: Final[dict[str, tuple[str, ...]]] = {
    "kind": get_args(Kind),
    "follow": ("site", "any"),
    "backfill": get_args(Backfill),
    "private": ("no", "yes"),
    "force": ("no", "yes"),
}
"""What an argument may be; the first is the default."""


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """How to crawl a source.

    `follow_any` lets the feed lead to other sites. `backfill` goes back beyond
    what the feed shows now: over its further `pages`, or by the site's
    `sitemap`. Only what may have been published in `window` is fetched.
    `private`: the source's name may stand for an address of a private network.
    `force`: what was given up is asked for all the same. `retry`: one article alone.
    """

    follow_any: bool = False
    backfill: Backfill = ""
    window: Window = UNLIMITED
    private: bool = False
    force: bool = False
    retry: str = ""

    @classmethod
    def read(cls, arguments: Mapping[str, str]) -> Self:
        """Raises SourceError for an argument or a value that nobody knows, BadDate for a date."""
        for name in sorted(arguments):
            if name not in NAMES:
                raise SourceError(
                    "unknown spider argument", subject=name, cause=meant(name, ARGUMENTS)
                )
        chosen = {name: value_of(name, arguments.get(name)) for name in NAMES & _VALUES.keys()}
        retry = arguments.get("retry", "")
        if retry and url_key(retry) is None:
            raise SourceError("not an address to retry", subject=retry)
        return cls(
            chosen["follow"] == "any",
            cast("Backfill", chosen["backfill"]),
            Window.read(arguments.get("since"), arguments.get("until")),
            chosen["private"] == "yes",
            chosen["force"] == "yes",
            retry,
        )


def value_of(name: str, given: str | None) -> str:
    """What an argument is that may be one of a few words. Raises SourceError for another."""
    value = _VALUES[name][0] if given is None else given
    if value not in _VALUES[name]:
        some = " or ".join(filter(None, _VALUES[name]))
        message = "a spider argument has no such value"
        raise SourceError(message, subject=f"{name}={value}", cause=f"say {some}")
    return value
