"""The stages of a build by many tasks, each a function of the job and of the task's rank.

    map     WARC → shard, and what ties its sites          by WARC
    plan    which part each site is in                     one task
    split   shard → facts of each part                     by WARC
    reduce  facts of a part → sorted rows and figures      by part
    write   rows of a month, of all parts → Parquet        by table and month
    finish  figures of all parts → manifest and card       one task

No task holds more than one WARC, one part or one month. What a task leaves is
whole or not there, and the same whoever does it, so it may be done again, by
another machine, as often as it takes.
"""

from __future__ import annotations

import heapq
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import asdict
from functools import partial
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from twa.dataset.assemble.description import describe, manifest_file, manifest_input
from twa.dataset.assemble.figures import Figures
from twa.dataset.assemble.inputs import digest_of
from twa.dataset.assemble.replacing import draft_of, put_in_place
from twa.dataset.cluster.job import Job
from twa.dataset.cluster.partition import Partition, Ties, merged, partition, split, ties
from twa.dataset.cluster.storage import Storage
from twa.dataset.documents.all_documents import documents
from twa.dataset.facts import shards
from twa.dataset.facts.model import Fact
from twa.dataset.facts.warc_reading import unread
from twa.dataset.files import DAMAGE, json_lines, read_json_lines
from twa.dataset.holdings import UnreadFile, Warc, files_of
from twa.dataset.ledger.ledger import Ledger
from twa.dataset.reduce.reduce import reduce
from twa.dataset.reduce.row_sink import Tables
from twa.dataset.reduce.sorting import Sorter
from twa.dataset.tables import manifest
from twa.dataset.tables.filing import RowLine, month
from twa.dataset.tables.manifest import Written
from twa.dataset.tables.parquet import write_empty, write_files
from twa.dataset.tables.schema import TABLES
from twa.dataset.workers.pool import Workers

ONE: Final = frozenset(("plan", "finish"))
"""Stages that one task does."""


def map_shards(job: Job, rank: int, scratch: Path) -> None:
    """Understand each WARC that is this task's, unless somebody has before."""
    with Workers(shards.UNDERSTAND, count=job.cpus, limits=job.options.limits) as pool:
        for number in range(rank, len(job.files), job.tasks):
            done = f"inputs/{number:06d}.json.gz"
            if not job.room.exists(done):
                path = job.archive.fetch(job.files[number], scratch)
                files = files_of(path, job.files[number])
                said = [
                    _understood(job, one, pool, scratch) if isinstance(one, Warc) else _unread(one)
                    for one in files
                ]
                job.room.write_json(done, said, scratch)
                _forget(path, scratch)


def _understood(job: Job, warc: Warc, pool: Workers, scratch: Path) -> dict[str, Any]:
    sha256 = digest_of(warc)
    if isinstance(sha256, UnreadFile):
        return _unread(sha256)
    shard = job.options.shard(sha256)
    path = job.shards.fetch(shard, scratch) if job.shards.exists(shard) else scratch / shard
    told = _told(path)
    anew = told is None
    if told is None:
        path = scratch / shard
        for _ in shards.write([(warc, path)], pool, job.options.prefixes):
            pass
        job.shards.store(path, shard)
        told = _told(path)
        assert told is not None, "a shard was written and can't be read"
    about, tied = told
    said = {
        "file": warc.name,
        "sha256": sha256,
        "bytes": warc.size(),
        "shard": shard,
        "anew": anew,
        "warc": about,
        "ties": tied.as_json(),
    }
    _forget(path, scratch)
    return said


def _unread(file: UnreadFile) -> dict[str, Any]:
    return {"unread": asdict(file)}


