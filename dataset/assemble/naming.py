"""The name of a collection, taken from its archive."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from twa.dataset.facts.model import WarcFact
from twa.dataset.reduce.feed_polls import History
from twa.dataset.stated import Stated

UNNAMED: Final = "collection"
"""The name of a collection whose archive gives nothing to name it after."""

_LONGEST: Final = 96
_ONE_SITE: Final = 0.9
"""The share of articles from which the collection is that of one site."""

_NAMED: Final = 3
"""Sites that a title names."""

_UNFIT: Final = re.compile(r"[^A-Za-z0-9._-]+")


def name_collection(
    warcs: Iterable[WarcFact],
    feeds: Iterable[History],
    hosts: Mapping[str, int],
    stated: Stated,
) -> dict[str, Any]:
    """The object `collection` of the manifest.

    The name is what the archive's warcinfo records say it is part of, else the
    host that most articles (`hosts`) or the first feed are of. Title and homepage are
    those of the feed that was read first, where there are not several sites: these
    have no title and homepage in common. The contact is the operator. What its maker
    says goes before all.
    """
    facts = list(warcs)
    feed = min(feeds, key=lambda history: (history.first, history.url), default=None)
    several = len(hosts) > 1 and max(hosts.values()) < _ONE_SITE * sum(hosts.values())
    host = max(sorted(hosts), key=lambda name: hosts[name], default="")
    host = host or (urlsplit(feed.url).hostname if feed else "") or ""
    own = next((fact["collection"] for fact in facts if fact["collection"]), None)
    name = _UNFIT.sub("-", own or host).strip("-._")[:_LONGEST].rstrip("-._") or UNNAMED
    title = (feed and feed.title) or name
    if several:
        title = own or f"{len(hosts)} sites: {', '.join(sorted(hosts)[:_NAMED])}" + (
            " and others" if len(hosts) > _NAMED else ""
        )
    return {
        "name": name,
        "title": stated.title or title,
        "homepage": feed.homepage if feed and not several else None,
        "maker": stated.maker,
        "contact": next((fact["operator"] for fact in facts if fact["operator"]), None),
    }
