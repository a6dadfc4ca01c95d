"""Builds the dataset of a collection: map, reduce, write.

No clock, no network, no order of input. Each WARC is understood once (`mapping`). What is new is
added to what the build before left (`growth`), or all is brought together from nothing (`ledger`,
`reduce`), and written beside the dataset, whose place it takes when it is whole.
"""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from twa.dataset.assemble import growth, parallel, previous_build
from twa.dataset.assemble import inputs as inputs_of
from twa.dataset.assemble.accounting import account
from twa.dataset.assemble.description import describe, manifest_file
from twa.dataset.assemble.growth import Grown
from twa.dataset.assemble.inputs import Input
from twa.dataset.assemble.mapping import mapped
from twa.dataset.assemble.options import Options
from twa.dataset.assemble.previous_build import KeptBuild, KeptInput
from twa.dataset.assemble.replacing import draft_of, put_in_place, refuse_to_overwrite
from twa.dataset.assemble.work import Hire, Work
from twa.dataset.collection import Collection
from twa.dataset.collection_settings import CollectionSettings
from twa.dataset.documents.all_documents import documents
from twa.dataset.facts import shards
from twa.dataset.facts.warc_reading import unread
from twa.dataset.file_digests import Stamp
from twa.dataset.files import write_whole
from twa.dataset.holdings import Warc
from twa.dataset.ledger.ledger import Ledger
from twa.dataset.progress import Progress, Silent
from twa.dataset.reduce import row_cache, row_sink
from twa.dataset.reduce.file_reuse import RECORD, FileRecord
from twa.dataset.reduce.sorting import Sorter
from twa.dataset.tables import manifest
from twa.dataset.tables.manifest import Written

_YOUNG: Final = 100_000
"""Objects that are made before those that are young are looked at."""

_REDUCE: Final = "reduce-"
"""How the name of the folder begins in which all is made from nothing."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made: rows by table, rejects by reason, WARCs read and newly understood.

    `dataset` is the folder, or its URL. `damage` says in words what of the archive
    could not be read. `gaps` as in the manifest; `read` and `oldest_digest` as in
    `inputs.Inputs`. `kept` are the names of files that somebody else laid into the folder, and
    that were left there.
    """

    dataset: Path | str
    version: str
    rows: dict[str, int]
    rejects: dict[str, int]
    warcs: int
    mapped: int
    damage: tuple[str, ...]
    read: int
    gaps: list[dict[str, Any]] = field(default_factory=list)
    oldest_digest: str | None = None
    kept: tuple[str, ...] = ()


