"""Whether the WARCs of a collection are those that were sealed, in one chain without a gap."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from twa.dataset.collection import Collection
from twa.dataset.errors import TwaError, at_byte
from twa.dataset.proof import chain, tree
from twa.dataset.proof.anchoring import SKEW
from twa.dataset.proof.anchors import Anchors, Stamped
from twa.dataset.proof.seal import Claim, Seal
from twa.dataset.verification.examine import ExaminedWarc
from twa.dataset.verification.findings import Finding


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a WARC: what its seal should say, and where the record of each leaf is."""

    claim: Claim
    leaves: tuple[bytes, ...]
    places: tuple[int | None, ...]


def as_read(warc: str, found: ExaminedWarc) -> Read:
    """A WARC that was examined, for `sealed`."""
    octets = bytes.fromhex(found["leaves"])
    leaves = tuple(octets[at : at + tree.SIZE] for at in range(0, len(octets), tree.SIZE))
    root = tree.root(leaves).hex()
    claim = Claim(warc, found["sha256"], found["bytes"], len(leaves), root, found["version"])
    return Read(claim, leaves, tuple(found["places"]))


def versions(collection: Collection) -> dict[str, int]:
    """Of each WARC that is sealed, by name, the version of its seal."""
    seals = (seal for seal in chain.seals(collection.archive) if isinstance(seal, Seal))
    return {seal.claim.warc: seal.claim.version for seal in seals}


def sealed(collection: Collection, read: Mapping[str, Read], held: Anchors) -> Iterator[Finding]:
    """Chain and seals against each other, and against the WARCs that were `read`, by name."""
    archive = collection.archive
    yield from linked(collection)
    yield from anchored(held)
    named: set[str] = set()
    for seal in chain.seals(archive):
        if not isinstance(seal, Seal):
            continue
        name = seal.claim.warc
        if name in named:
            continue
        named.add(name)
        if not chain.keeps_its_leaves(archive, seal):
            place = f"{chain.FOLDER}/{chain.stem(seal.number)}{chain.LEAVES}"
            yield Finding(place, f"does not hold the leaves below the root of {_place(seal)}")
        if (found := read.get(name)) is None:
            yield Finding(name, f"is sealed by {_place(seal)}, and is missing or can't be read")
        elif found.claim != seal.claim:
            yield from _differing(collection, seal, found, held.stamped)
    # Where nothing was ever sealed there is nothing to miss.
    for name in sorted(read.keys() - named) if named else ():
        yield Finding(name, "has no seal: `twa seal` makes it", remark=True)


def linked(collection: Collection) -> Iterator[Finding]:
    """What is wrong with the chain itself: a gap, a fork, two seals of one WARC, a seal that
    follows another than it says."""
    archive = collection.archive
    for name in chain.strangers(archive):
        yield Finding(f"{chain.FOLDER}/{name}", "is no file named as in one chain: a copy?")
    for name in chain.links(archive):
        yield Finding(name, "is a link: no package or publication takes it along", remark=True)
    stamped = {
        hashlib.sha256(one.path.read_bytes()).hexdigest()
        for one in chain.anchors(archive, chain.TIMESTAMP)
    }
    previous: Seal | None = None
    followed: Counter[str | None] = Counter()
    closed: set[str] = set()
    expected = 1
    for seal in chain.seals(archive):
        if not isinstance(seal, Seal):
            yield Finding(f"{chain.FOLDER}/{seal.subject}", seal.message)
            previous, expected = None, expected + 1
            continue
        if seal.number != expected:
            missing = _numbers(expected, seal.number - 1)
            yield Finding(_place(seal), f"comes after a gap: {missing} missing")
        elif previous is not None and seal.previous != previous.sha256:
            yield Finding(_place(seal), f"does not follow {_place(previous)}: it names another")
        elif expected == 1 and seal.previous is not None:
            yield Finding(_place(seal), "is the first, and names one before it")
        if seal.after is not None and seal.after not in stamped:
            yield Finding(_place(seal), "names a timestamp that is not here", remark=True)
        if seal.claim.warc in closed:
            yield Finding(_place(seal), f"is a second seal of {seal.claim.warc}")
        closed.add(seal.claim.warc)
        followed[seal.previous] += 1
        if followed[seal.previous] == 2:
            yield Finding(_place(seal), "is one of two heads with the same predecessor")
        previous, expected = seal, seal.number + 1


def anchored(held: Anchors) -> Iterator[Finding]:
    """What is wrong with timestamps and signatures."""
    for bad in held.wrong:
        yield Finding(str(bad.subject), _said(bad))
    for before, stamp in pairwise(held.stamped):
        if stamp.timestamp.time < before.timestamp.time - SKEW:
            yield Finding(
                f"{chain.FOLDER}/{stamp.anchor.path.name}",
                f"is older than {before.anchor.path.name}, of a seal before: a clock was wrong",
            )


def _said(error: TwaError) -> str:
    return error.message if error.cause is None else f"{error.message} ({error.cause})"


def _differing(
    collection: Collection, seal: Seal, found: Read, held: Sequence[Stamped]
) -> Iterator[Finding]:
    """A WARC that is another than was sealed: which of its records, where the leaves were kept."""
    name = seal.claim.warc
    kept = chain.leaves(collection.archive, seal)
    changed = [
        number
        for number, leaf in enumerate(found.leaves)
        if kept is not None and (number >= len(kept) or kept[number] != leaf)
    ]
    gone = max(0, seal.claim.records - found.claim.records) if kept is not None else 0
    where = _where(name, changed, found)
    if gone:
        where = f"{where or name}, {gone} records less"
    if not where:
        same = kept is not None and seal.claim.root == found.claim.root
        where = f"{name}, in how its records are packed or what lies between them" if same else name
    covering = [stamp.timestamp for stamp in held if stamp.seal.number >= seal.number]
    first = min(covering, key=lambda one: one.time, default=None)
    known = f", as {first.signer} saw before {first.moment}" if first else ""
    yield Finding(where, f"is not what {_place(seal)} closed{known}")


def _where(name: str, changed: list[int], found: Read) -> str:
    if not changed:
        return ""
    first = at_byte(name, found.places[changed[0]])
    return first if len(changed) == 1 else f"{first} and {len(changed) - 1} records after it"


def _numbers(first: int, last: int) -> str:
    return f"seal {first} is" if first == last else f"seals {first} to {last} are"


def _place(seal: Seal) -> str:
    return f"{chain.FOLDER}/{chain.stem(seal.number)}{chain.SEAL}"
