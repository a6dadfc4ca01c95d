"""The queue of requisites that archived pages name and the archive lacks.

Derived from the archive like all that a memory holds, so what a killed crawl
left unasked is known to the next one. A page is not read when it is archived,
but when somebody asks what it wants: most never do.

A page wants its requisites as they were when it was captured. So what was asked
for shortly before it need not be asked for again, and what a page of long ago
lacks is not fetched today.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from twa.dataset.errors import ArchiveError, MessageError, RejectReason
from twa.dataset.warc import fetch
from twa.dataset.warc.captures import Capture, capture_of
from twa.dataset.warc.records import format_date
from twa.dataset.web.answers import SUCCESS
from twa.dataset.web.robots import PATH as ROBOTS

if TYPE_CHECKING:
    from twa.dataset.http.message import Response
    from twa.dataset.pages.requisite_reader import DocumentKind, RequisiteReader
    from twa.dataset.pages.requisites import Requisite

DEPTH: Final = 4
"""Embeddings from a page to the last requisite: a stylesheet, what it imports, and so on."""

TRIES: Final = 3
"""Requests in vain after which a requisite is not asked for again."""

TOO_MANY: Final = "too-many"
TOO_LARGE: Final = "too-large"
"""Reasons of a decision against what one page names beyond its share, in number and in octets."""

UNREACHABLE: Final[RejectReason] = "unreachable"
"""The reason of a decision against a host that could not be asked whether it may be asked."""

HTML: Final = ("text/html", "application/xhtml+xml")
CSS: Final = "text/css"

SCHEMA: Final = """
CREATE TABLE unread (
    url         TEXT PRIMARY KEY,
    hops        TEXT NOT NULL,
    captured_at TEXT NOT NULL,
    warc        TEXT NOT NULL,
    offset      INTEGER NOT NULL,
    length      INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX unread_by_age ON unread (captured_at);
CREATE TABLE wanted (
    url         TEXT PRIMARY KEY,
    via         TEXT NOT NULL,
    hops        TEXT NOT NULL,
    place       INTEGER NOT NULL,
    captured_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX wanted_by_age ON wanted (captured_at);
"""
"""Documents (pages, stylesheets, robots.txt) that nobody has read yet, and what those that were
read want: the newest document that wants a thing counts."""

_READ_LATER: Final = """
INSERT INTO unread VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET
hops = excluded.hops, captured_at = excluded.captured_at, warc = excluded.warc,
offset = excluded.offset, length = excluded.length WHERE excluded.captured_at > captured_at
"""
_WANT: Final = """
INSERT INTO wanted VALUES (?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET
via = excluded.via, hops = excluded.hops, place = excluded.place,
captured_at = excluded.captured_at WHERE excluded.captured_at > captured_at
"""
# Tried in vain so often; or an answer that would be the same tomorrow, or a decision of ours.
# SQLite writes milliseconds where we write microseconds: close enough for days.
_SETTLED: Final = f"""
DELETE FROM wanted WHERE EXISTS (
    SELECT 1 FROM captures WHERE captures.url = wanted.url
    AND captures.captured_at >= strftime('%Y-%m-%dT%H:%M:%fZ', wanted.captured_at, :fresh)
    GROUP BY captures.url HAVING max(CASE
        WHEN reason = '{UNREACHABLE}' THEN 0
        WHEN reason IN ('{TOO_MANY}', '{TOO_LARGE}') THEN captures.via = wanted.via
        WHEN reason IS NOT NULL OR outcome IN ('length', 'private-address') THEN 1
        ELSE outcome = 'complete' AND status < 500 AND status NOT IN (408, 425, 429)
    END) OR sum(coalesce(reason, '') NOT IN ('{TOO_MANY}', '{TOO_LARGE}')) >= {TRIES}
)
"""  # noqa: S608 (constants of ours)


@dataclass(frozen=True, slots=True)
class Document:
    """A page or stylesheet in the archive: its URL, how it was come to, and where it lies."""

    url: str
    hops: str
    captured_at: str
    warc: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Want:
    """A requisite to be asked for: `via` names it, `hops` is the path to it."""

    url: str
    via: str
    hops: str


def read_later(database: Connection, capture: Capture) -> None:
    """Take note of a document that may name some, if this is one and it came whole."""
    response, locator = capture.response, capture.locator
    if (
        capture.kind != "response"
        or response is None
        or response.status not in SUCCESS
        or capture.truncated
        or locator.offset is None
        or locator.length is None
    ):
        return
    hops = capture.origin.hops
    wanted = {"article": HTML, "requisite": (CSS,)}.get(capture.origin.role, ())
    names = response.media_type in wanted or capture.origin.role == "robots"
    if names and hops.count("E") < DEPTH:
        at = format_date(capture.captured_at)
        place = locator.warc, locator.offset, locator.length
        database.execute(_READ_LATER, (capture.url, hops, at, *place))


def _kind(url: str, response: Response) -> DocumentKind:
    """What an answer is that was taken note of; why it was asked for, its record does not say."""
    if urlsplit(url).path == ROBOTS:
        return "rules"
    return "stylesheet" if response.media_type == CSS else "page"


def unread(database: Connection, since: datetime) -> list[Document]:
    """The documents captured `since` then that nobody has read; older ones are forgotten."""
    database.execute("DELETE FROM unread WHERE captured_at < ?", (format_date(since),))
    return [Document(*row) for row in database.execute("SELECT * FROM unread")]


def named(document: Document, archive: Path, reader: RequisiteReader) -> tuple[Requisite, ...]:
    """What a document in the archive names; nothing where it can't be read.

    Touches no database, so it may run in any thread. A segment that is still
    being written has `.open` after its name. Raises Rejected where it can't be
    read in time, and TwaError where the reader is closed.
    """
    # Who asks when a crawl is due does not wait for what reads pages.
    from twa.dataset.pages.requisite_reader import NamingDocument

    path = archive / document.warc
    if not path.exists():
        path = archive / f"{document.warc}.open"
    try:
        record = fetch(path, document.offset, document.length)
        capture = capture_of([record])
        if capture is None or capture.response is None:
            return ()
        octets = capture.response.payload()
    except (MessageError, ArchiveError, OSError):
        return ()
    response = capture.response
    return reader.named(
        NamingDocument(
            capture.url,
            octets,
            response.get("content-type"),
            capture.captured_at,
            kind=_kind(capture.url, response),
            links=tuple(response.get_all("link")),
        )
    )


def reads(database: Connection, document: Document, names: Iterable[Requisite]) -> None:
    """Take note of what a document names: it is read."""
    rows = (
        (one.url, document.url, f"{document.hops}E", place, document.captured_at)
        for place, one in enumerate(names)
    )
    with database:
        database.execute("BEGIN IMMEDIATE")
        database.executemany(_WANT, rows)
        database.execute(
            "DELETE FROM unread WHERE url = ? AND captured_at = ?",
            (document.url, document.captured_at),
        )


def missing(database: Connection, since: datetime, fresh: timedelta) -> Iterator[Want]:
    """What the documents captured `since` then want and do not have, those of the newest first.

    What was asked for up to `fresh` before a document was captured is good for
    it, whatever the answer; what came to nothing on the way is tried again.
    """
    database.execute("DELETE FROM wanted WHERE captured_at < ?", (format_date(since),))
    database.execute(_SETTLED, {"fresh": f"-{fresh.total_seconds():.0f} seconds"})
    query = "SELECT url, via, hops FROM wanted ORDER BY captured_at DESC, via, place"
    for row in database.execute(query).fetchall():
        yield Want(*row)
