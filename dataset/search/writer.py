"""Writes what `SearchEngine` reads: one SQLite file, an article after the other.

Words are the terms of `terms.py`, so that FTS5 only has to split at spaces; all else is columns of
numbers.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from twa.dataset.search.terms import terms

_SCHEMA: Final = """
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, listed TEXT NOT NULL
);
CREATE VIRTUAL TABLE said USING fts5 (
    title, author, agency, source, section, text,
    content = '', columnsize = 0, tokenize = 'ascii', prefix = '1 2 3'
);
CREATE TABLE dictionaries (name TEXT PRIMARY KEY, terms TEXT NOT NULL);
CREATE TABLE columns (name TEXT PRIMARY KEY, numbers BLOB NOT NULL);
"""

_BREAK: Final = " ¶ "
"""A term that nobody can ask for: no phrase goes on beyond it."""

ONE: Final = ("language", "source", "status")
"""Columns with the number of one value, by dictionary; -1 for none."""

MANY: Final = ("category", "author", "agency")
"""Columns with the numbers of any number of values."""


@dataclass(frozen=True, slots=True)
class IndexedArticle:
    """All that an article is found by."""

    title: str | None
    authors: Sequence[str]
    agencies: Sequence[str]
    source: str
    sections: Sequence[str]
    texts: Iterable[str | None]


class SearchWriter:
    """Writes the file, an article after the other."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;"
            f"{_SCHEMA}"
        )
        self._database.execute("BEGIN")
        self._number = 0
        self._columns: defaultdict[str, array[int]] = defaultdict(lambda: array("q"))

    def add(self, listed: Mapping[str, Any], said: IndexedArticle) -> None:
        """One article: how it stands in a list (`id`, `date` and columns), and what it says."""
        self._database.execute(
            "INSERT INTO articles VALUES (?, ?, ?)",
            (
                self._number,
                listed["id"],
                json.dumps(listed, ensure_ascii=False, separators=(",", ":")),
            ),
        )
        self._keep(listed)
        parts = (
            [said.title], said.authors, said.agencies, [said.source], said.sections, said.texts,
        )  # fmt: skip
        self._database.execute(
            "INSERT INTO said (rowid, title, author, agency, source, section, text)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (self._number, *map(_indexed, parts)),
        )
        self._number += 1

    def _keep(self, listed: Mapping[str, Any]) -> None:
        columns = self._columns
        columns["date"].append(listed["date"] or 0)
        columns["revisions"].append(listed["revisions"])
        columns["gone"].append(listed["gone"])
        for name in ONE:
            columns[name].append(-1 if listed[name] is None else listed[name])
        for name in MANY:
            columns[name].extend(listed[name])
            columns[f"{name} of"].extend([self._number] * len(listed[name]))

    def finish(self, dictionaries: Mapping[str, Sequence[str]]) -> None:
        """Keep the values that columns of `add` name by number, and close the file."""
        rows = [(name, json.dumps(values)) for name, values in dictionaries.items()]
        self._database.executemany("INSERT INTO dictionaries VALUES (?, ?)", rows)
        kept = [(name, numbers.tobytes()) for name, numbers in self._columns.items()]
        self._database.executemany("INSERT INTO columns VALUES (?, ?)", kept)
        self._database.execute("INSERT INTO said (said) VALUES ('optimize')")
        self._database.execute("COMMIT")
        self._database.close()


def _indexed(texts: Iterable[str | None]) -> str:
    return _BREAK.join(" ".join(terms(text)) for text in texts if text)
