"""The main job on real input: the feed the project was started for, in the outlet's frame."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

import pytest
from lxml import etree

from tests.crawler.crawling import Crawl, crawl
from tests.shared import shared
from tests.site.running import running
from tests.site.themes import Variant

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


class Served(NamedTuple):
    """The crawl, and the items of the file by their slugs."""

    crawl: Crawl
    items: dict[str, etree._Element]


@pytest.fixture(scope="module", params=["block", "classic"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Served:
    file = shared("feeds/twa-chinese.xml")
    theme: Variant = request.param
    with running(feed=file, theme=theme) as site:
        crawled = crawl(tmp_path_factory.mktemp(theme), url=site.feed)
    items = {
        item.findtext("link").rstrip("/").rsplit("/", 1)[-1]: item
        for item in etree.parse(file).iterfind("channel/item")
    }
    return Served(crawled, items)


def rows(served: Served) -> dict[str, dict[str, Any]]:
    """The rows by their slugs."""
    return {row["url"].rstrip("/").rsplit("/", 1)[-1]: row for row in served.crawl.rows()}


def test_exactly_ten_rows_and_no_rejects(served: Served) -> None:
    assert served.crawl.status == 0, served.crawl.log
    assert rows(served).keys() == served.items.keys()
    assert len(rows(served)) == 10
    assert served.crawl.rows("rejects") == []


def test_titles_are_exact(served: Served) -> None:
    titles = {slug: row["title"] for slug, row in rows(served).items()}
    assert titles == {slug: item.findtext("title") for slug, item in served.items.items()}


def test_publication_times_are_exact_to_the_second(served: Served) -> None:
    published = {slug: row["published"] for slug, row in rows(served).items()}
    assert published == {
        slug: f"{parsedate_to_datetime(item.findtext('pubDate')):%Y-%m-%dT%H:%M:%S}.000000Z"
        for slug, item in served.items.items()
    }


def test_ids_of_the_entries(served: Served) -> None:
    ids = {slug: row["feed"]["entry_id"] for slug, row in rows(served).items()}
    assert ids == {slug: item.findtext("guid") for slug, item in served.items.items()}


@pytest.mark.parametrize(
    "intruder",
    [
        "appeared first on",
        "Tobias Renner",
        "I would love to see a follow-up",
        "My team looked at the same question",
        "Leave a Reply",
        "Leave a comment",
        "Skip to content",
        "Share this",
        "Opens in new window",
        "Latest stories",
        "Recent Posts",
        "Post navigation",
        "Proudly powered",
        "Night Shift",
    ],
)
def test_nothing_of_the_frame_is_in_the_text(served: Served, intruder: str) -> None:
    assert [slug for slug, row in rows(served).items() if intruder in row["text"]] == []


def test_titles_of_other_articles_are_not_in_the_text(served: Served) -> None:
    titles = {slug: item.findtext("title") for slug, item in served.items.items()}
    intruders = [
        (slug, title)
        for slug, row in rows(served).items()
        for other, title in titles.items()
        if other != slug and title in row["text"]
    ]
    assert intruders == []


def test_key_points_headings_and_list_items_are_kept(served: Served) -> None:
    for slug, item in served.items.items():
        text = flat(rows(served)[slug]["text"])
        content = etree.HTML(item.findtext(CONTENT))
        for element in content.iter("li", "h2", "h3", "h4"):
            assert flat("".join(element.itertext())) in text, slug


def test_captions_stand_once_at_most(served: Served) -> None:
    for slug, item in served.items.items():
        row = rows(served)[slug]
        for element in etree.HTML(item.findtext(CONTENT)).iter("figcaption"):
            caption = flat("".join(element.itertext()))
            assert caption in [flat(each) for each in row["captions"]], slug
            assert flat(row["text"]).count(caption) == 0, slug


def test_all_paragraphs_but_promotions_are_kept(served: Served) -> None:
    """Every paragraph of the article, in its order."""
    for slug, item in served.items.items():
        text = flat(rows(served)[slug]["text"])
        position = 0
        for element in etree.HTML(item.findtext(CONTENT)).iter("p"):
            paragraph = flat("".join(element.itertext()))
            if len(paragraph) < 120 or "Expo" in paragraph or "appeared first on" in paragraph:
                continue
            found = text.find(paragraph, position)
            assert found >= 0, (slug, paragraph)
            position = found


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
