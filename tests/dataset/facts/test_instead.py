"""Redirects of an article to what is none, a page that lists others, and to what looks like one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dataset.archives import FEED, RSS, SITE, Archive, feed, item, page, prose, table
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection

LINK = f"{SITE}/harbour/pier-toll-rises/"
OTHERS = "".join(
    f"<li><h3><a href='{SITE}/harbour/{name}/'>{title}</a></h3><p>{prose(name, 1)}</p></li>"
    for name, title in (
        ("dredger-at-work-again", "The dredger is at work again"),
        ("quay-closed-for-days", "The quay is closed for two days"),
        ("pilots-want-new-boats", "Pilots say that they want new boats"),
        ("ferry-late-in-the-fog", "A ferry that was late in the fog"),
    )
)
LIST = f"<title>Harbour</title><main><h1>Harbour</h1><ul>{OTHERS}</ul></main>"


def outcome(
    root: Path, target: str, body: str, via: str = LINK
) -> tuple[int, list[tuple[str, str]]]:
    """Rows, and rejects with their links, where a link leads to a page by a redirect."""
    archive = Archive()
    archive.get(FEED, feed(item("harbour/pier-toll-rises", "Pier toll rises")), **RSS)
    archive.get(LINK, via=FEED, status="301 Moved", headers=[f"Location: {target}"])
    archive.get(target, body, via=via, hops="LR")
    archive.save(root)
    build(Collection(root), workers=1)
    rejects = [(row["reason"], row["url"]) for row in table(root, "rejects")]
    return len(table(root, "articles")), rejects


@pytest.mark.parametrize("path", ["/harbour/", "/category/harbour/"])
def test_a_link_that_leads_to_a_list_is_gone(root: Path, path: str) -> None:
    assert outcome(root, SITE + path, LIST) == (0, [("no-article", LINK)])


@pytest.mark.parametrize(
    "path",
    [
        "/stories/pier-toll-rises/",
        "/harbour-pier-toll-2024/",
        "/archives/20415",
        "/topics/harbour/pier-toll-rises/",
        "/section/the-toll-on-the-pier/",
        "/shop/toll/",
    ],
)
def test_an_article_that_moved_is_one_though_it_lists_others(root: Path, path: str) -> None:
    body = page("Pier toll rises", [prose(name) for name in "abcd"])
    whole = body.replace("</article>", f"</article><ul>{OTHERS}</ul>")
    assert whole != body
    assert outcome(root, SITE + path, whole) == (1, [])


def test_a_page_that_came_from_what_is_no_address_is_told_by_itself(root: Path) -> None:
    body = page("Pier toll rises", [prose(name) for name in "abcd"])
    assert outcome(root, f"{SITE}/archives/20415", body, via="http://[") == (1, [])
