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


def newsstand(root: Path) -> Collection:
    """The same, and articles with authors, in both Chinese scripts, to be searched."""
    archive = Archive()
    archive.get(FEED, feed(item("bridge", "Bridge")), **RSS)
    stories: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
        ("bridge", "Harbour bridge reopens", SENTENCES, ""),
        ("ferry", "岚桥渡轮改用电池", CHINESE, ""),
        ("tolls", "Tolls stay as they were", (*SENTENCES[1:], LANTERNS), ""),
        ("lantern", "Lantern festival without robotics", FESTIVAL, "Ada Okafor"),
        ("robotics", "Lantern robotics opens a school", SCHOOL, "Ada Lind"),
        ("taiwan", "臺灣發展電動渡輪", TAIWANESE, ""),
    )
    for number, (name, title, sentences, author) in enumerate(stories, 1):
        head = f'<meta name="author" content="{author}">' if author else ""
        archive.get(
            f"{SITE}/{name}/", page(title, sentences, head=head), at=hours(number), via=FEED
        )
    archive.save(root)
    cdxj.reindex(root / "archive")
    collection = Collection(root)
    build(collection, workers=1)
    return collection


LANTERNS: Final = "Every lantern on the quay will be lit by gas again until the pilots are content."
FESTIVAL: Final = (
    "Two thousand paper boats went down the river on Sunday, and none of them steered itself.",
    "The organisers had ruled out machines after the rain of last year, when a fleet of small ones"
    " drifted under the weir and had to be fished out by the fire brigade before noon.",
    "Children folded the boats at school from old tide tables, and the harbour office counted every"
    " one of them at the breakwater with a clicker and a pencil.",
)
SCHOOL: Final = (
    "Twelve apprentices began on Monday to learn how a gripper is told from a claw, and why.",
    "The firm rents three classrooms from the net makers' guild, which had stood empty since the"
    " twine works moved inland, and it pays for the heating of the whole floor.",
    "Whoever passes may repair the cranes of the port for two years, and afterwards the firm hopes"
    " that at least half of them would rather stay than go to sea.",
)
TAIWANESE: Final = (
    "高雄港的渡輪從下個月起改用電動機，船公司表示，夜間充電的費用比柴油便宜將近一半。",
    "港務單位說，碼頭的舊倉庫會改成維修站，原來的柴油工人將接受三個月的訓練，薪水照付。",
    "居民最關心的是颱風來的時候能不能停航，公司答應把規則貼在每一個售票口，讓大家都看得到。",
)
