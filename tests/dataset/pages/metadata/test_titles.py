"""Titles without their sites."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime

import pytest

from twa.dataset.pages.metadata.markup import StatedBy
from twa.dataset.pages.metadata.statements import read
from twa.dataset.pages.metadata.titles.choosing import choose, signature, strip
from twa.dataset.pages.metadata.titles.sites import sites
from twa.dataset.pages.page import Page

CAPTURED = datetime(2026, 1, 1, tzinfo=UTC)
KNOWN = sites(["The Harbour Post", "云岭新闻网"], "www.harbour-post.example")

STRIPPED = {
    "Boats are back | The Harbour Post": "Boats are back",
    "Boats are back - Harbour Post": "Boats are back",
    "Boats are back – HARBOUR POST ONLINE": "Boats are back",
    "The Harbour Post | Boats are back": "Boats are back",
    "Harbour Post: Boats are back": "Boats are back",
    "Boats are back :: The Harbour Post :: harbour-post.example": "Boats are back",
    "Boats - and nets - are back": "Boats - and nets - are back",
    "Well-known post in the harbour": "Well-known post in the harbour",
    "What The Harbour Post says": "What The Harbour Post says",
    "山城轻轨新线开通_云岭新闻网": "山城轻轨新线开通",
    "山城轻轨新线开通--云岭网": "山城轻轨新线开通",
    "Boats are back after winter | Coast | The Harbour Post": "Boats are back after winter",
    "Boats are back - Coast road | The Harbour Post": "Boats are back - Coast road",
    "山城轻轨新线开通：云岭新闻网": "山城轻轨新线开通",
    "山城輕軌新線開通 | 生活": "山城輕軌新線開通",
    "배가 겨울을 지나 돌아왔다-사회": "배가 겨울을 지나 돌아왔다",
    "한-미 항로 다시 열린다": "한-미 항로 다시 열린다",
    "The Harbour Post": "The Harbour Post",
}


@pytest.mark.parametrize("title", STRIPPED)
def test_the_site_is_not_part_of_the_title(title: str) -> None:
    assert strip(title, KNOWN) == STRIPPED[title]


VOTES = [
    # Readers' headline and its JSON-LD against the title made for search engines.
    (
        [("opengraph", "Boats: all you need"), ("html", "Boats are back"),
         ("json-ld", "Boats are back"), ("title", "Boats: all you need | Harbour")],
        "Boats are back",
    ),
    # All say the same, with a bar before the name that nothing else on the page says.
    ([("opengraph", "عودة القوارب بعد الشتاء | بوابة الميناء"),
      ("title", "عودة القوارب بعد الشتاء | بوابة الميناء")], "عودة القوارب بعد الشتاء"),
    # Nobody else says whose page it is.
    ([("title", "山城轻轨新线开通 - 山城日报")], "山城轻轨新线开通"),
    # A logo in the heading has no vote.
    ([("html", "The Harbour Post"), ("title", "Boats are back")], "Boats are back"),
    # What others state without it is not the title's: section and unknown site.
    ([("title", "Boats are back | Coast | Unknown"), ("html", "Boats are back")], "Boats are back"),
    ([("opengraph", "Opinion | Boats are back"), ("html", "Boats are back")], "Boats are back"),
    # A cut headline votes for the whole one.
    (
        [("json-ld", "Boats are back in the harbour of the old town after …"),
         ("opengraph", "Boats are back in the harbour of the old town after a winter away")],
        "Boats are back in the harbour of the old town after a winter away",
    ),
    # Escaped twice, with markup and line breaks.
    ([("opengraph", "Boats &amp;amp; nets\n <b>are</b> back")], "Boats & nets are back"),
    # Alone, with names behind it that nobody confirms.
    ([("title", "山城轻轨新线开通_本地_某某网")], "山城轻轨新线开通"),
    ([("title", "Boats are back | Some Paper")], "Boats are back"),
    ([("title", "Boats - back again")], "Boats - back again"),
]  # fmt: skip


@pytest.mark.parametrize(("candidates", "expected"), VOTES)
def test_the_title_is_what_most_state(
    candidates: list[tuple[StatedBy, str]], expected: str
) -> None:
    shown = next((text for source, text in candidates if source == "html"), None)
    others = [(source, text) for source, text in candidates if source != "html"]
    title = choose(shown if shown and not KNOWN.named(shown) else None, others, KNOWN)
    assert title is not None
    assert title.value == expected


@pytest.mark.parametrize("raw", ["", "  ", "Home", "The Harbour Post", "x" * 600])
def test_nothing_is_better_than_no_title(raw: str) -> None:
    assert choose(None, [("title", raw)], KNOWN) is None


def test_a_site_signs_its_titles() -> None:
    shown = "Boats are back"
    assert signature("Boats are back – Coast – Lakeside", shown, shown) == "Lakeside"
    assert signature(shown, shown, shown) is None


def test_the_end_of_a_headline_that_readers_see_is_no_signature() -> None:
    whole = "Boats are back – what that means for the harbour"
    assert signature(whole, whole, whole) is None
    assert signature(whole, "Boats are back", None) == "what that means for the harbour"
    assert signature("Boats – Coast Weekly", "Boats – Coast Weekly", "Boats – Coast Weekly")
    html = f"<title>{whole}</title><meta property='og:title' content='{whole}'><h1>{whole}</h1>"
    page = Page("https://paper.example/a/b", html.encode(), "text/html; charset=utf-8", CAPTURED)
    found = read(page.tree, page).titles
    assert (found.page, found.og, found.html) == (whole, whole, whole)


HEADLINES = {
    # A subtitle, a kicker and a date in the heading are not glued on.
    "<h1>Boats are back<small>And nets</small></h1>": "Boats are back",
    "<h1><span class='kicker'>Coast</span>Boats are back</h1>": "Boats are back",
    # A logo has the first level: the second says what the title does.
    "<title>Boats are back | Coast | Post</title><h1><a href='/'><img alt='Post'></a></h1>"
    "<article><h2>Boats are back</h2><p>Text</p></article>": "Boats are back",
    # The headline for sharing is another one.
    "<meta property='og:title' content='You will love this harbour'>"
    "<article><h1>Boats are back at last</h1><p>Text of it</p></article>": "Boats are back at last",
    # A heading of a box below the text is none of the article's.
    "<meta property='og:title' content='Boats are back'><p>" + "Text of it. " * 30 + "</p>"
    "<h1>A message from our founder</h1>": "Boats are back",
    "<title>Boats are back * The Harbour Post * by Ada Moor</title>"
    "<meta property='og:site_name' content='The Harbour Post'>": "Boats are back",
}


@pytest.mark.parametrize("html", HEADLINES)
def test_the_headline_is_what_a_reader_sees(html: str) -> None:
    page = Page("https://paper.example/a.html", html.encode(), "text/html; charset=utf-8", CAPTURED)
    assert read(page.tree, page).title == HEADLINES[html]


def test_each_source_keeps_its_own_title() -> None:
    html = (
        "<title>Boats, nets, tides | Post</title><meta property='og:site_name' content='Post'>"
        "<meta property='og:title' content='You will love this harbour | Post'>"
        "<meta name='twitter:title' content='This harbour!'>"
        '<script type="application/ld+json">'
        '{"@type":"NewsArticle","headline":"Boats return"}</script>'
        "<article><h1>Boats are back at last</h1></article>"
    )
    page = Page("https://paper.example/a.html", html.encode(), "text/html; charset=utf-8", CAPTURED)
    assert asdict(read(page.tree, page).titles) == {
        "page": "Boats are back at last",
        "og": "You will love this harbour",
        "json_ld": "Boats return",
        "html": "Boats, nets, tides",
        "twitter": "This harbour!",
    }


def test_a_site_may_be_called_with_the_end_of_its_host() -> None:
    known = sites(["Le Phare.fr"], "paper.example")
    assert known.named("Le Phare")
    assert known.named("Le Phare.fr")


FILED = {
    "Grain at record height | Markets": "Grain at record height",
    "Grain at record height - Country Life": "Grain at record height",
    "Grain at record height - Part 2": "Grain at record height - Part 2",
    "Grain at record height | Harbour Post Print": "Grain at record height",
    "paper.example Grain at record height": "Grain at record height",
}


@pytest.mark.parametrize("title", FILED)
def test_a_section_of_the_address_or_the_page_is_no_part_of_a_title(title: str) -> None:
    html = (
        f"<title>{title}</title><meta property='article:section' content='Country Life'>"
        "<meta property='og:site_name' content='Harbour Post Print Company'><p>Text</p>"
    )
    url = "https://paper.example/markets/grain"
    page = Page(url, html.encode(), "text/html; charset=utf-8", datetime(2026, 1, 1, tzinfo=UTC))
    assert read(page.tree, page).title == FILED[title]


def test_a_site_that_is_named_as_the_page_takes_no_title_away() -> None:
    title = "Grain at record height | Clay"
    html = (
        f"<title>{title}</title><meta property='og:title' content='{title}'>"
        f"<meta property='og:site_name' content='{title}'><p>Text</p>"
    )
    url = "https://clay.example/blog/grain"
    page = Page(url, html.encode(), "text/html; charset=utf-8", datetime(2026, 1, 1, tzinfo=UTC))
    assert read(page.tree, page).title == "Grain at record height"


def test_what_looks_like_a_tag_in_a_heading_is_text() -> None:
    html = "<title>30 years of tags</title><h1>30 years of &lt;br&gt; tags</h1><p>Text</p>"
    url = "https://paper.example/tags"
    page = Page(url, html.encode(), "text/html; charset=utf-8", datetime(2026, 1, 1, tzinfo=UTC))
    assert read(page.tree, page).title == "30 years of <br> tags"


@pytest.mark.parametrize("kicker", ["Markets: ", "Local News | ", "Record harvest "])
def test_a_kicker_goes_where_two_sources_begin_behind_it(kicker: str) -> None:
    title = "Grain is at record height in all valleys"
    told: list[tuple[StatedBy, str]] = [
        ("opengraph", title),
        ("json-ld", title),
        ("title", kicker + title),
    ]
    found, whole = choose(kicker + title, told, KNOWN), choose("The " + title, told, KNOWN)
    assert found is not None
    assert found.value == title
    assert whole is not None
    assert whole.value == "The " + title


def test_a_column_that_is_called_a_sidebar_may_hold_the_headline() -> None:
    page = Page(
        "https://site.example/a",
        b"<title>Boats are back - Harbour</title><div class=sidebar><h1>Boats are back</h1>"
        b"<p>The boats came back to the old harbour this morning, all forty of them.</p></div>",
        "text/html",
        CAPTURED,
    )
    assert read(page.tree, page).title == "Boats are back"


def test_the_name_of_a_site_in_such_a_column_is_no_headline() -> None:
    page = Page(
        "https://site.example/a",
        b"<title>Silent Quay: Boats are back in the old harbour after a winter away</title>"
        b"<div class=sidebar><h1>Silent Quay</h1></div><p>The boats came back this morning.</p>",
        "text/html",
        CAPTURED,
    )
    assert read(page.tree, page).title != "Silent Quay"


# The `<title>`, the head of the body, the title.
AROUND = [
    # No heading: the line that people see, and what stands behind any mark.
    ("북쪽 다리 넉 달 만에 다시 열린다 < 사회 < 나루일보",
     "<div>북쪽 다리 넉 달 만에 다시 열린다</div>",
     "북쪽 다리 넉 달 만에 다시 열린다"),
    ("뱃삯 다음 달부터 오른다 : 나루뉴스", "<div>뱃삯 다음 달부터 오른다</div>",
     "뱃삯 다음 달부터 오른다"),
    ("漁業者支援、来年度は倍増 - 社会 - みなと新聞", "<div>漁業者支援、来年度は倍増</div>",
     "漁業者支援、来年度は倍増"),
    ("Северный мост снова открыт :: Общество :: Причал", "<div>Северный мост снова открыт</div>",
     "Северный мост снова открыт"),
    ("El puente norte reabre tras cuatro meses / Diario del Muelle",
     "<div>El puente norte reabre tras cuatro meses</div>",
     "El puente norte reabre tras cuatro meses"),
    ("Norra bron öppen igen efter fyra månader ❘ Kajbladet",
     "<div>Norra bron öppen igen efter fyra månader</div>",
     "Norra bron öppen igen efter fyra månader"),
    ("Northern bridge reopens after four months | Port Gazette: Harbour News, Weather and Sport",
     "<div>Northern bridge reopens after four months</div>",
     "Northern bridge reopens after four months"),
    # A kicker, a source, signs in elements of their own.
    ("Nordbrücke wieder offen - Hafenbote",
     "<h1><span>Verkehr: </span><span>Nordbrücke wieder offen</span></h1>",
     "Nordbrücke wieder offen"),
    ("北桥四个月后重新开放_北岸网", "<h1>北桥四个月后重新开放<span>来源：北岸网</span></h1>",
     "北桥四个月后重新开放"),
    ("Nordbrua er åpen igjen", "<h1><span>+</span> Nordbrua er åpen igjen</h1>",
     "Nordbrua er åpen igjen"),
    ("Nordbrua er åpen igjen", "<h1>Nordbrua er åpen igjen <a href='#n'>¶</a></h1>",
     "Nordbrua er åpen igjen"),
    # A kicker without its mark, which the `<title>` has.
    ("Fährtarife: Überfahrt wird teurer",
     "<h1><span class='dachzeile'>Fährtarife</span> <span>Überfahrt wird teurer</span></h1>",
     "Fährtarife: Überfahrt wird teurer"),
    ("Fährtarife: Überfahrt wird teurer | Hafenbote",
     "<h1><span>Fährtarife</span> <span>Überfahrt wird teurer</span></h1>",
     "Fährtarife: Überfahrt wird teurer"),
    ("Fährtarife - „Die Überfahrt muss teurer werden“",
     "<h1><span>Fährtarife</span>„Die Überfahrt muss teurer werden“</h1>",
     "Fährtarife - „Die Überfahrt muss teurer werden“"),
    # A subtitle with which the `<title>` goes on.
    ("新型の渡船を比較してみた：さらば冬、いくぜ港（1/2 ページ） - みなとPC",
     "<h1><span>新型の渡船を比較してみた</span><i>：</i>"
     "<i class='title__subtitle'>さらば冬、いくぜ港</i><span>（1/2 ページ）</span></h1>",
     "新型の渡船を比較してみた：さらば冬、いくぜ港（1/2 ページ）"),
    ("Ponte norte reabre - O Cais",
     "<h1>Ponte norte reabre <small>após quatro meses</small></h1>", "Ponte norte reabre"),
    # The first level heads a column, or leads home without a slash.
    ("Northern bridge: what it is and how you cross it",
     "<div><h1>Information and Services</h1></div>"
     "<h2>Northern bridge: what it is and how you cross it</h2>",
     "Northern bridge: what it is and how you cross it"),
    ("Northern bridge, its tolls and ferries — guide for ferrymen",
     "<h1><a href='../index.html'>guide for ferrymen</a></h1>"
     "<h2>Northern bridge, its tolls and ferries</h2>",
     "Northern bridge, its tolls and ferries"),
    # First levels below the text, where none says what is stated.
    ("Why the northern bridge is open again", "<article><h1>Four months without a bridge</h1>"
     f"<p>{'The boats lie where they lay and the town has walked for months. ' * 9}</p></article>"
     "<h1>We need to talk about your browser</h1>", "Four months without a bridge"),
    # A heading that links to the home page is a logo.
    ("Ponte norte reabre após quatro meses",
     "<h1><a href='https://cais.example/'>O jornal do nosso cais</a></h1>"
     "<h2>Ponte norte reabre após quatro meses</h2>",
     "Ponte norte reabre após quatro meses"),
]  # fmt: skip


@pytest.mark.parametrize(("stated", "body", "title"), AROUND)
def test_a_headline_is_parted_from_what_stands_around_it(
    stated: str, body: str, title: str
) -> None:
    prose = "<p>" + "The boats lie where they lay and the town has walked for months. " * 3
    html = f"<meta charset=utf-8><title>{stated}</title><body>{body}{prose}"
    page = Page("https://paper.example/a/b", html.encode(), "text/html", CAPTURED)
    assert read(page.tree, page).title == title
