"""Writes exchanges as WARC 1.1 records.

Our own serialisation: a library that parses headers in order to write them
does not write the same octets. Ids and dates are arguments, so the same input
gives the same output. One gzip member a record (Annex D).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from isal import isal_zlib

from twa.dataset.errors import MessageError
from twa.dataset.exchange import Block, Exchange
from twa.dataset.http.message import Response, parse_response
from twa.dataset.warc import records
from twa.dataset.warc.captures import RESPONSE_LIMIT
from twa.dataset.warc.records import URI_LIMIT, Headers, RecordDraft, format_date
from twa.dataset.warc.revisits import Earlier, body_key, index_digest
from twa.dataset.warc.sniff import HEAD, identify

CONFORMS_TO: Final = (
    "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
)
LEVEL: Final = 2
"""Of isal's deflate: eleven times as fast as zlib's 6 on pages, for files 15 % larger."""

_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_SMALL: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class ExaminedResponse:
    """What the octets of a response say, as far as its records need it.

    `key` and `digest` are those of `twa.dataset.warc.revisits`, null for what no revisit
    can point to or replace. `payload_digest` is the label for
    WARC-Payload-Digest, null where readers do not agree on the payload: of a
    chunked body some take the digest with the framing and some without it
    (warcio issue 74), and a response after interim ones they take for the first
    of those.
    """

    response: Response | None = None
    payload_type: str | None = None
    payload_digest: str | None = None
    key: str | None = None
    digest: str | None = None


def examine(exchange: Exchange) -> ExaminedResponse:
    """Look at the response of an exchange once, for all that its records say of it."""
    block = exchange.response
    try:
        response = parse_response(block.head(min(block.size, RESPONSE_LIMIT)))
    except MessageError:
        return ExaminedResponse()
    payload_type = identify(response.payload_head(HEAD))
    if block.size > RESPONSE_LIMIT or exchange.ended != "complete" or not response.plain:
        return ExaminedResponse(response, payload_type)
    framed = bool(response.tokens("transfer-encoding"))
    key = body_key(response)
    return ExaminedResponse(
        response=response,
        payload_type=payload_type,
        payload_digest=None if framed else f"sha256:{response.body_sha256}",
        key=key,
        digest=index_digest(response) if key else None,
    )


def exchange_drafts(
    exchange: Exchange,
    examined: ExaminedResponse,
    *,
    new_id: Callable[[], str],
    warcinfo_id: str,
    earlier: Earlier | None = None,
    certificates: str | None = None,
) -> list[RecordDraft]:
    """The records of one exchange: response or revisit, request, metadata.

    `certificates` is the id of the record of the chain that the server showed.

    Without a single octet of a response there is no response record, and the
    metadata says how it ended; without octets of a request no request record.
    With `earlier` the response becomes a revisit of that capture: of profile
    server-not-modified if it is a 304, identical-payload-digest otherwise.
    """
    date = format_date(exchange.started)
    response_id = new_id() if exchange.response.size else None
    request_id = new_id() if exchange.request.size else None
    metadata_id = new_id()
    ids = [i for i in (response_id, request_id, metadata_id) if i is not None]
    connection = _connection(exchange)

    def draft(
        kind: str, own_id: str, content_type: str, block: Block, extra: Iterable[tuple[str, str]]
    ) -> RecordDraft:
        headers = [
            ("WARC-Type", kind),
            ("WARC-Record-ID", own_id),
            ("WARC-Date", date),
            ("WARC-Target-URI", named(exchange.url)),
            ("WARC-Warcinfo-ID", warcinfo_id),
            # Section 5.7: the one standard field that may repeat.
            *(("WARC-Concurrent-To", other) for other in ids if other != own_id),
            *extra,
            ("Content-Type", content_type),
            ("WARC-Block-Digest", f"sha256:{block.sha256}"),
        ]
        return RecordDraft(own_id, Headers(headers), block)

    drafts = []
    if response_id is not None:
        kind, extra, block = _response(exchange, examined, earlier)
        drafts.append(draft(kind, response_id, records.RESPONSE_TYPE, block, connection + extra))
    if request_id is not None:
        drafts.append(
            draft("request", request_id, records.REQUEST_TYPE, exchange.request, connection)
        )
    circumstances = fields_block(_circumstances(exchange) | _shown(exchange, certificates))
    # What is told nowhere else, the metadata tells.
    told = [] if drafts else connection
    drafts.append(draft("metadata", metadata_id, records.FIELDS_TYPE, circumstances, told))
    return drafts


def note_draft(
    url: str,
    fields: Mapping[str, str],
    *,
    date: datetime,
    record_id: str,
    warcinfo_id: str,
) -> RecordDraft:
    """A metadata record about a URL that no exchange goes with: a decision, and why."""
    block = fields_block(_whole(url) | dict(fields))
    return RecordDraft(
        record_id,
        Headers(
            (
                ("WARC-Type", "metadata"),
                ("WARC-Record-ID", record_id),
                ("WARC-Date", format_date(date)),
                ("WARC-Target-URI", named(url)),
                ("WARC-Warcinfo-ID", warcinfo_id),
                ("Content-Type", records.FIELDS_TYPE),
                ("WARC-Block-Digest", f"sha256:{block.sha256}"),
            )
        ),
        block,
    )


def warcinfo_draft(
    filename: str, fields: Mapping[str, str], *, date: datetime, record_id: str
) -> RecordDraft:
    """The record that opens a file and says how all the others came about."""
    block = fields_block({"format": "WARC File Format 1.1", "conformsTo": CONFORMS_TO, **fields})
    return RecordDraft(
        record_id,
        Headers(
            (
                ("WARC-Type", "warcinfo"),
                ("WARC-Record-ID", record_id),
                ("WARC-Date", format_date(date)),
                ("WARC-Filename", filename),
                ("Content-Type", records.FIELDS_TYPE),
                ("WARC-Block-Digest", f"sha256:{block.sha256}"),
            )
        ),
        block,
    )


def head(draft: RecordDraft) -> bytes:
    """What comes before the block, as WARC 1.1, section 4, lays it out."""
    fields = "".join(f"{name}: {value}\r\n" for name, value in draft.headers)
    return f"WARC/1.1\r\n{fields}Content-Length: {draft.block.size}\r\n\r\n".encode()


def octets(draft: RecordDraft) -> Iterator[bytes]:
    """The record uncompressed."""
    yield head(draft)
    yield from draft.block.chunks()
    yield b"\r\n\r\n"


def member(draft: RecordDraft) -> Iterator[bytes]:
    """The record as one gzip member, in pieces."""
    if draft.block.size <= _SMALL:
        yield isal_zlib.compress(b"".join(octets(draft)), LEVEL, 16 + isal_zlib.MAX_WBITS)
        return
    deflate = isal_zlib.compressobj(LEVEL, isal_zlib.DEFLATED, 16 + isal_zlib.MAX_WBITS)
    for piece in octets(draft):
        if out := deflate.compress(piece):
            yield out
    yield deflate.flush()


def fields_block(fields: Mapping[str, str]) -> Block:
    """A block of application/warc-fields."""
    return Block("".join(f"{clean(k)}: {clean(v)}\r\n" for k, v in fields.items()).encode())


def clean(value: str) -> str:
    """`value` fit for one line: control characters become a space, lone surrogates "?"."""
    if value.isascii() and value.isprintable():
        return value.strip()
    return _CONTROLS.sub(" ", value).strip().encode("utf-8", "replace").decode()


def named(url: str) -> str:
    """`url` for the header of a record: on one line, and no more of it than readers bear."""
    return clean(url).encode()[:URI_LIMIT].decode(errors="ignore")


def _whole(url: str) -> dict[str, str]:
    """The field of a metadata record that has a URL of which the header has the beginning."""
    return {} if named(url) == clean(url) else {"url": url}


def _response(
    exchange: Exchange, examined: ExaminedResponse, earlier: Earlier | None
) -> tuple[str, list[tuple[str, str]], Block]:
    """Type, further fields and block of the record that holds the response."""
    extra = []
    if examined.payload_type is not None:
        extra.append(("WARC-Identified-Payload-Type", examined.payload_type))
    if exchange.ended != "complete":
        # Section 5.15; an exchange that has octets of a response but ended
        # otherwise than the standard knows was cut for a reason it does not.
        known = exchange.ended in ("length", "time", "disconnect")
        extra.append(("WARC-Truncated", exchange.ended if known else "unspecified"))
    if earlier is None:
        if examined.payload_digest is not None:
            extra.append(("WARC-Payload-Digest", examined.payload_digest))
        return "response", extra, exchange.response
    assert examined.response is not None  # `earlier` is of what it says
    not_modified = examined.response.status == 304
    profile = records.NOT_MODIFIED if not_modified else records.IDENTICAL_PAYLOAD
    # All three are needed for replay; section 6.7.
    extra += [
        ("WARC-Profile", profile),
        ("WARC-Refers-To", earlier.record_id),
        ("WARC-Refers-To-Target-URI", named(earlier.url)),
        ("WARC-Refers-To-Date", format_date(earlier.captured_at)),
    ]
    if not_modified:
        return "revisit", extra, exchange.response
    # Section 6.7.2: the header is kept, the body left out "to avoid storing the
    # duplicate content"; digest and WARC-Truncated "shall" be there then.
    extra += [("WARC-Payload-Digest", earlier.digest), ("WARC-Truncated", "length")]
    return "revisit", extra, Block(exchange.response.head(examined.response.header_size))


def _connection(exchange: Exchange) -> list[tuple[str, str]]:
    fields = []
    if exchange.ip is not None:
        fields.append(("WARC-IP-Address", exchange.ip))
    fields += [("WARC-Protocol", clean(protocol)) for protocol in exchange.protocols]
    if exchange.cipher is not None:
        fields.append(("WARC-Cipher-Suite", clean(exchange.cipher)))
    return fields


def _circumstances(exchange: Exchange) -> dict[str, str]:
    """Fields of the metadata record; via, hopsFromSeed, fetchTimeMs are of the standard (6.6)."""
    timings, categories = exchange.timings, exchange.origin.categories
    fields = {
        **_whole(exchange.url),
        "via": exchange.origin.via,
        "hopsFromSeed": exchange.origin.hops or None,
        "fetchTimeMs": _ms(timings.last_byte),
        "role": exchange.origin.role or None,
        "categories": json.dumps(categories) if categories else None,
        "outcome": exchange.ended,
        "detail": exchange.detail or None,
        "connectMs": _ms(timings.connected),
        "firstByteMs": _ms(timings.first_byte),
        "lastByteMs": _ms(timings.last_byte),
    }
    return {name: value for name, value in fields.items() if value is not None}


def _shown(exchange: Exchange, certificates: str | None) -> dict[str, str]:
    """Fields about the chain that the server showed: whether it was trusted, and its record."""
    shown = exchange.handshake
    if shown is None:
        return {}
    fields = {"tlsTrusted": "yes" if shown.trusted else "no", "tlsTrust": shown.words}
    return fields | ({"tlsCertificates": certificates} if certificates else {})


def _ms(seconds: float | None) -> str | None:
    return None if seconds is None else str(round(seconds * 1000))
