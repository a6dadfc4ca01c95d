"""Brings the site that our server shows up to date: what it costs goes with what is new.

    data/*.jsonl          the rows that `whole.write` has; lines are added, and none is changed
    data/search.sqlite    all else (`shelf`, `twa.dataset.search`), of which `shown` makes files

Parquet files that are new or others are read; a row that is there already keeps its line, and an
article its number. An article whose revisions or feed entries became others gets another line. All
is one transaction, the lengths of the files of lines included: what stands beyond them nobody
finished. Who reads an earlier state (`Snapshot`) goes on doing so.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from twa.dataset.browse.site import listing, polls_by_day, shelf
from twa.dataset.browse.site.figures import COUNTED, figures, growth, headline_change, numbers_of
from twa.dataset.browse.site.files import Lines, LineSpan, encoded
from twa.dataset.browse.site.indexes import beside_title
from twa.dataset.browse.site.shelf import (
    DATABASE,
    STATE,
    HeadlineChanges,
    KnownRow,
    LineSizes,
    ShelfRows,
    Worn,
)
from twa.dataset.browse.site.whole import about, article_line
from twa.dataset.collection import Collection
from twa.dataset.progress import Progress, Silent
from twa.dataset.search.writer import IndexedArticle, SearchWriter, alive, column
from twa.dataset.tables.manifest import Manifest
from twa.dataset.tables.parquet import read_file
from twa.dataset.tables.schema import Row

_TABLES: Final = ("revisions", "feed_entries", "articles", "rejects")
"""In this order: an article's line says where those of its revisions and entries lie."""

_FILTERS: Final = ("language", "source", "category", "status")
"""Values that the pages offer to choose from, where a server knows the others."""

_DIGEST: Final = 12
"""Octets of the digest of a row."""


def state_of(collection: Collection, claimed: Manifest) -> bytes:
    """What a site of the collection as it is now says of its state (`shelf.STATE`)."""
    return shelf.state(claimed.version, polls_by_day.stamps(collection))


def lines_of(data: Path, table: str) -> Path:
    """The file with the lines of a table."""
    return data / f"{table}.jsonl"


def grow(
    collection: Collection, claimed: Manifest, data: Path, progress: Progress | None = None
) -> None:
    """Bring the data of a site up to date, or write it where there is none; `claimed` is the
    manifest of the dataset.

    Raises `sqlite3.Error`, `DamagedLines` or `Worn` where it is to be written anew.
    """
    path = data / DATABASE
    with closing(shelf.kept(path) if path.exists() else shelf.fresh(path)) as database:
        state = state_of(collection, claimed)
        database.execute("BEGIN IMMEDIATE")
        with ExitStack() as stack:
            before = shelf.sizes(database)
            lines = {
                table: stack.enter_context(Lines(lines_of(data, table), before[table].size))
                for table in _TABLES
            }
            growing = _Growth(collection, claimed, database, lines, progress or Silent())
            growing.run()
            for table, file in lines.items():
                file.sync()
                dead = before[table].dead + growing.dead[table]
                shelf.keep_size(database, table, LineSizes(file.size, dead))
        shelf.put(database, STATE, state)
        database.execute("COMMIT")
        # So it can be read while it grows (sqlite.org/wal.html); a new one is written without.
        database.execute("PRAGMA journal_mode = WAL")


