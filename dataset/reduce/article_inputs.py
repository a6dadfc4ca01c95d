"""Inputs of one article's rows, and the digest of them that rows are cached by.

Rows are made of what `ArticleInputs` gives and of nothing else, so that equal digests mean equal
rows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from typing import NamedTuple

from twa.dataset.facts.page_content import outline_of
from twa.dataset.ledger.found import InForce, ListedEntry, Sighting
from twa.dataset.ledger.ledger import Ledger
from twa.dataset.pages.recurrence.outlines import Outline
from twa.dataset.reduce.joining import joined
from twa.dataset.reduce.text import Recurs

Recurring = Callable[[Outline], tuple[int, ...]]
"""From the outline of a body to the positions of its blocks that recur on its site."""


class View(NamedTuple):
    """An article as seen once, and all that bears on what its rows say of that.

    `listing` is the entry that may tell its text, where that of the page is doubted; `feed` is what
    the entry that led to it states about its use, with its record; `sizes` are those of the WARCs
    that a row would name.
    """

    sighting: Sighting
    rules: InForce
    listing: ListedEntry | None
    feed: tuple[Mapping[str, object], ...]
    recurs: Recurs
    sizes: tuple[int | None, ...]


class End(NamedTuple):
    """What an article has once: the entry that led to it, and when it was found gone."""

    listing: ListedEntry | None
    gone_at: str | None


@dataclass(frozen=True)
class ArticleInputs:
    """The article at `canonical_url`. `warcs` gives the size of each archive file."""

    ledger: Ledger
    canonical_url: str
    recurring: Recurring
    warcs: Mapping[str, int]

    @cached_property
    def withdrawn(self) -> dict[str, str] | None:
        """When and why it was withdrawn, if it was."""
        return self.ledger.withdrawn(self.canonical_url)

    def views(self) -> Iterator[View]:
        """How it was seen, oldest first; one at a time is in memory."""
        for first in self.ledger.sightings(self.canonical_url):
            sighting = self._joined(first)
            # Another telling is there only where the page's own is doubted.
            doubted = len(sighting.outlines) > 1
            entry = self._entry(sighting)
            listing = entry if doubted else None
            rules = self.ledger.rules(sighting)
            yield View(
                sighting,
                rules,
                listing,
                _stated(entry),
                self._recurs(sighting, listing),
                self._sizes(sighting, rules),
            )

    def _joined(self, sighting: Sighting) -> Sighting:
        """A first page with what its further ones add."""
        pages = list(self.ledger.further(sighting))
        if not pages:
            return sighting
        content = joined(sighting.content, [page.content for page in pages])
        outlines = [outline_of(content["blocks"]).as_text()]
        return replace(
            sighting,
            content_json=json.dumps(content, ensure_ascii=False, separators=(",", ":")),
            outlines_json=json.dumps(outlines),
            further=tuple(pages),
        )

    def end(self, last: View) -> End:
        """What came after it was seen last."""
        gone_at = self.ledger.gone_after(self.canonical_url, last.sighting.at)
        return End(last.listing or self._entry(last.sighting), gone_at)

    def digest(self) -> bytes:
        """128 bits of all this: `_told` lists what."""
        digest = blake2b(_octets(self.canonical_url, self.withdrawn), digest_size=16)
        for view in self.views():
            digest.update(_octets(*_told(view)))
        end = self.end(view)
        digest.update(_octets(_listed(end.listing), end.gone_at))
        return digest.digest()

    def _entry(self, sighting: Sighting) -> ListedEntry | None:
        return self.ledger.leading(self.canonical_url, sighting.at)

    def _recurs(self, sighting: Sighting, listing: ListedEntry | None) -> Recurs:
        page, *others = map(self.recurring, sighting.outlines)
        blocks = listing and listing.entry["blocks"]
        feed = self.recurring(outline_of(blocks)) if blocks else ()
        return Recurs(page, others[0] if others else (), feed)

    def _sizes(self, sighting: Sighting, rules: InForce) -> tuple[int | None, ...]:
        records = (
            *(sighting.capture, sighting.capture["original"]),
            *(page.capture for page in sighting.further),
            *(page.capture["original"] for page in sighting.further),
            *(said and said.record for said in (rules.robots, rules.tdm)),
        )
        return tuple(record and self.warcs.get(record["warc"]) for record in records)


def _stated(listing: ListedEntry | None) -> tuple[Mapping[str, object], ...]:
    """What an entry states about the use of its article, and the record in which it does."""
    if listing is None:
        return ()
    return tuple({**one, "record_id": listing.record} for one in listing.entry["said"])


def _told(view: View) -> Iterator[object]:
    """What rows depend on of a view.

    Of what recurs they depend on the positions, not on the outlines that these are told from.
    """
    seen = view.sighting
    yield seen.url, seen.at, seen.capture_json, seen.header_json, seen.content_json, seen.root
    yield [(page.url, page.at, page.capture_json, page.root) for page in seen.further]
    yield view.rules
    yield _listed(view.listing)
    yield view.feed
    yield view.recurs.page, view.recurs.json_ld, view.recurs.feed
    yield view.sizes


def _listed(listing: ListedEntry | None) -> object:
    """What rows depend on of the entry that led to an article."""
    if listing is None:
        return None
    return listing.feed, listing.entry_id, listing.at, listing.entry_json


def _octets(*values: object) -> bytes:
    return json.dumps(values, separators=(",", ":")).encode()
