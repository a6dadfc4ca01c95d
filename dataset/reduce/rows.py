"""Makes rows from facts, one pure function a table."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from twa.dataset.facts.model import RejectFact
from twa.dataset.facts.values import NoteFact, note_facts
from twa.dataset.ledger.found import ListedEntry, SeenEntry, Sighting
from twa.dataset.pages.body.witness import agreement
from twa.dataset.pages.notes import Note
from twa.dataset.reduce import text
from twa.dataset.reduce.reconcile import dated, reconcile
from twa.dataset.reduce.text import Body
from twa.dataset.tables import identity
from twa.dataset.tables.schema import Row

DIFF_LINES: Final = 1_000
"""Lines of each text that a difference is taken over."""

DIFF_LENGTH: Final = 10_000
"""Characters after which a difference is cut."""

_URI_SAFE: Final = "%:/?#[]@!$&'()*+,;="

FROM_PAGE: Final = (
    *("standfirst", "language", "section", "tags", "image", "captions", "publisher"),
    *("license", "is_accessible_for_free", "body_status", "quality", "extraction"),
)
"""Columns of `articles` that the page alone decides."""

FROM_ENTRY: Final = ("link", "title", "authors", "categories", "summary")
"""Columns of `feed_entries` that the entry alone decides."""


def article(
    canonical_url: str,
    sighting: Sighting,
    body: Body,
    listing: ListedEntry | None,
    *,
    rights: dict[str, Any],
    first_captured_at: str,
    revision_count: int,
    gone_at: str | None,
) -> dict[str, Any]:
    """The row of `articles`: an article as last captured, and the feed entry that led to it."""
    content, capture = sighting.content, sighting.capture
    belief = reconcile(content, listing and listing.entry, capture["captured_at"])
    feed = listing and _feed(listing, body, capture["captured_at"])
    doubts = text.doubts(content, body, listing and listing.entry)
    said: dict[str, Any] = {**text.with_text(content, body.chosen, empty=not body.blocks)}
    return _named(
        "articles",
        {name: said[name] for name in FROM_PAGE}
        | belief.columns
        | body.measures
        | {
            "url": uri(sighting.url),
            "canonical_url": canonical_url,
            "blocks": body.blocks,
            "removed": content["removed"] + body.removed,
            "rights": rights,
            "withdrawn": None,
            "notes": _notes(content["notes"], [*belief.notes, *doubts]),
            "sources": belief.sources,
            "witnesses": text.witnesses(content, body, listing and listing.entry),
            "revision_count": revision_count,
            "first_captured_at": first_captured_at,
            "gone_at": gone_at,
            "feed": feed,
            "capture": capture,
            "further_pages": _further(sighting),
        },
    )


def _notes(page: list[NoteFact], belief: Sequence[Note]) -> list[NoteFact]:
    """What is doubtful about a page, and about what was believed of it; each once."""
    return page + [note for note in note_facts(belief) if note not in page]


def _further(sighting: Sighting) -> list[dict[str, Any]]:
    """Where the further pages of an article lie, in their order."""
    return [{"url": uri(page.url), "capture": page.capture} for page in sighting.further]


def _feed(listing: ListedEntry, body: Body, captured_at: str) -> dict[str, Any]:
    entry = listing.entry
    published = dated("published", entry["published"], captured_at, entry["published_raw"])
    return {
        "url": uri(listing.feed),
        "entry_id": listing.entry_id,
        "title": entry["title"],
        "published": published["published"],
        "published_raw": published["published_raw"],
        "content_witness": text.held(entry, body),
    }


def revision(
    canonical_url: str,
    number: int,
    sighting: Sighting,
    body: Body,
    before: Row | None,
    *,
    rights: dict[str, Any],
) -> dict[str, Any]:
    """The row of `revisions` for a text that differs from that of the revision `before`."""
    content, capture = sighting.content, sighting.capture
    return _named(
        "revisions",
        body.measures
        | {
            "article_id": identity.identify(canonical_url),
            "url": uri(sighting.url),
            "number": number,
            "supersedes": before and before["id"],
            "captured_at": capture["captured_at"],
            "title": content["title"],
            "modified": dated("modified", content["modified"], capture["captured_at"])["modified"],
            "similarity": before and round(agreement(before["text"], body.text), 4),
            "diff": before and difference(before["text"], body.text),
            "rights": rights,
            "withdrawn": None,
            "capture": capture,
            "further_pages": _further(sighting),
            "extraction": content["extraction"],
        },
    )


def feed_entry(seen: SeenEntry) -> dict[str, Any]:
    """The row of `feed_entries` for one entry of one feed."""
    newest = seen.newest
    entry, capture = newest.entry, newest.capture
    at = capture["captured_at"]
    said: dict[str, Any] = {**entry}
    return _named(
        "feed_entries",
        {name: said[name] for name in FROM_ENTRY}
        | {
            "feed_url": uri(newest.feed),
            "entry_id": newest.entry_id,
            "position": newest.position,
            "article_id": newest.article and identity.identify(newest.article),
            **dated("published", entry["published"], at, entry["published_raw"]),
            **dated("updated", entry["updated"], at, entry["updated_raw"]),
            "first_seen": seen.first_seen,
            "last_seen": at,
            "times_seen": seen.times_seen,
            "withdrawn": None,
            "capture": capture,
        },
    )


def reject(fact: RejectFact) -> dict[str, Any]:
    """The row of `rejects` for something that became no row."""
    columns: dict[str, Any] = {
        name: fact[name]
        for name in ("url", "stage", "reason", "detail", "via", "pointer", "capture")
    }
    return _named("rejects", columns | {"captured_at": fact["at"], "withdrawn": None})


def difference(before: str, after: str) -> str:
    """A short unified diff, without headers; `…` at its end says that it was cut."""
    lines = difflib.unified_diff(
        before.splitlines()[:DIFF_LINES], after.splitlines()[:DIFF_LINES], n=0, lineterm=""
    )
    changes = "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))
    return changes if len(changes) <= DIFF_LENGTH else changes[:DIFF_LENGTH] + "…"


def uri(url: str) -> str:
    """A target URI with only what RFC 3986, section 2, knows; some archives have others."""
    return quote(url, safe=_URI_SAFE, errors="replace")


def _named(table: str, columns: dict[str, Any]) -> dict[str, Any]:
    return {"id": identity.IDENTITY[table](columns), **columns}
