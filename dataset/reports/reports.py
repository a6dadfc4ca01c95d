"""Reads the reports of runs, and writes their pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from twa.dataset.files import write_whole
from twa.dataset.reports.page import render
from twa.dataset.tables.validate import check_document


def reports(folder: Path) -> Iterator[dict[str, Any]]:
    """The reports in a folder, oldest first; what does not keep the contract is passed over."""
    for path in sorted(folder.glob("*.json")):
        with suppress(ValueError):
            report = json.loads(path.read_text("utf-8"))
            if not check_document("run", report):
                yield report


def write_page(path: Path) -> Path:
    """Write the page of the report at `path` beside it; the trends are those of the runs before."""
    report = json.loads(path.read_text("utf-8"))
    earlier = [told for told in reports(path.parent) if told["run_id"] < report["run_id"]]
    page = path.with_suffix(".html")
    write_whole(page, render(report, earlier))
    return page
