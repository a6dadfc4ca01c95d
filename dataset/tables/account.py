"""The account of an archive: every record of every WARC ends in one place, and the sums agree.

Figures are counts by name, so that those of parts add up, in any order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple, Self

from twa.dataset.tables.coverage import Tally

ROWS: Final = "rows"
RECORD: Final = "record"
DAMAGED: Final = "damaged"
REMARK: Final = "remark"

Account = Mapping[str, Mapping[str, int]]
"""Kind of record → what became of it → how many."""


Counts = dict[str, dict[str, dict[str, int]]]
"""WARC → rows, a kind of record, or what rejects are about → of which kind → how many."""

CountsRead = Mapping[str, Mapping[str, Mapping[str, int]]]
"""`Counts` that nobody changes."""

_TOLD: Final = tuple(f"{about}:" for about in (RECORD, DAMAGED, REMARK))
"""What rejects are about, in `Counts`."""


class Told(NamedTuple):
    """What a row of rejects is about: a record of this kind, a damaged place, or it is a remark."""

    warc: str
    about: str
    record_type: str


class Changes:
    """What the map step could not know of its records, and what rows were made of each WARC."""

    def __init__(self) -> None:
        self._by_warc: Counts = {}

    @property
    def warcs(self) -> Iterable[str]:
        """The WARCs of which something was counted."""
        return self._by_warc.keys()

    def move(self, warc: str, kind: str, was: str, now: str, count: int) -> None:
        """So many records of a kind end elsewhere than was thought."""
        self._add(warc, kind, {was: -count})
        self._add(warc, kind, {now: count})

    def row(self, table: str, tally: Tally) -> None:
        """Count one row by what it adds."""
        if tally["warc"] is not None:
            self._add(tally["warc"], ROWS, {table: 1})
        if tally["about"] is not None:
            warc, about, record_type = tally["about"]
            self._add(warc, f"{about}:", {record_type: 1})

    def add(self, other: Changes) -> None:
        """Add the changes that another part of the work made."""
        self.add_json(other._by_warc)

    def as_json(self) -> Counts:
        """As JSON, equal for equal changes: without what sums up to nothing."""
        found: Counts = {}
        for warc, counts in sorted(self._by_warc.items()):
            told = ((what, _ordered(counts[what])) for what in sorted(counts))
            if some := {what: more for what, more in told if more}:
                found[warc] = some
        return found

    @classmethod
    def of_json(cls, value: CountsRead) -> Self:
        """What `as_json` gave."""
        changes = cls()
        changes.add_json(value)
        return changes

    def add_json(self, value: CountsRead, times: int = 1) -> None:
        """Add what `as_json` gave of other changes; -1 `times`, take it away."""
        for warc, counts in value.items():
            for what, more in counts.items():
                self._add(warc, what, more, times)

    def of_warc(self, warc: str) -> Mapping[str, Mapping[str, int]]:
        """The counts of one WARC: of what → of which kind → how many."""
        return self._by_warc.get(warc, {})

    def _add(self, warc: str, what: str, more: Mapping[str, int], times: int = 1) -> None:
        counts = self._by_warc.setdefault(warc, {}).setdefault(what, {})
        for name, count in more.items():
            counts[name] = counts.get(name, 0) + count * times


def _ordered(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: counts[name] for name in sorted(counts) if counts[name]}


def settled(mapped: Account, changes: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    """What a manifest says of the records of one WARC, and of the rows that are about it.

    A record that was rejected, and has no row because the same was said before, is `repeated`.
    """
    account = {kind: dict(fates) for kind, fates in mapped.items()}
    for kind in changes.keys() - {ROWS, *_TOLD}:
        fates = account.setdefault(kind, {})
        for fate, count in changes[kind].items():
            fates[fate] = fates.get(fate, 0) + count
    told, damaged, remarks = (changes.get(about, {}) for about in _TOLD)
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
        "damaged": sum(damaged.values()),
        "remarks": sum(remarks.values()),
        "rows": changes.get(ROWS, {}),
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
