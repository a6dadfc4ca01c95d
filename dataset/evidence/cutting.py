"""Where a quotation from a row stands in its payload and in its WARC, and what cuts it out."""

from __future__ import annotations

import shlex
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from twa.dataset.collection import Collection
from twa.dataset.errors import MessageError, one_line
from twa.dataset.evidence.bundle import NoProof
from twa.dataset.evidence.quote import Quotation, Range, locate
from twa.dataset.evidence.visible_source import source
from twa.dataset.pages.encodings import decode
from twa.dataset.tables.schema import Row
from twa.dataset.verification.rows import fetch_from
from twa.dataset.warc.captures import RESPONSE_LIMIT, capture_of
from twa.dataset.warc.records import Record

PROOF: Final = "proof.zip"
"""What a proof is called in commands."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece of a quotation: its octets, and their place in the payload and in the record's block.

    `in_block` is null where a coding lies between the two; `command` prints the piece from the WARC
    as it is stored, or, where that takes more than gzip, from the payload in the row's proof.
    """

    octets: bytes
    in_payload: Range
    in_block: Range | None
    command: str | None


def cut(collection: Collection, row: Row, words: str) -> tuple[Quotation, tuple[Cut, ...]]:
    """Where the words stand in the page of a row, and its pieces.

    Raises NoProof where the row has no page, ArchiveError where its record can't be read, and
    Rejected where its octets are no text.
    """
    capture = row["capture"]
    if capture is None or row["withdrawn"] is not None:
        raise NoProof("the row has no capture", subject=row["id"])
    place = capture["original"] or capture
    record = fetch_from(collection)(place)
    understood = capture_of([record])
    if understood is None or understood.response is None or record.size > RESPONSE_LIMIT:
        raise NoProof("the record holds no page", subject=row["id"])
    response = understood.response
    try:
        payload = response.payload()
    except MessageError as error:
        raise NoProof("the page can't be decoded", subject=row["id"], cause=error) from error
    text = decode(payload, response.get("content-type"), row["id"])
    found = source(payload, text)
    if found is None:
        raise NoProof("the encoding of the page hides where its words stand", subject=row["id"])
    quotation = locate(found, words)
    plain = payload == response.body
    header = response.header_size if plain else None
    exhibit = "original" if capture["original"] else "record"
    return quotation, tuple(
        _cut(collection, place, record, payload, one, header, exhibit) for one in quotation.ranges
    )


def _cut(
    collection: Collection,
    place: Row,
    record: Record,
    payload: bytes,
    piece: Range,
    header: int | None,
    exhibit: str,
) -> Cut:
    octets = payload[piece.start : piece.end]
    if header is None:
        steps = (f"unzip -p {PROOF} {exhibit}/payload", *_between(piece))
        return Cut(octets, piece, None, " | ".join(steps))
    inside = Range(header + piece.start, header + piece.end)
    return Cut(octets, piece, inside, _command(collection, place, record, inside))


def _command(collection: Collection, place: Row, record: Record, inside: Range) -> str | None:
    """A pipe of tail, head and gzip that prints a piece of a block."""
    warc = next((one for one in collection.warcs() if one.name == place["warc"]), None)
    if warc is None or warc.member is not None or place["offset"] is None:
        return None
    with warc.open() as file:
        file.seek(place["offset"])
        stored = file.read(place["length"])
    packed = stored.startswith(b"\x1f\x8b")
    whole = zlib.decompress(stored, 16 + zlib.MAX_WBITS) if packed else stored
    begin = whole.rfind(record.block.bytes())
    if begin < 0:
        return None
    first = place["offset"] + 1
    steps = [f"tail -c +{first} {shlex.quote(str(warc.path))}", f"head -c {place['length']}"]
    steps += ["gzip -dc"] if packed else []
    steps += _between(Range(begin + inside.start, begin + inside.end))
    return " | ".join(steps)


def _between(piece: Range) -> tuple[str, str]:
    """The commands of a pipe that let a piece through."""
    return f"tail -c +{piece.start + 1}", f"head -c {piece.end - piece.start}"


def describe(quotation: Quotation, pieces: tuple[Cut, ...]) -> Iterator[str]:
    """The same in lines for people."""
    count = "one piece" if len(pieces) == 1 else f"{len(pieces)} pieces"
    how = "" if quotation.found == "exactly" else " with other punctuation or capitals"
    yield f"the words stand there{how}, in {count}"
    for one in pieces:
        yield f"payload bytes {one.in_payload.start} to {one.in_payload.end - 1}"
        if one.in_block is None:
            yield f"  a coding lies between payload and record; with `twa prove … -o {PROOF}`:"
        else:
            yield f"record  bytes {one.in_block.start} to {one.in_block.end - 1} of its block"
        if one.command is not None:
            yield f"  {one.command}"
        yield f"  {one_line(one.octets.decode('utf-8', 'replace'))}"
