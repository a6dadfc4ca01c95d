"""The table of docs/capture.md is what other people's readers do with our archive today."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.cases import BY_NAME
from tests.readers.verdicts import WHY, archived, table, verdicts
from tests.shared import ROOT


@pytest.mark.slow
def test_cases_and_readers_are_as_documented(tmp_path: Path) -> None:
    pages = archived(tmp_path / "archive")
    found = list(table(verdicts(tmp_path / "archive", pages, tmp_path)))
    page = (ROOT / "docs" / "capture.md").read_text("utf-8")
    documented = page[page.index("| case |") :].splitlines()
    assert found == [line for line in documented if line.startswith(("| `", "| case", "| --- | :"))]


def test_what_is_explained_is_a_case() -> None:
    assert set(WHY) <= set(BY_NAME)
