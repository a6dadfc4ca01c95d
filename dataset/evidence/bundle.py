"""What there is to show for one row: its records, their places in the tree, seals and anchors."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, TypeVar

from twa.dataset.collection import Collection
from twa.dataset.errors import ArchiveError, MessageError, TwaError
from twa.dataset.holdings import Warc
from twa.dataset.proof import anchors, chain
from twa.dataset.proof.anchors import DomainSigned, Signed, Stamped
from twa.dataset.proof.chain import SIGNATURE, SIGNED, TIMESTAMP, Anchor
from twa.dataset.proof.leaf import leaf
from twa.dataset.proof.seal import VERSION, NotASeal, Seal
from twa.dataset.proof.sealing import claim_of
from twa.dataset.proof.tree import HashTree, Step, leaf_hash
from twa.dataset.tables.schema import Row
from twa.dataset.verification.checks import ROLES
from twa.dataset.warc import read
from twa.dataset.warc.captures import capture_of
from twa.dataset.warc.records import Record, bare

T = TypeVar("T", Stamped, Signed, DomainSigned)

BESIDE: Final = 8
"""Records after that of a capture among which its metadata record is looked for."""


_TREES: Final = 4
"""Trees that are kept at once: each takes 64 octets a record."""


class NoProof(TwaError):
    """There is nothing to show for a row. The subject is the row or its WARC."""

    message = "nothing can be proved of this row"


class NotAsSealed(NoProof):
    """What is there is not what was sealed. The subject is the row, its WARC or a place in it."""

    exit_status = 3


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A record: as stored, its header, its block, its decoded payload (null for none), its place.

    `name` is `record`, `original` (of which the first is a revisit), `circumstances` (the metadata
    record beside it), `certificates` (the chain that the server showed) or `further-01` and so on
    (that hold the further pages); `steps` lead from the leaf at `position` to the root of `seal`.
    """

    name: str
    stored: bytes
    header: bytes
    block: bytes
    payload: bytes | None
    leaf: bytes
    position: int
    steps: tuple[Step, ...]
    seal: Seal


@dataclass(frozen=True, slots=True)
class Bundle:
    """What there is to show. `seals` are in their order, from the first to the last that counts.

    `stamped` are the first timestamps by each authority of these or a later seal, `signed` the
    first signatures by each key, `domain_signed` by each server; `earlier` are timestamps that
    seals of exhibits name as older. `doubted` says of anchors that were passed over why they do not
    hold; no file of a proof does.
    """

    table: str
    row: Row
    exhibits: tuple[Exhibit, ...]
    seals: tuple[Seal, ...]
    stamped: tuple[Stamped, ...]
    signed: tuple[Signed, ...]
    domain_signed: tuple[DomainSigned, ...]
    earlier: tuple[Stamped, ...]
    doubted: tuple[TwaError, ...]

    @property
    def is_bound(self) -> bool:
        """Whether the row names leaf and root of each record that it was made of.

        It does not where its record repeats another one, nor what a seal of an earlier version is
        of.
        """
        captures = [self.row["capture"]]
        captures += [one["capture"] for one in self.row.get("further_pages") or ()]
        today = all(one.seal.claim.version == VERSION for one in self.exhibits)
        return today and all(one["original"] is None for one in captures)


@dataclass(frozen=True, slots=True)
class _Anchored:
    """The anchors of some seals, as in `Bundle`."""

    stamped: list[Stamped]
    signed: list[Signed]
    answered: list[DomainSigned]
    doubted: list[TwaError]

    @property
    def end(self) -> int:
        """The number of the last seal among them, 0 for none."""
        numbers = [one.seal.number for one in self.stamped]
        numbers += [one.seal.number for one in self.signed]
        numbers += [one.seal.number for one in self.answered]
        return max(numbers, default=0)


