"""A selection written to a file, in the format that its name says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from twa.dataset.errors import TwaError
from twa.dataset.export.formats import Write, write_csv, write_json_lines, write_parquet
from twa.dataset.export.references import COLUMNS, write_bibtex, write_csl, write_ris
from twa.dataset.export.selection import Selection, select
from twa.dataset.files import written_whole

FORMATS: Final[Mapping[str, Write]] = MappingProxyType(
    {
        ".csv": write_csv,
        ".jsonl": write_json_lines,
        ".parquet": write_parquet,
        ".bib": write_bibtex,
        ".ris": write_ris,
        ".json": write_csl,
    }
)
"""Suffix of a file → what writes it."""

REFERENCES: Final = (".bib", ".ris", ".json")
"""Formats for citing: of articles alone, and of columns of their own."""


def export(
    dataset: Path, selection: Selection, target: Path, *, among: Iterable[str] | None = None
) -> int:
    """Write the selected rows to `target`, and say how many there are.

    `among` are ids: no other rows are written. The file is whole or not there. Raises
    BadSelection, and TwaError for a suffix that no format has.
    """
    suffix = target.suffix.lower()
    if suffix not in FORMATS:
        raise TwaError(f"no format has this suffix; there are {' '.join(FORMATS)}", subject=target)
    if suffix in REFERENCES:
        if selection.table != "articles" or selection.columns:
            raise TwaError(
                "references are of articles, and choose columns themselves", subject=target
            )
        selection = Selection("articles", selection.where, COLUMNS)
    names = selection.columns or tuple(selection.schema().names)
    asked = Selection(selection.table, selection.where, (*names, *_missing("id", names)))
    kept = None if among is None else frozenset(among)
    found = select(dataset, asked)
    rows = (_only(row, names) for row in found if kept is None or row["id"] in kept)
    target.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(target) as file:
        return FORMATS[suffix](rows, selection.schema(), file)


def _missing(name: str, names: tuple[str, ...]) -> tuple[str, ...]:
    return () if name in names else (name,)


def _only(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: row[name] for name in names}
