"""Pages and what they say of themselves: every case is a page beside its expected values."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twa.dataset.pages.metadata import markup
from twa.dataset.pages.metadata.dates import reading
from twa.dataset.pages.metadata.dates.texts import search as in_text
from twa.dataset.pages.metadata.markup import fold
from twa.dataset.pages.metadata.statements import Metadata, read
from twa.dataset.pages.notes import Note
from twa.dataset.pages.page import Page

CASES = Path(__file__).parents[3] / "data" / "metadata"
CAPTURED = datetime(2026, 1, 1, tzinfo=UTC)
URL = "https://north.example/live/edda"


def page(html: str, url: str = "https://paper.example/news/story.html") -> Page:
    return Page(url, html.encode(), "text/html; charset=utf-8", CAPTURED)


def metadata(html: str, **circumstances: str) -> Metadata:
    given = page(html, **circumstances)
    return read(given.tree, given)


def rendered(found: Metadata) -> dict[str, Any]:
    """The value as JSON, without what is null or empty."""
    values = asdict(found)
    for name in ("published", "modified"):
        if instant := values[name]:
            moment = instant["value"].isoformat().replace("+00:00", "Z")
            values[name] = f"{moment} ({instant['precision']}, {instant['zone']})"
    values["licences"] = [
        " ".join(filter(None, statement.values())) for statement in values["licences"]
    ]
    values["notes"] = [note["kind"] for note in values["notes"]]
    values["titles"] = {key: value for key, value in values["titles"].items() if value}
    values["sources"] = {key: value for key, value in values["sources"].items() if value}
    said: dict[str, Any] = json.loads(
        json.dumps({k: v for k, v in values.items() if v not in (None, (), [], {})})
    )
    return said


@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.iterdir()))
def test_a_page_says_what_stands_beside_it(name: str) -> None:
    html, expected = CASES / f"{name}.html", CASES / f"{name}.json"
    assert html.exists(), "a value without its page"
    assert expected.exists(), "a page without its value"
    url = URL if name == "live-blog" else "https://paper.example/news/story.html"
    assert rendered(metadata(html.read_text(), url=url)) == json.loads(expected.read_text())


def test_it_is_the_same_whoever_was_read_before() -> None:
    pages = [path.read_text() for path in sorted(CASES.glob("*.html"))]
    once = [metadata(html) for html in pages]
    again = [metadata(html) for html in reversed(pages)]
    assert once == again[::-1]


def test_the_tree_is_left_as_it_was() -> None:
    for path in CASES.glob("*.html"):
        given = page(path.read_text())
        before = [(e.tag, e.text, e.tail, dict(e.attrib)) for e in given.tree.iter()]
        read(given.tree, given)
        assert [(e.tag, e.text, e.tail, dict(e.attrib)) for e in given.tree.iter()] == before


def test_a_day_is_made_exact_by_who_says_the_same_day() -> None:
    found = metadata(
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"A",'
        '"datePublished":"2024-05-03"}</script>'
        '<meta property="article:published_time" content="2024-05-03T21:00:00-04:00">'
    )
    assert found.published is not None
    assert found.published.value == datetime(2024, 5, 4, 1, tzinfo=UTC)
    assert found.sources.published == "opengraph"


def test_a_day_stays_a_day_where_another_date_is_of_another_day() -> None:
    found = metadata(
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"A",'
        '"datePublished":"2024-05-03"}</script>'
        '<meta property="article:published_time" content="2023-01-01T21:00:00-04:00">'
    )
    assert found.published is not None
    assert found.published.value == datetime(2024, 5, 3, tzinfo=UTC)
    assert found.published.precision == "day"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("<p>May 3, 2021</p>", "2021-05-03"),
        ("<p>Posted on May 3, 2021</p>", "2021-05-03"),
        # Later, a change, under a label of something else, a zone's difference: not it.
        ("<p>May 3, 2025</p>", "2024-05-03"),
        ("<p>Updated May 3, 2021</p>", "2024-05-03"),
        ("<p>Release: May 3, 2021</p>", "2024-05-03"),
        ("<p>May 2, 2024</p>", "2024-05-03"),
        ("<p>May 3, 2024, 2:15am</p>", "2024-05-03"),
        # Earlier than it is in any zone.
        ("<p>May 1, 2024</p>", "2024-05-01"),
        ("<p>May 2, 2024, 2:15pm</p>", "2024-05-02"),
    ],
)
def test_what_was_stated_anew_gives_way_to_the_date_that_readers_see(
    line: str, expected: str
) -> None:
    found = metadata(
        '<meta property="article:published_time" content="2024-05-03T11:00:00Z">'
        f"<h1>Grain at record height</h1>{line}<p>{'Text of the article it is. ' * 9}</p>"
    )
    assert found.published is not None
    assert found.published.value.date().isoformat() == expected


STANDFIRST = f"<p>{'What the article is about. ' * 7}</p>"
STORY = f"<p>{'Text of the article it is. ' * 9}</p>" * 3


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (f"<h1>Grain at record height</h1>{STANDFIRST}<div>May 3, 2021</div>", "2021-05-03"),
        (f"<h1>Grain at record height</h1>{STANDFIRST}<h2>May 3, 2021</h2>", None),
        ("<div>May 3, 2021 - 11 minutes</div><h1>Grain at record height</h1>", "2021-05-03"),
        # The day of the paper is not the article's.
        ("<div>Tuesday, May 3, 2022</div><h1>Grain at record height</h1>", None),
        ("<div>May 3, 2022</div><h1>Grain at record height</h1><p>12.05.2021</p>", "2021-05-12"),
    ],
)
def test_a_line_that_is_a_date_alone_dates_the_article(page: str, expected: str | None) -> None:
    published = metadata(f"<html lang=en>{page}{STORY}").published
    assert (published and published.value.date().isoformat()) == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (f"<h1>Grain at record height</h1>{STORY}"
         "<p>May 03, 2021 / <a rel=author href='/ada'>Ada Moor</a> / 1 opinion</p>", "2021-05-03"),
        ("<h1>Grain at record height</h1><p>Pellworth, May 3, 2021 (CNS) -- The mill opens at six "
         f"and {'closes when the grain is in. ' * 9}</p>", "2021-05-03"),
        ("<h1>Grain at record height</h1><p>May 3, 2021 -- The mill opens at six.</p>"
         f"{STORY}", "2021-05-03"),
        # A day of which the text tells.
        (f"<h1>Grain at record height</h1><p>On May 3, 2021 -- a Monday -- the mill opens at six "
         f"and {'closes when the grain is in. ' * 9}</p>", None),
        # From one hour to another: when something takes place.
        ("<p class=date>May 3, 2021, 13:15 - 19:00</p><h1>Harvest fair at the mill</h1>"
         f"{STORY}", None),
    ],
)  # fmt: skip
def test_a_byline_and_the_text_s_first_words_may_date_it(page: str, expected: str | None) -> None:
    published = metadata(f"<html lang=en>{page}").published
    assert (published and published.value.date().isoformat()) == expected


def test_the_only_date_that_is_shown_dates_the_article_though_it_is_of_a_change() -> None:
    found = metadata(f"<h1>Grain at record height</h1><p>Updated May 3, 2021 10:00</p>{STORY}")
    assert found.published is not None
    assert found.modified is not None
    assert (found.published.precision, found.published.value.day) == ("day", 3)
    assert [note.kind for note in found.notes] == ["published-as-changed"]


def test_a_change_that_only_machines_are_told_dates_nothing() -> None:
    change = '<meta property="article:modified_time" content="2024-05-03T12:00:00Z">'
    assert metadata(f"{change}<h1>Grain at record height</h1>{STORY}").published is None


@pytest.mark.parametrize("zero", ["0001-01-01T00:00:00", "1970-01-01T00:00:00Z", "0", ""])
def test_the_zero_of_a_calendar_is_no_date(zero: str) -> None:
    assert metadata(f'<meta property="article:published_time" content="{zero}">').published is None


def test_a_date_in_the_address_is_a_day() -> None:
    found = metadata("<p>text</p>", url="https://paper.example/2024/05/03/story.html")
    assert found.published is not None
    assert (found.published.precision, found.sources.published) == ("day", "url")


def test_no_date_of_a_teaser_or_comment_is_the_article_s() -> None:
    found = metadata(
        "<h1>Title of it</h1><p>Text</p><div class='related-stories related'>"
        "<time datetime='2024-01-01T10:00:00Z'>x</time></div>"
        "<ol id='comments'><li><time datetime='2024-01-02T10:00:00Z'>x</time></li></ol>"
    )
    assert found.published is None or found.published.precision == "day"


def test_a_date_that_scripts_keep_yields_to_what_readers_see() -> None:
    found = metadata(
        "<html lang=en><body><span id=menu data-time='1670442663'></span>"
        f"<h1>Grain at record height</h1><p>Mill</p><p>November 19, 2021</p>{STORY}"
    )
    assert found.published is not None
    assert found.published.value.date().isoformat() == "2021-11-19"


def test_the_date_of_a_card_near_the_headline_is_not_the_article_s() -> None:
    found = metadata(
        "<div><time datetime='2024-05-03T10:00:00Z'>3 May</time></div>"
        f"<main><h1>Grain at record height</h1>{STORY}"
        "<div data-date='2023-01-01'><img src=x><p>Ten years of the mill</p></div>"
        "<ul><li><time datetime='2024-01-01T10:00:00Z'>x</time>"
        "<a href='/b'>The mill by the river is sold</a></li></ul></main>"
    )
    assert found.published is not None
    assert found.published.value.isoformat() == "2024-05-03T10:00:00+00:00"


def test_addresses_are_absolute_and_http() -> None:
    found = metadata(
        '<link rel="canonical" href="javascript:alert(1)"><meta property="og:url" content="/a b">'
        '<meta property="og:image" content="//cdn.example/i.jpg">'
    )
    assert found.canonical_url == "https://paper.example/a b"
    assert found.image == "https://cdn.example/i.jpg"


HOSTILE = {
    "nested": '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
    "nested objects": '<script type="application/ld+json">' + '{"a":' * 50_000 + "</script>",
    "quotes": '<script type="application/ld+json">{"a":' + '"' * 200_000 + "</script>",
    "escapes": '<script type="application/ld+json">{"a":"' + "\\" * 200_001 + "</script>",
    "spaces": '<script type="application/ld+json">{"a"' + " " * 300_000 + "</script>",
    "comments": '<script type="application/ld+json">' + "/*" * 100_000 + "</script>",
    "marks": '<script type="application/ld+json">' + "<!--" * 50_000 + "]]>" * 50_000 + "</script>",
    "bars": "<title>" + " | " * 50_000 + "</title>",
    "tags": '<meta property="og:title" content="' + "&lt;a" * 50_000 + '">',
    "entities": '<meta property="og:title" content="' + "&amp;" * 50_000 + '">',
    "byline": '<meta name="author" content="' + "A b and " * 20_000 + '">',
    "classes": "<div class='author date " + "by-" * 100_000 + "'>By A B</div>",
    "dates": "<h1>A</h1>" + "<span class=date>1 2 3 4 5 6 7 8 9 10 11</span>" * 5_000,
    "bylines": "<h1>A</h1>" + "<div class=author>no name here</div>" * 5_000,
    "deep": "<div class=date>" * 3_000 + "1" + "</div>" * 3_000,
    "time": "<time datetime='" + "2" * 100_000 + "'></time>",
    "keys": '<script type="application/ld+json">{"@type":"Article","author":'
    + json.dumps([{"name": f"A B{i}"} for i in range(20_000)])
    + "}</script>",
}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.timeout(60)
def test_a_hostile_page_costs_little(kind: str) -> None:
    metadata(HOSTILE[kind])


LINES = {
    "Published: 7:07 PM EDT Jul 19, 2019": "2019-07-19T23:07:00+00:00",
    "Posted on Monday, March 4, 2024 by": "2024-03-04T00:00:00+00:00",
    "Veröffentlicht am 04.03.2024 um 14:05 Uhr": "2024-03-04T14:05:00+00:00",
    "发布时间：2024-03-05 14:05 来源：某网": "2024-03-05T14:05:00+00:00",
    "2024 03 / 05 14:05:06": "2024-03-05T14:05:06+00:00",
    "Publié le 7 février 2020 à 18h30": "2020-02-07T18:30:00+00:00",
}


def test_the_first_of_a_month_is_a_day() -> None:
    found = in_text("01. November 2021 | Naturschutz", language="de")
    assert found is not None
    assert (found.precision, found.raw) == ("day", "01. November 2021")


@pytest.mark.parametrize("line", LINES)
def test_a_date_is_found_in_its_line(line: str) -> None:
    found = in_text(line)
    assert found is not None
    assert found.value.isoformat() == LINES[line]


@pytest.mark.parametrize(
    "line", ["Chapter 4", "3 min read", "12 comments", "5/6 stars", "", "x" * 999]
)
def test_a_number_is_no_date(line: str) -> None:
    assert in_text(line) is None


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("2024-05-03"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["@id", "@type", "@value", "name", "url", "item"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)
KEYS = (
    *("@id", "url", "headline", "name", "author", "creator", "publisher", "datePublished", "image"),
    *("dateModified", "articleSection", "keywords", "isAccessibleForFree", "articleBody"),
    *("description", "inLanguage", "license", "copyrightHolder", "mainEntityOfPage"),
)


@given(st.dictionaries(st.sampled_from(KEYS), VALUES))
def test_no_shape_of_json_ld_is_an_error(fields: dict[str, Any]) -> None:
    script = json.dumps({"@type": "NewsArticle", **fields}).replace("<", "\\u003c")
    found = metadata(f'<html><script type="application/ld+json">{script}</script></html>')
    # Whatever comes out can be written down.
    json.dumps(asdict(found), default=str, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("language", "expected"),
    [("fr", "2025-03-04T09:30"), ("en-GB", "2025-03-04T09:30"), ("en", None)],
)
def test_the_order_of_day_and_month_is_that_of_the_language(
    language: str, expected: str | None
) -> None:
    found = metadata(
        f"<html lang='{language}'><body><h1>Boats</h1><p class='date'>04/03/2025 09:30</p>"
    ).published
    assert (found.value.isoformat()[:16] if found and found.timed else None) == expected


def test_a_time_of_another_minute_is_no_better_spelling_of_the_first() -> None:
    found = metadata(
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Boats",'
        '"datePublished":"2025-03-04T09:30:00"}</script><h1>Boats</h1>'
        "<time datetime='2025-03-04T11:47:00+01:00'>4 March</time>"
    )
    assert found.published is not None
    assert found.published.value == datetime(2025, 3, 4, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "script",
    [
        'var ct = "1741080600"; var publish_time = "2025-03-04" || "";',
        "window.cgiDataNew = {ori_create_time: '1741080600' * 1, create_time: '2025-03-09 12:00'};",
        "var createTime = '2025-03-04 17:30'; var ct = '1741080600';",
        '{"article":{"publishTime":1741080600000,"ctime":1741990000}}',
        "page.pubDate = '2025-03-04T17:30:00+08:00'; page.pubtime='2025-03-04 17:30:00'",
    ],
)
def test_a_date_that_only_scripts_know_is_that_of_publication(script: str) -> None:
    found = metadata(f"<h1>Boats</h1><em>昨天</em><script>{script}</script>")
    assert found.published is not None
    assert found.published.value == datetime(2025, 3, 4, 9, 30, tzinfo=UTC)
    assert (found.published.zone, found.sources.published) == ("stated", "script")


@pytest.mark.parametrize(
    "script",
    [
        '{"user":{"create_time":1741080600}}',
        "f(){ct=1741080600}",
        'var ct = "1741080600"; var create_time = "1741090600";',
    ],
)
def test_what_may_be_of_something_else_dates_nothing(script: str) -> None:
    assert metadata(f"<h1>Boats</h1><script>{script}</script>").published is None


@pytest.mark.parametrize(
    ("more", "exact"), [("", True), (',{"publishedAt":"2025-01-02T10:00:00Z"}', False)]
)
def test_the_state_of_a_page_dates_it_if_it_has_one_article(more: str, exact: bool) -> None:
    found = metadata(
        '<h1>Boats</h1><script>window.state = {"items":[{"publishedAt":'
        f'"2025-03-04T09:30:00Z"}}{more}]}}</script>'
    )
    assert (found.sources.published == "script") == exact


def test_a_date_in_the_future_is_noted_though_another_is_taken() -> None:
    found = metadata(
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Boats",'
        '"datePublished":"2099-03-04T09:30:00Z"}</script><h1>Boats</h1>'
        "<time datetime='2025-03-04T11:47:00+01:00'>4 March</time>"
    )
    assert found.notes == (Note("published-after-capture", "json-ld: 2099-03-04T09:30:00Z"),)
    assert found.sources.published == "time"


def test_authors_stand_behind_a_label() -> None:
    found = metadata(
        "<html lang='zh'><body><h1>渡轮回来了</h1><div class='info'>2025年03月04日 09:30 来源："
        "<a>海港日报</a> 作者：张伟 李娜</div><p>责任编辑：王芳</p>"
    )
    assert found.authors == ("张伟", "李娜")


def test_authors_in_a_list_object() -> None:
    found = metadata(
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Boats",'
        '"author":{"@list":[{"name":"Ada Moor"},{"name":"Ben Tarn"}]}}</script><h1>Boats</h1>'
    )
    assert found.authors == ("Ada Moor", "Ben Tarn")


@pytest.mark.parametrize("impossible", ["2025-04-07T06:20:00+47:30", "2025-04-07 06:20 -99:00"])
def test_an_offset_that_no_clock_has_costs_the_date_not_the_page(impossible: str) -> None:
    found = metadata(
        f"<meta property='article:published_time' content='{impossible}'>"
        "<meta property='og:title' content='Boats'><h1>Boats</h1><p>The ferries sail again.</p>"
    )
    assert found.title == "Boats"
    assert found.published is None


@pytest.mark.parametrize("name", ["itemprop=author", "class=byline", "class=date"])
def test_what_nests_without_end_is_not_read_at_each_level(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    measured: list[int] = []

    def counted(text: str) -> str:
        measured.append(len(text))
        return fold(text)

    monkeypatch.setattr(markup, "fold", counted)
    monkeypatch.setattr(reading, "find_date", pytest.fail)
    said = "<p>The old bridge over the river was shut by the council for a week.</p>" * 8000
    metadata(f"<h1>The bridge is shut</h1>{f'<div {name}>' * 100}{said}")
    assert sum(measured) < 20 * len(said)
