"""Sources of texts that a publication left out: an archive, or the pages again."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal, Protocol

from twa.dataset.assemble.builder import derive
from twa.dataset.assemble.options import Options
from twa.dataset.collection import Collection
from twa.dataset.errors import MessageError, Rejected, TwaError
from twa.dataset.exchange import Origin
from twa.dataset.facts.model import Captured, Fact, PageFact
from twa.dataset.facts.page_content import content_of
from twa.dataset.facts.tasks import Task
from twa.dataset.progress import Progress
from twa.dataset.reduce.restore import restore
from twa.dataset.reduce.rows import FROM_PAGE
from twa.dataset.tables.manifest import Manifest
from twa.dataset.tables.parquet import read_table
from twa.dataset.tables.schema import TABLES, Row, texts
from twa.dataset.texts.refetch import Fetcher
from twa.dataset.workers.pool import Workers

_PROVED: Final = ("text", "blocks")
"""Columns that `text_sha256` proves; the others come from the very same record or not at all."""

Texts = dict[str, Any]
"""Values for columns that were left out."""


class NotRestored(TwaError):
    """A text that can't be had, or not be proved, and why."""

    def __init__(
        self, reason: Literal["not-in-the-archive", "feeds-move-on", "no-digest", "changed"]
    ) -> None:
        self.reason = reason
        super().__init__(reason)


class TextSource(Protocol):
    """Where text comes from."""

    def find(self, table: str, row: Row) -> Texts:
        """The columns of a row that can be proved. Raises NotRestored where none
        can, and Rejected where the page can't be had or read.
        """


class OwnArchive:
    """Texts from a dataset that is made anew from an archive at hand. A context manager."""

    def __init__(
        self,
        archive: Collection,
        claimed: Manifest,
        *,
        workers: int | None = None,
        progress: Progress,
    ) -> None:
        options = Options.of(claimed.document["options"]["values"])
        self._scratch = tempfile.TemporaryDirectory(prefix="twa-hydrate-")
        folder, cache = Path(self._scratch.name) / "dataset", Path(self._scratch.name) / "shards"
        folder.mkdir()
        cache.mkdir()
        derive(archive, folder, cache, workers=workers, options=options, progress=progress)
        self._index = _Index(Path(self._scratch.name) / "texts.sqlite")
        for table in TABLES:
            if texts(table):
                self._index.add(table, read_table(table, folder))

    def __enter__(self) -> OwnArchive:
        return self

    def __exit__(self, *_: object) -> None:
        self._index.close()
        self._scratch.cleanup()

    def find(self, table: str, row: Row) -> Texts:
        """The columns of the same row, or the text of another with the same digest."""
        if (found := self._index.get(table, _record(row), row)) is not None:
            return found
        if "text_sha256" in row and (found := self._index.get(table, "", row)) is not None:
            return {name: found[name] for name in _PROVED if name in found}
        raise NotRestored("not-in-the-archive")


class _Index:
    """The left-out columns of rows, by what they are proved with."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path)
        self._db.execute("CREATE TABLE texts (key TEXT PRIMARY KEY, columns TEXT) WITHOUT ROWID")

    def add(self, table: str, rows: Iterable[Row]) -> None:
        for row in rows:
            columns = json.dumps({name: row[name] for name in texts(table)})
            for record in (_record(row), ""):
                key = _key(table, record, row)
                self._db.execute("INSERT OR IGNORE INTO texts VALUES (?, ?)", (key, columns))

    def get(self, table: str, record: str, row: Row) -> Texts | None:
        query = "SELECT columns FROM texts WHERE key = ?"
        found = self._db.execute(query, (_key(table, record, row),)).fetchone()
        return None if found is None else json.loads(found[0])

    def close(self) -> None:
        self._db.close()


def _record(row: Row) -> str:
    """The record that a row was made from; empty for a row without one."""
    return row["capture"]["record_id"] if row["capture"] else ""


def _key(table: str, record: str, row: Row) -> str:
    """One article, text and record; record may be empty: any."""
    return json.dumps([table, row.get("article_id") or row["id"], row.get("text_sha256"), record])


class Refetched:
    """Texts from the pages as they are now."""

    def __init__(self, fetcher: Fetcher, workers: Workers) -> None:
        self._fetcher = fetcher
        self._workers = workers
        # A temporary database on disk: pages of a table are asked for again by the next.
        self._pages = sqlite3.connect("")
        self._pages.execute("CREATE TABLE page (url TEXT PRIMARY KEY, answer TEXT) WITHOUT ROWID")

    def find(self, table: str, row: Row) -> Texts:
        """The text of a row, if the page still gives it; other columns if it is still the same."""
        if row.get("text_sha256") is None:
            # A feed shows other entries by now; and a row without digest says not to look.
            raise NotRestored("feeds-move-on" if table == "feed_entries" else "no-digest")
        page = self._understood(row)
        content = content_of(page)
        body = restore(content, row["text_sha256"])
        if body is None:
            raise NotRestored("changed")
        found: Texts = {"text": body.text}
        if table == "articles":
            found["blocks"] = body.blocks
            if page["capture"]["payload_sha256"] == row["capture"]["payload_sha256"]:
                said: Row = {**content}
                found |= {name: said[name] for name in texts(table) if name in FROM_PAGE}
                found["removed"] = content["removed"] + body.removed
        return found

    def _understood(self, row: Row) -> PageFact:
        """What is understood of a page now; each is asked for once."""
        query = "SELECT answer FROM page WHERE url = ?"
        if (known := self._pages.execute(query, (row["url"],)).fetchone()) is None:
            known = (json.dumps(self._ask(row)),)
            self._pages.execute("INSERT INTO page VALUES (?, ?)", (row["url"], *known))
        answer: dict[str, Any] = json.loads(known[0])
        if "rejected" in answer:
            raise Rejected(*answer["rejected"], subject=row["url"])
        page: PageFact = answer["page"]
        return page

    def _ask(self, row: Row) -> dict[str, Any]:
        capture: Captured = row["capture"]
        try:
            task = Task(
                url=row["url"],
                captured_at=datetime.fromisoformat(capture["captured_at"]),
                origin=Origin("article"),
                truncated=None,
                response=self._fetcher.get(row["url"]),
                capture=capture,
            )
            facts: list[Fact] = self._workers.run(task)
        except Rejected as rejected:
            return {"rejected": [rejected.reason, rejected.detail]}
        except MessageError as error:
            return {"rejected": ["undecodable", str(error)]}
        for fact in facts:
            if fact["kind"] == "page":
                return {"page": fact}
            if fact["kind"] == "reject":
                return {"rejected": [fact["reason"], fact["detail"]]}
        return {"rejected": ["not-an-article", "it is something else now"]}
