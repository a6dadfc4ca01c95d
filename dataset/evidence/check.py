"""Checking a proof that somebody gave us: every claim in it, and what follows from them.

Nothing is believed but digests, signatures and the roots that the caller trusts. The file is
hostile: its size and the number of its entries are bounded.
"""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from cryptography import x509

from twa.dataset.errors import ArchiveError, Rejected
from twa.dataset.evidence import beside
from twa.dataset.evidence.bundle import Bundle, Exhibit, payload_of
from twa.dataset.evidence.bundle_files import FACTS, FORM, ROW, json_of
from twa.dataset.evidence.bundle_files import files as bundle_files
from twa.dataset.evidence.derivation import Derivation, Derive, Derived, anew
from twa.dataset.evidence.proof_file import BadProof
from twa.dataset.evidence.vouchers import Vouchers, attestations, vouchers
from twa.dataset.proof import tree
from twa.dataset.proof.leaf import leaf
from twa.dataset.proof.seal import VERSION, NotASeal, Seal, parse
from twa.dataset.tables.schema import Row, contract, in_order, texts
from twa.dataset.tables.validate import Checker
from twa.dataset.verification.checks import ROLES, TLS, Check, shown
from twa.dataset.warc import read
from twa.dataset.warc.records import Record

_BESIDE: Final = ("circumstances", "original", "certificates")
"""What may be shown beside the record of a row, in its order; further pages come last."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked, and what is proved if all of it holds.

    `doubtful` is what would be, if a root or key were trusted; `unchecked` are claims of the row
    that nothing in the file decides; `unmet` are a root or a key where the caller named some, and
    none of these vouches for the row.
    """

    checks: tuple[Check, ...]
    proved: tuple[str, ...]
    doubtful: tuple[str, ...]
    unchecked: tuple[str, ...]
    unmet: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether every claim holds."""
        return all(check.holds for check in self.checks)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a proof shows of a record, and the record."""

    exhibit: Exhibit
    record: Record


def check(
    files: Mapping[str, bytes],
    *,
    trusted: Sequence[x509.Certificate],
    subject: object,
    named: bool = False,
    keys: AbstractSet[str] = frozenset(),
    derive: Derive = anew,
) -> Report:
    """Check the files of a proof. Raises BadProof where these are none.

    What only roots of the file itself say is not proved; nor what other keys sign than `keys`
    (SHA-256), if any are given. Where the trusted roots were `named`, one of them has to vouch, and
    likewise one of the keys. `derive` says whether the row follows from its records.
    """
    with tempfile.TemporaryDirectory(prefix="twa-proof-") as scratch:
        return _checked(files, trusted, subject, named, keys, derive, Path(scratch))


def _checked(
    files: Mapping[str, bytes],
    trusted: Sequence[x509.Certificate],
    subject: object,
    named: bool,
    keys: AbstractSet[str],
    derive: Derive,
    scratch: Path,
) -> Report:
    try:
        facts, row = json.loads(files[FACTS]), json.loads(files[ROW])
        table = facts["table"]
        exhibits = [
            (str(one["name"]), int(one["position"]), int(one["seal"])) for one in facts["exhibits"]
        ]
        if facts["twa-proof"] != FORM:
            raise BadProof(
                "a proof of another version of twa: make it anew, or check it by its README.txt",
                subject=subject,
            )
        capture = row["capture"]
        if table not in ROLES or not isinstance(capture, dict) or row["withdrawn"] is not None:
            raise BadProof(subject=subject)
        if (files[FACTS], files[ROW]) != (json_of(facts), json_of(row)):
            raise BadProof(f"{FACTS} or {ROW} is not written as it should be", subject=subject)
        further = {
            f"further-{number:02}": one["capture"]
            for number, one in enumerate(row.get("further_pages") or (), 1)
        }
        names = [name for name, _, _ in exhibits]
        beside_it = [name for name in _BESIDE if name in names]
        if names != ["record", *beside_it, *further]:
            raise BadProof("its records are not those of one row", subject=subject)
        # What a further page repeats, its row does not place.
        places = {name: one for name, one in further.items() if one["original"] is None}
        places["record"] = capture
        seals = {seal.number: seal for seal in _seals(files)}
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise BadProof(subject=subject, cause=error) from error
    told: list[Check | _Shown] = []
    for name, position, number in exhibits:
        told += _exhibit(files, name, position, seals.get(number))
        if (place := places.get(name)) is not None:
            told.append(_placed(name, place, position, seals.get(number)))
    checks = [one for one in told if isinstance(one, Check)]
    shown = [one for one in told if isinstance(one, _Shown)]
    records = {one.exhibit.name: one.record for one in shown}
    checks += _chain(seals, [number for _, _, number in exhibits])
    checks += _contract(table, row, seals)
    checks += _beside(capture, records)
    proof = _row(table, row, shown, derive)
    checks += proof.checks
    found = vouchers(files, seals, trusted, scratch)
    checks += found.checks
    last = max(number for _, _, number in exhibits)
    older = {seals[number].after for _, _, number in exhibits if number in seals}
    if all(one.holds for one in checks):
        exhibited = tuple(one.exhibit for one in shown)
        bundle = _bundle(table, row, exhibited, seals, last, older, found)
        checks.append(_nothing_else(files, bundle))
    said = list(attestations(found, last, older, keys))
    met = {one.by for one in said if one.proved and one.vouches}
    wanted = [kind for kind, some in (("root", named), ("key", bool(keys))) if some]
    unchecked = list(proof.unchecked)
    if "circumstances" in records and TLS in unchecked:
        unchecked.remove(TLS)
    return Report(
        checks=tuple(checks),
        proved=tuple(one.words for one in said if one.proved),
        doubtful=tuple(one.words for one in said if not one.proved),
        unchecked=tuple(unchecked),
        unmet=tuple(kind for kind in wanted if kind not in met),
    )


