"""The name of a collection, taken from its archive."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from twa.dataset.facts.model import WarcFact
from twa.dataset.reduce.feed_polls import History

UNNAMED: Final = "collection"
"""The name of a collection whose archive gives nothing to name it after."""

_LONGEST: Final = 96
_UNFIT: Final = re.compile(r"[^A-Za-z0-9._-]+")


def name_collection(
    warcs: Iterable[WarcFact], feeds: Iterable[History], hosts: Mapping[str, int]
) -> dict[str, Any]:
    """The object `collection` of the manifest.

    The name is what the archive's warcinfo records say it is part of, else the
    host that most articles (`hosts`) or the first feed are of; title and homepage
    are those of the feed that was read first; the contact is the operator.
    """
    facts = list(warcs)
    feed = min(feeds, key=lambda history: (history.first, history.url), default=None)
    host = max(sorted(hosts), key=lambda name: hosts[name], default="")
    host = host or (urlsplit(feed.url).hostname if feed else "") or ""
    stated = next((fact["collection"] for fact in facts if fact["collection"]), host)
    name = _UNFIT.sub("-", stated).strip("-._")[:_LONGEST].rstrip("-._") or UNNAMED
    return {
        "name": name,
        "title": (feed and feed.title) or name,
        "homepage": feed.homepage if feed else None,
        "contact": next((fact["operator"] for fact in facts if fact["operator"]), None),
    }
