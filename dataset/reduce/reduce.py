"""The reduce step: facts of all WARCs → rows of all tables.

What only many captures together can say is said here: which pages are one
article, which entry led to it, what changed, what is gone, what recurs. The
order of the facts does not matter; one article at a time is in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import islice
from types import MappingProxyType
from typing import Any, NamedTuple

from twa.dataset.facts.model import RejectFact
from twa.dataset.ledger.columns import refusal
from twa.dataset.ledger.found import FiledReject, SeenEntry
from twa.dataset.ledger.ledger import Ledger
from twa.dataset.pages.recurrence import boilerplate
from twa.dataset.pages.recurrence.boilerplate import Recurring
from twa.dataset.reduce import rows
from twa.dataset.reduce.article_inputs import ArticleInputs
from twa.dataset.reduce.rights import evidence
from twa.dataset.reduce.row_sink import Tables
from twa.dataset.reduce.text import body_of
from twa.dataset.tables.account import Told
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


def articles(
    ledger: Ledger,
    tables: Tables,
    shares: Iterable[Share],
    counted: Mapping[str, Recurring] = MappingProxyType({}),
) -> None:
    """Make the rows of articles and revisions.

    `counted` has what recurs on sites of which somebody has counted it."""
    for site, number, of in shares:
        recurs = partial((counted.get(site) or recurring_on(ledger, site)).positions, site)
        for canonical_url in islice(ledger.articles(site), number, None, of):
            article = ArticleInputs(ledger, canonical_url, recurs, tables.warcs)
            made_of = article.digest()
            if not tables.recall(made_of, canonical_url):
                make(article, made_of, tables)


def recurring_on(ledger: Ledger, site: str) -> Recurring:
    """What recurs on a site, counted over all its pages."""
    return boilerplate.recurring((site, outline) for outline in ledger.outlines(site))


def make(article: ArticleInputs, made_of: bytes, tables: Tables) -> None:
    """Make the rows of an article and its revisions. `made_of` is the digest of their inputs."""
    owner, withdrawn = article.canonical_url, article.withdrawn
    made = [tables.add(table, row, withdrawn, owner=owner) for table, row in _article(article)]
    tables.remember(made_of, owner, made)


def others(ledger: Ledger, tables: Tables) -> None:
    """Make the rows of feed entries and rejects."""
    for seen in ledger.entries():
        entry(ledger, tables, seen)
    rejects(ledger, tables, ledger.rejects())


def entry(ledger: Ledger, tables: Tables, seen: SeenEntry) -> None:
    """Make the row of a feed's entry."""
    owner = owner_of_entry(seen.newest.feed, seen.newest.entry_id)
    withdrawn = ledger.withdrawn(*seen.places)
    tables.add("feed_entries", rows.feed_entry(seen), withdrawn, owner=owner)


def owner_of_entry(feed: str, entry_id: str) -> str:
    """Whose a row of `feed_entries` is."""
    return f"entry {feed} {entry_id}"


def owner_of_reject(row: int) -> str:
    """Whose a row of `rejects` is, by the row in the ledger."""
    return f"reject {row}"


def _article(case: ArticleInputs) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of an article: its revisions, then the article."""
    revision: dict[str, Any] | None = None
    number = 0
    first_captured_at = ""
    for view in case.views():
        sighting, entry = view.sighting, view.listing and view.listing.entry
        first_captured_at = first_captured_at or sighting.at
        body = body_of(sighting.content, entry, view.recurs)
        rights = evidence(sighting.url, [*sighting.said, *view.feed], **view.rules._asdict())
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


def rejects(ledger: Ledger, tables: Tables, filed: Iterable[FiledReject]) -> None:
    """Make the rows of rejects, oldest first."""
    refused: set[str] = set()
    for row, warc, fact in filed:
        if (said := refusal(fact, warc)) is not None:
            if said in refused:
                continue
            refused.add(said)
        withdrawn = ledger.withdrawn(fact["address"], url_key(fact["via"]))
        made = rows.reject(_with_reason(ledger, fact))
        told = Told(warc, fact["about"], fact["record_type"])
        tables.add("rejects", made, withdrawn, owner=owner_of_reject(row), told=told)


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
