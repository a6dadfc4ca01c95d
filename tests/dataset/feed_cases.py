"""The cases of tests/data/feeds: `NAME.feed`, octets, beside `NAME.json`, what is to come of them.

`given` are the arguments of `feeds.parse`. What is to come is either `feed`,
without the fields that have nothing in them, or `refused`, the error as the
user reads it.
"""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from twa.dataset import feeds
from twa.dataset.dates.instants import Instant
from twa.dataset.errors import FeedError

FOLDER = Path(__file__).resolve().parent.parent / "data" / "feeds"


def names() -> list[str]:
    """Every case, by either of its two files."""
    return sorted({path.stem for path in FOLDER.iterdir()})


def octets(name: str) -> bytes:
    return (FOLDER / f"{name}.feed").read_bytes()


def expected(name: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return said


def outcome(body: bytes, given: dict[str, str]) -> dict[str, Any]:
    """What comes of a body, as it stands in the file of expectations."""
    captured_at = given.get("captured_at")
    try:
        feed = feeds.parse(
            body,
            url=given["url"],
            content_type=given.get("content_type"),
            captured_at=datetime.fromisoformat(captured_at) if captured_at else None,
        )
    except FeedError as error:
        return {"refused": str(error)}
    return {"feed": _plain(feed)}


def _plain(value: Any) -> Any:
    if isinstance(value, Instant):
        return f"{value.value.isoformat().replace('+00:00', 'Z')} {value.precision}"
    if dataclasses.is_dataclass(value):
        fields = {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {k: v for k, v in fields.items() if v not in (None, "", [], {})}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value
