"""What a ledger answers with: pages, entries, polls and rejects as the archive has them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, final

from twa.dataset.facts.model import EntryFact, RejectFact
from twa.dataset.facts.page_content import PageContent
from twa.dataset.ledger.columns import proved, recorded
from twa.dataset.ledger.rules import Rules
from twa.dataset.pages.recurrence.outlines import Outline


@final
@dataclass(frozen=True)
class Sighting:
    """A page as captured once, in JSON as the ledger has it, and read where that is asked for.

    `root` is that of the tree over its WARC's records. `further` are the further pages that are
    joined to it.
    """

    url: str
    at: str
    capture_json: str
    header_json: str
    outlines_json: str = field(repr=False)
    content_json: str
    root: str
    further: tuple[Sighting, ...] = ()

    @cached_property
    def capture(self) -> dict[str, Any]:
        """Where and when, as in the schemas."""
        return proved(_object(self.capture_json), self.root)

    @cached_property
    def outlines(self) -> list[Outline]:
        """Those of the page's `tellings`."""
        return [Outline.of_text(text) for text in json.loads(self.outlines_json)]

    @cached_property
    def content(self) -> PageContent:
        """What was understood of the page."""
        content: PageContent = json.loads(self.content_json)
        return content

    @cached_property
    def said(self) -> list[dict[str, Any]]:
        """What header and markup state about its use, each with its record."""
        holder: Any = self.capture["original"] or self.capture
        stated: list[dict[str, Any]] = json.loads(self.header_json)
        return stated + recorded(self.content["said"], holder)


@final
@dataclass(frozen=True)
class ListedEntry:
    """An entry as one poll of a feed listed it, in JSON that is read where it is asked for.

    `address` is what the entry links to, `article` the canonical URL of what is there, `root` that
    of the tree over the records of the poll's WARC.
    """

    feed: str
    entry_id: str
    position: int
    at: str
    warc: str
    record: str
    address: str | None
    article: str | None
    capture_json: str
    entry_json: str
    root: str

    @cached_property
    def capture(self) -> dict[str, Any]:
        """The poll's, as in the schemas."""
        return proved(_object(self.capture_json), self.root)

    @cached_property
    def entry(self) -> EntryFact:
        """What the feed gave."""
        entry: EntryFact = json.loads(self.entry_json)
        return entry


@final
@dataclass(frozen=True, slots=True)
class SeenEntry:
    """An entry as a feed listed it over time, in `times_seen` polls: `newest` is the last of them.

    `places` are what it ever linked to: addresses, and canonical URLs of articles that they led to.
    """

    newest: ListedEntry
    first_seen: str
    times_seen: int
    places: frozenset[str | None]


class InForce(NamedTuple):
    """The user agent that a crawler named, and its origin's rules; null if not archived."""

    agent: str | None
    robots: Rules | None
    tdm: Rules | None


class FiledReject(NamedTuple):
    """Something that became no row: its row in the ledger, the WARC that it is about, and what."""

    row: int
    warc: str
    fact: RejectFact


class Poll(NamedTuple):
    """A feed as read once. `url` is another than `feed` for its further pages.

    `entries` are in its order: what each may be known by, its id and the address of its link.
    """

    number: int
    feed: str
    url: str
    at: str
    title: str | None
    homepage: str | None
    entries: list[frozenset[str]]


def _object(text: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(text)
    return value