class Gatherer:
    """Gathers all that there is to show for rows of one collection.

    What rows share is read once: trees (a few are kept), seals, and anchors with what they say.
    """

    def __init__(self, collection: Collection) -> None:
        self._warcs = {warc.name: warc for warc in collection.warcs()}
        self._archive = collection.archive
        self._timestamps = chain.anchors(self._archive, TIMESTAMP)
        self._signatures = chain.anchors(self._archive, SIGNATURE)
        self._answers = chain.anchors(self._archive, SIGNED)
        every = (*self._timestamps, *self._signatures, *self._answers)
        self._last = max((one.number for one in every), default=0)
        roots = anchors.kept_roots(self._archive)
        keys = {key.name: key for key in anchors.public_keys(self._archive)}
        self._stamped = cache(lambda anchor: anchors.stamped_by(self._archive, anchor, roots))
        self._signed = cache(lambda anchor: anchors.signed_by(self._archive, anchor, keys))
        self._answered = cache(lambda anchor: anchors.domain_signed_by(self._archive, anchor))
        self._seal = cache(lambda number: chain.read(self._archive, number))
        self._closing = cache(lambda name: chain.find(self._archive, name))
        self._tree = lru_cache(_TREES)(self._grown)

    def gather(self, table: str, row: Row) -> Bundle:
        """All that there is to show for a row.

        Raises NoProof where it has no capture, or one that no seal closes, and ArchiveError where
        its record can't be read.
        """
        capture = row["capture"]
        if table not in ROLES:
            raise NoProof("a row of this table says what is not there", subject=row["id"])
        if row["withdrawn"] is not None:
            raise NoProof("the article was withdrawn", subject=row["id"])
        if capture is None:
            raise NoProof("the row has no capture", subject=row["id"])
        exhibits = [*self._exhibits("record", capture)]
        if capture["original"] is not None:
            exhibits += list(self._exhibits("original", capture["original"]))[:1]
        if capture["tls"] is not None and capture["tls"]["certificates"] is not None:
            exhibits += list(self._exhibits("certificates", capture["tls"]["certificates"]))[:1]
        for number, further in enumerate(row.get("further_pages") or (), 1):
            place = further["capture"]["original"] or further["capture"]
            exhibits += list(self._exhibits(f"further-{number:02}", place))[:1]
        numbers = [exhibit.seal.number for exhibit in exhibits]
        last = max(numbers)
        found = self._anchored(range(last, self._last + 1))
        whole, broken = self._unbroken(min(numbers), max(last, found.end))
        if whole < last:
            raise NotAsSealed(subject=row["id"], cause=broken)
        if broken is not None:
            found = self._anchored(range(last, whole + 1))
            found.doubted.append(broken)
        end = max(last, found.end)
        return Bundle(
            table=table,
            row=row,
            exhibits=tuple(exhibits),
            seals=tuple(self._seal(number) for number in range(min(numbers), end + 1)),
            stamped=tuple(found.stamped),
            signed=tuple(found.signed),
            domain_signed=tuple(found.answered),
            earlier=tuple(self._earlier({exhibit.seal for exhibit in exhibits})),
            doubted=tuple(found.doubted),
        )

    def _anchored(self, numbered: range) -> _Anchored:
        doubted: list[TwaError] = []
        return _Anchored(
            _first(self._timestamps, numbered, Stamped, self._stamped, doubted),
            _first(self._signatures, numbered, Signed, self._signed, doubted),
            _first(self._answers, numbered, DomainSigned, self._answered, doubted),
            doubted,
        )

    def _unbroken(self, first: int, last: int) -> tuple[int, NotASeal | None]:
        """The last seal, to the number `last`, that each names the one before; why none follows."""
        for number in range(first + 1, last + 1):
            try:
                seal = self._seal(number)
            except NotASeal as error:
                return number - 1, error
            if seal.previous != self._seal(number - 1).sha256:
                name = f"{chain.stem(number)}{chain.SEAL}"
                return number - 1, NotASeal("does not follow the seal before it", subject=name)
        return max(first, last), None

    def _earlier(self, seals: set[Seal]) -> Iterator[Stamped]:
        """The timestamps that seals name as older than themselves, as far as they are there."""
        wanted = {seal.after for seal in seals} - {None}
        newest = max(seal.number for seal in seals)
        for anchor in reversed(self._timestamps):
            if not wanted:
                return
            if anchor.number > newest:
                continue
            digest = hashlib.sha256(anchor.path.read_bytes()).hexdigest()
            if digest in wanted:
                wanted.discard(digest)
                one = self._stamped(anchor)
                if isinstance(one, Stamped):
                    yield one

    def _exhibits(self, name: str, place: Row) -> Iterator[Exhibit]:
        """The record at a place of a row, and the metadata record of the same exchange."""
        warc = self._warcs.get(place["warc"])
        if warc is None:
            raise ArchiveError("this WARC is missing in the archive", file=place["warc"])
        seal = self._closing(warc.name)
        if seal is None:
            raise NoProof("no seal closes this WARC: `twa seal` makes it", subject=warc.name)
        if place["offset"] is None:
            raise NoProof(
                "one gzip member holds many records, so that none can be shown alone",
                subject=warc.name,
            )
        tree = self._tree(seal)
        records = _records(warc, place)
        yield _exhibit(name, warc, next(records), seal, tree)
        for record in records:
            if record.type == "metadata":
                yield _exhibit("circumstances", warc, record, seal, tree)
                return

    def _grown(self, seal: Seal) -> HashTree:
        """The tree below a seal, from the leaves that were kept, or else from its WARC."""
        kept = chain.hash_tree(self._archive, seal)
        if kept is not None:
            return kept
        warc = self._warcs[seal.claim.warc]
        claim, leaves = claim_of(warc, seal.claim.version)
        if claim != seal.claim:
            raise NotAsSealed(f"the WARC is not what seal {seal.number} closed", subject=warc.name)
        return HashTree(leaves)


