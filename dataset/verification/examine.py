"""Examines one WARC in one reading: digest, records, index lines.

A module of its own, because the processes that read WARCs side by side import nothing else.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final, TypedDict

from twa.dataset.errors import ArchiveError, Rejected, at_byte
from twa.dataset.holdings import Warc
from twa.dataset.proof.leaf import hash_of
from twa.dataset.warc import cdxj, read
from twa.dataset.warc.digested import Digested

EXAMINE: Final = "twa.dataset.verification.examine:examine"
"""What the processes run."""

Task = tuple[Warc, Path, int]
"""A WARC, the file that takes the lines of its index, in the order of its records, and the version
of the seal that its leaves are made for."""


class ExaminedWarc(TypedDict):
    """The SHA-256 (hex) of a WARC as stored, and what is wrong in it: where, and what.

    Of the tree over its records as seals of `version` have it, `leaves` are the hashes (hex, one
    after the other) and `places` where each of these records begins. `kinds` counts the records by
    kind.
    """

    sha256: str
    bytes: int
    version: int
    leaves: str
    places: list[int | None]
    wrong: list[tuple[str, str]]
    kinds: dict[str, int]


def examine(task: Task) -> ExaminedWarc:
    """Read a WARC to its end: what is damaged, cut off or other than its digest says.

    Raises Rejected where it can't be opened or unpacked at all.
    """
    warc, *_ = task
    try:
        return _examined(task)
    except (ArchiveError, OSError) as error:
        raise Rejected("unread-file", str(error), subject=warc.name) from error


def _examined(task: Task) -> ExaminedWarc:
    warc, lines, version = task
    wrong: list[tuple[str, str]] = []
    damage: list[ArchiveError] = []
    leaves: list[bytes] = []
    places: list[int | None] = []
    kinds: Counter[str] = Counter()
    with warc.open() as stored, lines.open("w", encoding="utf-8", newline="\n") as index:
        file = Digested(stored)
        try:
            for record in read(file, warc.name, on_damage=damage.append):
                if record.intact() is False:
                    where = at_byte(warc.name, record.locator.offset)
                    wrong.append((where, f"{record.locator.record_id} has another block digest"))
                index.write(cdxj.line_at(record) or "")
                kinds[record.kind] += 1
                leaves.append(hash_of(record, version))
                places.append(record.locator.offset)
                record.block.close()
        except ArchiveError as error:
            damage.append(error)
        sha256 = file.sha256()
    wrong += [(str(found.subject), found.message) for found in damage]
    return {
        "sha256": sha256,
        "bytes": warc.size(),
        "version": version,
        "leaves": b"".join(leaves).hex(),
        "places": places,
        "wrong": wrong,
        "kinds": dict(kinds),
    }
