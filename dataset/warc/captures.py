"""Captures: the records of one exchange, read together.

A capture is what the build works on. It cannot tell whether the crawler wrote
the file a second ago or somebody else did ten years back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from os import PathLike
from typing import BinaryIO, Final, Literal

from twa.dataset.errors import MessageError, Rejected, at_byte
from twa.dataset.exchange import Locator, Origin
from twa.dataset.http.message import Response, parse_fields, parse_response
from twa.dataset.warc.reader import OnDamage, read
from twa.dataset.warc.records import FIELDS_TYPE, Record, bare, is_standard_date, parse_date

RESPONSE_LIMIT: Final = 64 << 20
"""Octets of a response that are taken into memory."""

_FIELDS_LIMIT: Final = 1 << 20
_ON_THE_WEB: Final = ("http:", "https:")

Kind = Literal["response", "revisit", "resource", "metadata"]

# What a capture is about, the first of these that a group has.
_SUBJECTS: Final[dict[str, Kind]] = {
    "response": "response",
    "revisit": "revisit",
    "resource": "resource",
    "metadata": "metadata",
}
IN_GROUP: Final = frozenset({*_SUBJECTS, "request"})
"""Kinds of records that say something of a capture."""

_CONTENT: Final = frozenset({"response", "revisit", "resource"})
_METHOD: Final = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}) ")


@dataclass(frozen=True, slots=True)
class Capture:
    """One URL at one instant.

    `kind` is `response`, `revisit` (then `response` has the header alone and
    `refers_to` says where the body stands), `resource` or `metadata`: no
    response came, or a decision was noted. Of a record without an HTTP header `response` is
    None, and `resource` the block as if a server had sent it. `fields` are those of the metadata
    records, `origin` is read from them. `truncated` is WARC-Truncated.
    `method` is that of the request, where its record is one of the group.
    `stated_date` is WARC-Date where it is not as it should be. `certificates` is where the chain
    lies that the server showed, where that is known (who reads a whole WARC knows). `problem` says
    why `response` should not be built from: `too-large` (it was cut at the
    limit) or `damaged-record`.
    """

    url: str
    captured_at: datetime
    kind: Kind
    locator: Locator
    response: Response | None = None
    refers_to: tuple[str, datetime] | None = None
    refers_to_id: str | None = None
    profile: str | None = None
    payload_digest: str | None = None
    truncated: str | None = None
    origin: Origin = field(default_factory=Origin)
    fields: dict[str, str] = field(default_factory=dict)
    ip: str | None = None
    problem: Rejected | None = None
    resource: Response | None = None
    method: str = ""
    stated_date: str | None = None
    certificates: Locator | None = None

    @property
    def sent(self) -> Response | None:
        """What a server sent, or the block of a record without header as if one had."""
        return self.response or self.resource


def captures(
    source: str | PathLike[str] | BinaryIO,
    name: str | None = None,
    *,
    on_damage: OnDamage | None = None,
    on_record: Callable[[Record], None] | None = None,
    limit: int = RESPONSE_LIMIT,
) -> Iterator[Capture]:
    """The captures of a WARC file, in the order of their first records.

    Records that name each other in WARC-Concurrent-To and stand next to each
    other belong to one capture. Arguments and damage as in `warc.read`;
    `on_record` is shown every record before its block is let go of; a
    response over `limit` octets is cut and its `problem` says so.
    """
    for group in groups(source, name, on_damage=on_damage, on_record=on_record, limit=limit):
        capture = capture_of(group)
        if capture is not None:
            yield capture


def groups(
    source: str | PathLike[str] | BinaryIO,
    name: str | None = None,
    *,
    on_damage: OnDamage | None = None,
    on_record: Callable[[Record], None] | None = None,
    limit: int = RESPONSE_LIMIT,
) -> Iterator[Sequence[Record]]:
    """The records of each exchange, which are closed when the next are asked for.

    All as for `captures`.
    """
    group: list[Record] = []
    for record in read(source, name, on_damage=on_damage, limit=limit):
        if on_record is not None:
            on_record(record)
        if record.type not in IN_GROUP:
            record.block.close()
            continue
        if group and not _concurrent(record, group):
            yield group
            _close(group)
            group = []
        group.append(record)
    if group:
        yield group
        _close(group)


def capture_of(group: Sequence[Record], parsed: Response | None = None) -> Capture | None:
    """What the records of one exchange say together; None if it is about nothing.

    That is a request nothing came of, or a record without URL or date. `parsed`
    is what the block of a `response` record says, where that is known already.
    """
    subject = subject_of(group)
    if subject is None or subject.url is None or subject.date is None:
        return None
    known = parsed if subject.type == "response" else None
    fields = _fields(group)
    # Of a URL that is too long for a header, the fields have the whole.
    whole = fields.get("url", "")
    url = whole if whole.startswith(subject.url) else subject.url
    return _describe(subject, url, subject.date, fields, known, _method(group))


def subject_of(group: Sequence[Record]) -> Record | None:
    """The record of a group that says what the capture is of; None if there are requests alone."""
    return next((r for kind in _SUBJECTS for r in group if r.type == kind), None)


def _concurrent(record: Record, group: Sequence[Record]) -> bool:
    """WARC 1.1, section 5.7: either side may be the one that says so.

    Two records that hold content are two captures, whatever they say of each other.
    """
    if record.type in _CONTENT and any(other.type in _CONTENT for other in group):
        return False
    named = _concurrent_to(record)
    return any(other.id in named or record.id in _concurrent_to(other) for other in group)


def _concurrent_to(record: Record) -> set[str]:
    return {bare(value) for value in record.get_all("WARC-Concurrent-To")}


def _close(group: Sequence[Record]) -> None:
    for record in group:
        record.block.close()


def _describe(
    subject: Record,
    url: str,
    date: datetime,
    fields: dict[str, str],
    parsed: Response | None,
    method: str,
) -> Capture:
    response, problem = (parsed, None) if parsed is not None else _response(subject)
    resource = None
    if response is not None and not response.version:
        response, resource = None, response
    stated_date = subject.get("WARC-Date")
    refers_to_date = parse_date(subject.get("WARC-Refers-To-Date") or "")
    revisit = subject.type == "revisit"
    return Capture(
        url=url,
        captured_at=date,
        kind=_SUBJECTS[subject.type],
        locator=subject.locator,
        response=response,
        refers_to=(subject.get("WARC-Refers-To-Target-URI") or url, refers_to_date)
        if revisit and refers_to_date is not None
        else None,
        refers_to_id=subject.get("WARC-Refers-To") if revisit else None,
        profile=(subject.get("WARC-Profile") or "").rpartition("/")[2] or None,
        payload_digest=subject.get("WARC-Payload-Digest"),
        truncated=_truncated(subject),
        origin=Origin(
            role=fields.get("role", ""),
            via=fields.get("via"),
            hops=fields.get("hopsFromSeed", ""),
            categories=_names(fields.get("categories")),
        ),
        fields=fields,
        ip=subject.get("WARC-IP-Address"),
        problem=problem,
        resource=resource,
        method=method,
        stated_date=None if is_standard_date(stated_date or "") else stated_date,
    )


def _response(subject: Record) -> tuple[Response | None, Rejected | None]:
    """The HTTP response in a record, and what is wrong with it."""
    where = at_byte(subject.locator.warc, subject.locator.offset)
    if subject.intact() is False:
        return None, Rejected("damaged-record", "the block digest does not match", subject=where)
    if subject.type == "metadata" or subject.size == 0:
        return None, None
    # WARC 1.1, section 6.3.3: a response need not be HTTP; some are dns: ones.
    kind = (subject.get("Content-Type") or "").strip()
    is_http = kind.lower().startswith("application/http")
    on_the_web = (subject.url or "").lower().startswith(_ON_THE_WEB)
    # Some writers give the type of the payload there.
    is_http = is_http or subject.block.head(5) == b"HTTP/"
    if not is_http and not on_the_web and (subject.type == "resource" or kind):
        return None, None
    bare = subject.type == "resource" or (subject.type == "response" and kind)
    try:
        response = (
            _resource(subject, kind)
            if bare and not is_http
            else parse_response(subject.block.bytes())
        )
    except MessageError as error:
        return None, Rejected("damaged-record", str(error), subject=where)
    if subject.cut:
        detail = f"{subject.size} octets, read to {subject.block.size}"
        return response, Rejected("too-large", detail, subject=where)
    return response, None


def _resource(subject: Record, kind: str) -> Response:
    """The block of a `resource` record, which came without a header (WARC 1.1, section 6.4)."""
    fields = ((b"Content-Type", kind.encode("latin-1", "replace")),) if kind else ()
    return Response(200, "", "", fields, subject.block.bytes(), plain=False)


def _names(field: str | None) -> tuple[str, ...]:
    """A JSON array of strings; what is none, in files of others, says nothing."""
    try:
        names = json.loads(field or "[]")
    except ValueError:
        return ()
    return tuple(filter(None, map(str, names))) if isinstance(names, list) else ()


def _truncated(subject: Record) -> str | None:
    # Section 7: the rest of a segmented record stands elsewhere.
    segmented = "unspecified" if subject.get("WARC-Segment-Number") else None
    reason = subject.get("WARC-Truncated") or segmented
    # Section 6.7.2: a revisit whose body is left out says `length`; nothing was cut on the wire.
    return None if subject.type == "revisit" and reason == "length" else reason


def _method(group: Sequence[Record]) -> str:
    """The method that a request of the group begins with; "" where none does."""
    for record in group:
        if record.type == "request" and (found := _METHOD.match(record.block.head(33))):
            return found[1].decode("ascii")
    return ""


def _fields(group: Sequence[Record]) -> dict[str, str]:
    """The named fields of a group's metadata records, the first of a name."""
    fields: dict[str, str] = {}
    for record in group:
        kind = (record.get("Content-Type") or "").partition(";")[0].strip().lower()
        if record.type == "metadata" and kind == FIELDS_TYPE:
            for name, value in parse_fields(record.block.head(_FIELDS_LIMIT)):
                fields.setdefault(name.decode("utf-8", "replace"), value.decode("utf-8", "replace"))
    return fields
