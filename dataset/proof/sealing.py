"""Sealing what has no seal yet: WARCs that were there before, or came from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from twa.dataset.collection import Collection
from twa.dataset.errors import ArchiveError
from twa.dataset.holdings import Warc
from twa.dataset.proof import chain, tree
from twa.dataset.proof.leaf import hash_of
from twa.dataset.proof.seal import VERSION, Claim, NotASeal, Seal, holds_name
from twa.dataset.warc import read
from twa.dataset.warc.digested import Digested


def unsealed(collection: Collection) -> list[Warc]:
    """The WARCs that no seal names, by name."""
    named = {seal.claim.warc for seal in chain.seals(collection.archive) if isinstance(seal, Seal)}
    return [warc for warc in collection.warcs() if warc.name not in named]


def seal(collection: Collection) -> Iterator[Seal]:
    """Seal every WARC that has no seal, in the order of their names.

    Raises OSError, and NotASeal where the chain can't be gone on with, or, when all others are
    sealed, where a WARC has a name that no seal can hold.
    """
    unfit: list[str] = []
    for warc in unsealed(collection):
        if not holds_name(warc.name):
            unfit.append(warc.name)
            continue
        claim, leaves = claim_of(warc)
        yield chain.add(collection.archive, claim, leaves)
    if unfit:
        raise NotASeal("no seal can hold these names", subject=", ".join(map(ascii, unfit)))


def claim_of(warc: Warc, version: int = VERSION) -> tuple[Claim, list[bytes]]:
    """What a seal of a version says of a WARC, which is read to its end, and its leaves' hashes."""
    leaves: list[bytes] = []
    damage: list[ArchiveError] = []
    with warc.open() as stored:
        file = Digested(stored)
        try:
            for record in read(file, warc.name, on_damage=damage.append):
                leaves.append(hash_of(record, version))
                record.block.close()
        except ArchiveError:
            # What can't be unpacked is sealed as the octets that it is.
            pass
        sha256 = file.sha256()
    root = tree.root(leaves).hex()
    return Claim(warc.name, sha256, warc.size(), len(leaves), root, version), leaves
