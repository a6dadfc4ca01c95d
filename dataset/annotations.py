"""What readers noted of articles: tags and notes, in `annotations.jsonl` beside the dataset.

Never in it: the dataset is a function of the archive. One JSON object a line, the newest of an
article counts, so that two programs that add lines lose nothing of each other's.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, Final

from twa.dataset.errors import TwaError

MOST_TAGS: Final = 50
LONGEST_TAG: Final = 100
LONGEST_NOTE: Final = 20_000
"""Characters; what is longer is no tag, and no note."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """Tags and a note of one article; `at` is when it was made (RFC 3339, UTC)."""

    id: str
    tags: tuple[str, ...] = ()
    note: str = ""
    at: str = ""

    @property
    def empty(self) -> bool:
        """Whether it says nothing, which is how one is taken back."""
        return not self.tags and not self.note


class BadAnnotation(TwaError):
    """No annotation. The subject is the file and line, or the value."""

    message = "not an annotation"


def parse(value: Any, *, subject: object) -> Annotation:
    """An annotation out of its JSON value. Raises BadAnnotation."""
    match value:
        case {"id": str(article), "tags": list(tags), "note": str(note)} if all(
            isinstance(tag, str) and 0 < len(tag.strip()) <= LONGEST_TAG for tag in tags
        ):
            clean = tuple(dict.fromkeys(" ".join(tag.split()) for tag in tags))
            if len(clean) <= MOST_TAGS and len(note) <= LONGEST_NOTE:
                return Annotation(article, clean, note.strip(), str(value.get("at", "")))
    raise BadAnnotation(subject=subject)


class Annotations:
    """The annotations of a collection, read at the start; any number of threads may use them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._known: dict[str, Annotation] = {}
        if path.is_file():
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                if line.strip():
                    self._keep(_line(line, f"{path.name}:{number}"))

    def __bool__(self) -> bool:
        return bool(self._known)

    def of(self, article: str) -> Annotation | None:
        """That of an article, if there is one."""
        return self._known.get(article)

    def all(self) -> list[Annotation]:
        """All of them, by id."""
        return [self._known[article] for article in sorted(self._known)]

    def tagged(self, tag: str) -> Iterable[str]:
        """The ids of the articles that have a tag."""
        return [article for article, each in self._known.items() if tag in each.tags]

    def tags(self) -> dict[str, int]:
        """How many articles have each tag."""
        counts: dict[str, int] = {}
        for each in self._known.values():
            for tag in each.tags:
                counts[tag] = counts.get(tag, 0) + 1
        return dict(sorted(counts.items()))

    def add(self, annotation: Annotation, now: datetime) -> Annotation:
        """Keep it, on disk when this returns. One that says nothing takes an earlier one back."""
        kept = Annotation(annotation.id, annotation.tags, annotation.note,
                          f"{now:%Y-%m-%dT%H:%M:%SZ}")  # fmt: skip
        line = json.dumps(asdict(kept), ensure_ascii=False) + "\n"
        with self._lock, self._path.open("ab") as file:
            file.write(line.encode())
            file.flush()
            os.fsync(file.fileno())
            self._keep(kept)
        return kept

    def _keep(self, annotation: Annotation) -> None:
        if annotation.empty:
            self._known.pop(annotation.id, None)
        else:
            self._known[annotation.id] = annotation


def _line(line: str, subject: str) -> Annotation:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise BadAnnotation(subject=subject, cause=error) from error
    return parse(value, subject=subject)
