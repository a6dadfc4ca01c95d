"""What many tests of builds want."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Where a collection is to lie."""
    return tmp_path / "harbour"
