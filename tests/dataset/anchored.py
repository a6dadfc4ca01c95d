"""A small collection whose seals are signed and timestamped."""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import UTC, datetime
from pathlib import Path

from tests.dataset.archives import FEED, RSS, SITE, Archive, feed, hours, item, page
from tests.dataset.proof.authority import Authority
from twa.dataset.collection import Collection
from twa.dataset.proof import keys
from twa.dataset.proof.anchoring import Wanted, anchor
from twa.dataset.proof.anchors import roots_of
from twa.dataset.proof.authorities import ask
from twa.dataset.warc.revisits import Earlier


def harbour(root: Path) -> Collection:
    """A collection of two WARCs: a feed and two articles, and one of these again."""
    first = Archive("news-1.warc.gz")
    first.get(FEED, feed(item("bridge", "Bridge"), item("pier", "Pier")), **RSS)
    bridge = first.get(f"{SITE}/bridge/", page("Harbour bridge reopens"), at=hours(1), via=FEED)
    first.get(f"{SITE}/pier/", page("Northern pier closes", ["A wall gave way."]), at=hours(2))
    first.save(root)
    second = Archive("news-2.warc.gz")
    again = page("Harbour bridge reopens")
    second.get(f"{SITE}/bridge/", again, at=hours(30), via=FEED, earlier=digested(bridge, again))
    second.save(root)
    return Collection(root)


def digested(earlier: Earlier, body: str) -> Earlier:
    """What a revisit needs to know of a capture."""
    digest = f"sha256:{hashlib.sha256(body.encode()).hexdigest()}"
    return dataclasses.replace(earlier, digest=digest)


def anchor_all(made: Collection, authority: Authority, key: Path) -> None:
    """Have the head signed and timestamped."""
    with authority.serving() as url:
        wanted = Wanted(keys.load(key), (url,), roots_of([authority.root]))
        for outcome in anchor(made.archive, wanted, ask=ask, now=datetime.now(UTC)):
            assert outcome.error is None
