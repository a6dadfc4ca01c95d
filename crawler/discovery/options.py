"""Options of a crawl: the spider's arguments (`-a NAME=VALUE`), read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, Self, cast, get_args

from twa.crawler.discovery.window import UNLIMITED, Window
from twa.crawler.sources import SourceError

Backfill = Literal["", "pages", "sitemap"]

NAMES: Final = frozenset(("follow", "backfill", "since", "until", "private"))
"""The arguments that say how to crawl; `url` and `name` say what."""


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """How to crawl a source.

    `follow_any` lets the feed lead to other sites. `backfill` goes back beyond
    what the feed shows now: over its further `pages`, or by the site's
    `sitemap`. Only what may have been published in `window` is fetched.
    `private`: the source's name may stand for an address of a private network.
    """

    follow_any: bool = False
    backfill: Backfill = ""
    window: Window = UNLIMITED
    private: bool = False

    @classmethod
    def read(cls, arguments: Mapping[str, str]) -> Self:
        """Raises SourceError for an argument or a value that nobody knows, BadDate for a date."""
        follow = arguments.get("follow", "site")
        backfill = arguments.get("backfill", "")
        unknown = [name for name in sorted(arguments) if name not in NAMES]
        if follow not in ("site", "any"):
            unknown.append(f"follow={follow}")
        if (private := arguments.get("private", "no")) not in ("yes", "no"):
            unknown.append(f"private={private}")
        if backfill not in get_args(Backfill):
            unknown.append(f"backfill={backfill}")
        if unknown:
            raise SourceError("unknown spider argument", subject=", ".join(unknown))
        return cls(
            follow == "any",
            cast("Backfill", backfill),
            Window.read(arguments.get("since"), arguments.get("until")),
            private == "yes",
        )
