"""Where this user's programs keep what may be deleted."""

from __future__ import annotations

import os
from pathlib import Path


def user_cache() -> Path:
    """Our folder in the user's cache (XDG Base Directory Specification).

    Raises RuntimeError where the user has no home.
    """
    stated = Path(os.environ.get("XDG_CACHE_HOME", ""))
    # A path that is not absolute is to be ignored.
    return (stated if stated.is_absolute() else Path.home() / ".cache") / "twa"
