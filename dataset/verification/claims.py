"""What a row claims of its record, checked: its place, its digests, its capture."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from twa.dataset.dates.instants import stamp
from twa.dataset.errors import MessageError
from twa.dataset.facts.model import Fact
from twa.dataset.facts.tasks import Task, refers
from twa.dataset.holdings import Warc
from twa.dataset.proof import chain
from twa.dataset.proof.leaf import hash_of
from twa.dataset.proof.seal import VERSION, Seal
from twa.dataset.proof.sealing import claim_of
from twa.dataset.reduce.rows import uri
from twa.dataset.tables.schema import Row
from twa.dataset.verification.checks import PLACE, TLS, Check, Unchecked, equal, shown
from twa.dataset.warc.captures import Capture
from twa.dataset.warc.records import URI_LIMIT, Record, bare, parse_digest
from twa.dataset.warc.revisits import payload_names

Fetch = Callable[[Row], Record]
"""From a `capture`, or the `original` in one, to the record there. Raises ArchiveError."""

Understand = Callable[[Task], list[Fact]]
"""`understanding.understand`, here or in a worker. Raises Rejected."""


def of_record(claimed: Row, record: Record) -> Iterator[Check]:
    """The digests and the place that a capture claims, against the record there."""
    for name in PLACE:
        yield equal(name, claimed[name], getattr(record.locator, name))
    label = record.get("WARC-Block-Digest") or ""
    told = claimed["block_digest"]
    # What is none, the row does not repeat.
    same = label.lower() == told.lower() if told is not None else not parse_digest(label)[1]
    yield Check("block_digest", same, shown(label))
    intact = record.intact()
    if intact is not None:
        yield Check("the block has its digest", intact, f"SHA-256 {record.sha256}")


def of_place(claimed: Row, record: Record, name: str) -> Iterator[Check]:
    """Where a row says that another record lies, `name` for short, against where it does."""
    for one in PLACE:
        yield equal(f"{name}: {one}", claimed[one], getattr(record.locator, one))


def in_tree(claimed: Row, record: Record, archive: Path, warcs: Path) -> Iterator[Check]:
    """Whether the record stands where its row says below the seal of its WARC, if any.

    `archive` is the folder of the seals, `warcs` that of the WARCs.
    """
    seal = chain.find(archive, claimed["warc"])
    if seal is None:
        return
    position, root = claimed["proof"]["position"], claimed["proof"]["root"]
    version = seal.claim.version
    # Rows name the root of today's leaves.
    if version == VERSION:
        yield Check(f"seal {seal.number} closes the row's root", root == seal.claim.root, root)
    claim = f"the record is leaf {position} below it"
    leaves = chain.leaves(archive, seal) or _leaves_again(seal, warcs)
    if leaves is None:
        yield Check(claim, False, "can't be said: its leaves are not here, nor the WARC as sealed")
        return
    stands = leaves[position : position + 1] == [hash_of(record, version)]
    yield Check(claim, stands, f"of {len(leaves)}")


def _leaves_again(seal: Seal, warcs: Path) -> list[bytes] | None:
    """The leaves below a seal, from its WARC; None where that is not here, or is another."""
    path = warcs / seal.claim.warc
    if not path.is_file():
        return None
    claim, leaves = claim_of(Warc(seal.claim.warc, str(path)), seal.claim.version)
    return leaves if claim == seal.claim else None


def of_url(name: str, claimed: str, capture: Capture) -> Check | Unchecked:
    """The address that a row gives a record, `name` for short.

    Of one too long for a header, another record has the whole.
    """
    found = uri(capture.url)
    if claimed != found and claimed.startswith(found) and len(capture.url.encode()) >= URI_LIMIT:
        return Unchecked(f"{name}, behind the {len(found)} characters in the record's header")
    return equal(name, claimed, found)


def of_capture(claimed: Row, capture: Capture, held: Capture) -> Iterator[Check | Unchecked]:
    """What a row says of the exchange; `held` is the capture that has the body."""
    yield equal("captured_at", claimed["captured_at"], stamp(capture.captured_at))
    status = capture.response.status if capture.response else None
    yield equal("http_status", claimed["http_status"], status)
    yield _content_type(claimed, capture, held)
    if claimed["payload_sha256"] is not None:
        try:
            payload = held.sent.payload() if held.sent else b""
            found = hashlib.sha256(payload).hexdigest()
        except MessageError as error:
            found = str(error)
        yield equal("payload_sha256", claimed["payload_sha256"], found)


def _content_type(claimed: Row, capture: Capture, held: Capture) -> Check | Unchecked:
    """What a revisit does not state (a 304 seldom does) is that of what it repeats."""
    own = capture.sent and capture.sent.get("content-type")
    found = own or (held.sent and held.sent.get("content-type"))
    check = equal("content_type", claimed["content_type"], found)
    between = not own and _names_another(capture, held)
    return Unchecked("content_type, which another revisit may state") if between else check


def of_handshake(claimed: Row, capture: Capture) -> Iterator[Unchecked]:
    """What a row says of the handshake, or that nothing is known of it: no such record decides."""
    if claimed["tls"] is not None or capture.url.lower().startswith("https:"):
        yield Unchecked(TLS)


def names_its_original(capture: Capture, held: Capture) -> Check | Unchecked:
    """Whether a revisit names this original, in one of the ways of WARC 1.1, section 6.7.

    One that names another revisit repeats the original of that, which is not at hand.
    """
    named = refers(capture)
    ways = [named["record_id"], named["at"], named["digest"]]
    same = (
        _is_named(capture, held)
        or (named["digest"] is not None and named["digest"] in (_digests(held) or ()))
        or (not any(ways) and held.url == capture.url)
    )
    is_revisit = capture.kind == "revisit" and held.kind in ("response", "resource")
    if is_revisit and not same and named["digest"] is None and _names_another(capture, held):
        return Unchecked("that the record repeats its original, for it names another record")
    return Check("the record names its original", is_revisit and same, held.locator.record_id)


def _digests(held: Capture) -> list[str] | None:
    """The names of a payload, as the build knows them."""
    claimed = held.payload_digest if held.kind == "response" else None
    return None if held.sent is None else payload_names(held.sent, claimed)


def _is_named(capture: Capture, held: Capture) -> bool:
    """Whether a revisit names this record, by its id or by its address and date."""
    named = refers(capture)
    return named["record_id"] == bare(held.locator.record_id) or (
        (named["url"], named["at"]) == (held.url, stamp(held.captured_at))
    )


def _names_another(capture: Capture, held: Capture) -> bool:
    """Whether a revisit names a record, and not this one: by what it repeats, or a copy of it."""
    named = refers(capture)
    return bool(named["record_id"] or named["at"]) and not _is_named(capture, held)
