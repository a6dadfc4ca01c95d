"""The account of an archive: every record of every WARC ends in one place, and the sums agree.

Figures are counts by name, so that those of parts add up, in any order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple, Self

from twa.dataset.tables.coverage import Tally

ROWS: Final = "rows"
RECORD: Final = "record"
DAMAGED: Final = "damaged"
REMARK: Final = "remark"

Account = Mapping[str, Mapping[str, int]]
"""Kind of record → what became of it → how many."""


class Told(NamedTuple):
    """What a row of rejects is about: a record of this kind, a damaged place, or it is a remark."""

    warc: str
    about: str
    record_type: str


class Changes:
    """What the map step could not know of its records, and what rows were made of each WARC."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str, str]] = Counter()

    def move(self, warc: str, kind: str, was: str, now: str, count: int) -> None:
        """So many records of a kind end elsewhere than was thought."""
        self._counts[warc, kind, was] -= count
        self._counts[warc, kind, now] += count

    def row(self, table: str, tally: Tally) -> None:
        """Count one row by what it adds."""
        if tally["warc"] is not None:
            self._counts[tally["warc"], ROWS, table] += 1
        if tally["about"] is not None:
            warc, about, record_type = tally["about"]
            self._counts[warc, f"{about}:", record_type] += 1

    def add(self, other: Changes) -> None:
        """Add the changes that another part of the work made."""
        self._counts.update(other._counts)

    def as_json(self) -> list[Any]:
        """As JSON, equal for equal changes."""
        return sorted([*key, count] for key, count in self._counts.items() if count)

    @classmethod
    def of_json(cls, value: Iterable[Any]) -> Self:
        """What `as_json` gave."""
        changes = cls()
        changes.add_json(value)
        return changes

    def add_json(self, value: Iterable[Any]) -> None:
        """Add what `as_json` gave of other changes."""
        for warc, what, name, count in value:
            self._counts[warc, what, name] += count

    def by_warc(self) -> dict[str, dict[tuple[str, str], int]]:
        """The counts of each WARC."""
        found: dict[str, dict[tuple[str, str], int]] = {}
        for (warc, *rest), count in self._counts.items():
            found.setdefault(warc, {})[rest[0], rest[1]] = count
        return found


def settled(mapped: Account, changes: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    """What a manifest says of the records of one WARC, and of the rows that are about it.

    A record that was rejected, and has no row because the same was said before, is `repeated`.
    """
    account = {kind: dict(fates) for kind, fates in mapped.items()}
    rows: dict[str, int] = {}
    beside: dict[str, int] = {}
    told: dict[str, int] = {}
    for (what, name), count in changes.items():
        if what == ROWS:
            rows[name] = rows.get(name, 0) + count
        elif what == f"{RECORD}:":
            told[name] = told.get(name, 0) + count
        elif what.endswith(":"):
            beside[what[:-1]] = beside.get(what[:-1], 0) + count
        else:
            fates = account.setdefault(what, {})
            fates[name] = fates.get(name, 0) + count
    for kind, fates in account.items():
        silent = fates.get("rejected", 0) - told.get(kind, 0)
        if silent > 0:
            fates["rejected"] -= silent
            fates["repeated"] = fates.get("repeated", 0) + silent
    ends = (
        (kind, {fate: n for fate, n in fates.items() if n > 0}) for kind, fates in account.items()
    )
    return {
        "account": {kind: fates for kind, fates in ends if fates},
        "damaged": beside.get(DAMAGED, 0),
        "remarks": beside.get(REMARK, 0),
        "rows": rows,
    }


def imbalances(item: Mapping[str, Any]) -> Iterator[str]:
    """In what the account of one WARC (of `inputs` in a manifest) does not balance."""
    account, rows = item["account"], item["rows"]
    ends = sum(sum(fates.values()) for fates in account.values())
    if ends != item["records"]:
        yield f"accounts for {ends} of {item['records']} records"
    told = _ends(account, "rejected") + item["damaged"] + item["remarks"]
    if told != rows.get("rejects", 0):
        yield f"has {rows.get('rejects', 0)} rejects, its account makes {told}"
    for table in ("articles", "revisions"):
        if rows.get(table, 0) > (limit := _ends(account, "page")):
            yield f"has {rows[table]} {table}, and {limit} records that were read as a page"
    if rows.get("feed_entries", 0) and not _ends(account, "feed"):
        yield "has feed_entries, and no record that was read as a feed"


def _ends(account: Account, fate: str) -> int:
    return sum(fates.get(fate, 0) for fates in account.values())
