"""Real data beside the project, where a machine has it; the project never depends on it."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
_SHARED = ROOT.parent / "shared"


def shared(path: str) -> Path:
    """The file or folder `path` of the shared data, or a skip that says what is missing."""
    found = _SHARED / path
    if not found.exists():
        pytest.skip(f"needs ../shared/{path}, which this machine does not have")
    return found
