"""What a row says in doubt of itself: a word of a closed list, and what it was about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

NoteKind = Literal[
    "published-after-capture",
    "modified-after-capture",
    "published-contradicted",
    "modified-contradicted",
    "published-as-changed",
    "published-zone-unknown",
    "modified-zone-unknown",
    "modified-before-published",
    "capture-date-mended",
    "content-length-wrong",
    "text-from-script-data",
    "text-from-json-ld",
    "text-from-noscript",
    "continues-on-further-pages",
    "kept-as-extracted",
    "unlike-the-feed",
    "title-contradicted",
    "part-left-out",
]
"""What may be doubtful; `schemas/article.schema.json` says what each means."""


@dataclass(frozen=True, slots=True)
class Note:
    """One doubt. `detail` are the words or figures in question, null where there are none."""

    kind: NoteKind
    detail: str | None = None
