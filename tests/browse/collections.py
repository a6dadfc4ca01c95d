"""A small collection with all that the pages show: languages, revisions, rejects."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.dataset.archives import FEED, RSS, SENTENCES, SITE, Archive, feed, hours, item, page
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection
from twa.dataset.warc import cdxj

CHINESE: Final = (
    "岚桥港的渡轮从周一起改用电池，每次停靠充电八分钟，船长说甲板上安静得能听见海鸥。",
    "港务局表示，旧柴油机将拆下来送进博物馆，其中一台曾经在台风夜里连续运转三十个小时。",
    "乘客们最在意的不是电池，而是票价：市政府承诺今年之内不会上涨，明年再由听证会决定。",
    "工程师们还在码头的仓库里装了一组退役电池，白天存太阳能，夜里给路灯和冷库供电。",
)

AFTER: Final = (
    SENTENCES[0].replace("Friday", "Saturday").replace("eleven", "twelve"),
    *SENTENCES[1:4],
    "A first train is to follow in the spring, if the council finds the money for the rails.",
)


def harbour(root: Path) -> Collection:
    """Write and build it."""
    archive = Archive()
    archive.get(
        FEED,
        feed(item("bridge", "Bridge"), item("ferry", "Ferry"), item("tolls", "Tolls")),
        **RSS,
    )
    archive.get(f"{SITE}/bridge/", page("Harbour bridge reopens"), at=hours(1), via=FEED)
    archive.get(f"{SITE}/ferry/", page("岚桥渡轮改用电池", CHINESE), at=hours(2), via=FEED)
    archive.get(
        f"{SITE}/tolls/", page("Tolls stay as they were", SENTENCES[1:]), at=hours(3), via=FEED
    )
    archive.get(f"{SITE}/lost/", "no", status="404 Not Found", at=hours(4), via=FEED)
    archive.get(
        f"{SITE}/report.pdf", b"%PDF-1.7", media_type="application/pdf", at=hours(5), via=FEED
    )
    archive.note(f"{SITE}/away/", at=hours(5), reason="robots", detail="Disallow: /away/", via=FEED)
    archive.get(FEED, feed(item("bridge", "Bridge")), at=hours(24), **RSS)
    archive.get(
        f"{SITE}/bridge/", page("Harbour bridge reopens, late", AFTER), at=hours(25), via=FEED
    )
    archive.save(root)
    cdxj.reindex(root / "archive")
    collection = Collection(root)
    build(collection, workers=1)
    return collection
