"""A whole dataset folder, made as the build makes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.dataset.samples import ROWS, WARC, WARCS
from twa.dataset.documents import card, card_text, citation, croissant
from twa.dataset.tables import manifest
from twa.dataset.tables.coverage import Coverage
from twa.dataset.tables.manifest import Manifest, ManifestInput
from twa.dataset.tables.parquet import write_table
from twa.dataset.tables.schema import TABLES

Rows = Mapping[str, Sequence[dict[str, Any]]]

COLLECTION = {
    "name": "harbour-news",
    "title": "Harbour News",
    "homepage": "https://news.example/",
    "maker": None,
    "contact": "archive@news.example",
}

GAP = {
    "feed": "https://news.example/feed/",
    "from": "2024-05-17T08:00:00.000000Z",
    "to": "2024-05-17T20:00:00.000000Z",
    "evidence": "the oldest entry of this poll is newer than the newest of the poll before",
}


def sample_rows(count: int = 3) -> dict[str, list[dict[str, Any]]]:
    return {table: [ROWS[table](number) for number in range(count)] for table in TABLES}


def describe(rows: Rows, folder: Path, **changes: Any) -> Manifest:
    """Write the tables below `folder` and sum them up."""
    coverage = Coverage()
    outputs = []
    for table in TABLES:
        for row in rows.get(table, ()):
            coverage.add(table, row)
        outputs += write_table(table, rows.get(table, ()), folder)
    facts: dict[str, Any] = {
        "collection": COLLECTION,
        "code": {"name": "twa", "version": "0.1.0", "fingerprint": "0" * 64},
        "environment": {"python": "3.11.2", "pyarrow": "26.0.1"},
        "options": {"sources": "", "workers": 2, "limit": None},
        "inputs": [ManifestInput(WARC, "1" * 64, WARCS[WARC], 99)],
        "takedowns": {"sha256": None, "entries": 0},
        "outputs": outputs,
        "coverage": coverage.figures(),
        "feeds": [
            {
                "url": "https://news.example/feed/",
                "polls": 31,
                "first_polled_at": "2024-05-17T06:30:00.000000Z",
                "last_polled_at": "2024-06-17T06:30:00.000000Z",
                "entries": len(rows.get("feed_entries", ())),
                "articles": len(rows.get("articles", ())),
            }
        ],
        "gaps": [GAP],
    }
    facts |= changes
    made = manifest.compose(**facts | {"inputs": manifest.InputLines.of(facts["inputs"])})
    return manifest.parse(made.octets)


def write(rows: Rows, folder: Path, **changes: Any) -> Manifest:
    """A dataset folder with everything in it."""
    made = describe(rows, folder, **changes)
    for name, text in (
        (card.FILE, card.render(made)),
        (card_text.FIELDS_FILE, card_text.fields_page(made)),
        (card.LICENSE_FILE, card.license_text()),
        (croissant.FILE, croissant.render(made)),
        (citation.FILE, citation.render(made)),
    ):
        (folder / name).write_text(text, "utf-8")
    (folder / manifest.FILE).write_bytes(made.octets)
    return made
