"""Whether a dataset is what it claims to be, and its archive what it was: every byte, anew.

Three questions, each with its own evidence. Are the files those that the
manifest names, and nothing else? Is the archive the one that it names, and
whole? Does the archive, understood again from nothing, give the same
files? Nothing that an earlier build left behind is believed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import partial
from pathlib import Path
from random import SystemRandom
from typing import Any, Final

import pyarrow.parquet as pq

from dataset.build.builder import Options, derive, documents
from dataset.build.projection import project
from dataset.build.shards import UNDERSTAND
from dataset.build.workers import Workers
from dataset.collection import Collection, Warc, sha256
from dataset.errors import ArchiveError, TwaError, VerificationError
from dataset.progress import Progress, Silent
from dataset.tables import manifest
from dataset.tables.parquet import read_table
from dataset.tables.schema import TABLES, Row
from dataset.verification.archive import archive
from dataset.verification.differences import differing_bytes, differing_rows
from dataset.verification.findings import Finding
from dataset.verification.proof import ROLES, Fetch, Proof, prove
from dataset.warc import Record, read

BESIDE: Final = (".gitattributes", ".git/", ".cache/", "archive/")
"""What a publication holds beside the dataset: the Hub's own, and the WARCs."""


def verify(
    collection: Collection,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    rows: bool = True,
) -> Iterator[Finding]:
    """Everything that is wrong with a collection, as it is found; nothing for a good one.

    Without `rows` only the first two questions are asked, which takes a hundredth of the time.
    Raises as `load` does.
    """
    progress = progress or Silent()
    claimed = load(collection)
    sound = True
    for finding in files(collection.dataset, claimed):
        sound = False
        yield finding
    digests = yield from archive(collection, claimed, workers, progress)
    if rows:
        yield from derivation(collection, claimed, digests, workers, progress, pinpoint=sound)


def load(collection: Collection) -> manifest.Manifest:
    """The manifest of a dataset.

    Raises `TwaError` where there is none, `VerificationError` where it is not one of ours.
    """
    path = collection.dataset / manifest.FILE
    if not path.is_file():
        raise TwaError("no dataset here: it has no manifest", subject=path)
    try:
        return manifest.parse(path.read_bytes())
    except manifest.ManifestError as error:
        raise VerificationError(subject=path, cause=error) from error


# --- The files ---------------------------------------------------------------------


def files(folder: Path, claimed: manifest.Manifest) -> Iterator[Finding]:
    """The files of a dataset against its manifest."""
    texts = dict(documents(claimed))
    outputs = {item.file: item for table in TABLES for item in claimed.outputs(table)}
    present = {
        name
        for path in folder.rglob("*")
        if not path.is_dir()
        and not (name := path.relative_to(folder).as_posix()).startswith(BESIDE)
    }
    # One of these cites the manifest's own digest, so a changed manifest shows here.
    for name in sorted(present & texts.keys()):
        if (difference := differing_bytes([texts[name]], folder / name)) is not None:
            yield Finding(name, f"is not what {manifest.FILE} makes {difference}")
    for name in sorted((outputs.keys() | texts.keys()) - present):
        yield Finding(name, "is missing")
    for name in sorted(present - outputs.keys() - texts.keys()):
        yield Finding(name, "is not part of the dataset")
    for name in sorted(present & outputs.keys()):
        if (digest := sha256(folder / name)) != outputs[name].sha256:
            yield Finding(name, f"is not the file of the manifest: its SHA-256 is {digest}")


# --- The derivation ----------------------------------------------------------------


