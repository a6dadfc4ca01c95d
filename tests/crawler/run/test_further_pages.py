"""Articles that stand on several pages: asked for, joined, and proved."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

from tests.crawler.answering import Answering, answering, page, reply
from tests.crawler.crawling import Crawl, follow, twa

WORDS = [
    "dredger",
    "harbour",
    "pilot",
    "tide",
    "fairway",
    "sand",
    "quay",
    "buoy",
    "lantern",
    "mast",
    "ferry",
    "cargo",
    "rope",
    "anchor",
    "gull",
    "channel",
    "engine",
    "captain",
    "weather",
    "signal",
    "bridge",
    "chart",
    "current",
    "depth",
    "cable",
    "crane",
    "warehouse",
]
THERE = "<link rel='next' href='{}'>"


def part(title: str, number: int, *, head: str = "", tail: str = "") -> bytes:
    """One page of an article: its own words, and links below them."""
    told = Random(f"{title.partition(' - ')[0]} {number}")
    words = " ".join(told.choices(WORDS, k=60)).capitalize()
    text = f"<p>This is chapter {number} of it. {words}.</p>"
    whole = page(title, head=head).partition(b"<p>")[0] + text.encode()
    whole += f"<p>{' '.join(told.choices(WORDS, k=60))}.</p></article><p>{tail}</p>".encode()
    return reply(whole + b"</body></html>")


def link(url: str, words: str) -> str:
    """A link."""
    return f"<a href='{url}'>{words}</a>"


# What goes on, and how many pages belong to it.
ARTICLES: dict[str, tuple[dict[str, bytes], int]] = {
    "/rel": (
        {
            "/rel": part("By relation", 1, head=THERE.format("/rel/2")),
            "/rel/2": part("By relation - page 2", 2, head=THERE.format("/rel/3")),
            "/rel/3": part("By relation - page 3", 3),
        },
        3,
    ),
    "/query": (
        {
            "/query": part("By query", 1, tail=link("?page=2", "2")),
            "/query?page=2": part("By query", 2, tail=link("/query", "1")),
        },
        2,
    ),
    "/slash/": (
        {
            "/slash/": part("By slash", 1, tail=link("/slash/2/", "Weiter")),
            "/slash/2/": part("By slash", 2, tail=link("/slash/", "Zurück")),
        },
        2,
    ),
    "/name.html": (
        {
            "/name.html": part("By name", 1, tail=link("name-2.html", "Next page »")),
            "/name-2.html": part("By name", 2),
        },
        2,
    ),
    "/words/": (
        {
            "/words/": part("By words", 1, tail=link("page/2/", "下一页")),
            "/words/page/2/": part("By words", 2),
        },
        2,
    ),
    # Pages of comments show the article again.
    "/comments": (
        {
            "/comments": part("With comments", 1, tail=link("?page=2", "2")),
            "/comments?page=2": part("With comments", 1, tail=link("/comments", "1")),
        },
        2,
    ),
    "/front?id=4": (
        {
            "/front?id=4": part("In front", 1, head=THERE.format("/front?page=2&amp;id=4")),
            "/front?page=2&id=4": part("In front", 2),
        },
        2,
    ),
    "/teile": (
        {
            "/teile": part("In parts", 1, tail=link("/teile/teil/2", "Nächste Seite")),
            "/teile/teil/2": part("In parts", 2),
        },
        2,
    ),
    # A number that is no page: the next story has another title.
    "/story/1": (
        {
            "/story/1": part("First story", 1, head=THERE.format("/story/2")),
            "/story/2": part("Second story", 1),
        },
        1,
    ),
    "/cut": ({"/cut": part("Cut off", 1, head=THERE.format("/cut/2"))}, 1),
    "/plain": ({"/plain": part("Alone", 1, tail=link("/plain/7", "7") + link("/2", "2"))}, 1),
}


def followed(server: Answering, tmp_path: Path, ages: str = "") -> Crawl:
    """Crawl the server's feed."""
    done = follow(server, tmp_path, {"REVISIT_AFTER": ages})
    assert done.status == 0, done.log
    return done


def test_an_article_of_several_pages_is_one(tmp_path: Path) -> None:
    answers = {path: body for pages, _ in ARTICLES.values() for path, body in pages.items()}
    with answering(answers) as server:
        server.rss(*ARTICLES)
        done = followed(server, tmp_path)
        rules = {"/feed", "/robots.txt", "/.well-known/tdmrep.json"}
        asked = [target for target in server.targets() if target not in rules]
        assert sorted(asked) == sorted([*answers, "/cut/2"])
        rows = {row["canonical_url"].removeprefix(server.url): row for row in done.rows()}
        # The second story was met on the way, and is an article of its own.
        assert set(rows) == {*ARTICLES, "/story/2"}
        for name, (pages, count) in ARTICLES.items():
            row = rows[name]
            found = [one["url"].removeprefix(server.url) for one in row["further_pages"]]
            assert found == list(pages)[1:count], name
            chapters = 1 if name == "/comments" else count
            assert row["text"].count("This is chapter") == chapters, name
            assert all(f"chapter {n}" in row["text"] for n in range(1, chapters + 1)), name
            assert row["body_status"] == ("excerpt" if name in ("/cut", "/story/1") else "full")
        assert len(done.rows("revisions")) == len(rows)
        assert {url.removeprefix(server.url) for url in done.rejects()["http-status"]} == {"/cut/2"}
        proved(done, rows["/rel"]["id"])

        # One of the further pages changes: it is another revision of the article.
        server.answers["/rel/2"] = part("By relation - page 2", 22, head=THERE.format("/rel/3"))
        done = followed(server, tmp_path, ages="1s")
        rows = {row["canonical_url"].removeprefix(server.url): row for row in done.rows()}
        assert set(rows) == {*ARTICLES, "/story/2"}
        assert rows["/rel"]["revision_count"] == 2
        assert "chapter 22" in rows["/rel"]["text"]
        assert "chapter 3" in rows["/rel"]["text"]
        proved(done, rows["/rel"]["id"])
        grown = (done.folder / "dataset/manifest.json").read_bytes()
        for made in ("dataset", "cache"):
            shutil.rmtree(done.folder / made)
        assert twa("build", done.folder).returncode == 0
        assert (done.folder / "dataset/manifest.json").read_bytes() == grown


def proved(done: Crawl, row: str) -> None:
    """The collection verifies, and one row by itself."""
    for more in ((), ("--row", row)):
        checked = twa("verify", done.folder, *more)
        assert checked.returncode == 0, checked.stdout + checked.stderr
