"""Single rows of a collection, each proved from its own record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import partial
from random import SystemRandom

from twa.dataset.collection import Collection
from twa.dataset.errors import ArchiveError, TwaError
from twa.dataset.facts.shards import UNDERSTAND
from twa.dataset.holdings import Warc
from twa.dataset.tables.parquet import pick, read_table
from twa.dataset.tables.schema import TABLES, Row
from twa.dataset.verification.checks import ROLES, Proof
from twa.dataset.verification.claims import Fetch
from twa.dataset.verification.placed import placed
from twa.dataset.verification.proof import prove
from twa.dataset.warc import Record, read
from twa.dataset.workers.pool import Workers


def sample(collection: Collection, count: int) -> frozenset[str]:
    """The ids of `count` rows chosen by chance, or of all where there are fewer."""
    known: list[str] = []
    for table in ROLES:
        known += [row["id"] for row in read_table(table, collection.dataset, ["id"])]
    return frozenset(SystemRandom().sample(known, min(count, len(known))))


def proofs(collection: Collection, wanted: AbstractSet[str]) -> Iterator[Proof]:
    """The proof of each row with one of these ids, in the order of the tables.

    A row without a capture has none. Raises `TwaError` for an id that no row has.
    """
    missing = set(wanted)
    fetch = fetch_from(collection)
    with Workers(UNDERSTAND, count=1) as workers:
        for table in TABLES:
            for row in pick(table, collection.dataset, ["id"], lambda row: row["id"] in wanted):
                missing.discard(row["id"])
                if placed(table, row)["capture"] is not None:
                    yield prove(table, row, fetch, workers.run, collection.archive)
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
