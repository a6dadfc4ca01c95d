"""Describes the first difference between two values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from twa.dataset.tables.parquet import read_table
from twa.dataset.tables.schema import sort_key
from twa.dataset.verification.checks import in_json


def differing_bytes(expected: Iterable[bytes], path: Path) -> str | None:
    """`at byte N, line M` for the first byte of a file that is not as expected; else None.

    What is expected comes in pieces.
    """
    offset, line = 0, 1
    with path.open("rb") as file:
        for piece in expected:
            other = file.read(len(piece))
            if piece != other:
                same = _common(piece, other)
                line += piece.count(b"\n", 0, same)
                return f"at byte {offset + same}, line {line}"
            offset += len(piece)
            line += piece.count(b"\n")
        return f"at byte {offset}, line {line}" if file.read(1) else None


def differing_rows(table: str, there: Path, here: Path) -> Iterator[tuple[str, str]]:
    """Rows of two datasets that are not the same: id, and what is the matter.

    Both are in the order of the table, as every dataset of ours is.
    """
    left, right = read_table(table, there), read_table(table, here)
    mine, theirs = next(left, None), next(right, None)
    while mine is not None or theirs is not None:
        if theirs is None or (mine is not None and sort_key(table, mine) < sort_key(table, theirs)):
            assert mine is not None
            yield mine["id"], "is a row that the archive does not give"
            mine = next(left, None)
        elif mine is None or sort_key(table, theirs) < sort_key(table, mine):
            yield theirs["id"], "is missing: the archive gives this row"
            theirs = next(right, None)
        else:
            for place, is_, should in _fields(mine, theirs, ""):
                yield mine["id"], f"{place} is {is_}, the archive gives {should}"
            mine, theirs = next(left, None), next(right, None)


def _fields(mine: Any, theirs: Any, place: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(mine, dict) and isinstance(theirs, dict):
        for name in sorted(mine.keys() | theirs.keys()):
            yield from _fields(mine.get(name), theirs.get(name), f"{place}/{name}")
    elif isinstance(mine, list) and isinstance(theirs, list):
        for number, (one, other) in enumerate(zip_longest(mine, theirs)):
            yield from _fields(one, other, f"{place}/{number}")
    elif mine != theirs:
        yield place, in_json(mine), in_json(theirs)


def _common(one: bytes, other: bytes) -> int:
    """Length of the common beginning."""
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
