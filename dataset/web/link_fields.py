"""The HTTP field `Link` (RFC 8288, section 3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

LIMIT: Final = 20_000
"""Characters of one field that are read."""

# A target, and its parameters up to the next link.
_LINK: Final = re.compile(r'<([^<>]{1,2048})>((?:[^<>,"]|"[^"]*")*)')
_PARAMETER: Final = re.compile(r';\s*(rel|type)\s*=\s*(?:"([^"]*)"|([^\s;,"]+))', re.IGNORECASE)


class Link(NamedTuple):
    """A link: its target as it stands, its relations and media type in lower case."""

    target: str
    relations: tuple[str, ...]
    type: str


def links(values: Iterable[str]) -> Iterator[Link]:
    """All links of these fields, in their order."""
    for value in values:
        for target, parameters in _LINK.findall(value[:LIMIT]):
            # Of a parameter that stands there twice the first counts.
            told = {
                name.lower(): (quoted or bare).lower()
                for name, quoted, bare in reversed(_PARAMETER.findall(parameters))
            }
            yield Link(target, tuple(told.get("rel", "").split()), told.get("type", ""))
