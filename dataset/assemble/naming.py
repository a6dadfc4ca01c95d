"""The name of a collection, taken from its archive."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from twa.dataset.collection_settings import CollectionSettings
from twa.dataset.facts.model import WarcFact
from twa.dataset.reduce.history import History

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
    stated: CollectionSettings,
) -> dict[str, Any]:
    """The object `collection` of the manifest.

    The name is what the archive's warcinfo records say it is part of, else the
    host that most articles (`hosts`) or the first feed are of. Title and homepage are
    those of the feed that was read first; several sites that no one feed leads to have
    none in common, and are named. The contact is the operator. What its maker
    says goes before all.
    """
    facts, histories = list(warcs), list(feeds)
    feed = min(histories, key=lambda history: (history.first, history.url), default=None)
    sites = sorted(filter(None, hosts))
    several = (
        len(histories) != 1
        and len(sites) > 1
        and max(hosts.values()) < _ONE_SITE * sum(hosts.values())
    )
    host = max(sorted(hosts), key=lambda name: hosts[name], default="")
    host = host or (urlsplit(feed.url).hostname if feed else "") or ""
    own = next((fact["collection"] for fact in facts if fact["collection"]), None)
    name = _UNFIT.sub("-", own or host).strip("-._")[:_LONGEST].rstrip("-._") or UNNAMED
    title = (feed and feed.title) or name
    if several:
        title = own or f"{len(sites)} sites: {', '.join(sites[:_NAMED])}" + (
            " and others" if len(sites) > _NAMED else ""
        )
    return {
        "name": name,
        "title": stated.title or title,
        "homepage": feed.homepage if feed and not several else None,
        "maker": stated.maker,
        "contact": next((fact["operator"] for fact in facts if fact["operator"]), None),
    }