def _bundle(
    table: str,
    row: Row,
    exhibits: tuple[Exhibit, ...],
    seals: Mapping[int, Seal],
    last: int,
    older: AbstractSet[str | None],
    found: Vouchers,
) -> Bundle:
    """What a proof shows, as `bundle.Gatherer` had it."""
    stamped = tuple(one.stamped for one in found.dated if one.stamped.seal.number >= last)
    # One that no seal names has no business here.
    earlier = [
        one.stamped
        for one in found.dated
        if one.stamped.seal.number < last and hashlib.sha256(one.token).hexdigest() in older
    ]
    signed = tuple(answer.signed for answer in found.answers)
    anchored = [one.seal for one in stamped] + [one.seal for one in found.signers]
    end = max(last, *(seal.number for seal in anchored), *(one.seal.number for one in signed), 0)
    first = min(one.seal.number for one in exhibits)
    return Bundle(
        table=table,
        row=row,
        exhibits=exhibits,
        seals=tuple(seals[number] for number in sorted(seals) if first <= number <= end),
        stamped=stamped,
        signed=found.signers,
        domain_signed=signed,
        earlier=tuple(reversed(earlier)),
        doubted=(),
    )


def _nothing_else(files: Mapping[str, bytes], bundle: Bundle) -> Check:
    """Whether the files are those that are written of a bundle, README.txt and payloads too."""
    made = bundle_files(bundle)
    other = sorted(name for name in files.keys() | made.keys() if files.get(name) != made.get(name))
    return Check(
        "the files are those of a proof, and no others", not other, ", ".join(other) or "yes"
    )


def _seals(files: Mapping[str, bytes]) -> Iterator[Seal]:
    for name, octets in sorted(files.items()):
        if name.startswith("seals/"):
            try:
                yield parse(octets, name)
            except NotASeal as error:
                raise ValueError(str(error)) from error


