"""Verifies an archive against a manifest, octet by octet."""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, Final

from twa.dataset.collection import Collection
from twa.dataset.errors import Rejected
from twa.dataset.holdings import Warc
from twa.dataset.progress import OCTETS, Progress
from twa.dataset.proof.anchors import Anchors
from twa.dataset.proof.seal import VERSION
from twa.dataset.tables.manifest import Manifest
from twa.dataset.verification.differences import differing_bytes
from twa.dataset.verification.examine import EXAMINE, Task, examine
from twa.dataset.verification.findings import Finding
from twa.dataset.verification.packages import signatures
from twa.dataset.verification.seals import Read, as_read, sealed, versions
from twa.dataset.warc import cdxj, index_parts
from twa.dataset.workers.pool import Limits, Workers, available_cpus

_LIMITS: Final = Limits(deadline=24 * 3600)
"""Of one WARC: in a day a process reads some ten terabytes."""


def archive(
    collection: Collection,
    claimed: Manifest,
    held: Anchors,
    workers: int | None,
    progress: Progress,
) -> Generator[Finding, None, dict[Warc, str]]:
    """WARCs against manifest and seals, their structure and block digests, and the index.

    Each WARC is read once, in one of `workers` processes (by default one a CPU); `held` are the
    anchors of the seals. The value is the SHA-256 of each WARC that could be read.
    """
    inputs = {item["file"]: item for item in claimed.document["inputs"]}
    digests = {item["sha256"] for item in inputs.values()}
    unread = {item["file"] for item in claimed.document["files"]}
    warcs = collection.warcs()
    progress.start("Archive", sum(warc.size() for warc in warcs), OCTETS)
    for name in sorted(inputs.keys() - {warc.name for warc in warcs}):
        yield Finding(name, "is named in the manifest and missing in the archive")
    found: dict[Warc, str] = {}
    read: dict[str, Read] = {}
    with tempfile.TemporaryDirectory(prefix="twa-index-") as folder:
        sealed_as = versions(collection)
        tasks = [
            (warc, Path(folder) / f"{number}", sealed_as.get(warc.name, VERSION))
            for number, warc in enumerate(warcs)
        ]
        for (warc, *_), answer in _examined(tasks, workers):
            if isinstance(answer, Rejected):
                # What was not read when the dataset was built is in `rejects`, as it should be.
                known = warc.name in unread
                yield Finding(warc.name, f"can't be checked: {answer.detail}", remark=known)
            else:
                found[warc] = answer["sha256"]
                read[warc.name] = as_read(warc.name, answer)
                yield from _findings(warc, answer, inputs.get(warc.name), digests)
            progress.advance(warc.size())
        if collection.source is None:
            yield from _index(collection.index, tasks, Path(folder))
        yield from sealed(collection, read, held)
    yield from signatures(found)
    return found


def _examined(tasks: list[Task], workers: int | None) -> Iterator[tuple[Task, Any]]:
    """Each task with its `examine.Examined`, or why there is none."""
    count = min(workers or available_cpus(), len(tasks))
    if count < 2:
        for task in tasks:
            try:
                yield task, examine(task)
            except Rejected as rejected:
                yield task, rejected
        return
    with Workers(EXAMINE, count=count, limits=_LIMITS) as pool:
        yield from pool.map(tasks)


def _findings(
    warc: Warc, answer: Any, expected: Mapping[str, Any] | None, digests: set[str]
) -> Iterator[Finding]:
    sha256 = answer["sha256"]
    if expected is None and sha256 not in digests:
        yield Finding(warc.name, "is not named in the manifest: build again")
    changed = expected is not None and sha256 != expected["sha256"]
    if changed:
        yield Finding(warc.name, f"is not the file of the manifest: its SHA-256 is {sha256}")
    # What was damaged when the dataset was built is in `rejects`, as it should be.
    known = sha256 in digests and not changed
    if expected is not None and not changed:
        counted = {kind: sum(fates.values()) for kind, fates in expected["account"].items()}
        if counted != answer["kinds"]:
            yield Finding(warc.name, f"holds {_kinds(answer['kinds'])}, not {_kinds(counted)}")
    for place, message in answer["wrong"]:
        yield Finding(place, message, remark=known)


def _kinds(counts: Mapping[str, int]) -> str:
    """Records by kind, in words."""
    return ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())) or "no records"


def _index(index: Path, tasks: list[Task], scratch: Path) -> Iterator[Finding]:
    """The index of the archive, with its parts, against one made of the lines of its WARCs.

    Rows say themselves where their records lie: an archive without an index, as others make them,
    lacks nothing that a dataset claims. One that is there must be right.
    """
    parts = index_parts.parts(index.parent)
    if not parts and not index.is_file():
        yield Finding(index.name, "is missing: `twa reindex` makes it", remark=True)
        return
    lines = chain.from_iterable(
        _taken(path) for _, path, _ in sorted(tasks, key=lambda task: task[0].name)
    )
    with cdxj.in_order(lines) as ordered:
        merged = index
        if parts:
            merged = scratch / index.name
            with index_parts.ordered(index.parent) as lines_there:
                cdxj.write_index(merged, lines_there)
        difference = differing_bytes(cdxj.distinct(ordered), merged)
    if difference is not None:
        yield Finding(
            index.name, f"is not that of these WARCs {difference}: `twa reindex` makes it anew"
        )


def _taken(path: Path) -> Iterator[str]:
    """The lines of a file, which is of no use after."""
    if path.is_file():
        with path.open(encoding="utf-8", newline="\n") as file:
            yield from file
        path.unlink()
