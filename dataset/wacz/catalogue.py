"""Catalogue of an archive's captures, from which a part is chosen.

Kept in a scratch file: memory does not grow with the archive.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from twa.dataset.dates.instants import stamp
from twa.dataset.errors import ArchiveError
from twa.dataset.holdings import Warc
from twa.dataset.http.message import parse_fields
from twa.dataset.pages.refresh import leads_to
from twa.dataset.warc.captures import Capture, capture_of, groups
from twa.dataset.warc.records import FIELDS_TYPE, Record
from twa.dataset.web.answers import SUCCESS
from twa.dataset.web.urls import url_key

# `capture` is null for what stands for the file as a whole: warcinfo.
_TABLES: Final = """
CREATE TABLE captures (
    number INTEGER PRIMARY KEY, warc TEXT, offset INTEGER, run TEXT, url TEXT, address TEXT,
    at TEXT, role TEXT, via TEXT, target TEXT, record_id TEXT, refers_id TEXT, refers_url TEXT,
    refers_at TEXT, kind TEXT, document TEXT, shown TEXT, resolved TEXT, chosen INTEGER DEFAULT 0
);
CREATE TABLE records (warc TEXT, offset INTEGER, length INTEGER, capture INTEGER);
"""
_INDEXES: Final = """
CREATE INDEX by_address ON captures (address);
CREATE INDEX by_target ON captures (target);
CREATE INDEX by_id ON captures (record_id);
CREATE INDEX by_url ON captures (url, at);
CREATE INDEX by_via ON captures (via);
CREATE INDEX by_place ON captures (warc, offset);
CREATE INDEX by_choice ON captures (chosen);
CREATE INDEX by_capture ON records (capture);
"""
_INSERT: Final = (
    "INSERT INTO captures VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)"
)

PAGE: Final = "page"
STYLESHEET: Final = "stylesheet"
"""What a capture is that may name others; null is any other."""

_NEEDED: Final = {
    "originals": """
        UPDATE captures SET chosen = 1 WHERE chosen = 0 AND number IN (
            SELECT o.number FROM captures r JOIN captures o ON o.record_id = r.refers_id
            WHERE r.chosen
            UNION SELECT o.number FROM captures r
            JOIN captures o ON o.url = r.refers_url AND o.at = r.refers_at WHERE r.chosen)
    """,
    "redirects": """
        UPDATE captures SET chosen = 1 WHERE chosen = 0 AND number IN (
            SELECT h.number FROM captures c JOIN captures h ON h.target = c.address
            WHERE c.chosen)
    """,
    "requisites": """
        UPDATE captures SET chosen = 1 WHERE chosen = 0 AND number IN (
            SELECT n.number FROM captures c JOIN captures n ON n.via = c.url
            WHERE c.chosen AND n.role = 'requisite')
    """,
    "connections": """
        UPDATE captures SET chosen = 1 WHERE chosen = 0 AND number IN (
            SELECT s.number FROM captures c JOIN captures s ON s.record_id = c.shown
            WHERE c.chosen
            UNION SELECT d.number FROM captures c JOIN captures d
            ON d.url = c.resolved AND d.warc = c.warc WHERE c.chosen)
    """,
}
_DOCUMENTS: Final = {"text/html": PAGE, "application/xhtml+xml": PAGE, "text/css": STYLESHEET}

_HELD: Final = (
    "SELECT number, warc, offset, url, at, role, kind, document, target, refers_id, refers_url,"
    " refers_at FROM captures WHERE "
)


class ArchivedCapture(NamedTuple):
    """A capture of the archive: what it was of, and what may be needed with it."""

    number: int
    warc: str
    offset: int | None
    url: str
    at: str
    role: str
    kind: str
    document: str | None
    target: str | None
    refers_id: str | None
    refers_url: str | None
    refers_at: str | None

    @property
    def is_requisite(self) -> bool:
        """Whether it was made for a page; of what others archived, whatever is no page may be."""
        return self.role == "requisite" or (not self.role and self.document != PAGE)


class RecordSpan(NamedTuple):
    """Where a record lies."""

    offset: int
    length: int


class Catalogue:
    """The captures of an archive, and which of them are chosen."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        # A scratch file: what a crash leaves of it is of no use.
        self._db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLES)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def read(self, warcs: Iterable[Warc]) -> Iterator[Warc]:
        """Take note of all records of the WARCs, and yield each when it is done with."""
        self._db.execute("BEGIN")
        for warc in warcs:
            self._read(warc)
            yield warc
        self._db.execute("COMMIT")
        self._db.executescript(_INDEXES)

    def _read(self, warc: Warc) -> None:
        run = ""

        def see(record: Record) -> None:
            nonlocal run
            if record.type == "warcinfo":
                self._note(record, warc.name, None)
                run = _run(record) or run

        with warc.open() as file, suppress(ArchiveError):
            for group in groups(file, warc.name, on_damage=_pass_over, on_record=see):
                capture = capture_of(group)
                if capture is not None:
                    self._take(capture, group, warc.name, run)

    def _take(self, capture: Capture, group: Sequence[Record], warc: str, run: str) -> None:
        number = self._db.execute(_INSERT, (warc, *_row(capture, run))).lastrowid
        for record in group:
            self._note(record, warc, number)

    def _note(self, record: Record, warc: str, capture: int | None) -> None:
        locator = record.locator
        self._db.execute(
            "INSERT INTO records VALUES (?, ?, ?, ?)",
            (warc, locator.offset, locator.length, capture),
        )

    # --- choosing -----------------------------------------------------------------------------

    def choose(self, limits: Mapping[str, str]) -> None:
        """Choose the captures that are within all limits: SQL conditions with their values."""
        where = " AND ".join(limits) or "TRUE"
        self._db.execute(f"UPDATE captures SET chosen = 1 WHERE {where}", tuple(limits.values()))  # noqa: S608 (conditions are constants)

    def complete(self, *needs: str) -> None:
        """Choose what the chosen ones need, and what that needs."""
        before = -1
        while (count := self.chosen()) != before:
            before = count
            for need in needs:
                self._db.execute(_NEEDED[need])

    def mark(self, numbers: Iterable[int], *, chosen: bool) -> None:
        """Choose captures by their numbers, or let go of them."""
        rows = ((chosen, number) for number in numbers)
        self._db.executemany("UPDATE captures SET chosen = ? WHERE number = ?", rows)

    def chosen(self) -> int:
        """How many captures are chosen."""
        found: int = self._db.execute("SELECT COUNT(*) FROM captures WHERE chosen").fetchone()[0]
        return found

    # --- asking -------------------------------------------------------------------------------

    def held(self, condition: str, *values: str) -> Iterator[ArchivedCapture]:
        """The captures that meet a condition, which is SQL."""
        for row in self._db.execute(_HELD + condition, values):
            yield ArchivedCapture(*row)

    def nearest(self, address: str, at: str) -> ArchivedCapture | None:
        """The answer at an address that replay shows for an instant: the nearest in time."""
        order = "address = ? AND kind != 'metadata' ORDER BY abs(julianday(at) - julianday(?))"
        return next(self.held(f"{order} LIMIT 1", address, at), None)

    def original(self, revisit: ArchivedCapture) -> ArchivedCapture | None:
        """The capture that holds the body of a revisit."""
        named = self.held("record_id = ?", revisit.refers_id or "")
        there = self.held(
            "url = ? AND at = ? AND kind = 'response'",
            revisit.refers_url or "",
            revisit.refers_at or "",
        )
        return next(chain(named, there), None)

    def fetched_for(self, url: str) -> set[str]:
        """The addresses of the requisites that were fetched for a page or stylesheet."""
        query = "SELECT DISTINCT address FROM captures WHERE via = ? AND role = 'requisite'"
        return {place for (place,) in self._db.execute(query, (url,)) if place is not None}

    # --- what was chosen ------------------------------------------------------------------------

    def holds(self, capture: Mapping[str, Any]) -> bool:
        """Whether the record of a row's `capture` is among the chosen."""
        found = self._db.execute(
            "SELECT 1 FROM captures WHERE warc = ? AND offset IS ? AND record_id = ? AND chosen",
            (capture["warc"], capture["offset"], capture["record_id"]),
        )
        return found.fetchone() is not None

    def spans(self, warc: str) -> Iterator[RecordSpan]:
        """Where the chosen records of a WARC lie, in order, what stands for the file included.

        Nothing where no capture of it is chosen. Raises `ArchiveError` for one that does not stand
        alone.
        """
        rows = self._db.execute(
            "SELECT r.offset, r.length FROM records r LEFT JOIN captures c ON c.number = r.capture"
            " WHERE r.warc = ? AND (c.chosen OR (r.capture IS NULL AND EXISTS"
            " (SELECT 1 FROM captures WHERE warc = r.warc AND chosen))) ORDER BY r.offset",
            (warc,),
        )
        for offset, length in rows:
            if offset is None:
                raise ArchiveError(
                    "one gzip member holds many records, so that none can be taken out;"
                    " `warcio recompress` makes a file of which they can",
                    file=warc,
                )
            yield RecordSpan(offset, length)


