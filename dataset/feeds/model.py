"""Feeds and entries as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from twa.dataset.dates.instants import Instant
from twa.dataset.web.directives import Directive
from twa.dataset.web.schedule import Hints

TRUNCATED: Final = "truncated at byte"
"""How the problem of a document that was cut begins."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed.

    `position` counts from 0 in the order of the feed. `id` is what the feed
    calls the entry (guid, atom:id, rdf:about, JSON id), else its link, else
    `sha256:` and a digest of its content. `link` is absolute, unless it is no
    URL: then it is as it stood. `title` is plain text, `""` where there is none.
    `published_raw` and `updated_raw` are the dates as they stood, whether they
    could be read or not. `authors` are names. `summary_html` and `content_html`
    are HTML as given. `licences` are what is stated about its use, what the feed
    states for all its entries first. `problems` says in words what was odd.
    """

    position: int
    id: str
    link: str | None = None
    title: str = ""
    published: Instant | None = None
    published_raw: str | None = None
    updated: Instant | None = None
    updated_raw: str | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    summary_html: str | None = None
    content_html: str | None = None
    image: str | None = None
    licences: tuple[Directive, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it was at one moment.

    `url` is where it was got, `format` is such as `rss-2.0`, `rss-1.0`,
    `atom-1.0`, `json-1.1`. `link` is the site, `self_url`, `next_url` and
    `prev_archive_url` are the feed's own links (RFC 5005), `hub_url` is where it says that its
    changes are told of (WebSub, section 4), all absolute.
    `problems` says in words what was wrong with the document.
    """

    url: str
    format: str
    title: str = ""
    link: str | None = None
    language: str | None = None
    self_url: str | None = None
    next_url: str | None = None
    prev_archive_url: str | None = None
    hub_url: str | None = None
    updated: Instant | None = None
    hints: Hints = field(default_factory=Hints)
    entries: tuple[Entry, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def truncated(self) -> bool:
        """Whether the document was cut, so that entries may be missing at its end."""
        return any(problem.startswith(TRUNCATED) for problem in self.problems)
