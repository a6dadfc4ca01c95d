"""What holds of every archive, however it was hurt."""

from __future__ import annotations

import io
from collections import Counter
from contextlib import suppress
from pathlib import Path

from tests.fuzz.mutations import Case
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection
from twa.dataset.errors import ArchiveError
from twa.dataset.verification.rows import proofs, sample
from twa.dataset.verification.verify import verify
from twa.dataset.warc import read

READ = (".warc", ".warc.gz")
"""Names of files that `warc.read` reads; WACZ packages are for the build."""

Place = tuple[str, str, int | None, int | None]
"""A record: id, digest of its block, offset and length where it has them."""


def reader(case: Case) -> Counter[str]:
    """What is readable is read, the rest is reported, nothing else is raised.

    Readable are the records before the first changed octet; and those after the last one,
    where records are gzip members and the file still begins as such files do.
    """
    before, after = case.sound, case.hurt
    sound = _read(before, case.name)
    assert sound is not None
    found = _read(after, case.name)
    if found is None:
        return Counter(refused=1)
    same, tail = _common(before, after), _common(before[::-1], after[::-1])
    moved = len(after) - len(before)
    for name, digest, offset, length in sound:
        if offset is None or length is None:
            continue
        if offset + length <= same:
            assert (name, digest, offset, length) in found
        elif (
            offset >= len(before) - tail
            and after.startswith(before[:3])
            and case.framing == "members"
        ):
            assert (name, digest, offset + moved, length) in found
    return Counter(records=len(found))


def _read(octets: bytes, name: str) -> set[Place] | None:
    """The records of a file; None where it was refused as a whole."""
    found = set()
    problems: list[ArchiveError] = []
    try:
        for record in read(io.BytesIO(octets), name, on_damage=problems.append):
            locator = record.locator
            found.add((record.id, record.sha256, locator.offset, locator.length))
            record.block.close()
    except ArchiveError:
        return None
    return found


def _common(one: bytes, other: bytes) -> int:
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )


def whole_build(case: Case, folder: Path) -> Counter[str]:
    """The dataset is built, verifies, and each of its rows is proved, or the archive is refused."""
    source, output = folder / "in", folder / "out" / "dataset"
    source.mkdir()
    (source / case.name).write_bytes(case.hurt)
    collection = Collection.find(source, output)
    with suppress(ArchiveError):
        report = build(collection, workers=1)
        wrong = [str(finding) for finding in verify(collection, workers=1) if not finding.remark]
        assert wrong == []
        for proof in proofs(collection, sample(collection, 100)):
            assert proof.holds, [check for check in proof.checks if not check.holds]
        return Counter(report.rows)
    return Counter(refused=1)
