"""Directives about the use of a page in HTTP headers, verbatim.

Nothing is interpreted. Names are those of X-Robots-Tag and robots meta (developers.google.com,
"Robots meta tag"), TDMRep, AIPREF (draft-ietf-aipref-attach), Content-Signal
(contentsignals.org) and RFC 8288 with RFC 4946 (`rel=license`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal

LONGEST: Final = 1000
"""Characters kept of a statement."""

MOST: Final = 100
"""Statements kept of one header, or of one page: honest ones have a few."""

RSL: Final = "application/rsl+xml"
"""The media type of Really Simple Licensing (rslstandard.org, RSL 1.0)."""

HEADERS: Final = frozenset(
    ("x-robots-tag", "tdm-reservation", "tdm-policy", "content-usage", "content-signal")
)
"""Header fields that are kept whole."""

# Directives of X-Robots-Tag that have a value themselves; any other name before a colon is an
# agent's.
_VALUED: Final = frozenset(
    ("max-snippet", "max-image-preview", "max-video-preview", "unavailable_after")
)
_PREFIX: Final = re.compile(r"\s*([A-Za-z][\w.-]{0,99})\s*:")
# A licence, or the provenance of what is on the page (C2PA 2.1, section 11.4).
_LICENCE: Final = re.compile(
    r";\s*rel\s*=\s*(?:\"[^\"]*\b(?:license|c2pa-manifest)\b[^\"]*\"|(?:license|c2pa-manifest)\b)",
    re.I,
)
# Names of crawlers, which a meta element may speak to instead of `robots`.
_AGENT: Final = re.compile(
    r"[\w.-]{0,99}(?:bot|spider|crawler)(?:-[\w-]{1,50})?|slurp|teoma|yandex|google-extended"
    r"|anthropic-ai|claude-web|cohere-ai",
    re.I,
)


StatementPlace = Literal[
    "robots-txt", "tdm-file", "header", "link", "meta", "json-ld", "script", "anchor", "feed"
]
"""Where a statement stands; `schemas/common.schema.json` says what each means."""


@dataclass(frozen=True, slots=True)
class Directive:
    """One statement: where it stands, its name, whom it speaks to, its value.

    `agent` is null where it speaks to all.
    """

    source: StatementPlace
    name: str
    value: str
    agent: str | None = None


def in_headers(fields: Iterable[tuple[bytes, bytes]]) -> Iterator[Directive]:
    """All statements in the fields of a response, in their order."""
    return islice(_in_headers(fields), MOST)


def _in_headers(fields: Iterable[tuple[bytes, bytes]]) -> Iterator[Directive]:
    for octets, said in fields:
        name, value = octets.decode("latin-1").lower(), said.decode("latin-1")
        if value and (name in HEADERS or (name == "link" and _LICENCE.search(value))):
            agent = addressee(value) if name == "x-robots-tag" else None
            yield Directive("header", name, value[:LONGEST], agent)


def addressee(value: str) -> str | None:
    """The agent that a value of X-Robots-Tag speaks to, in lower case; null for all."""
    found = _PREFIX.match(value)
    name = found[1].lower() if found else ""
    return None if not name or name in _VALUED else name


def is_agent(name: str) -> bool:
    """Whether a meta element of this name speaks to one crawler, as `googlebot` does."""
    return _AGENT.fullmatch(name) is not None