def _first(
    found: Sequence[Anchor],
    numbered: range,
    kind: type[T],
    look: Callable[[Anchor], T | TwaError],
    doubted: list[TwaError],
) -> list[T]:
    """Of each maker the first anchor that holds, and is of a seal with one of these numbers."""
    taken: dict[str, T] = {}
    for anchor in found:
        if anchor.number in numbered and anchor.by not in taken:
            one = look(anchor)
            if isinstance(one, kind):
                taken[anchor.by] = one
            elif isinstance(one, TwaError):
                doubted.append(one)
    return list(taken.values())


def _records(warc: Warc, place: Row) -> Iterator[Record]:
    """The record at a place, and those that follow it as long as they are of its exchange."""
    with warc.open() as file:
        file.seek(place["offset"])
        subject: Record | None = None
        for number, record in enumerate(read(file, warc.name)):
            if subject is None:
                subject = record
            elif number > BESIDE or not _concurrent(record, subject):
                record.block.close()
                return
            yield record
            record.block.close()
    if subject is None:
        raise ArchiveError("no record", file=warc.name, offset=place["offset"])


def _concurrent(record: Record, subject: Record) -> bool:
    named = {bare(value) for value in record.get_all("WARC-Concurrent-To")}
    return subject.id in named or record.id in map(bare, subject.get_all("WARC-Concurrent-To"))


def _exhibit(name: str, warc: Warc, record: Record, seal: Seal, tree: HashTree) -> Exhibit:
    told = leaf(record, seal.claim.version)
    try:
        position = tree.leaves.index(leaf_hash(told))
    except ValueError:
        raise NotAsSealed(
            f"the record is not one that seal {seal.number} closed",
            subject=f"{warc.name} at byte {record.locator.offset}",
        ) from None
    if record.cut:
        raise NoProof("the record is too large to be shown", subject=warc.name)
    with warc.open() as file:
        file.seek(record.locator.offset or 0)
        stored = file.read(record.locator.length or 0)
    return Exhibit(
        name=name,
        stored=stored,
        header=record.head,
        block=record.block.bytes(),
        payload=payload_of(record),
        leaf=told,
        position=position,
        steps=tuple(tree.path(position)),
        seal=seal,
    )


def payload_of(record: Record) -> bytes | None:
    """What a response holds, decoded; None where it is none, or can't be."""
    capture = capture_of([record])
    if record.type != "response" or capture is None or capture.response is None:
        return None
    try:
        return capture.response.payload()
    except MessageError:
        return None
