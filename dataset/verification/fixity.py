"""Verifies the bytes of a collection without deriving rows: files, WARCs, index.

A module of its own, so that a check for every night does not wait for what only derives rows.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from twa.dataset.collection import Collection
from twa.dataset.holdings import Warc
from twa.dataset.progress import Progress, Silent
from twa.dataset.proof import anchors
from twa.dataset.proof.anchors import Anchors
from twa.dataset.tables.manifest import Manifest
from twa.dataset.verification.account import account
from twa.dataset.verification.archive import archive
from twa.dataset.verification.files import files, load
from twa.dataset.verification.findings import Finding


@dataclass(frozen=True, slots=True)
class Fixity:
    """What was found: the SHA-256 of each WARC, the anchors of the seals, and whether the dataset's
    files are `sound`."""

    claimed: Manifest
    digests: dict[Warc, str]
    anchors: Anchors
    sound: bool


def fixity(
    collection: Collection, *, workers: int | None = None, progress: Progress | None = None
) -> Generator[Finding, None, Fixity]:
    """What is other than it was, each byte read once; the value is what was found instead.

    Raises as `load` does.
    """
    claimed = load(collection)
    sound = True
    for finding in files(collection.dataset, claimed):
        sound = False
        yield finding
    if sound:
        for finding in account(collection.dataset, claimed):
            sound = False
            yield finding
    held = anchors.every(collection.archive)
    digests = yield from archive(collection, claimed, held, workers, progress or Silent())
    return Fixity(claimed, digests, held, sound)
