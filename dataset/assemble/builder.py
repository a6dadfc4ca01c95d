"""The dataset is a function of the archive: dataset = f(WARC files, code, schemas).

No clock, no network, no order of input. Each WARC is understood once (`shards`);
all that was understood is brought together anew for each build (`ledger`,
`reduce`) and written beside the dataset, whose place it takes when it is whole.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from twa.dataset import fingerprint
from twa.dataset.assemble import inputs as inputs_of
from twa.dataset.assemble import parallel
from twa.dataset.assemble.figures import Figures
from twa.dataset.assemble.inputs import Input
from twa.dataset.assemble.naming import name_collection
from twa.dataset.assemble.placing import draft_of, put_in_place, refuse_to_overwrite
from twa.dataset.collection import Collection, Warc
from twa.dataset.documents.every import documents
from twa.dataset.errors import VerificationError
from twa.dataset.facts import shards
from twa.dataset.facts.model import WarcFact
from twa.dataset.files import write_whole
from twa.dataset.ledger.ledger import Ledger
from twa.dataset.progress import Progress, Silent
from twa.dataset.reduce import row_cache, row_sink
from twa.dataset.reduce.file_reuse import RECORD, Standing
from twa.dataset.reduce.sorting import Sorter
from twa.dataset.tables import manifest
from twa.dataset.tables.parquet import Written
from twa.dataset.takedowns import Takedowns
from twa.dataset.workers.pool import Limits, Workers, available_cpus

CODE: Final = "twa.dataset.assemble.builder"
"""The module whose sources, with all they import, are the code of a version."""

MAP: Final = "twa.dataset.facts.shards"
"""The module whose sources, with all they import, decide what stands in a shard."""

REDUCE: Final = "twa.dataset.assemble.parallel"
"""The module whose sources, with all they import, decide what rows are made of facts."""

DISTRIBUTION: Final = "twa"

WORTHWHILE: Final = 2 << 20
"""Octets of WARC for which one more process is started: what it understands in as long a time."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a build depends on beside archive and code.

    Only captures whose URL begins with one of `prefixes` count, where there are
    any. `limits` are those of one page.
    """

    prefixes: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Options:
        """The options that a manifest names. Raises `VerificationError` where none are."""
        try:
            limits = Limits(float(values["deadline_seconds"]), int(values["memory_bytes"]))
            return cls(tuple(values["sources"].splitlines()), limits)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise VerificationError("these are the options of no build", cause=error) from error

    def values(self) -> dict[str, str | int]:
        """The options by name, for the manifest."""
        return {
            "sources": "\n".join(sorted(self.prefixes)),
            "deadline_seconds": f"{self.limits.deadline:g}",
            "memory_bytes": self.limits.memory,
        }

    def shard(self, sha256: str) -> str:
        """The file name of the shard of a WARC: another one for other bytes, code or options."""
        parts = [fingerprint.fingerprint(MAP), self.values()]
        key = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
        return f"{sha256}-{key}.jsonl.gz"


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made: rows by table, rejects by reason, WARCs read and newly understood.

    `dataset` is the folder, or its URL. `damage` says in words what of the archive
    could not be read. `read` and `oldest_digest` as in `inputs.Inputs`. `kept` are the names of
    files that somebody else laid into the folder, and that were left there.
    """

    dataset: Path | str
    version: str
    rows: dict[str, int]
    rejects: dict[str, int]
    warcs: int
    mapped: int
    damage: tuple[str, ...]
    read: int
    oldest_digest: str | None = None
    kept: tuple[str, ...] = ()


def build(
    collection: Collection,
    *,
    workers: int | None = None,
    options: Options | None = None,
    progress: Progress | None = None,
    read_all: bool = False,
) -> BuildReport:
    """Build the dataset of a collection, and put it in the place of the one before.

    `workers` is the number of processes that pages are extracted in, by default
    one a CPU. With `read_all` each WARC is read, also one whose digest is known and that
    has not changed since. Waits for another build of the same collection. May be called from
    any thread. Raises `TwaError` where there is no WARC, or the place of the
    dataset holds something else.
    """
    options = options or Options()
    progress = progress or Silent()
    target = collection.dataset
    refuse_to_overwrite(target)
    with locked(collection.lock):
        draft = draft_of(target)
        shutil.rmtree(draft, ignore_errors=True)
        try:
            draft.mkdir(parents=True)
            report = derive(
                collection,
                draft,
                collection.shards,
                workers=workers,
                options=options,
                progress=progress,
                read_all=read_all,
            )
            kept = put_in_place(draft, target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return replace(report, dataset=target, kept=kept)


def derive(
    collection: Collection,
    folder: Path,
    cache: Path,
    *,
    workers: int | None = None,
    options: Options,
    progress: Progress,
    digests: Mapping[Warc, str] | None = None,
    read_all: bool = False,
) -> BuildReport:
    """Write the dataset of a collection into the empty folder `folder`.

    `cache` is the folder of shards: what is there is used, what is missing is
    made, what nobody needs any more is deleted. `digests` are the SHA-256 of WARCs
    that the caller has just read.
    """
    takedowns = Takedowns.read(collection.takedowns)
    found = inputs_of.find(collection, digests or {}, progress, read_all=read_all)
    inputs = found.warcs
    paths = {item.sha256: cache / options.shard(item.sha256) for item in inputs}
    before = _Before(collection.dataset, cache / f"rows-{fingerprint.fingerprint(REDUCE)[:16]}")
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix="reduce-") as scratch:
        with closing(Ledger.create(Path(scratch) / parallel.LEDGER)) as ledger:
            mapped = 0
            for item, anew in _mapped(inputs, paths, workers, options, progress):
                for fact in shards.read(paths[item.sha256]):
                    ledger.add(item.warc.name, fact)
                mapped += anew
            ledger.settle()
            ledger.withdraw(takedowns)
            warcs = dict(ledger.warcs())
        report = _reduce(
            inputs, takedowns, warcs, folder, Path(scratch), before, workers, options, progress
        )
    for path in set(cache.glob("*.jsonl.gz")) - set(paths.values()):
        path.unlink()
    for path in set(cache.glob("rows-*")) - {before.rows}:
        shutil.rmtree(path)
    return replace(report, mapped=mapped, read=found.read, oldest_digest=found.oldest_digest)