def derivation(
    collection: Collection,
    claimed: manifest.Manifest,
    digests: Mapping[Warc, str],
    workers: int | None,
    progress: Progress,
    *,
    pinpoint: bool,
) -> Iterator[Finding]:
    """The dataset against one that is made from nothing, in a temporary folder.

    `digests` are those that the WARCs were just found to have. With `pinpoint`, differing tables
    are compared row by row.
    """
    options = Options.of(claimed.document["options"]["values"])
    with tempfile.TemporaryDirectory(prefix="twa-verify-") as scratch:
        folder, cache = Path(scratch) / "dataset", Path(scratch) / "shards"
        folder.mkdir()
        cache.mkdir()
        derive(
            collection,
            folder,
            cache,
            workers=workers,
            options=options,
            progress=progress,
            digests=digests,
        )
        made = manifest.parse((folder / manifest.FILE).read_bytes())
        if not claimed.text:
            folder = Path(scratch) / "projection"
            made = project(Path(scratch) / "dataset", made, folder)
        if pinpoint:
            for table in TABLES:
                if claimed.outputs(table) != made.outputs(table):
                    yield from _rows(table, collection.dataset, folder)
        yield from _claims(claimed, made)


def _rows(table: str, there: Path, here: Path) -> Iterator[Finding]:
    found = False
    for row_id, message in differing_rows(table, there, here):
        found = True
        yield Finding(f"{table} {row_id}", message)
    if not found:
        yield Finding(table, "has the rows that the archive gives, in other bytes")


def _claims(claimed: manifest.Manifest, made: manifest.Manifest) -> Iterator[Finding]:
    """What the manifest says, less what names files, against what it should say."""
    same_rows = claimed.document["outputs"] == made.document["outputs"]
    for name, value in made.document.items():
        if _told(claimed.document[name]) == _told(value):
            continue
        if name == "takedowns":
            message = "are not those of takedowns.jsonl beside the archive"
            yield Finding(f"{manifest.FILE} {name}", message)
        elif name in ("code", "environment"):
            message = "this is other software than the dataset was built with"
            yield Finding(f"{manifest.FILE} {name}", message, remark=same_rows)
        else:
            message = "is not what the archive gives"
            yield Finding(f"{manifest.FILE} {name}", message)


def _told(value: Any) -> Any:
    """A section of a manifest, less the full version that a projection names: it follows."""
    if isinstance(value, Mapping) and "left_out" in value:
        return {name: part for name, part in value.items() if name != "version"}
    return value


# --- Single rows -------------------------------------------------------------------


def sample(collection: Collection, count: int) -> frozenset[str]:
    """The ids of `count` rows chosen by chance, or of all where there are fewer."""
    known: list[str] = []
    for table in ROLES:
        for path in sorted((collection.dataset / table).glob("*.parquet")):
            known += pq.read_table(path, columns=["id"]).column("id").to_pylist()
    return frozenset(SystemRandom().sample(known, min(count, len(known))))


def proofs(collection: Collection, wanted: AbstractSet[str]) -> Iterator[Proof]:
    """The proof of each row with one of these ids, in the order of the tables.

    A row without a capture has none. Raises `TwaError` for an id that no row has.
    """
    missing = set(wanted)
    fetch = fetch_from(collection)
    with Workers(UNDERSTAND, count=1) as workers:
        for table in TABLES:
            for row in read_table(table, collection.dataset):
                if row["id"] not in wanted:
                    continue
                missing.discard(row["id"])
                if row["capture"] is not None:
                    yield prove(table, row, fetch, workers)
    if missing:
        raise TwaError("no row has this id", subject=", ".join(sorted(missing)))


def fetch_from(collection: Collection) -> Fetch:
    """What finds the record of a capture in the archive of a collection."""
    return partial(_fetch, {warc.name: warc for warc in collection.warcs()})


def _fetch(warcs: Mapping[str, Warc], place: Row) -> Record:
    """The record at a place, read from there; where it can't be addressed, by its id."""
    warc = warcs.get(place["warc"])
    if warc is None:
        raise ArchiveError("this WARC is missing in the archive", file=place["warc"])
    with warc.open() as file:
        file.seek(place["offset"] or 0)
        for record in read(file, warc.name, on_damage=lambda _: None):
            if place["offset"] is not None or record.locator.record_id == place["record_id"]:
                return record
            record.block.close()
    raise ArchiveError(f"no record {place['record_id']}", file=warc.name, offset=place["offset"])
