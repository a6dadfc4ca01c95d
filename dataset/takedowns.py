"""`takedowns.jsonl`: the articles withdrawn from a collection, when and why.

A file for people, one JSON object a line, kept beside the archive: an input of
every build, and what a crawl asks before it fetches. Take a line out, and the
withdrawal is undone.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from twa.dataset.dates.instants import stamp
from twa.dataset.errors import TwaError
from twa.dataset.files import write_whole
from twa.dataset.web.urls import url_key

_ID = re.compile(r"[0-9a-f]{32}")


class TakedownError(TwaError):
    """A line of the file that nobody can honour. The subject is file and line."""

    message = "not a takedown"


@dataclass(frozen=True, slots=True)
class Takedown:
    """An article that was withdrawn: its id, every address that is known to lead to it.

    `at` is RFC 3339 in UTC, `reason` is published with the row.
    """

    id: str
    addresses: tuple[str, ...]
    at: str
    reason: str

    @classmethod
    def of(cls, document: Any) -> Self:
        """What a line says. Raises ValueError for what is none, and says what is wrong."""
        if not isinstance(document, dict) or not _ID.fullmatch(str(document.get("id"))):
            raise ValueError("it needs an id of 32 hexadecimal digits")
        addresses = document.get("addresses")
        if not isinstance(addresses, list) or not addresses:
            raise ValueError("it needs a list of addresses")
        if wrong := [one for one in addresses if not isinstance(one, str) or not url_key(one)]:
            raise ValueError(f"this is no http or https address: {wrong[0]!r}")
        reason = document.get("reason")
        if not isinstance(reason, str) or not 0 < len(reason) <= 1000:
            raise ValueError("it needs a reason of at most 1,000 characters")
        at = datetime.fromisoformat(str(document.get("at")))
        if at.tzinfo is None:
            raise ValueError("it needs a time with its zone")
        places = dict.fromkeys(url_key(one) or one for one in addresses)
        return cls(document["id"], tuple(places), stamp(at.astimezone(UTC)), reason)


@dataclass(frozen=True)
class Takedowns:
    """All that were withdrawn, in the order of the file; `sha256` is that of the file.

    Without any, there is no digest: an empty file and none are the same.
    """

    entries: Sequence[Takedown] = ()
    sha256: str | None = None
    _addresses: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def read(cls, path: Path) -> Self:
        """The takedowns in a file; none where there is no file. Raises TakedownError."""
        try:
            octets = path.read_bytes()
        except FileNotFoundError:
            return cls()
        entries = []
        for number, line in enumerate(octets.splitlines(), 1):
            if not line.strip():
                continue
            try:
                entries.append(Takedown.of(json.loads(line)))
            except ValueError as error:
                raise TakedownError(subject=f"{path}, line {number}", cause=error) from error
        if not entries:
            return cls()
        places = frozenset(place for entry in entries for place in entry.addresses)
        return cls(tuple(entries), hashlib.sha256(octets).hexdigest(), places)

    def cover(self, url: str) -> bool:
        """Whether a URL leads to an article that was withdrawn, as far as the file knows."""
        return url_key(url) in self._addresses

    def of(self, article_id: str) -> Takedown | None:
        """The takedown of the article of this id."""
        return next((entry for entry in self.entries if entry.id == article_id), None)


def append(path: Path, takedown: Takedown) -> None:
    """Add a takedown to the file at `path`, or take the place of that of the same id."""
    kept = [entry for entry in Takedowns.read(path).entries if entry.id != takedown.id]
    lines = (json.dumps(asdict(entry), ensure_ascii=False) + "\n" for entry in (*kept, takedown))
    write_whole(path, "".join(lines).encode())
