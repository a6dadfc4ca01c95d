"""Writes what `SearchEngine` reads: tables of one SQLite file, an article after the other.

Words are the terms of `terms.py`, so that FTS5 only has to split at spaces; all else is columns of
numbers. An article that changes gets another number, and its old one is dead: the texts of FTS5
are not kept, so that it could not be told what to forget (before SQLite 3.43).
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twa.dataset.search.terms import terms

SCHEMA: Final = """
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, listed TEXT NOT NULL,
    offset INTEGER NOT NULL, length INTEGER NOT NULL
);
CREATE TABLE dead (number INTEGER PRIMARY KEY);
CREATE VIRTUAL TABLE said USING fts5 (
    title, author, agency, source, section, text,
    content = '', columnsize = 0, tokenize = 'ascii', prefix = '1 2 3'
);
CREATE TABLE dictionaries (name TEXT PRIMARY KEY, terms TEXT NOT NULL);
CREATE TABLE columns (
    first INTEGER, name TEXT, numbers BLOB NOT NULL, PRIMARY KEY (name, first)
);
"""
"""A column is in pieces, each of the articles from `first` on, in 64 bits a number."""

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
    """Adds articles to tables of `SCHEMA`, in a transaction of whoever opened the database.

    `first` is the number of the first that it adds, `dropped` how many it made dead.
    """

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        ((self.first,),) = database.execute(
            "SELECT coalesce(sum(length(numbers)), 0) / 8 FROM columns WHERE name = 'date'"
        )
        self._number = self.first
        self.dropped = 0
        self._columns: defaultdict[str, array[int]] = defaultdict(lambda: array("q"))

    def add(
        self,
        listed: Mapping[str, Any],
        place: tuple[int, int],
        numbers: Mapping[str, int],
        said: IndexedArticle,
    ) -> None:
        """One article, in the place of the one that had its id.

        How it stands in a list (`id`, `date` and columns), where its line lies, what else is
        counted of it, and what it says.
        """
        self.drop(listed["id"])
        self._database.execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?)",
            (
                self._number,
                listed["id"],
                json.dumps(listed, ensure_ascii=False, separators=(",", ":")),
                *place,
            ),
        )
        self._keep(listed, numbers)
        parts = (
            [said.title], said.authors, said.agencies, [said.source], said.sections, said.texts,
        )  # fmt: skip
        self._database.execute(
            "INSERT INTO said (rowid, title, author, agency, source, section, text)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (self._number, *map(_indexed, parts)),
        )
        self._number += 1

    def drop(self, article: str) -> None:
        """Forget the article with this id, if there is one."""
        for (number,) in self._database.execute(
            "DELETE FROM articles WHERE id = ? RETURNING number", [article]
        ).fetchall():
            self._database.execute("INSERT INTO dead VALUES (?)", [number])
            self.dropped += 1

    def _keep(self, listed: Mapping[str, Any], numbers: Mapping[str, int]) -> None:
        columns = self._columns
        columns["date"].append(listed["date"] or 0)
        columns["revisions"].append(listed["revisions"])
        columns["gone"].append(listed["gone"])
        for name in ONE:
            columns[name].append(-1 if listed[name] is None else listed[name])
        for name in MANY:
            columns[name].extend(listed[name])
            columns[f"{name} of"].extend([self._number] * len(listed[name]))
        for name, number in numbers.items():
            columns[name].append(number)

    def finish(self, dictionaries: Mapping[str, Sequence[str]]) -> None:
        """Keep the values that columns of `add` name by number, and the columns."""
        rows = [(name, json.dumps(values)) for name, values in dictionaries.items()]
        self._database.executemany("INSERT OR REPLACE INTO dictionaries VALUES (?, ?)", rows)
        kept = [(self.first, name, column.tobytes()) for name, column in self._columns.items()]
        self._database.executemany("INSERT INTO columns VALUES (?, ?, ?)", kept)
        self._merge_pieces()
        if self.first == 0:
            self._database.execute("INSERT INTO said (said) VALUES ('optimize')")

    def _merge_pieces(self) -> None:
        """Make one piece of the last two until the last is less than half of the one before: so
        there are as many as the logarithm of the articles says, however often some came."""
        while True:
            sizes = self._database.execute(
                "SELECT first, length(numbers) FROM columns WHERE name = 'date'"
                " ORDER BY first DESC LIMIT 2"
            ).fetchall()
            if len(sizes) < 2 or sizes[1][1] > 2 * sizes[0][1]:
                return
            (last, _), (before, _) = sizes
            for name in self._columns:
                found = self._database.execute(
                    "SELECT numbers FROM columns WHERE name = ? AND first IN (?, ?) ORDER BY first",
                    [name, before, last],
                )
                octets = b"".join(numbers for (numbers,) in found)
                self._database.execute(
                    "DELETE FROM columns WHERE name = ? AND first IN (?, ?)", [name, before, last]
                )
                self._database.execute(
                    "INSERT INTO columns VALUES (?, ?, ?)", [before, name, octets]
                )


def column(query: Callable[..., Iterable[tuple[Any, ...]]], name: str) -> NDArray[np.int64]:
    """A whole column, from what asks the database."""
    found = query("SELECT numbers FROM columns WHERE name = ? ORDER BY first", [name])
    return np.frombuffer(b"".join(numbers for (numbers,) in found), np.int64)


def alive(query: Callable[..., Iterable[tuple[Any, ...]]], size: int) -> NDArray[np.int64]:
    """The numbers below `size` that are not dead."""
    there = np.ones(size, np.bool_)
    there[[number for (number,) in query("SELECT number FROM dead")]] = False
    return np.flatnonzero(there)


def _indexed(texts: Iterable[str | None]) -> str:
    return _BREAK.join(" ".join(terms(text)) for text in texts if text)