def _row(capture: Capture, run: str) -> tuple[str | int | None, ...]:
    response = capture.response
    target = leads_to(capture.url, response, capture.origin.role) if response else None
    refers_url, refers_at = capture.refers_to or (None, None)
    return (
        capture.locator.offset,
        run,
        capture.url,
        url_key(capture.url),
        stamp(capture.captured_at),
        capture.origin.role,
        capture.origin.via,
        url_key(target),
        capture.locator.record_id,
        capture.refers_to_id,
        refers_url,
        stamp(refers_at) if refers_at else None,
        capture.kind,
        _document(capture),
        capture.fields.get("tlsCertificates"),
        _resolved(capture.url),
    )


def _resolved(url: str) -> str | None:
    """The URI of the record of what the resolver said of a host (`warc.connections`)."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return f"dns:{host}" if host else None


def _document(capture: Capture) -> str | None:
    """What a capture is that may name requisites."""
    response = capture.response
    if capture.kind != "response" or response is None or response.status not in SUCCESS:
        return None
    return _DOCUMENTS.get(response.media_type)


def _run(record: Record) -> str | None:
    """The field `run` of a warcinfo record: crawls of ours say there which one they were."""
    if record.get("Content-Type") != FIELDS_TYPE:
        return None
    fields = dict(parse_fields(record.block.head(1 << 16)))
    return fields.get(b"run", b"").decode("utf-8", "replace") or None


def _pass_over(_: ArchiveError) -> None:
    """What can't be read can't be chosen; `twa verify` reports it."""
