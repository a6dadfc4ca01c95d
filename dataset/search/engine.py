"""Search where there is a server: SQLite FTS5 for words, arrays for all else.

`writer.py` makes the file. A query becomes an array of booleans, one an article; what FTS5 can
answer alone, it is asked for at once.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twa.dataset.search.query import (
    FIELDS,
    AllOf,
    AtLeast,
    Between,
    Gone,
    Is,
    OneOf,
    Query,
    Without,
    Words,
)
from twa.dataset.search.snapshot import Snapshot
from twa.dataset.search.terms import asked
from twa.dataset.search.writer import MANY, ONE, alive, column

Mask = NDArray[np.bool_]

_KEPT: Final = 8
"""Answers that are kept, for the next page of the same list."""

_DAYS: Final = 120
"""Days up to which time is counted by day; beyond, by month."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Articles by period, one list of counts a value; `per` is day or month.

    `values` are at most as many as were asked for, the most frequent first.
    """

    per: str
    periods: list[str]
    values: list[str]
    counts: list[list[int]]


class SearchEngine:
    """Answers queries from what `SearchWriter` wrote. Any number of threads may ask.

    `tagged` gives the ids of the articles that have a tag.
    """

    def __init__(
        self, snapshot: Snapshot, tagged: Callable[[str], Iterable[str]] | None = None
    ) -> None:
        self._query = snapshot.query
        self._lock = Lock()
        self._tagged = tagged or (lambda _: ())
        self._values = {
            name: json.loads(values)
            for name, values in self._query("SELECT name, terms FROM dictionaries")
        }
        self._load()
        self._kept: OrderedDict[Query, NDArray[np.int64]] = OrderedDict()

    def _load(self) -> None:
        def kept(name: str) -> NDArray[np.int64]:
            return column(self._query, name)

        self._dates = kept("date")
        self._revisions = kept("revisions")
        self._gone = kept("gone").astype(np.bool_)
        self._ones = {name: kept(name) for name in ONE}
        self._many = {name: _Many(kept(f"{name} of"), kept(name)) for name in MANY}
        self._order = _newest_first(
            alive(self._query, len(self._dates)), self._dates, kept("captured"), kept("tie")
        )

    def __len__(self) -> int:
        return len(self._order)

    def find(self, query: Query) -> NDArray[np.int64]:
        """The numbers of the articles that are asked for, the newest first."""
        changes = _asks_for_tags(query)
        with self._lock:
            if query in self._kept and not changes:
                self._kept.move_to_end(query)
                return self._kept[query]
        found = self._order[self._mask(query)[self._order]]
        with self._lock:
            self._kept[query] = found
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found

    def rows(self, numbers: Iterable[int]) -> list[dict[str, Any]]:
        """How these articles stand in a list, in this order."""
        wanted = [int(number) for number in numbers]
        marks = ",".join("?" * len(wanted))
        asked_for = f"SELECT {_ROW} FROM articles WHERE number IN ({marks})"  # noqa: S608
        found = {number: _row(*row) for number, *row in self._query(asked_for, wanted)}
        return [found[number] for number in wanted]

    def ids(self, numbers: Iterable[int]) -> Iterator[str]:
        """The ids of these articles."""
        wanted = set(map(int, numbers))
        for number, article in self._query("SELECT number, id FROM articles"):
            if number in wanted:
                yield article

    def place(self, article: str) -> tuple[int, dict[str, Any]] | None:
        """Where an article stands in the list of all, and how; None for an unknown id."""
        asked_for = f"SELECT {_ROW} FROM articles WHERE id = ?"  # noqa: S608
        for number, *row in self._query(asked_for, [article]):
            return int(np.flatnonzero(self._order == number)[0]), _row(*row)
        return None

    def facets(self, numbers: NDArray[np.int64]) -> dict[str, dict[int, int]]:
        """How many of these articles have each value, by column and number of the value."""
        codes = {name: column[numbers] for name, column in self._ones.items()}
        codes["category"] = self._many["category"].of_rows(self._as_mask(numbers))
        return {name: _frequencies(column) for name, column in codes.items()}

    def tally(self, numbers: NDArray[np.int64], by: str | None, most: int) -> Tally:
        """These articles over time, by the values of a column, or all together."""
        dates = self._dates[numbers]
        dated = dates > 0
        numbers, dates = numbers[dated], dates[dated]
        whole = self._dates[self._order]
        per, periods, index = _periods(dates, whole[whole > 0])
        if by is None:
            counts = np.bincount(index, minlength=len(periods)).tolist()
            return Tally(per, periods, [], [counts] if len(periods) else [])
        rows, codes = self._codes(numbers, by)
        counted = _frequencies(codes)
        frequent = sorted(counted, key=lambda code: (-counted[code], self._values[by][code]))[:most]
        period_of = np.zeros(len(self._dates), np.int64)
        period_of[numbers] = index
        at = period_of[rows]
        return Tally(
            per,
            periods,
            [self._values[by][code] for code in frequent],
            [np.bincount(at[codes == code], minlength=len(periods)).tolist() for code in frequent],
        )

    def _codes(self, numbers: NDArray[np.int64], by: str) -> tuple[NDArray[Any], NDArray[Any]]:
        if by in self._ones:
            codes = self._ones[by][numbers]
            there = codes >= 0
            return numbers[there], codes[there]
        many = self._many[by]
        chosen = self._as_mask(numbers)[many.rows]
        return many.rows[chosen], many.codes[chosen]

    # --- Queries as arrays of booleans ---

    def _mask(self, query: Query) -> Mask:
        if (words := _fts(query)) is not None:
            return self._holding(words)
        match query:
            case AllOf(parts):
                return self._all(parts)
            case OneOf(parts):
                mask = self._none()
                for part in parts:
                    mask |= self._mask(part)
                return mask
            case Without(part):
                return ~self._mask(part)
            case Between(start, end):
                mask = np.ones(len(self._dates), np.bool_)
                if start is not None:
                    mask &= self._dates >= start
                if end is not None:
                    mask &= self._dates < end
                return mask
            case AtLeast(revisions):
                return np.greater_equal(self._revisions, revisions)
            case Gone():
                return self._gone
            case Is(field, value):
                return self._having(field, value)
        # Words without a letter or digit ask for nothing.
        return np.ones(len(self._dates), np.bool_)

    def _all(self, parts: Sequence[Query]) -> Mask:
        """What FTS5 can answer of them is one question."""
        mask = np.ones(len(self._dates), np.bool_)
        together = [words for part in parts if (words := _fts(part)) is not None]
        if together:
            mask &= self._holding(" AND ".join(together))
        for part in parts:
            if _fts(part) is None:
                mask &= self._mask(part)
        return mask

    def _holding(self, words: str) -> Mask:
        # As one text: half a million numbers are read faster from it than from so many rows.
        ((found,),) = self._query(
            "SELECT group_concat(rowid) FROM said WHERE said MATCH ?", [words]
        )
        return self._as_mask(np.fromstring(found, np.int64, sep=",")) if found else self._none()

    def _having(self, field: str, value: str) -> Mask:
        if field == "id":
            return self._with_ids([value])
        if field == "tag":
            return self._with_ids(self._tagged(value))
        values = self._values[field]
        code = values.index(value) if value in values else -2
        if field in self._ones:
            return np.equal(self._ones[field], code)
        many = self._many[field]
        return self._as_mask(many.rows[many.codes == code])

    def _with_ids(self, ids: Iterable[str]) -> Mask:
        mask = self._none()
        for article in ids:
            for (number,) in self._query("SELECT number FROM articles WHERE id = ?", [article]):
                mask[number] = True
        return mask

    def _as_mask(self, numbers: NDArray[np.int64]) -> Mask:
        mask = self._none()
        mask[numbers] = True
        return mask

    def _none(self) -> Mask:
        return np.zeros(len(self._dates), np.bool_)


@dataclass(frozen=True, slots=True)
class _Many:
    """Values of a column with any number of them: which row has which."""

    rows: NDArray[np.int64]
    codes: NDArray[np.int64]

    def of_rows(self, mask: Mask) -> NDArray[np.int64]:
        return self.codes[mask[self.rows]]


_ROW: Final = "number, listed, offset, length"


def _row(listed: str, offset: int, length: int) -> dict[str, Any]:
    return {**json.loads(listed), "offset": offset, "length": length}


def _newest_first(
    there: NDArray[np.int64],
    dates: NDArray[np.int64],
    captured: NDArray[np.int64],
    ties: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Numbers of articles, the newest first; those of one second as their table has them."""
    order = there[np.argsort(-dates[there], kind="stable")]
    same = np.diff(dates[order]) == 0
    tied = np.flatnonzero(np.append(same, False) | np.append(False, same))
    among = order[tied]
    order[tied] = among[np.lexsort((ties[among], captured[among], -dates[among]))]
    return order


