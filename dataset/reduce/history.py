"""The polls of one feed as a value, which the next build is handed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class History:
    """All polls of one feed, its further pages included. Instants as text, UTC.

    `gaps` are as in `schemas/manifest.schema.json`.
    """

    url: str
    polls: int
    first: str
    last: str
    title: str | None
    homepage: str | None
    gaps: list[dict[str, Any]]
