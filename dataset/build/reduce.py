"""The reduce step: facts of all WARCs → rows of all tables.

What only many captures together can say is said here: which pages are one
article, which entry led to it, what changed, what is gone, what recurs. The
order of the facts does not matter; one article at a time is in memory.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from itertools import groupby, islice
from typing import Any, NamedTuple

from dataset.build import rows
from dataset.build.bodies import Recurring, body_of
from dataset.build.facts import RejectFact, address
from dataset.build.ledger import Ledger, Listing, Sighting
from dataset.build.sheets import Tables
from dataset.pages import boilerplate


class Share(NamedTuple):
    """Every article of a site whose number leaves the rest `number` when divided by `of`."""

    site: str
    number: int = 0
    of: int = 1


def reduce(ledger: Ledger, tables: Tables) -> None:
    """Make all rows out of a settled ledger."""
    articles(ledger, tables, (Share(site) for site, _ in ledger.sizes()))
    others(ledger, tables)


def articles(ledger: Ledger, tables: Tables, shares: Iterable[Share]) -> None:
    """Make the rows of articles and revisions."""
    for site, number, of in shares:
        recurring = boilerplate.recurring(
            (site, _texts(content)) for content in ledger.contents(site)
        )
        recurs = partial(recurring.positions, site)
        for canonical_url, sightings in islice(ledger.articles(site), number, None, of):
            _article(ledger, tables, canonical_url, sightings, recurs)


def others(ledger: Ledger, tables: Tables) -> None:
    """Make the rows of feed entries and rejects."""
    for _, group in groupby(ledger.listings(), key=lambda seen: (seen.feed, seen.entry_id)):
        listings = list(group)
        places = {place for seen in listings for place in (seen.article, seen.entry["address"])}
        tables.add("feed_entries", rows.feed_entry(listings), ledger.withdrawn(*places))
    _rejects(ledger, tables)


def _article(
    ledger: Ledger,
    tables: Tables,
    canonical_url: str,
    sightings: Iterable[Sighting],
    recurs: Recurring,
) -> None:
    withdrawn = ledger.withdrawn(canonical_url)
    revision: dict[str, Any] | None = None
    number = 0
    first_captured_at = ""
    for sighting in sightings:
        captured_at = sighting.capture["captured_at"]
        first_captured_at = first_captured_at or captured_at
        doubted = sighting.content["alternative"] is not None
        listing = _entry(ledger.listings_of(canonical_url), captured_at) if doubted else None
        body = body_of(sighting.content, listing and listing.entry, recurs)
        rights = ledger.rights(sighting)
        if revision is None or body.measures["text_sha256"] != revision["text_sha256"]:
            number += 1
            revision = rows.revision(canonical_url, number, sighting, body, revision, rights=rights)
            tables.add("revisions", revision, withdrawn)
    row = rows.article(
        canonical_url,
        sighting,
        body,
        listing or _entry(ledger.listings_of(canonical_url), captured_at),
        rights=rights,
        first_captured_at=first_captured_at,
        revision_count=number,
        gone_at=ledger.gone_after(canonical_url, captured_at),
    )
    tables.add("articles", row, withdrawn)


def _texts(content: dict[str, Any]) -> list[str]:
    return [block["text"] for block in content["blocks"]]


def _entry(listings: Iterable[Listing], captured_at: str) -> Listing | None:
    """The entry that was seen first, as it was when the page was captured.

    That is as listed last before the capture, or first after it.
    """
    chosen: Listing | None = None
    for listing in listings:
        if chosen is None:
            chosen = listing
        elif (listing.feed, listing.entry_id) != (chosen.feed, chosen.entry_id):
            continue
        elif listing.capture["captured_at"] > captured_at:
            break
        else:
            chosen = listing
    return chosen


def _rejects(ledger: Ledger, tables: Tables) -> None:
    refused: set[tuple[str | None, ...]] = set()
    for fact in ledger.rejects():
        if fact["stage"] == "entry":
            # The same entry is refused at every poll that lists it; the first time counts.
            key = (fact["reason"], fact["url"], fact["via"], fact["detail"])
            if key in refused:
                continue
            refused.add(key)
        withdrawn = ledger.withdrawn(fact["address"], address(fact["via"]))
        tables.add("rejects", rows.reject(_with_reason(ledger, fact)), withdrawn)


def _with_reason(ledger: Ledger, fact: RejectFact) -> RejectFact:
    """What only other facts can say: a page was there once, or it led to a feed."""
    if fact["gone"] and fact["address"] and ledger.article_at(fact["address"]):
        return {**fact, "reason": "gone"}
    if (
        fact["reason"] == "not-a-feed"
        and fact["url"]
        and (named := ledger.feed_named_by(fact["url"]))
    ):
        return {**fact, "reason": "names-a-feed", "detail": f"it names {named}"}
    return fact