class _Growth:
    def __init__(
        self,
        collection: Collection,
        claimed: Manifest,
        database: sqlite3.Connection,
        lines: dict[str, Lines],
        progress: Progress,
    ) -> None:
        self._collection, self._claimed, self._progress = collection, claimed, progress
        self._database, self._lines = database, lines
        outputs = [output for table in _TABLES for output in claimed.outputs(table)]
        self._sizes = {output.file: output.rows for output in outputs}
        self._rows = ShelfRows(database, {output.file: output.sha256 for output in outputs})
        self._writer = SearchWriter(database)
        self._changes = HeadlineChanges(database)
        known = {
            name: json.loads(values)
            for name, values in database.execute("SELECT name, terms FROM dictionaries")
        }
        self._listed = listing.Dictionaries((*listing.ARTICLES, *listing.REJECTS), known)
        self.dead: Counter[str] = Counter()
        """Octets of lines that nothing leads to any more, by table."""

    def run(self) -> None:
        take: dict[str, Callable[[Row, bytes, KnownRow | None], KnownRow]] = {
            "revisions": partial(self._related, "revisions"),
            "feed_entries": partial(self._related, "feed_entries"),
            "articles": self._article,
            "rejects": self._reject,
        }
        news = [name for name in self._rows.news if name.startswith("articles/")]
        self._progress.start(
            "Pages to look at", sum(self._sizes[name] for name in news), "articles"
        )
        for table in _TABLES:
            for name in self._rows.news:
                if name.startswith(f"{table}/"):
                    self._read(table, name, take[table])
            for row in self._rows.left(table):
                self._drop(table, row)
        for article in self._rows.touched():
            self._renew(article)
        self._write_documents()

    def _read(
        self, table: str, name: str, take: Callable[[Row, bytes, KnownRow | None], KnownRow]
    ) -> None:
        file = self._rows.begin(name)
        for at, row in enumerate(read_file(self._collection.dataset / name)):
            octets = encoded(row)
            digest = blake2b(octets, digest_size=_DIGEST).digest()
            known = self._rows.found(table, digest)
            if known is None and row["withdrawn"] is not None and self._rows.has_grown:
                # What it said stands in lines that are never changed.
                raise Worn(subject=row["id"])
            self._rows.keep(file, at, digest, take(row, octets, known))
            if table == "articles":
                self._progress.advance()
                shelf.refuse_if_many(self._writer.dropped, self._writer.first)

    def _related(self, table: str, row: Row, octets: bytes, known: KnownRow | None) -> KnownRow:
        if known is not None:
            return known
        self._rows.touch(row["article_id"])
        return KnownRow(row["article_id"], self._lines[table].put(octets))

    def _article(self, row: Row, _: bytes, known: KnownRow | None) -> KnownRow:
        if known is None:
            self._rows.supersede("articles", row["id"])
            self._forget_line(row["id"])
            # There is nothing to look at in what was withdrawn.
            if row["withdrawn"] is None:
                self._add(row)
            else:
                self._writer.drop(row["id"])
        return KnownRow(row["id"], None)

    def _add(self, row: Row) -> None:
        said = IndexedArticle(
            title=row["title"],
            authors=row["authors"],
            agencies=row["agencies"],
            source=listing.host(row["canonical_url"]),
            sections=[*filter(None, [row["section"]]), *row["categories"]],
            texts=beside_title(row),
        )
        numbers = {
            **numbers_of(row),
            # What articles of one second stand by, as their table has them.
            "captured": listing.microseconds(row["first_captured_at"]),
            "tie": int(row["id"][:15], 16),
        }
        listed = listing.article(self._listed, row)
        self._writer.add(listed, self._line(row), numbers, said)

    def _line(self, row: Row) -> LineSpan:
        places = self._rows.places(row["id"])
        line = article_line(row, places["revisions"], places["feed_entries"])
        return self._lines["articles"].add(line)

    def _forget_line(self, article: str) -> None:
        """The article, if it is shown, will have another line, or none."""
        if (found := self._number_and_place(article)) is not None:
            self.dead["articles"] += found[1][1] + 1

    def _number_and_place(self, article: str) -> tuple[int, LineSpan] | None:
        asked = "SELECT number, offset, length FROM articles WHERE id = ?"
        found = self._database.execute(asked, [article]).fetchone()
        return None if found is None else (found[0], (found[1], found[2]))

    def _reject(self, row: Row, octets: bytes, known: KnownRow | None) -> KnownRow:
        if known is None:
            self._rows.supersede("rejects", row["id"])
            self._drop("rejects", KnownRow(row["id"], None))
            if row["withdrawn"] is None:
                listed = listing.reject(self._listed, row)
                self._database.execute(
                    "INSERT INTO rejected (id, date, captured, listed, offset, length)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    [
                        row["id"],
                        listed["date"],
                        row["captured_at"],
                        json.dumps(listed, ensure_ascii=False),
                        *self._lines["rejects"].put(octets),
                    ],
                )
        return KnownRow(row["id"], None)

    def _drop(self, table: str, row: KnownRow) -> None:
        """A row that is in no file any more."""
        if row.place is not None:
            self.dead[table] += row.place[1] + 1
            self._rows.touch(row.ref)
        elif table == "articles" and row.ref is not None:
            self._forget_line(row.ref)
            self._writer.drop(row.ref)
        elif table == "rejects":
            for (length,) in self._database.execute(
                "DELETE FROM rejected WHERE id = ? RETURNING length", [row.ref]
            ).fetchall():
                self.dead["rejects"] += length + 1

    def _renew(self, article: str) -> None:
        """What says of an article's revisions and entries what they are."""
        self._changes.forget(article)
        revisions = self._rows.places(article)["revisions"]
        last: dict[str, str] = {}
        for place in revisions if len(revisions) > 1 else ():
            row = self._lines["revisions"].read(place)
            if (change := headline_change(row, last)) is not None:
                self._changes.add(change, row["id"])
        found = self._number_and_place(article)
        if found is None or found[0] >= self._writer.first:
            return
        number, place = found
        self._forget_line(article)
        renewed = self._line(self._lines["articles"].read(place)["row"])
        self._database.execute(
            "UPDATE articles SET offset = ?, length = ? WHERE number = ?", [*renewed, number]
        )

    def _write_documents(self) -> None:
        values = self._listed.values()
        self._writer.finish(values)
        query = self._database.execute
        there = alive(query, len(column(query, "date")))
        columns = {name: column(query, name)[there] for name in COUNTED}
        feeds = [feed["url"] for feed in self._claimed.document["feeds"]]
        seen = polls_by_day.counted(self._collection, feeds, self._database)
        told = {
            **figures(columns, values),
            "growth": growth(seen.days.items()),
            "headlines": self._changes.newest(),
        }
        shelf.put(self._database, "data/figures.json", encoded(told))
        ((rejects,),) = query("SELECT count(*) FROM rejected")
        described: dict[str, Any] = {
            "articles": {
                "rows": len(there),
                "dictionaries": {name: values[name] for name in _FILTERS},
            },
            "rejects": {
                "rows": rejects,
                "chunks": -(-rejects // listing.ROWS),
                "dictionaries": {name: values[name] for name in listing.REJECTS},
            },
        }
        shelf.put(
            self._database, "data/site.json", encoded({**about(self._claimed, seen), **described})
        )
