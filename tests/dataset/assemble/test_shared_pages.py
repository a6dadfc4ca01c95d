"""A page on which the links of several articles end is none of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dataset.archives import FEED, RSS, SITE, Archive, feed, hours, item, page, prose, table
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection

GATE = f"{SITE}/gate/"
WALL = f"{SITE}/members/why-we-ask/"
TEXT = page("Why we ask", [prose(name) for name in "abcd"])
NAMES = ("pier", "quay", "lock")


def led(archive: Archive, link: str, target: str, at: float) -> None:
    archive.get(link, via=FEED, at=hours(at), status="302 Found", headers=[f"Location: {target}"])


def outcome(root: Path) -> tuple[list[str], list[tuple[str, str]], list[bool]]:
    """Addresses of rows; rejects; what of the feed's entries has an article."""
    build(Collection(root))
    rejects = sorted((str(row["reason"]), str(row["url"])) for row in table(root, "rejects"))
    entries = [row["article_id"] is not None for row in table(root, "feed_entries")]
    return [row["url"] for row in table(root, "articles")], rejects, entries


def archived(root: Path, *items: str, links: list[str], wall: str = WALL, text: str = TEXT) -> None:
    archive = Archive()
    archive.get(FEED, feed(*items), **RSS)
    for number, link in enumerate(links, 1):
        led(archive, link, wall, number)
    archive.get(wall, text, via=links[0], hops="LR", at=hours(9))
    archive.save(root)


def link_of(name: str) -> str:
    return f"{SITE}/{name}/"


def test_where_three_articles_end_on_one_page_each_is_rejected_and_it_has_no_row(
    root: Path,
) -> None:
    items = [item(name, f"About the {name}") for name in NAMES]
    archived(root, *items, links=[link_of(name) for name in NAMES])
    rejects = [("shared-page", link_of(name)) for name in sorted(NAMES)]
    assert outcome(root) == ([], rejects, [False] * 3)


@pytest.mark.parametrize(
    "items",
    [
        # Two articles.
        [item("pier", "Pier"), item("quay", "Quay")],
        # One is the page's own address, in another spelling.
        [item("pier", "Pier"), item("quay", "Quay"), item("members/why-we-ask", "Why we ask")],
        # One that is listed by several addresses.
        [item("pier", "Pier"), item("quay", "Quay"), item("lock", "Pier")],
        # Two spellings.
        [item("pier", "Pier"), item("amp/pier", "The pier"), item("quay", "Quay")],
    ],
    ids=["two", "own", "title", "spelling"],
)
def test_what_is_not_of_three_articles_stays_one(root: Path, items: list[str]) -> None:
    links = [link_of(name) for name in (*NAMES, "amp/pier")]
    archived(root, *items, links=links)
    rows, rejects, _ = outcome(root)
    assert (rows, rejects) == ([WALL], [])


def test_one_entry_whose_link_and_title_change_is_one(root: Path) -> None:
    moved = item("lock", "Lock").replace("?p=lock", "?p=quay")
    before = Archive("news-20240516063000000-00000-host.warc.gz")
    before.get(FEED, feed(item("pier", "Pier"), moved), at=hours(-5), **RSS)
    before.save(root)
    items = [item("pier", "Pier"), item("quay", "Quay")]
    archived(root, *items, links=[link_of(name) for name in NAMES])
    rows, rejects, _ = outcome(root)
    assert (rows, rejects) == ([WALL], [])


def test_a_page_that_names_the_address_of_an_entry_is_its_article(root: Path) -> None:
    items = [item(name, f"About the {name}") for name in (*NAMES, "ferry")]
    head = f"<link rel='canonical' href='{link_of('ferry')}'>"
    text = page("Ferry", [prose(name) for name in "abcd"], head=head)
    archived(root, *items, links=[link_of(name) for name in NAMES], text=text)
    assert outcome(root)[0] == [WALL]


def test_a_gate_that_lets_each_pass_says_nothing_of_where_they_go(root: Path) -> None:
    archive = Archive()
    archive.get(FEED, feed(*(item(name, f"About the {name}") for name in NAMES)), **RSS)
    for number, name in enumerate(NAMES):
        there = f"{SITE}/2024/{name}/"
        text = page(f"About the {name}", [prose(f"{name} {line}") for line in range(4)])
        led(archive, link_of(name), GATE, number + 0.1)
        led(archive, GATE, there, number + 0.2)
        archive.get(there, text, at=hours(number + 0.3))
    archive.save(root)
    rows, rejects, _ = outcome(root)
    assert (len(rows), rejects) == (3, [])


def test_a_row_goes_when_a_third_article_ends_there_and_the_next_are_rejected_too(
    root: Path,
) -> None:
    names = (*NAMES, "ferry")
    for number, name in enumerate(names):
        archive = Archive(f"news-2024051{number}063000000-00000-host.warc.gz")
        archive.get(FEED, feed(item(name, f"About the {name}")), at=hours(24 * number), **RSS)
        led(archive, link_of(name), WALL, 24 * number + 1)
        archive.get(WALL, TEXT, at=hours(24 * number + 2), via=link_of(name), hops="LR")
        archive.save(root)
        rows, rejects, entries = outcome(root)
        if number < 2:
            assert (rows, rejects, entries) == ([WALL], [], [True] * (number + 1))
        else:
            told = sorted(("shared-page", link_of(name)) for name in names[: number + 1])
            assert (rows, rejects, entries) == ([], told, [False] * (number + 1))


def test_a_further_page_that_is_seen_again_needs_no_name(root: Path) -> None:
    first, second = link_of("pier"), f"{SITE}/pier/?page=2"
    archive = Archive("news-20240517063000000-00000-host.warc.gz")
    archive.get(FEED, feed(item("pier", "Pier")), **RSS)
    texts = [page("Pier", [prose(f"{one} {line}") for line in range(4)]) for one in "ab"]
    onward = texts[0].replace("</article>", "</article><a rel=next href='?page=2'>2</a>")
    archive.get(first, onward, at=hours(1))
    seen = archive.get(second, texts[1], at=hours(2))
    archive.save(root)
    assert outcome(root)[0] == [first]
    later = Archive("news-20240518063000000-00000-host.warc.gz")
    later.get(second, at=hours(24), status="304 Not Modified", earlier=seen)
    later.save(root)
    rows, rejects, _ = outcome(root)
    assert (rows, rejects) == ([first], [])