def _exhibit(
    files: Mapping[str, bytes], name: str, position: int, seal: Seal | None
) -> Iterator[Check | _Shown]:
    """From the stored record over its leaf to the root that the seal names."""
    stored = next((files[one] for one in files if one.startswith(f"{name}/stored.warc")), b"")
    told = files.get(f"{name}/leaf.txt", b"")
    try:
        record = next(read(io.BytesIO(stored), seal.claim.warc if seal else name), None)
    except ArchiveError as error:
        yield Check(f"{name}: a record", False, str(error))
        return
    if record is None or seal is None:
        yield Check(f"{name}: a record, and its seal", False, "there is none")
        return
    # Where it lies in its WARC the leaf says alone; all that was stored of it has to be there.
    place = replace(record.locator, offset=_offset(told), position=position)
    record = replace(record, locator=place)
    whole = leaf(record, seal.claim.version) == told and place.length == len(stored)
    yield Check(f"{name}: the leaf says what the record says", whole, f"SHA-256 {record.sha256}")
    header = files.get(f"{name}/header", b"")
    yield Check(
        f"{name}: the header is the record's", header == record.head, f"{len(header)} bytes"
    )
    block = files.get(f"{name}/block", b"")
    same = hashlib.sha256(block).hexdigest() == record.sha256
    yield Check(f"{name}: the block is the record's", same, f"{len(block)} bytes")
    steps = [octets for path, octets in sorted(files.items()) if path.startswith(f"{name}/path/")]
    try:
        sides = tree.sides(position, seal.claim.records)
        way = tuple(map(tree.Step, sides, steps))
        found = tree.climb(tree.leaf_hash(told), way).hex()
    except IndexError:
        sides, way, found = [], (), "no such leaf"
    led = len(sides) == len(steps) and found == seal.claim.root
    payload = payload_of(record)
    yield _Shown(Exhibit(name, stored, header, block, payload, told, position, way, seal), record)
    yield Check(f"{name}: the leaf leads to the root of seal {seal.number}", led, found)


def _offset(told: bytes) -> int | None:
    """The offset that a leaf states."""
    digits = next((one[8:] for one in told.splitlines() if one.startswith(b"offset: ")), b"")
    return int(digits) if digits.isdigit() and len(digits) < 18 else None


def _contract(table: str, row: Row, seals: Mapping[int, Seal]) -> Iterator[Check]:
    """The row against the contract of its table, in whose order and types it is written."""
    sizes = {seal.claim.warc: seal.claim.bytes for seal in seals.values()}
    for record in _elsewhere(row):
        # Other records are not in the proof, nor is what they say checked.
        sizes.setdefault(record["warc"], 1 << 62)
    if full := any(name in row for name in texts(table)):
        problems = [str(one) for one in Checker(table, sizes).check(row)]
    else:
        # What it imports takes longer than all else here, and few proofs are of such a row.
        from twa.dataset.tables import validators

        short = validators.make(contract(table, text=False))
        problems = [one.message for one in short.iter_errors(row)]
    written = in_order(contract(table, text=full), row) if not problems else row
    if json_of(row) != json_of(written):
        problems = [f"{ROW} has its names in another order, or integers as other numbers"]
    yield Check(
        f"the row keeps the contract of {table}", not problems, "; ".join(problems) or "yes"
    )


def _elsewhere(row: Row) -> Iterator[Mapping[str, Any]]:
    rights = row.get("rights") or {}
    for name in ("robots_record", "tdm_record"):
        if (
            isinstance(rights, dict)
            and isinstance(rights.get(name), dict)
            and "warc" in rights[name]
        ):
            yield rights[name]


def _placed(name: str, capture: object, position: int, seal: Seal | None) -> Check:
    """Whether the row names the leaf and the root that a record has."""
    told = capture.get("proof") if isinstance(capture, dict) else None
    root = None if seal is None else seal.claim.root
    if seal is not None and seal.claim.version != VERSION and isinstance(told, dict):
        # Rows name the root of today's leaves, an earlier seal that of its own.
        root = told.get("root")
    held = {"position": position, "root": root}
    return Check(f"{name}: the row names this leaf and this root", told == held, shown(told))


def _chain(seals: Mapping[int, Seal], wanted: Sequence[int]) -> Iterator[Check]:
    numbers = sorted(number for number in seals if number >= min(wanted))
    for before, after in pairwise(numbers):
        linked = after == before + 1 and seals[after].previous == seals[before].sha256
        yield Check(f"seal {after} names seal {before}", linked, f"sha256:{seals[after].previous}")


def _beside(capture: Row, records: Mapping[str, Record]) -> list[Check]:
    try:
        return list(beside.belongs(capture, records))
    except (KeyError, TypeError, AttributeError) as error:
        return [Check("the row keeps its contract", False, f"{type(error).__name__}: {error}")]


def _row(table: str, row: Row, shown: Sequence[_Shown], derive: Derive) -> Derived:
    """The row against the records."""
    records = {one.exhibit.name: (one.exhibit.stored, one.record.locator) for one in shown}
    try:
        return derive(Derivation(table, row, records))
    except Rejected as rejected:
        return Derived((Check("the row can be derived again", False, str(rejected)),), ())
