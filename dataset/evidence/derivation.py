"""A row derived again from the records of its proof, in a worker process.

Whoever asks for it imports nothing that understands pages: that takes longer than all else of a
proof, and would be imported twice. So what the worker needs is imported where it is used.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from twa.dataset.errors import ArchiveError
from twa.dataset.exchange import Locator
from twa.dataset.tables.schema import Row
from twa.dataset.verification.checks import Check
from twa.dataset.warc import read
from twa.dataset.warc.records import Record
from twa.dataset.workers.pool import DEADLINE, Limits, Workers

DERIVE: Final = "twa.dataset.evidence.derivation:derive"
"""What the worker runs."""

LIMITS: Final = Limits(4 * DEADLINE)
"""One task is a page and all its further pages."""


def hired() -> Workers:
    """The worker that is needed; a context manager."""
    return Workers(DERIVE, count=1, limits=LIMITS)


@dataclass(frozen=True, slots=True)
class Derivation:
    """A row, and the records of its proof by name: as stored, and where they lie."""

    table: str
    row: Row
    records: Mapping[str, tuple[bytes, Locator]]


@dataclass(frozen=True, slots=True)
class Derived:
    """What was checked of a row against its records, and in words what these do not decide."""

    checks: tuple[Check, ...]
    unchecked: tuple[str, ...]


Derive = Callable[[Derivation], Derived]
"""What says of a row whether it follows from its records. Raises Rejected."""


def derived(asked: Derivation, workers: Workers) -> Derived:
    """The row against its records. `workers` run `DERIVE`. Raises Rejected."""
    answer = workers.run(asked)
    return Derived(tuple(Check(*one) for one in answer["checks"]), tuple(answer["unchecked"]))


def anew(asked: Derivation) -> Derived:
    """The row against its records, in a worker of its own. Raises Rejected."""
    with hired() as workers:
        return derived(asked, workers)


def as_built(_: Derivation) -> Derived:
    """What is known of a row that this code made of these records in the last build."""
    say = Check("the row follows from its record", True, "this code made it of these bytes")
    return Derived((say,), ())


def prepare() -> None:
    """Load what the worker needs."""
    from twa.dataset.facts import understanding
    from twa.dataset.verification import proof  # noqa: F401 (loads it)

    understanding.prepare()


def derive(asked: Derivation) -> dict[str, Any]:
    """What `derived` says, as JSON."""
    from twa.dataset.facts.understanding import understand
    from twa.dataset.verification.proof import prove

    records = {name: _record(*one) for name, one in asked.records.items()}
    held = {
        record.locator.record_id: record
        for name, record in records.items()
        if name == "original" or name.startswith("further-")
    }

    def fetch(place: Row) -> Record:
        found = held.get(place["record_id"])
        if place is asked.row["capture"]:
            # No other record stands for the row's, whatever its id is.
            found = records.get("record")
        if found is None:
            raise ArchiveError(f"no record {place['record_id']}", file=place["warc"])
        return found

    try:
        proof = prove(asked.table, asked.row, fetch, understand)
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        said = f"{type(error).__name__}: {error}"
        checks, unchecked = [("the row keeps its contract", False, said)], []
    else:
        checks = [(one.claim, one.holds, one.found) for one in proof.checks]
        unchecked = list(proof.unchecked)
    return {"checks": checks, "unchecked": unchecked}


def _record(stored: bytes, place: Locator) -> Record:
    return replace(next(read(io.BytesIO(stored), place.warc)), locator=place)
