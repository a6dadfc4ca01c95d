"""The ten real articles of the first feed, in pages as WordPress makes them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest
from lxml import etree, html

from tests.shared import shared
from tests.site.running import running
from twa.dataset.pages.article import Article
from twa.dataset.pages.body.witness import agreement, plain
from twa.dataset.pages.extract import extract
from twa.dataset.pages.page import Page
from twa.dataset.pages.recurrence.boilerplate import recurring
from twa.dataset.pages.recurrence.outlines import Outline

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
PROMOTION = re.compile(
    r"\s*(?:want to learn more|looking to revamp|learn more about|explore other upcoming"
    r"|the post )",
    re.IGNORECASE,
)
CAPTURED = datetime(2025, 3, 14, tzinfo=UTC)


def own_text(content: str) -> str:
    """The text of an entry's content without pictures and promotion."""
    tree = html.fragment_fromstring(content, create_parent="div")
    for element in [*tree.iter("figure"), *tree.iter("img")]:
        if element.getparent() is not None:
            element.drop_tree()
    for element in list(tree):
        if PROMOTION.match(element.text_content()):
            tree.remove(element)
    return plain(html.tostring(tree, encoding="unicode"))


@pytest.fixture(scope="module", params=["block", "classic"])
def read(request: pytest.FixtureRequest) -> list[tuple[Article, str]]:
    """Each article beside what its entry says."""
    file: Path = shared("feeds/twa-chinese.xml")
    fetch = build_opener(ProxyHandler({}))
    with running(feed=file, theme=request.param) as site:
        feed = etree.fromstring(fetch.open(site.feed).read())
        found = []
        for item in feed.iter("item"):
            response = fetch.open(item.findtext("link"))
            content_type = response.headers["content-type"]
            page = Page(item.findtext("link"), response.read(), content_type, CAPTURED)
            found.append((extract(page), item.findtext(CONTENT)))
    return found


def test_text_is_the_entry_without_promotion(read: list[tuple[Article, str]]) -> None:
    assert len(read) == 10
    texts_of = [[block.text for block in article.blocks] for article, _ in read]
    found = recurring(("site", Outline.of(texts)) for texts in texts_of)
    for (article, content), texts in zip(read, texts_of, strict=True):
        gone = found.positions("site", Outline.of(texts))
        text = "\n\n".join(one for at, one in enumerate(texts) if at not in gone)
        assert agreement(text, own_text(content)) >= 0.995, article.url
        assert not any(PROMOTION.match(one) for one in text.split("\n\n")), article.url


def test_structure_is_kept(read: list[tuple[Article, str]]) -> None:
    for article, content in read:
        tree = html.fragment_fromstring(content, create_parent="div")
        kinds = [block.type for block in article.blocks]
        assert kinds.count("list-item") == len(tree.findall(".//li")), article.url
        headings = sum(1 for _ in tree.iter("h2", "h3", "h4"))
        assert kinds.count("heading") == headings, article.url
        assert article.body_status == "full"
        assert article.language == "en"


def test_captions_stand_apart_and_once(read: list[tuple[Article, str]]) -> None:
    for article, content in read:
        tree = html.fragment_fromstring(content, create_parent="div")
        stated = {" ".join(e.text_content().split()) for e in tree.iter("figcaption")}
        assert stated <= set(article.captions), article.url
        assert len(set(article.captions)) == len(article.captions)
        assert not any(caption in article.text for caption in stated if len(caption) > 30)
