"""Reconciles what page and feed say of an article, field by field.

Every choice names its source, every contradiction becomes a note, and what can't
be true is null with the words of the source kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from twa.dataset.dates.instants import possible
from twa.dataset.facts.model import EntryFact
from twa.dataset.facts.page_content import PageContent
from twa.dataset.facts.values import StatedInstant, credit_facts
from twa.dataset.pages.body.witness import units
from twa.dataset.pages.metadata.credits import model
from twa.dataset.pages.metadata.credits.model import Credit
from twa.dataset.pages.metadata.credits.wording import parsing
from twa.dataset.pages.metadata.markup import StatedBy
from twa.dataset.pages.notes import Note, NoteKind

FEED: Final[Literal["feed"]] = "feed"
"""What `sources` says of a value that stood in the feed."""

APART: Final = timedelta(days=2)
"""Page and feed further apart than this contradict each other; closer, it is a time zone."""

_TIMED: Final = ("second", "minute")
_FROM_FEED: Final[tuple[Literal["title", "summary", "categories"], ...]] = (
    "title",
    "summary",
    "categories",
)
_DATES: Final[Mapping[Literal["published", "modified"], Literal["published", "updated"]]] = {
    "published": "published",
    "modified": "updated",
}
_LATE: Final[Mapping[str, NoteKind]] = {
    "published": "published-after-capture",
    "modified": "modified-after-capture",
    "updated": "modified-after-capture",
}
_CONTRADICTED: Final[Mapping[str, NoteKind]] = {
    "published": "published-contradicted",
    "modified": "modified-contradicted",
}


WORDS: Final = 3
"""Words that a title has at least, so that it can contradict another."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Columns of an article's row, where each came from, and doubts."""

    columns: dict[str, Any]
    sources: dict[str, StatedBy | None]
    notes: list[Note]


def reconcile(content: PageContent, entry: EntryFact | None, captured_at: str) -> Reconciled:
    """What the row says where the page (`content`) and the feed (`entry`) both could."""
    columns: dict[str, Any] = {}
    sources: dict[str, StatedBy | None] = dict(content["sources"])
    notes: list[Note] = []
    for column in _FROM_FEED:
        columns[column] = content[column]
        if entry and not content[column] and entry[column]:
            columns[column], sources[column] = entry[column], FEED
    columns["titles"] = {**content["titles"], "feed": entry and entry["title"]}
    if (told := _contradiction(columns["titles"])) is not None:
        notes.append(Note("title-contradicted", told))
    credited, sources["authors"] = _credited(content, entry, sources["authors"])
    columns |= credited
    for instant, name in _DATES.items():
        claims = claimed(instant, content, entry and entry[name])
        dates, sources[instant] = believe(instant, claims, captured_at, notes)
        columns |= dates
        columns[f"{instant}_zone"] = zone(instant, dates, claims)
    return Reconciled(columns, sources, notes)


def claimed(
    instant: Literal["published", "modified"], content: PageContent, fed: StatedInstant | None
) -> list[Claim]:
    """What the page says of an instant and what the feed does, who goes before the other first."""
    claims: list[Claim] = [(content[instant], content["sources"][instant]), (fed, FEED)]
    if instant == "published" and _is_changed(content):
        claims.reverse()
    return claims


def _is_changed(content: PageContent) -> bool:
    """Whether the page dates but its change: the feed says when it was published."""
    return any(note["kind"] == "published-as-changed" for note in content["notes"])


def _contradiction(titles: Mapping[str, str | None]) -> str | None:
    """The feed's title, where it shares no word with any that the page says of itself."""
    told = titles["feed"]
    fed = set(units(told or ""))
    said = {word for name, one in titles.items() if name != "feed" for word in units(one or "")}
    apart = min(len(fed), len(said)) >= WORDS and fed.isdisjoint(said)
    return told if apart else None


def _credited(
    content: PageContent, entry: EntryFact | None, source: StatedBy | None
) -> tuple[dict[str, Any], StatedBy | None]:
    """The columns of credits, and who gives the first: the page, the feed where it names nobody.

    People whom only the feed names stand before the houses that the page does.
    """
    told = tuple(Credit(**one) for one in content["credits"])
    fed = _of_feed(entry) if entry and not any(c.kind != "organisation" for c in told) else ()
    added = tuple(c for c in fed if not told or c.kind == "person")
    every = added + told
    columns = {
        "credits": credit_facts(every),
        "byline": content["byline"],
        "authors": list(model.authors(every)),
        "agencies": list(model.agencies(every)),
    }
    return columns, FEED if added else source


def _of_feed(entry: EntryFact) -> tuple[Credit, ...]:
    """Credits out of what a feed says of an entry's authors."""
    return tuple(
        Credit(named.name, named.kind, named.role, FEED, raw)
        for raw in entry["authors"]
        for named in parsing.read(raw, structured=True)
    )


def dated(
    column: str, claim: StatedInstant | None, captured_at: str, raw: str | None = None
) -> dict[str, str | None]:
    """The three columns of an instant that only one source states.

    `raw` is what it says where no instant could be read from it.
    """
    columns, _ = believe(column, [(claim, None)], captured_at, [])
    return columns if claim else _columns(column, None, raw, None)


Claim = tuple[StatedInstant | None, StatedBy | None]


def believe(
    column: str, claims: list[Claim], captured_at: str, notes: list[Note]
) -> tuple[dict[str, str | None], StatedBy | None]:
    """The columns of an instant and who is believed of it; doubts go to `notes`."""
    made = [(stated, source) for stated, source in claims if stated is not None]
    possibles = []
    for stated, source in made:
        if possible(_instant(stated["value"]), _instant(captured_at)):
            possibles.append((stated, source))
        else:
            notes.append(Note(_LATE[column], f"{source}: {stated['raw']}"))
    if not possibles:
        raw = made[0][0]["raw"] if made else None
        return _columns(column, None, raw, None), None
    first, _ = possibles[0]
    for other, source in possibles[1:]:
        if abs(_instant(other["value"]) - _instant(first["value"])) > APART:
            notes.append(Note(_CONTRADICTED[column], f"{source}: {other['raw']}"))
            possibles = possibles[:1]
    # `min` keeps the first of equals: the page.
    stated, source = min(possibles, key=lambda claim: _vagueness(claim[0]))
    return _columns(column, stated["value"], stated["raw"], stated["precision"]), source


def _vagueness(stated: StatedInstant) -> tuple[bool, bool]:
    return stated["precision"] not in _TIMED, stated["zone"] != "stated"


def _columns(
    column: str, value: str | None, raw: str | None, precision: str | None
) -> dict[str, str | None]:
    return {column: value, f"{column}_raw": raw, f"{column}_precision": precision}


def zone(column: str, columns: dict[str, Any], claims: list[Claim]) -> str | None:
    """Whether the zone of what was taken for an instant was stated; null where no time was."""
    for stated, _ in claims:
        taken = stated is not None and stated["raw"] == columns[f"{column}_raw"]
        if stated and taken and columns[column] is not None and stated["precision"] in _TIMED:
            return stated["zone"]
    return None


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
