"""Looks for the words of one article where they stand in the rows of others, and for its copies.

A tombstone empties the rows of the article itself. Its sentences may stand elsewhere: in the
related-posts block of another page, in a caption, in the entry of a feed that lists something
else, in the card; and the whole of it may stand under another address.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from twa.dataset.search.terms import terms
from twa.dataset.tables.parquet import read_table
from twa.dataset.tables.schema import TABLES, Row
from twa.dataset.web.urls import url_key

NEAR: Final = 0.5
"""The share of an article's shingles from which a text that has them is called a copy of it."""

_SHINGLE: Final = 5
"""Terms that a shingle has: `twa.dataset.search.terms`."""

_FEW: Final = 4
"""Terms of a sentence that is too short to be anybody's own."""

_SHORTEST: Final = 12
"""Characters of such a sentence."""

_ENDS: Final = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+|(?<=[。！？])[」』”’]*|\n+")
_OWNER: Final = {"articles": "id", "revisions": "article_id", "feed_entries": "article_id"}
_WHERE: Final = {"articles": "url", "revisions": "url", "feed_entries": "link", "rejects": "url"}
_WORDS: Final = {
    "articles": ("title", "text", "standfirst", "summary", "captions", "removed"),
    "revisions": ("title", "text", "diff"),
    "feed_entries": ("title", "summary"),
}
"""Where a row has words of its article; of removed blocks, those that stand nowhere else."""

_DOCUMENTS: Final = ("README.md", "FIELDS.md", "CITATION.cff", "croissant.json", "manifest.json")


@dataclass(frozen=True, slots=True)
class Trace:
    """A row, or a document of the dataset, that has sentences of the article: in which fields.

    `row_id` is null for a document, whose name is `table`. `example` is one of them.
    """

    table: str
    row_id: str | None
    url: str | None
    fields: tuple[str, ...]
    sentences: int
    example: str


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article with the text, or `share` (0 to 1) of its shingles; 1 and `same` for all."""

    article_id: str
    url: str
    share: float
    same: bool


@dataclass(frozen=True, slots=True)
class Traces:
    """What is left of an article outside of its rows. `looked_for` are its sentences, counted."""

    looked_for: int = 0
    found: tuple[Trace, ...] = ()
    copies: tuple[Copy, ...] = ()


@dataclass
class _Words:
    """What an article says: its sentences, folded, as they stood; its texts, and their digests."""

    sentences: dict[str, str] = field(default_factory=dict)
    shingles: list[frozenset[tuple[str, ...]]] = field(default_factory=list)
    digests: set[str] = field(default_factory=set)

    def add(self, text: str) -> None:
        for sentence in _sentences(text):
            self.sentences.setdefault(_folded(sentence), sentence)


def traces(dataset: Path, article_id: str, addresses: Iterable[str]) -> Traces:
    """Where words of an article stand in what is not its own, and what looks like a copy of it.

    Reads every table twice. Nothing for an article whose rows are empty already.
    """
    places = frozenset(addresses)
    words = _Words()
    for table, names in _WORDS.items():
        for row in read_table(table, dataset):
            if row[_OWNER[table]] == article_id:
                _learn(words, row, names)
    _forget_what_recurs(words)
    if not words.sentences and not words.digests:
        return Traces()
    found: list[Trace] = []
    copies: list[Copy] = []
    for table in TABLES:
        for row in read_table(table, dataset):
            if _is_own(table, row, article_id, places):
                continue
            if trace := _trace(words, table, row):
                found.append(trace)
            if table == "articles" and (copy := _copy(words, row)):
                copies.append(copy)
    for name in _DOCUMENTS:
        path = dataset / name
        said = path.read_text("utf-8", "replace") if path.is_file() else ""
        if trace := _trace(words, name, {"id": None, "text": said}):
            found.append(trace)
    copies.sort(key=lambda copy: (-copy.same, -copy.share, copy.url))
    return Traces(len(words.sentences), tuple(found), tuple(copies))


def _learn(words: _Words, row: Row, names: Iterable[str]) -> None:
    for name in names:
        for text in _strings(row.get(name)):
            words.add(text)
    if whole := row.get("text"):
        words.digests.add(row["text_sha256"])
        words.shingles.append(_shingled(whole))


def _forget_what_recurs(words: _Words) -> None:
    """A sentence of a few words says nothing of whose it is."""
    for folded in [folded for folded in words.sentences if not _is_telling(folded)]:
        del words.sentences[folded]


def _is_telling(folded: str) -> bool:
    return len(folded) >= _SHORTEST and sum(1 for _ in terms(folded)) > _FEW


def _is_own(table: str, row: Row, article_id: str, places: frozenset[str]) -> bool:
    """Whether a row becomes a tombstone with the article."""
    if row["withdrawn"] is not None:
        return True
    owner = _OWNER.get(table)
    if owner is not None and row[owner] is not None:
        return bool(row[owner] == article_id)
    return url_key(row[_WHERE[table]]) in places


def _trace(words: _Words, table: str, row: Row) -> Trace | None:
    fields: dict[str, None] = {}
    met: dict[str, None] = {}
    for name, text in _named_strings(row):
        folded = _folded(text)
        here = [sentence for sentence in words.sentences if sentence in folded]
        if here:
            fields[name] = None
            met |= dict.fromkeys(here)
    if not met:
        return None
    example = words.sentences[max(met, key=len)]
    url = row.get(_WHERE.get(table, ""))
    return Trace(table, row["id"], url, tuple(fields), len(met), example)


def _copy(words: _Words, row: Row) -> Copy | None:
    text = row.get("text")
    if not text:
        return None
    same = row["text_sha256"] in words.digests
    theirs = frozenset[tuple[str, ...]]() if same else _shingled(text)
    share = 1.0 if same else max((_share(ours, theirs) for ours in words.shingles), default=0.0)
    return Copy(row["id"], row["url"] or "", share, same) if share >= NEAR else None


def _share(ours: frozenset[tuple[str, ...]], theirs: frozenset[tuple[str, ...]]) -> float:
    return len(ours & theirs) / len(ours) if ours else 0.0


def _shingled(text: str) -> frozenset[tuple[str, ...]]:
    said = list(terms(text))
    return frozenset(
        tuple(said[start : start + _SHINGLE]) for start in range(max(1, len(said) - _SHINGLE + 1))
    )


def _sentences(text: str) -> Iterator[str]:
    return (one.strip() for one in _ENDS.split(text) if one.strip())


def _folded(text: str) -> str:
    """The same for the same words, whatever white space, case and width."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _named_strings(row: Row) -> Iterator[tuple[str, str]]:
    """What a row says, each with its column."""
    for name, value in row.items():
        if name not in ("id", "capture", "extraction", "withdrawn"):
            yield from ((name, text) for text in _strings(value))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