@dataclass(frozen=True, slots=True)
class _Before:
    """What a build before left, where it did: its dataset, and the folder of its sorted rows."""

    dataset: Path
    rows: Path


def _mapped(
    inputs: list[Input],
    paths: dict[str, Path],
    workers: int | None,
    options: Options,
    progress: Progress,
) -> Iterator[tuple[Input, bool]]:
    """Each WARC when its shard is there, and whether that was missing or damaged.

    Who takes what was there already does so while the processes start that make the rest.
    """
    missing = [item for item in inputs if not shards.intact(paths[item.sha256])]
    octets = sum(item.bytes for item in missing)
    progress.start("Pages", octets)
    count = min(workers or available_cpus(), 1 + octets // WORTHWHILE)
    with Workers(shards.UNDERSTAND, count=count, limits=options.limits) as pool:
        if missing:
            pool.start()
        wanted = ((item.warc, paths[item.sha256]) for item in missing)
        with closing(shards.write(wanted, pool, options.prefixes)) as done:
            waiting = {item.sha256 for item in missing}
            for item in inputs:
                if item.sha256 in waiting:
                    next(done)
                    progress.advance(item.bytes)
                yield item, item.sha256 in waiting


def _reduce(
    inputs: list[Input],
    takedowns: Takedowns,
    warcs: Mapping[str, WarcFact],
    folder: Path,
    scratch: Path,
    before: _Before,
    workers: int | None,
    options: Options,
    progress: Progress,
) -> BuildReport:
    sizes = {item.warc.name: item.bytes for item in inputs}
    figures, files = parallel.reduce_all(
        scratch, sizes, row_cache.files_in(before.rows), workers, progress
    )
    with ExitStack() as stack:
        sorters = [stack.enter_context(closing(Sorter.filled(file))) for file in files]
        standing = Standing(before.dataset, before.rows / RECORD)
        outputs = row_sink.write(sorters, folder, standing)
    standing.save(scratch / RECORD)
    row_cache.keep([*files, scratch / RECORD], before.rows)
    made = describe(
        [
            manifest.ManifestInput(
                item.warc.name, item.sha256, item.bytes, warcs[item.warc.name]["records"]
            )
            for item in inputs
        ],
        warcs.values(),
        figures,
        outputs,
        options,
        takedowns,
    )
    for name, text in documents(made):
        write_whole(folder / name, text)
    return BuildReport(
        dataset=folder,
        version=made.version,
        rows=dict(figures.rows),
        rejects=made.document["coverage"]["rejects"],
        warcs=len(inputs),
        mapped=0,
        damage=tuple(figures.damage),
        read=0,
    )


def describe(
    inputs: Iterable[manifest.ManifestInput],
    warcs: Iterable[WarcFact],
    figures: Figures,
    outputs: Iterable[Written],
    options: Options,
    takedowns: Takedowns,
) -> manifest.Manifest:
    """The manifest of a dataset. What the WARCs say of themselves comes in the order of inputs."""
    coverage = figures.coverage.figures()
    return manifest.compose(
        collection=name_collection(warcs, figures.histories, coverage["hosts"]),
        code={
            "name": DISTRIBUTION,
            "version": metadata.version(DISTRIBUTION),
            "fingerprint": fingerprint.code(CODE),
        },
        environment=fingerprint.libraries(),
        options=options.values(),
        inputs=inputs,
        takedowns={"sha256": takedowns.sha256, "entries": len(takedowns.entries)},
        outputs=outputs,
        coverage=coverage,
        feeds=figures.feeds(),
        gaps=figures.gaps(),
    )


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """One build at a time of one collection; the lock goes with the process."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
