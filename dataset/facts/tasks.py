"""Tasks for the worker processes of the map step, and the rejects they end in.

Apart from `understand`, because importing what understands takes longer than most builds
of a day's news have left to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from twa.dataset.dates.instants import stamp
from twa.dataset.errors import RejectReason
from twa.dataset.exchange import POLLED_ROLES, Origin
from twa.dataset.facts.model import Captured, HeldFact, Refers, RejectFact, reject_fact
from twa.dataset.http.message import Response
from twa.dataset.pages.notes import Note
from twa.dataset.warc.captures import Capture
from twa.dataset.warc.records import bare, digest_name
from twa.dataset.warc.revisits import payload_names
from twa.dataset.web.answers import FAILURES

HTML: Final = frozenset(
    (
        *("text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml"),
        # What some servers write for these.
        *("text/htm", "text/xhtml", "text/x-html", "application/html", "application/xhtml"),
    )
)
"""Media types of pages, as sent or as sniffed."""

FEEDS: Final = frozenset(
    ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
)
"""Media types of feeds, as sent or as sniffed."""

VAGUE: Final = frozenset(
    (
        *("", "text/plain", "text/xml", "application/xml", "application/octet-stream"),
        # WHATWG MIME Sniffing, section 5.1: types that say that the server does not know.
        *("*/*", "unknown/unknown", "application/unknown", "text/unknown", "content/unknown"),
        *("binary/octet-stream", "application/x-unknown-content-type"),
        *("application/force-download", "application/x-download", "application/download"),
        *("application/x-httpd-php", "text/x-server-parsed-html", "text/php"),
    )
)
"""Media types that say nothing: the first octets decide."""


@dataclass(frozen=True, slots=True)
class Task:
    """A response and its circumstances.

    `payload_digest` is the one that its record claims, `record_type` the kind of the record: a
    revisit holds no payload that another could refer to. `notes` are doubts about the record.
    """

    url: str
    captured_at: datetime
    origin: Origin
    truncated: str | None
    response: Response
    capture: Captured
    payload_digest: str | None = None
    record_type: str = "response"
    notes: tuple[Note, ...] = ()


def held(task: Task) -> HeldFact:
    """The fact that the record of a response holds its payload."""
    return {
        "kind": "held",
        "url": task.url,
        "at": task.capture["captured_at"],
        "offset": task.capture["offset"],
        "record_id": task.capture["record_id"],
        "digests": payload_names(task.response, task.payload_digest),
    }


def refers(capture: Capture) -> Refers:
    """How a revisit names its original."""
    url, at = capture.refers_to or (None, None)
    return {
        "record_id": bare(capture.refers_to_id) if capture.refers_to_id else None,
        "url": url,
        "at": stamp(at) if at else None,
        "digest": digest_name(capture.payload_digest),
    }


def rejected(task: Task, reason: RejectReason, detail: str, *, gone: bool = False) -> RejectFact:
    """The fact that a response became no row."""
    feed = task.origin.role in POLLED_ROLES
    failed = reason in FAILURES
    return reject_fact(
        "fetch" if failed else "feed" if feed else "page",
        reason,
        detail,
        url=task.url,
        via=task.origin.via,
        gone=gone,
        capture=task.capture,
        record_type=task.record_type,
    )
