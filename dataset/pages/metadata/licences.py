"""Licence and copyright statements of a page, verbatim.

Nothing is interpreted: TDMRep ("TDM Metadata in HTML Content"), robots meta, AIPREF,
rel=license (HTML, section 4.6.7), schema.org's licence and copyright, Dublin Core rights, RSL 1.0,
and what a page says of how its parts were made (digitalSourceType, C2PA).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from twa.dataset.pages.metadata.markup import Markup, plain
from twa.dataset.web.directives import LONGEST, MOST, RSL, Directive, is_agent

if TYPE_CHECKING:
    from twa.dataset.pages.metadata.jsonld import Node

_METAS: Final = (
    *("robots", "tdm-reservation", "tdm-policy", "content-usage", "content-signal"),
    *("copyright", "rights", "dc.rights", "dcterms.rights", "dcterms.license", "license"),
    *("dc.rightsholder", "dcterms.rightsholder", "rightsholder", "article:content_tier"),
    *("digitalsourcetype", "iptc:digitalsourcetype"),
)
_KEYS: Final = (
    *("license", "usageInfo", "acquireLicensePage", "conditionsOfAccess", "isAccessibleForFree"),
    *("copyrightHolder", "copyrightNotice", "copyrightYear", "creditText", "sdLicense"),
    # IPTC's word, which schema.org took up, for how something was made: by a machine, say.
    "digitalSourceType",
)


def read(nodes: Iterable[Node], markup: Markup) -> tuple[Directive, ...]:
    """All statements of a page, each once, in the order of the tables above."""
    return tuple(islice(dict.fromkeys(_statements(nodes, markup)), MOST))


def _statements(nodes: Iterable[Node], markup: Markup) -> Iterator[Directive]:
    for href in markup.links.get("license", ()):
        yield Directive("link", "license", href[:LONGEST])
    for href in markup.links.get("c2pa-manifest", ()):
        yield Directive("link", "c2pa-manifest", href[:LONGEST])
    for name in _METAS:
        for content in markup.metas.get(name, ()):
            yield Directive("meta", name, content[:LONGEST])
    for name in filter(is_agent, markup.metas):
        for content in markup.metas[name]:
            yield Directive("meta", name, content[:LONGEST], name)
    for node in nodes:
        for key in _KEYS:
            # False says something: that an article is not accessible for free.
            if (value := node.get(key)) not in (None, "", [], {}) and (said := _verbatim(value)):
                yield Directive("json-ld", key, said[:LONGEST])
    for text in markup.rsl:
        yield Directive("script", RSL, " ".join(text.split())[:LONGEST])
    for anchor in markup.related:
        href = (anchor.get("href") or "").strip()
        if href and "license" in anchor.get("rel").lower().split():
            yield Directive("anchor", "license", href[:LONGEST])


def _verbatim(value: Any) -> str:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        return plain(value["name"])
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    except RecursionError:
        return ""
