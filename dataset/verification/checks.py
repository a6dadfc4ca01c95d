"""What is said of a claim that was looked into: it holds, it doesn't, or nothing decides it.

Apart from what looks into claims, because whoever asks a worker for it imports no more than this.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from twa.dataset.errors import one_line
from twa.dataset.tables.schema import Row

ROLES: Final = {"articles": "article", "revisions": "article", "feed_entries": "feed"}
"""What the crawl took an address for from whose capture a row of the table was made."""

TLS: Final = "capture.tls"
"""What only the metadata record of the exchange decides, which lies beside the record."""

_LONGEST: Final = 200

PLACE: Final = ("warc", "offset", "length", "record_id")


@dataclass(frozen=True, slots=True)
class Check:
    """One claim of a row, whether it holds, and what there is instead."""

    claim: str
    holds: bool
    found: str

    def __str__(self) -> str:
        """One line, whatever those who made the row put into it."""
        return one_line(f"{self.claim}: {self.found}")


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A claim of a row that its record does not decide, in words."""

    claim: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What a row claims against its bytes; `headers` are those of its record.

    `unchecked` are claims that its bytes do not decide, in words.
    """

    table: str
    row: Row
    headers: Sequence[tuple[str, str]]
    checks: Sequence[Check]
    unchecked: Sequence[str] = ()

    @property
    def holds(self) -> bool:
        """Whether every claim holds."""
        return all(check.holds for check in self.checks)


def equal(claim: str, claimed: object, found: object) -> Check:
    """Whether a row says of something what was found."""
    return Check(claim, claimed == found, shown(found))


def shown(value: object) -> str:
    """A value as one line, of bounded length: a text as it is, all else as JSON has it."""
    plain = isinstance(value, str) and "\n" not in value
    return _cut(str(value)) if plain else in_json(value)


def in_json(value: object) -> str:
    """A value as JSON has it, of bounded length."""
    return _cut(json.dumps(value, ensure_ascii=False, default=str))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
