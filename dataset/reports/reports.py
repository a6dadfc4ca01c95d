"""Reads the reports of runs, and writes their pages."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from twa.dataset.files import write_whole
from twa.dataset.reports.page import render
from twa.dataset.tables.validate import check_document

RUNS: Final = 30
"""Runs of which a page draws the trends, its own included."""


def earlier(folder: Path, run_id: str) -> list[dict[str, Any]]:
    """The reports in a folder of the last runs before one, oldest first, as many as a page tells
    trends of; what does not keep the contract is passed over."""
    found: list[dict[str, Any]] = []
    # A feed that is polled every quarter of an hour has 35,000 a year.
    for name in sorted((path.name for path in folder.glob("*.json")), reverse=True):
        if len(found) == RUNS - 1:
            break
        with suppress(ValueError):
            report = json.loads((folder / name).read_text("utf-8"))
            if not check_document("run", report) and report["run_id"] < run_id:
                found.append(report)
    return found[::-1]


def write_page(path: Path) -> Path:
    """Write the page of the report at `path` beside it; the trends are those of the runs before."""
    report = json.loads(path.read_text("utf-8"))
    page = path.with_suffix(".html")
    write_whole(page, render(report, earlier(path.parent, report["run_id"])))
    return page