def build(
    collection: Collection,
    *,
    workers: int | None = None,
    options: Options | None = None,
    progress: Progress | None = None,
    read_all: bool = False,
    allow_missing: bool = False,
    hire: Hire | None = None,
) -> BuildReport:
    """Build the dataset of a collection, and put it in the place of the one before.

    `workers` is the number of processes that pages are extracted in, by default
    one a CPU. With `read_all` each WARC is read, also one whose digest is known and that
    has not changed since. Who builds often may `hire` the processes, and keep them. Waits for
    another build of the same collection. May be called from any thread. Raises `TwaError` where
    there is no WARC, or the place of the dataset holds something else.
    """
    options = options or Options()
    progress = progress or Silent()
    target = collection.dataset
    refuse_to_overwrite(target)
    with locked(collection.lock, progress), _seldom_collected():
        draft = draft_of(target)
        shutil.rmtree(draft, ignore_errors=True)
        try:
            draft.mkdir(parents=True)
            # Who has every byte read believes nothing that an earlier build left.
            folder = previous_build.folder_in(collection.shards)
            kept = None if read_all else KeptBuild.read(folder)
            found = inputs_of.find(
                collection,
                progress,
                kept_in=collection.digests,
                before=None if kept is None else kept.digests(),
                read_all=read_all,
            )
            work = Work(
                collection, draft, collection.shards, workers, options, progress, found, hire
            )
            before = (kept and kept.named(target)) or manifest.names_in(target)
            if before is not None and not allow_missing:
                inputs_of.refuse_to_forget(found, before)
            grown = _grow(work, kept) or _from_nothing(work)
            outputs = _outputs(work, grown)
            report = _finish(work, grown, outputs)
            strangers = put_in_place(draft, target, before)
            _keep(work, grown, outputs, target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return replace(
        report,
        dataset=target,
        read=found.read,
        oldest_digest=found.oldest_digest,
        kept=strangers,
    )


def derive(
    collection: Collection,
    folder: Path,
    cache: Path,
    *,
    workers: int | None = None,
    options: Options,
    progress: Progress,
    digests: Mapping[Warc, str] = inputs_of.NONE,
) -> BuildReport:
    """Write the dataset of a collection from nothing into the empty folder `folder`.

    `cache` is the folder of shards: what is there is used, what is missing is
    made, what nobody needs any more is deleted. `digests` are the SHA-256 of WARCs
    that the caller has just read.
    """
    found = inputs_of.find(collection, progress, digests=digests)
    work = Work(collection, folder, cache, workers, options, progress, found)
    grown = _from_nothing(work)
    return replace(_finish(work, grown, _outputs(work, grown)), read=found.read)


def _grow(work: Work, before: KeptBuild | None) -> Grown | None:
    """Add what is new to what the build before left; None where that is not there, or won't do."""
    if before is None or before.made_by != work.made_by:
        return None
    new = before.new(work.inputs)
    old = sum(one.bytes for one in before.inputs.values())
    if new is None or sum(item.bytes for item in new) > old:
        return None
    previous_build.forget(work.rows)
    grown = growth.grow(
        work.rows,
        work.reuse(before.dataset),
        work.folder,
        before.histories,
        work.sizes,
        new,
        lambda ledger: _add(ledger, work, new),
        work.takedowns,
    )
    if grown is None:
        shutil.rmtree(work.folder)
        work.folder.mkdir()
        return None
    grown.record.save(work.rows / RECORD)
    return grown


def _from_nothing(work: Work) -> Grown:
    """Bring together all that was understood of all WARCs."""
    work.cache.mkdir(parents=True, exist_ok=True)
    previous_build.forget(work.rows)
    with tempfile.TemporaryDirectory(dir=work.cache, prefix=_REDUCE) as name:
        scratch = Path(name)
        with closing(Ledger.create(scratch / parallel.LEDGER)) as ledger:
            _add(ledger, work, work.inputs)
            for file in work.found.unread:
                ledger.add(file.name, unread(file))
            ledger.settle()
            ledger.withdraw(work.takedowns)
        before = row_cache.files_in(work.rows)
        figures, files = parallel.reduce_all(
            scratch, work.sizes, before, work.workers, work.progress
        )
        with ExitStack() as stack:
            sorters = [stack.enter_context(closing(Sorter.filled(file))) for file in files]
            filed = row_sink.write(sorters, work.folder, work.reuse())
        with closing(Ledger.growing(scratch / parallel.LEDGER)) as ledger:
            told = account(ledger.accounts, work.inputs, figures.changes)
            grown = Grown(figures, FileRecord(filed), told, ledger.accounts.naming())
        grown.record.save(scratch / RECORD)
        row_cache.keep([*files, scratch / RECORD, scratch / parallel.LEDGER], work.rows)
    return grown


def _add(ledger: Ledger, work: Work, inputs: list[Input]) -> None:
    """Add the facts of WARCs to a ledger."""
    for item, anew in mapped(inputs, work):
        for fact in shards.read(work.shard(item)):
            ledger.add(item.warc.name, fact)
        if anew:
            work.understood.add(item.sha256)


def _outputs(work: Work, grown: Grown) -> list[Written]:
    """The files of all tables, also of those that have no rows."""
    filed = grown.record.filed
    return [one.written for one in filed] + row_sink.write_empty_tables(filed, work.folder)


def _finish(work: Work, grown: Grown, outputs: list[Written]) -> BuildReport:
    """Write the manifest and all that derives from it, and delete what nobody needs any more."""
    said = describe(
        inputs=grown.inputs,
        warcs=grown.naming,
        figures=grown.figures,
        outputs=outputs,
        options=work.options,
        takedowns=work.takedowns,
        files=map(manifest_file, work.found.unread),
        stated=CollectionSettings.read(work.collection.stated),
    )
    for name, text in documents(said):
        write_whole(work.folder / name, text)
    wanted = {work.options.shard(item.sha256) for item in work.inputs}
    # Of other WARCs or other code, and of builds that were killed.
    # Text, not paths: there may be a hundred thousand.
    with os.scandir(work.cache) as entries:
        others = [one.name for one in entries if ".jsonl.gz" in one.name and one.name not in wanted]
    for name in others:
        (work.cache / name).unlink()
    for path in {*work.cache.glob("rows-*"), *work.cache.glob(f"{_REDUCE}*")} - {work.rows}:
        shutil.rmtree(path)
    return BuildReport(
        dataset=work.folder,
        version=said.version,
        rows=dict(grown.figures.rows),
        rejects=said.document["coverage"]["rejects"],
        warcs=len(work.inputs),
        mapped=len(work.understood),
        damage=tuple(grown.figures.damage),
        read=0,
        gaps=said.document["gaps"],
    )


def _keep(work: Work, grown: Grown, outputs: list[Written], dataset: Path) -> None:
    """Say what is kept for the next build, now that its files stand where they stay."""
    files = [path.name for path in work.rows.iterdir()]
    KeptBuild(
        inputs={item.warc.name: KeptInput.of(item) for item in work.inputs},
        made_by=work.made_by,
        histories=grown.figures.histories,
        files=previous_build.stamps(work.rows, files),
        dataset=previous_build.stamps(dataset, (one.file for one in outputs)),
        manifest=Stamp.of(dataset / manifest.FILE),
    ).write(work.rows)


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Look for cycles of objects less often: a build makes many objects and next to no cycles.

    By Python's own thresholds it is a fifth of the time of a build with little news.
    """
    before = gc.get_threshold()
    gc.set_threshold(_YOUNG, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def locked(path: Path, progress: Progress | None = None) -> Iterator[None]:
    """One build at a time of one collection; the lock goes with the process."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            (progress or Silent()).start("waiting for another build of the collection")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
