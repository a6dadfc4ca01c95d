"""The page on identity: each line of its table, in two polls of one feed."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tests.crawler.answering import Answering, answering, page, reply
from tests.crawler.crawling import ROOT, Crawl, follow, twa
from tests.crawler.run.test_further_pages import part

NO: Final = "no"


@dataclass(frozen=True)
class Item:
    """An entry of a feed; its words follow from its title."""

    link: str
    guid: str
    title: str
    day: int = 14

    def xml(self, base: str) -> str:
        """As RSS."""
        return (
            f"<item><title>{self.title}</title><link>{base}{self.link}</link>"
            f"<guid isPermaLink='false'>{self.guid}</guid>"
            f"<pubDate>{self.day:02} Mar 2025 09:00:0{len(self.title) % 10} GMT</pubDate></item>"
        )


@dataclass(frozen=True)
class Case:
    """What a feed lists at first and then, and how often the second is asked for."""

    first: tuple[Item, ...]
    then: tuple[Item, ...]
    rows: int
    asked: tuple[str, ...] = ()


CASES: Final = {
    "the query of the link changes, the id stays": Case(
        (Item("/query?t=1", "q", "Low water"),), (Item("/query?t=2", "q", "Low water"),), 1
    ),
    "the path of the link changes, the id stays": Case(
        (Item("/r/1/path", "p", "High water"),), (Item("/r/2/path", "p", "High water"),), 1
    ),
    "slug and title change, the id stays": Case(
        (Item("/storm-nears", "s", "Storm nears"),),
        (Item("/storm-is-here", "s", "Storm gone!"),),
        1,
        ("/storm-is-here",),
    ),
    "the id is a permalink, the link a counter that changes": Case(
        (Item("/count/771/x", "https://boats.example/?p=4", "Dredger"),),
        (Item("/count/914/y", "https://boats.example/?p=4", "Dredger"),),
        1,
    ),
    "the address moves (301), id and link change": Case(
        (Item("/old/move", "/old/move", "Pilots move"),),
        (Item("/new/move", "/new/move", "Pilots move"),),
        1,
        ("/new/move",),
    ),
    "a twin for phones names the article as its canonical": Case(
        (Item("/twin", "/twin", "Ferry twins"),),
        (Item("/twin", "/twin", "Ferry twins"), Item("/amp/twin", "/amp/twin", "Ferry twins")),
        1,
        ("/amp/twin",),
    ),
    "a twin for printers names nothing, its address is told by a mark": Case(
        (Item("/reef", "/reef", "Reef to print"),),
        (Item("/reef", "/reef", "Reef to print"), Item("/reef?print=1", "r2", "Reef to print")),
        1,
        ("/reef?print=1",),
    ),
    "a twin at any address, with the same title in the feed and the same text": Case(
        (Item("/shoal", "/shoal", "Shoal, copied"),),
        (Item("/shoal", "/shoal", "Shoal, copied"), Item("/paper/88", "p88", "Shoal, copied")),
        1,
        ("/paper/88",),
    ),
    "a slash comes to stand at the end": Case(
        (Item("/spit", "/spit", "Sand spit"),),
        (Item("/spit/", "/spit/", "Sand spit"),),
        1,
        ("/spit/",),
    ),
    "an article names another one as its canonical": Case(
        (Item("/mooring", "/mooring", "Mooring fees"),),
        (Item("/mooring", "/mooring", "Mooring fees"), Item("/winch", "/winch", "Old winch")),
        2,
        ("/winch",),
    ),
    "one wall stands before two articles": Case(
        (Item("/walled/1", "w1", "Walled lock"),),
        (Item("/walled/2", "w2", "Walled sluice"),),
        2,
        ("/walled/2",),
    ),
    "ids change at each poll, links stay": Case(
        (Item("/stays", "poll-1", "Quay stays"),), (Item("/stays", "poll-2", "Quay stays"),), 1
    ),
    "two entries have one id and two links": Case(
        (Item("/one", "same", "The one quay"), Item("/two", "same", "The other quay", 15)),
        (Item("/one", "same", "The one quay"), Item("/two", "same", "The other quay", 15)),
        2,
    ),
    "the number that is the id comes to be another article's": Case(
        (Item("/monday", "1", "Mud on Monday", 3),),
        (Item("/tuesday", "1", "Tar on Tuesday", 4),),
        2,
        ("/tuesday",),
    ),
    "a column has one id and title, each week another link": Case(
        (Item("/column/11", "column", "The week", 1),),
        (Item("/column/12", "column", "The week", 9),),
        2,
        ("/column/12",),
    ),
}


def followed(server: Answering, tmp_path: Path, items: list[Item], ages: str = "") -> Crawl:
    """Serve these entries and crawl."""
    entries = "".join(item.xml(server.url) for item in items)
    channel = f"<title>Harbour</title><link>{server.url}</link><description/>{entries}"
    body = f"<rss version='2.0'><channel>{channel}</channel></rss>".encode()
    server.answers["/feed"] = reply(body, kind="application/rss+xml")
    for item in items:
        words = page(item.title, about=item.title)
        server.answers.setdefault(item.link, reply(words))
    done = follow(server, tmp_path, {"REVISIT_AFTER": ages})
    assert done.status == 0, done.log
    return done


def test_the_table(tmp_path: Path) -> None:
    lines = (ROOT / "docs/identity.md").read_text("utf-8").splitlines()
    told = {
        what.strip(): (int(rows), again.strip() != NO)
        for _, what, rows, again, _ in (line.split("|") for line in lines if line.startswith("| "))
        if rows.strip().isdigit()
    }
    assert told == {name: (case.rows, bool(case.asked)) for name, case in CASES.items()}


def test_each_line_of_it(tmp_path: Path) -> None:
    with answering() as server:
        canonical = f"<link rel='canonical' href='{server.url}/twin'>"
        server.answers["/amp/twin"] = reply(
            page("Ferry twins", head=canonical, about="Ferry twins")
        )
        walled = reply(page("Become a member", about="the wall"))
        server.answers.update({"/walled/1": walled, "/walled/2": walled})
        mooring = f"<link rel='canonical' href='{server.url}/mooring'>"
        server.answers["/winch"] = part("Old winch", 1, head=mooring)
        followed(server, tmp_path, [item for case in CASES.values() for item in case.first])
        # The text of the storm is another under its new address; what moved, redirects.
        server.answers["/old/move"] = reply(
            b"", "Location: /new/move", status="301 Moved Permanently"
        )
        done = followed(server, tmp_path, [item for case in CASES.values() for item in case.then])
        asked = [target for target in server.targets() if target != "/feed"]
        assert sorted(asked) == sorted(path for case in CASES.values() for path in case.asked)
        assert {row["canonical_url"]: row["revision_count"] for row in done.rows()}[
            f"{server.url}/storm-nears"
        ] == 2
        # Nothing has shown yet that the old address of the move leads on: look at all again.
        items = [item for case in CASES.values() for item in case.then]
        done = followed(server, tmp_path, items, ages="1s")
        found = {urlsplit(row["canonical_url"]).path for row in done.rows()}
        for name, case in CASES.items():
            links = {item.link.partition("?")[0] for item in (*case.first, *case.then)}
            assert len(found & links) == case.rows, name
        assert len(done.rows()) == sum(case.rows for case in CASES.values())
        assert all(entry["article_id"] for entry in done.rows("feed_entries"))
        checked = twa("verify", done.folder)
        assert checked.returncode == 0, checked.stdout + checked.stderr
        # What has grown poll by poll is what comes of the archive alone.
        grown = manifest(done)
        for made in ("dataset", "cache"):
            shutil.rmtree(done.folder / made)
        assert twa("build", done.folder).returncode == 0
        assert manifest(done) == grown


def manifest(done: Crawl) -> bytes:
    """What a dataset was made from, and what came out."""
    return (done.folder / "dataset/manifest.json").read_bytes()
