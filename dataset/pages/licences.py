"""What a page says about its own use, verbatim: for people to judge, not for us.

Nothing is interpreted: TDMRep (W3C, section 7.3, HTML meta), robots meta, rel=license
(HTML, section 4.6.7), schema.org's licence and copyright, Dublin Core rights.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from dataset.pages.markup import Markup, plain

if TYPE_CHECKING:
    from dataset.pages.jsonld import Node

_METAS: Final = (
    *("robots", "googlebot", "googlebot-news", "tdm-reservation", "tdm-policy", "content-usage"),
    *("copyright", "rights", "dc.rights", "dcterms.rights", "dcterms.license", "license"),
    *("dc.rightsholder", "dcterms.rightsholder", "rightsholder", "article:content_tier"),
)
_KEYS: Final = (
    *(
        "license",
        "usageInfo",
        "acquireLicensePage",
        "conditionsOfAccess",
    ),
    *("copyrightHolder", "copyrightNotice", "copyrightYear", "creditText", "sdLicense"),
)
LONGEST: Final = 1000
"""Characters kept of a statement."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: where it stands (`json-ld`, `meta`, `link`), its name, its value."""

    source: str
    name: str
    value: str


def read(nodes: Iterable[Node], markup: Markup) -> tuple[Statement, ...]:
    """All statements of a page, each once, in the order of the tables above."""
    return tuple(dict.fromkeys(_statements(nodes, markup)))


def _statements(nodes: Iterable[Node], markup: Markup) -> Iterator[Statement]:
    for href in markup.links.get("license", ()):
        yield Statement("link", "license", href[:LONGEST])
    for name in _METAS:
        for content in markup.metas.get(name, ()):
            yield Statement("meta", name, content[:LONGEST])
    for node in nodes:
        for key in _KEYS:
            if (value := node.get(key)) and (verbatim := _verbatim(value)):
                yield Statement("json-ld", key, verbatim[:LONGEST])


def _verbatim(value: Any) -> str:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        return plain(value["name"])
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    except RecursionError:
        return ""
