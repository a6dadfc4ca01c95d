"""A selection written to a file, in the format that its name says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import pyarrow as pa

from twa.dataset.annotations import Annotations
from twa.dataset.export.formats import Write, write_csv, write_json_lines, write_parquet
from twa.dataset.export.references import COLUMNS, write_bibtex, write_csl, write_ris
from twa.dataset.export.selection import BadSelection, Selection, select
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
    dataset: Path,
    selection: Selection,
    target: Path,
    *,
    among: Iterable[str] | None = None,
    annotations: Annotations | None = None,
) -> int:
    """Write the selected rows to `target`, and say how many there are.

    `among` are ids: no other rows are written. Where readers made `annotations`, whole articles
    have two columns more, `annotation_tags` and `annotation_note`. The file is whole or not there.
    Raises BadSelection, also for a suffix that no format has.
    """
    suffix = target.suffix.lower()
    if suffix not in FORMATS:
        raise BadSelection(
            f"no format has this suffix; there are {' '.join(FORMATS)}", subject=target
        )
    if suffix in REFERENCES:
        if selection.table != "articles" or selection.columns:
            raise BadSelection(
                "references are of articles, and choose columns themselves", subject=target
            )
        selection = Selection("articles", selection.where, COLUMNS)
    names = selection.columns or tuple(selection.schema().names)
    asked = Selection(selection.table, selection.where, (*names, *_missing("id", names)))
    kept = None if among is None else frozenset(among)
    found = select(dataset, asked)
    schema = selection.schema()
    rows: Iterable[dict[str, Any]] = found if kept is None else _among(found, kept)
    if _annotated(selection, suffix, annotations):
        schema, names = (
            pa.schema([*schema, *_ANNOTATION]),
            (*names, *(field.name for field in _ANNOTATION)),
        )
        rows = _annotate(rows, annotations)
    rows = (_only(row, names) for row in rows)
    target.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(target) as file:
        return FORMATS[suffix](rows, schema, file)


_ANNOTATION: Final = (
    pa.field("annotation_tags", pa.list_(pa.string())),
    pa.field("annotation_note", pa.string()),
)


def _annotated(selection: Selection, suffix: str, annotations: Annotations | None) -> bool:
    whole = selection.table == "articles" and not selection.columns and suffix not in REFERENCES
    return whole and annotations is not None and bool(annotations)


def _annotate(
    rows: Iterable[dict[str, Any]], annotations: Annotations | None
) -> Iterator[dict[str, Any]]:
    for row in rows:
        noted = annotations and annotations.of(row["id"])
        tags, note = (list(noted.tags), noted.note or None) if noted else ([], None)
        yield {**row, "annotation_tags": tags, "annotation_note": note}


def _among(rows: Iterable[dict[str, Any]], ids: frozenset[str]) -> Iterator[dict[str, Any]]:
    return (row for row in rows if row["id"] in ids)


def _missing(name: str, names: tuple[str, ...]) -> tuple[str, ...]:
    return () if name in names else (name,)


def _only(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: row[name] for name in names}