def _told(path: Path) -> tuple[Fact, Ties] | None:
    """What a shard says of its WARC as a whole, and of sites; None where it is not there, whole."""
    abouts: list[Fact] = []

    def passing() -> Iterator[Fact]:
        for fact in shards.read(path):
            if fact["kind"] == "warc":
                abouts.append(fact)
            yield fact

    try:
        tied = ties(passing())
    except (*DAMAGE, ValueError, LookupError, TypeError):
        # gzip says so at the end, and what came before may be anything.
        return None
    return (abouts[0], tied) if abouts else None


def plan(job: Job, _: int, scratch: Path) -> None:
    """Say which WARCs count (copies of one are one) and which part each site is in."""
    inputs: dict[str, dict[str, Any]] = {}
    unread: list[dict[str, Any]] = []
    for name in job.room.names("inputs"):
        for said in job.room.read_json(name):
            if "unread" in said:
                unread.append(said["unread"])
            else:
                inputs.setdefault(said["sha256"], said)
    chosen = sorted(inputs.values(), key=lambda said: str(said["file"]))
    parts = partition(merged(Ties.of_json(said.pop("ties")) for said in chosen), job.tasks)
    plan = {"inputs": chosen, "unread": unread, "homes": sorted(parts.homes), "parts": parts.parts}
    job.room.write_json("plan.json.gz", plan, scratch)


def split_facts(job: Job, rank: int, scratch: Path) -> None:
    """Give each part the facts that it needs of each shard that is this task's."""
    plan = job.room.read_json("plan.json.gz")
    parts = Partition(job.tasks, frozenset(plan["homes"]), plan["parts"])
    for number in range(rank, len(plan["inputs"]), job.tasks):
        path = job.shards.fetch(plan["inputs"][number]["shard"], scratch)
        written: dict[int, Path] = {}
        with ExitStack() as open_files:
            add: dict[int, Callable[[object], None]] = {}
            for part, fact in split(shards.read(path), parts):
                if part not in add:
                    written[part] = scratch / f"{part:06d}-{number:06d}"
                    add[part] = open_files.enter_context(json_lines(written[part]))
                add[part](fact)
        for part, draft in written.items():
            job.room.store(draft, f"facts/{part:06d}/{number:06d}.jsonl.gz")
            draft.unlink()
        _forget(path, scratch)


def reduce_part(job: Job, rank: int, scratch: Path) -> None:
    """Make the rows of the part that is this task's, sorted, by table and month."""
    plan = job.room.read_json("plan.json.gz")
    inputs = plan["inputs"]
    with (
        closing(Ledger.create(scratch / "ledger.sqlite")) as ledger,
        closing(Sorter.create(scratch / "rows.sqlite")) as sorter,
    ):
        for said in inputs:
            ledger.add(said["file"], said["warc"])
        for name in job.room.names(f"facts/{rank:06d}"):
            path = job.room.fetch(name, scratch)
            number = int(Path(name).name.partition(".")[0])
            for fact in shards.read(path):
                ledger.add(inputs[number]["file"], fact)
            _forget(path, scratch)
        if rank == 0:
            for said in plan["unread"]:
                ledger.add(said["name"], unread(UnreadFile(**said)))
        ledger.settle()
        ledger.withdraw(job.takedowns)
        tables = Tables(sorter, {said["file"]: said["bytes"] for said in inputs})
        reduce(ledger, tables)
        for table in TABLES:
            for when, lines in groupby(sorter.lines(table), key=month):
                draft = scratch / "rows.jsonl.gz"
                with json_lines(draft) as add:
                    for line in lines:
                        add(json.loads(line.json))
                job.room.store(draft, f"rows/{table}/{when}/{rank:06d}.jsonl.gz")
        figures = Figures.of(ledger, tables).as_json()
        job.room.write_json(f"figures/{rank:06d}.json.gz", figures, scratch)


