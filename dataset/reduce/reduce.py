"""The reduce step: facts of all WARCs → rows of all tables.

What only many captures together can say is said here: which pages are one
article, which entry led to it, what changed, what is gone, what recurs. The
order of the facts does not matter; one article at a time is in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby, islice
from typing import Any, NamedTuple

from twa.dataset.facts.model import RejectFact
from twa.dataset.ledger.ledger import Ledger
from twa.dataset.pages.body import boilerplate
from twa.dataset.reduce import rows
from twa.dataset.reduce.article_inputs import Case
from twa.dataset.reduce.rights import evidence
from twa.dataset.reduce.row_sink import Tables
from twa.dataset.reduce.text import body_of
from twa.dataset.web.urls import url_key


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
        recurring = boilerplate.recurring((site, outline) for outline in ledger.outlines(site))
        recurs = partial(recurring.positions, site)
        for canonical_url in islice(ledger.articles(site), number, None, of):
            case = Case(ledger, canonical_url, recurs, tables.warcs)
            made_of = case.digest()
            if not tables.recall(made_of):
                made = [tables.add(table, row, case.withdrawn) for table, row in _article(case)]
                tables.remember(made_of, made)


def others(ledger: Ledger, tables: Tables) -> None:
    """Make the rows of feed entries and rejects."""
    for _, group in groupby(ledger.listings(), key=lambda seen: (seen.feed, seen.entry_id)):
        listings = list(group)
        places = {place for seen in listings for place in (seen.article, seen.address)}
        tables.add("feed_entries", rows.feed_entry(listings), ledger.withdrawn(*places))
    _rejects(ledger, tables)


def _article(case: Case) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of an article: its revisions, then the article."""
    revision: dict[str, Any] | None = None
    number = 0
    first_captured_at = ""
    for view in case.views():
        sighting, entry = view.sighting, view.listing and view.listing.entry
        first_captured_at = first_captured_at or sighting.at
        body = body_of(sighting.content, entry, view.recurs)
        rights = evidence(sighting.url, sighting.said, **view.rules._asdict())
        if revision is None or body.measures["text_sha256"] != revision["text_sha256"]:
            number += 1
            revision = rows.revision(
                case.canonical_url, number, sighting, body, revision, rights=rights
            )
            yield "revisions", revision
    end = case.end(view)
    row = rows.article(
        case.canonical_url,
        sighting,
        body,
        end.listing,
        rights=rights,
        first_captured_at=first_captured_at,
        revision_count=number,
        gone_at=end.gone_at,
    )
    yield "articles", row


def _rejects(ledger: Ledger, tables: Tables) -> None:
    refused: set[tuple[str | None, ...]] = set()
    for fact in ledger.rejects():
        if fact["stage"] == "entry":
            # The same entry is refused at every poll that lists it; the first time counts.
            key = (fact["reason"], fact["url"], fact["via"], fact["detail"])
            if key in refused:
                continue
            refused.add(key)
        withdrawn = ledger.withdrawn(fact["address"], url_key(fact["via"]))
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
