"""TDM Reservation Protocol: whether text and data mining rights are reserved.

https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal, Self

from twa.dataset.web.patterns import Pattern, forms, target

PATH: Final = "/.well-known/tdmrep.json"
"""Section "TDM File on the Origin Server": where the rules of an origin lie."""

LIMIT: Final = 1 << 20
"""Octets of a file that are parsed."""

RESERVATION: Final = "tdm-reservation"
POLICY: Final = "tdm-policy"

Source = Literal["tdm-file", "header", "meta"]

# Section "tdm-reservation": other values are protocol errors, and leave it unset.
_VALUES: Final = {"0": 0, "1": 1}


@dataclass(frozen=True, slots=True)
class Statement:
    """What one place says, as it stands; null where it does not."""

    source: Source
    reservation: str | None
    policy: str | None


@dataclass(frozen=True, slots=True)
class Reservation:
    """What holds: 1 for reserved, 0 for not reserved, null for unset, and who said so.

    `policy` is where a licence may be had, as it stands; null where nothing is reserved.
    """

    reservation: int | None = None
    policy: str | None = None
    source: Source | None = None


def choose(statements: Iterable[Statement]) -> Reservation:
    """What the statements about one page come to: file, then header, then meta.

    Section "Processing priority": the values of each supersede those before it.
    """
    reservation: int | None = None
    policy: str | None = None
    source: Source | None = None
    for statement in statements:
        if (value := _VALUES.get((statement.reservation or "").strip())) is not None:
            reservation, source = value, statement.source
        policy = (statement.policy or "").strip() or policy
    # Section "tdm-policy": it should not be looked at where nothing is reserved.
    return Reservation(reservation, policy if reservation == 1 else None, source)


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: Pattern
    statement: Statement


class TdmFile:
    """The rules of one origin. Frozen once made."""

    def __init__(self, rules: tuple[_Rule, ...]) -> None:
        self._rules = rules

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """The rules in a file. Never raises: what is no rule of the format says nothing."""
        try:
            document = json.loads(body) if len(body) <= LIMIT else None
        except (ValueError, RecursionError):
            document = None
        return cls(tuple(_rules(document)))

    def about(self, url: str) -> Statement | None:
        """What the file says of a URL; None where it says nothing.

        "The most specific match is the first in sequence."
        """
        targets = forms(target(url))
        found = (rule.statement for rule in self._rules if rule.pattern.matches(targets))
        return next(found, None)


def _rules(document: Any) -> Iterator[_Rule]:
    for item in document if isinstance(document, list) else ():
        if isinstance(item, dict) and isinstance(location := item.get("location"), str):
            statement = Statement("tdm-file", _text(item.get(RESERVATION)), _text(item.get(POLICY)))
            yield _Rule(Pattern.of(location), statement)


def _text(value: Any) -> str | None:
    """A string, or an integer's digits; JSON's `true` is none of the values."""
    if isinstance(value, bool):
        return None
    return str(value) if isinstance(value, str | int) else None