def write_tables(job: Job, rank: int, scratch: Path) -> None:
    """Write the Parquet of the months that are this task's."""
    months: dict[tuple[str, ...], list[str]] = {}
    for name in job.room.names("rows"):
        months.setdefault(tuple(name.split("/")[1:3]), []).append(name)
    output = _draft(job)
    for (table, when), names in sorted(months.items())[rank :: job.tasks]:
        paths = [job.room.fetch(name, scratch) for name in names]
        parts = (map(partial(RowLine.of, table), read_json_lines(path)) for path in paths)
        lines = heapq.merge(*parts, key=lambda line: line.key)
        written = list(write_files(table, lines, scratch / "dataset"))
        _hand_over(written, output, scratch / "dataset")
        job.room.write_json(f"written/{table}-{when}.json", list(map(asdict, written)), scratch)
        for path in paths:
            _forget(path, scratch)


def finish(job: Job, _: int, scratch: Path) -> None:
    """Write the manifest and all that derives from it, and put the dataset in its place."""
    room, output = job.room, _draft(job)
    plan = room.read_json("plan.json.gz")
    inputs = plan["inputs"]
    figures = Figures.sum(Figures.of_json(room.read_json(name)) for name in room.names("figures"))
    written = [Written(**item) for name in room.names("written") for item in room.read_json(name)]
    empty = [write_empty(table, scratch) for table in TABLES if not figures.rows[table]]
    _hand_over(empty, output, scratch)
    order = list(TABLES)
    written = sorted(written + empty, key=lambda item: (order.index(item.table), item.file))
    made = describe(
        inputs=manifest.InputLines.of(
            manifest_input(
                said["file"], said["sha256"], said["bytes"], said["warc"], figures.changes
            )
            for said in inputs
        ),
        warcs=[said["warc"] for said in inputs],
        figures=figures,
        outputs=written,
        options=job.options,
        takedowns=job.takedowns,
        files=[manifest_file(UnreadFile(**said)) for said in plan["unread"]],
        stated=job.stated,
    )
    # What somebody else laid beside the tables is theirs.
    tables = {name for name in output.names() if name.startswith(tuple(f"{t}/" for t in TABLES))}
    stale = tables - {item.file for item in written}
    for name, octets in documents(made):
        (scratch / name).write_bytes(octets)
        output.store(scratch / name, name)
    for name in stale:
        output.remove(name)
    if (target := job.output.local) is not None and output.local is not None:
        put_in_place(output.local, target, manifest.names_in(target))
    report = {
        "dataset": job.output.url,
        "version": made.version,
        "rows": figures.rows,
        "rejects": made.document["coverage"]["rejects"],
        "warcs": len(inputs),
        "mapped": sum(said["anew"] for said in inputs),
        "damage": figures.damage,
        "read": len(inputs),
    }
    room.write_json("report.json", report, scratch)
    for name in ("facts", "rows", "figures", "written", "inputs"):
        room.remove(name)


STAGES: Final[Mapping[str, Callable[[Job, int, Path], None]]] = MappingProxyType(
    {
        "map": map_shards,
        "plan": plan,
        "split": split_facts,
        "reduce": reduce_part,
        "write": write_tables,
        "finish": finish,
    }
)
"""Stages by name, each to be started when the one before is complete."""


def run(stage: str, job: Job, rank: int) -> None:
    """Do what is a task's of a stage, on a disk of its own that is empty after."""
    with tempfile.TemporaryDirectory(prefix=f"twa-{stage}-") as scratch:
        STAGES[stage](job, rank, Path(scratch))


def _draft(job: Job) -> Storage:
    """Where the dataset's files go before all are there.

    On a file system the finished folder takes the place of the old in one step. A
    store of objects has no such step; there the manifest comes last.
    """
    target = job.output.local
    return job.output if target is None else Storage(str(draft_of(target)))


def _hand_over(written: list[Written], output: Storage, folder: Path) -> None:
    for item in written:
        output.store(folder / item.file, item.file)
        (folder / item.file).unlink()


def _forget(path: Path, scratch: Path) -> None:
    """Remove a copy that was fetched; what lies elsewhere is not ours."""
    if path.is_relative_to(scratch):
        path.unlink(missing_ok=True)
