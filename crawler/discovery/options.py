"""Options of a crawl: the spider's arguments (`-a NAME=VALUE`), read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, Literal, Self, cast, get_args

from twa.crawler.discovery.window import UNLIMITED, Window
from twa.crawler.sources import SourceError
from twa.dataset.web.urls import url_key

Backfill = Literal["", "pages", "sitemap"]

ARGUMENTS: Final = {
    "url": "the feed or sitemap, or a page that names a feed",
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

NAMES: Final = frozenset(ARGUMENTS) - {"url", "name"}
"""The arguments that say how to crawl; `url` and `name` say what."""

_VALUES: Final[dict[str, tuple[str, ...]]] = {
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
                raise SourceError("unknown spider argument", subject=name, cause=_meant(name))
        chosen = {name: arguments.get(name, values[0]) for name, values in _VALUES.items()}
        for name, value in chosen.items():
            if value not in _VALUES[name]:
                some = " or ".join(filter(None, _VALUES[name]))
                raise SourceError(
                    "unknown spider argument", subject=f"{name}={value}", cause=f"say {some}"
                )
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


def _meant(name: str) -> str:
    """What somebody may have meant, and all that there is."""
    near = get_close_matches(name, ARGUMENTS, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    return f"{hint}there are {', '.join(ARGUMENTS)}"
