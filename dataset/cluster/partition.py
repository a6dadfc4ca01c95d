"""Partition of an archive into sites that can be reduced independently.

What the reduce step joins, it joins by address: an entry and the article it leads
to, over redirects; a revisit and what it saw again; the pages of one site and
what recurs on them. Sites that no such join ties together are independent, so a
partition of them gives the same rows as all at once.

A shortener that redirects to a thousand sites ties none of them to another: where
nothing is known of a site but redirects, each of its addresses stands for itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Final

from twa.dataset.facts.model import Fact, Refers
from twa.dataset.warc.records import bare
from twa.dataset.web import sites, urls
from twa.dataset.web.urls import url_key

End = tuple[str, str]
"""What a join is about: the site of an address, and the address. A site of "" is none."""

NOBODYS: Final = ("", "")
"""The end of facts that are about no address."""


def end(url: str | None) -> End:
    """The end that a URL stands for; URLs of one canonical form have one."""
    if url is None:
        return NOBODYS
    try:
        return sites.site(url), url_key(url) or url
    except urls.BadUrl:
        return "", url


@dataclass(slots=True)
class Ties:
    """What a shard says of sites: how many facts each has pages or feeds in, and what ties them.

    Ties of several shards add up, in any order. `held` says which ends have a record or payload of
    a name, and `named` what revisits refer to: they are tied where both are there.
    """

    homes: Counter[str] = field(default_factory=Counter)
    links: set[tuple[End, End]] = field(default_factory=set)
    held: set[tuple[End, str]] = field(default_factory=set)
    named: set[tuple[End, str]] = field(default_factory=set)

    def add(self, other: Ties) -> None:
        """Take in the ties of another shard."""
        self.homes.update(other.homes)
        self.links |= other.links
        self.held |= other.held
        self.named |= other.named

    def link(self, one: End, other: End) -> None:
        """Facts of these ends are joined."""
        if one != other:
            self.links.add((one, other) if one < other else (other, one))

    def refer(self, here: End, refers: Refers) -> None:
        """A revisit at this end names its original so."""
        if refers["url"]:
            self.link(here, end(refers["url"]))
        self.named |= {(here, name) for name in (refers["record_id"], refers["digest"]) if name}

    def as_json(self) -> dict[str, Any]:
        """As JSON, equal for equal ties."""
        return {
            "homes": dict(sorted(self.homes.items())),
            "links": sorted(self.links),
            "held": sorted(self.held),
            "named": sorted(self.named),
        }

    @classmethod
    def of_json(cls, value: dict[str, Any]) -> Ties:
        """What `as_json` gave."""
        links = {(tuple(one), tuple(other)) for one, other in value["links"]}
        held, named = (
            {(tuple(where), name) for where, name in value[part]} for part in ("held", "named")
        )
        return cls(Counter(value["homes"]), links, held, named)


def ties(facts: Iterable[Fact]) -> Ties:
    """What ties the facts of one shard to each other and to those of others."""
    found = Ties()
    entries: dict[str, End] = {}
    polls: list[tuple[End, list[str]]] = []
    for fact in facts:
        match fact["kind"]:
            case "page":
                here = end(fact["url"])
                found.homes[here[0]] += 1
                found.link(here, end(fact["address"]))
                found.link(here, end(fact["identity"]))
            case "poll":
                here = end(fact["url"])
                found.homes[here[0]] += 1
                if fact["via"]:
                    found.link(here, end(fact["via"]))
                polls.append((here, fact["entries"]))
            case "entry" if fact["address"]:
                entries[fact["key"]] = end(fact["address"])
            case "redirect":
                found.link(end(fact["address"]), end(fact["target"]))
            case "held":
                here = end(fact["url"])
                found.held |= {(here, name) for name in (bare(fact["record_id"]), *fact["digests"])}
            case "revisit":
                here = end(fact["url"])
                found.refer(here, fact["refers"])
                found.held.add((here, bare(fact["capture"]["record_id"])))
            case "rules":
                if fact["target"]:
                    found.link(end(fact["address"]), end(fact["target"]))
                if fact["refers"]:
                    found.refer(end(fact["address"]), fact["refers"])
    for here, listed in polls:
        for key in listed:
            if key in entries:
                found.link(here, entries[key])
    found.homes.pop("", None)
    return found


@dataclass(frozen=True, slots=True)
class Partition:
    """Parts 0 … `count` - 1 of an archive; `parts` says where each site or address is.

    A node that is not there is tied to nothing, and may be anywhere: its name says where.
    """

    count: int
    homes: frozenset[str]
    parts: dict[str, int]

    def of(self, where: End) -> int:
        """The part that facts of an end are in."""
        node = _node(where, self.homes)
        part = self.parts.get(node)
        return _number(node) % self.count if part is None else part


def partition(all_ties: Ties, count: int) -> Partition:
    """Divide what `all_ties` tells of into `count` parts of about equal size, always the same."""
    homes = frozenset(all_ties.homes)
    groups = _Groups()
    for home in homes:
        groups.root(home)
    for one, other in all_ties.links:
        groups.join(_node(one, homes), _node(other, homes))
    asked_for = {name for _, name in all_ties.named}
    for where, name in all_ties.named | {one for one in all_ties.held if one[1] in asked_for}:
        groups.join(_node(where, homes), f"\0{name}")
    sizes: Counter[str] = Counter()
    for node in groups:
        sizes[groups.root(node)] += all_ties.homes.get(node, 0)
    load = [0] * count
    placed: dict[str, int] = {}
    for root, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        placed[root] = min(range(count), key=lambda part: (load[part], part))
        load[placed[root]] += size
    return Partition(count, homes, {node: placed[groups.root(node)] for node in groups})


def split(facts: Iterable[Fact], parts: Partition) -> Iterator[tuple[int, Fact]]:
    """Each fact of a shard, in its order, with the part that needs it.

    The entries of a feed stand before the poll that lists them, and go where it goes.
    """
    waiting: dict[str, Fact] = {}
    for fact in facts:
        if fact["kind"] == "entry":
            waiting[fact["key"]] = fact
        elif fact["kind"] == "poll":
            part = parts.of(end(fact["url"]))
            for key in dict.fromkeys(fact["entries"]):
                yield part, waiting[key]
            waiting.clear()
            yield part, fact
        elif fact["kind"] == "redirect" or fact["kind"] == "rules":
            yield parts.of(end(fact["address"])), fact
        elif fact["kind"] != "warc":
            yield parts.of(end(fact["url"])), fact


def _node(where: End, homes: frozenset[str]) -> str:
    site, place = where
    return site if site in homes else place


def _number(node: str) -> int:
    return int.from_bytes(blake2b(node.encode("utf-8", "replace"), digest_size=8).digest(), "big")


class _Groups:
    """Disjoint sets of names (union-find), each known by its least name whatever the order."""

    def __init__(self) -> None:
        self._up: dict[str, str] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._up)

    def root(self, name: str) -> str:
        path = []
        while (up := self._up.setdefault(name, name)) != name:
            path.append(name)
            name = up
        for passed in path:
            self._up[passed] = name
        return name

    def join(self, one: str, other: str) -> None:
        least, greatest = sorted((self.root(one), self.root(other)))
        self._up[greatest] = least


def merged(several: Iterable[Ties]) -> Ties:
    """The ties of several shards as one."""
    whole = Ties()
    for some in several:
        whole.add(some)
    return whole
