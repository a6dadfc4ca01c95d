"""What many tests of builds want."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from twa.dataset.facts.shards import UNDERSTAND
from twa.dataset.workers.pool import Workers


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Where a collection is to lie."""
    return tmp_path / "harbour"


@pytest.fixture(scope="module")
def pool() -> Iterator[Workers]:
    """One pool for all builds of a module: what it did before must not matter anyway."""
    with Workers(UNDERSTAND, count=1) as pool:
        yield pool


@pytest.fixture
def shared(pool: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every build of a test runs in that pool."""
    monkeypatch.setattr("twa.dataset.assemble.builder.Workers", lambda *_, **__: nullcontext(pool))
