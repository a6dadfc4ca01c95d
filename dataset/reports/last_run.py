"""What the newest report of a run says: for commands that answer before anything large loads."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from twa.dataset.collection import Collection
from twa.dataset.web.schedule import REVISITS, read_ages


def last_run(collection: Collection) -> dict[str, Any] | None:
    """The newest report of a run, with its `file`; null where there is none."""
    name = max((path.name for path in collection.runs.glob("*.json")), default=None)
    if name is None:
        return None
    newest = collection.runs / name
    report: dict[str, Any] = json.loads(newest.read_text("utf-8"))
    return {"file": str(newest), **report}


def ages_of(collection: Collection) -> tuple[timedelta, ...]:
    """The ages at which its crawls look at an article again: the setting of the last, or ours."""
    given = (last_run(collection) or {}).get("revisit_after")
    return read_ages(given) if isinstance(given, str) else REVISITS
