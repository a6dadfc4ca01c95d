"""Pages for workers: those that say `poison: …` in their heading do what they say."""

from __future__ import annotations

from typing import Any

from poison import DEEDS

from twa.dataset.facts import understanding


def understand(task: Any) -> Any:
    """As the real one does, unless the page says otherwise."""
    payload = task.response.payload()
    for deed, act in DEEDS.items():
        if f"<h1>poison: {deed}</h1>".encode() in payload:
            act({})
    return understanding.understand(task)