def _frequencies(codes: NDArray[np.int64]) -> dict[int, int]:
    """How often each number occurs; those below zero stand for no value."""
    counts = np.bincount(codes[codes >= 0])
    return {int(code): int(counts[code]) for code in np.flatnonzero(counts)}


def _asks_for_tags(query: Query) -> bool:
    match query:
        case AllOf(parts) | OneOf(parts):
            return any(map(_asks_for_tags, parts))
        case Without(part):
            return _asks_for_tags(part)
        case Is("tag", _):
            return True
    return False


def _fts(query: Query) -> str | None:
    """The expression of FTS5 (sqlite.org/fts5.html, section 3) for words, and for words alone."""
    match query:
        case Words(text, field, prefix):
            return _phrase(text, field, prefix=prefix)
        case OneOf(parts) if parts:
            several = [_fts(part) for part in parts]
            return None if None in several else f"({' OR '.join(filter(None, several))})"
        case AllOf(parts) if parts:
            several = [_fts(part) for part in parts]
            return None if None in several else f"({' AND '.join(filter(None, several))})"
    return None


def _phrase(text: str, field: str | None, *, prefix: bool) -> str | None:
    wanted = asked(text, prefix=prefix)
    if not wanted.terms:
        return None
    # Terms are letters and digits alone: no quotation mark is among them.
    words = f'"{" ".join(wanted.terms)}"{" *" if wanted.prefix else ""}'
    return words if field is None else f"{FIELDS[FIELDS.index(field)]} : {words}"


def _periods(
    dates: NDArray[np.int64], whole: NDArray[np.int64]
) -> tuple[str, list[str], NDArray[np.int64]]:
    """How time is counted, every period of the whole, and the number of the one of each date."""
    if len(whole) == 0:
        return "day", [], np.array([], np.int64)
    first, last = np.datetime64(int(whole.min()), "s"), np.datetime64(int(whole.max()), "s")
    per = "day" if (last - first) / np.timedelta64(1, "D") <= _DAYS else "month"
    kind: Any = "datetime64[D]" if per == "day" else "datetime64[M]"
    begun = first.astype(kind)
    steps = np.arange(begun, last.astype(kind) + 1)
    stamps = dates.astype("datetime64[s]").astype(kind)
    return per, [str(each) for each in steps], stamps.astype(np.int64) - begun.astype(np.int64)
