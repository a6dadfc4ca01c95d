"""Pages that list articles: which of their links are articles, and which are not."""

from __future__ import annotations

import contextlib

import pytest

from twa.dataset.errors import FeedError
from twa.dataset.feeds.listing_page import read

URL = "https://harbour.example/"


def listed(body: str, url: str = URL) -> list[tuple[str, str]]:
    """Path and title of what a page lists."""
    found = read(f"<!doctype html><title>Harbour</title>{body}".encode(), url=url)
    return [
        ((entry.link or "").removeprefix("https://harbour.example"), entry.title)
        for entry in found.entries
    ]


AROUND = """<header class="top"><a href="/"><img alt="Harbour"></a>
 <ul><li><a href="/sport/">Sport</a><li><a href="/city/harbour-news">City and harbour</a>
 <li><a href="/about-us">Who we are and what we do all day</a></ul></header>{}
<footer><p><a href="/privacy/how-we-use-your-data">How we use your data and why</a>
 <a href="/jobs/editor-of-the-night-desk">Editor of the night desk</a></footer>"""

CARDS = "".join(
    f"""<article class=card><a href="/2025/03/1{n}/{slug}/"><img src=x alt=""></a>
    <a class="label" href="/category/city/">City</a>
    <h3><a rel="bookmark" href="/2025/03/1{n}/{slug}/">{title}</a></h3>
    <p>By <a rel=author href="/people/mira-holt-of-the-harbour">Mira Holt</a>
    <time datetime="2025-03-1{n}T08:00:00+08:00">yesterday</time></p>
    <p>Closed. <a href="/2025/03/1{n}/{slug}/">Read more</a></article>"""
    for n, (slug, title) in enumerate([("ferry", "Ferry <b>stops</b> now"), ("tide", "High tide")])
)


def test_cards_with_headlines() -> None:
    body = AROUND.format(f"<main>{CARDS}<nav><a href='/page/2/'>2</a></nav></main>")
    assert listed(body) == [
        ("/2025/03/10/ferry/", "Ferry stops now"),
        ("/2025/03/11/tide/", "High tide"),
    ]
    found = read(body.encode(), url=URL)
    assert [entry.published_raw for entry in found.entries] == [
        "2025-03-10T08:00:00+08:00",
        "2025-03-11T08:00:00+08:00",
    ]
    assert found.format == "listing"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # A card that is a link as a whole, with the headline in it.
        (
            "<main><a href='/n/7001'><div><h2>Pilots on strike</h2><p>More tugs.</div></a>"
            "<a href='/n/7002'><h2>Tugs idle</h2><p>Because of the pilots.</p></a></main>",
            [("/n/7001", "Pilots on strike"), ("/n/7002", "Tugs idle")],
        ),
        # A headline that is no link, and a link that says no more than "more".
        (
            "<div class=row><h2>Pilots on strike</h2><p>They want tugs.<a href='/n/7001'>More</a>"
            "</div><div class=row><h2>Tugs lie idle</h2><a href='/n/7002'>More</a></div>",
            [("/n/7001", "Pilots on strike"), ("/n/7002", "Tugs lie idle")],
        ),
        # A plain list, as of a wire, with tags that are left open.
        (
            "<h1>Wire</h1><ul><li><a href=/s/a>Story a</a><li><a href=/s/b>Story b</a>"
            "<li><a href=/s/c>Story c</a></ul>",
            [("/s/a", "Story a"), ("/s/b", "Story b"), ("/s/c", "Story c")],
        ),
        # A table of the eighties, in a language without spaces.
        (
            "<table><tr><td><a href='view.php?id=4711'>港口今日關閉引水人罷工</a>"
            "<tr><td><a href='view.php?id=4712'>渡輪恢復行駛</a><tr><td>"
            "<a href='view.php?id=4713'>潮汐</a></table>",
            [
                ("/view.php?id=4711", "港口今日關閉引水人罷工"),
                ("/view.php?id=4712", "渡輪恢復行駛"),
                ("/view.php?id=4713", "潮汐"),
            ],
        ),
        # Sections have headlines that are links, too.
        (
            "<section><h2><a href='/city'>City</a></h2><h3><a href='/city/pilots-strike'>"
            "Pilots on strike</a></h3><h3><a href='/city/tugs'>Tugs lie idle</a></h3></section>",
            [("/city/pilots-strike", "Pilots on strike"), ("/city/tugs", "Tugs lie idle")],
        ),
        # A box that is called a menu by its class is one, unless all there is stands in it.
        (
            "<div class='main-menu'><a href='/a/b'>City, port</a><a href='/a/c'>Sport, sea</a>"
            "<a href='/a/d'>More of it</a></div><h2><a href='/n/7001'>Pilots strike</a></h2>",
            [("/n/7001", "Pilots strike")],
        ),
        (
            "<div class='with-sidebar'><h2><a href='/n/7001'>Pilots strike</a></h2></div>",
            [("/n/7001", "Pilots strike")],
        ),
        # Other sites, files, fragments, mail and the page itself are none.
        (
            "<h2><a href='https://other.example/n/1234'>Of another site</a></h2>"
            "<h2><a href='/report-of-2025.pdf'>Report of the year</a></h2><h2><a href='#top'>To the"
            " top of it</a></h2><h2><a href='mailto:a@b.example'>Write to us all</a></h2>"
            "<h2><a href='/?utm_source=x'>This very page here</a></h2>"
            "<h2><a href='https://sub.harbour.example/n/1'>Of the harbour's blog</a></h2>",
            [("https://sub.harbour.example/n/1", "Of the harbour's blog")],
        ),
        # A base moves what is relative; an address stands once, however often it is linked to.
        (
            "<base href='/n/'><h2><a href=7001#start>Pilots on strike</a></h2>"
            "<h2><a href=7001?utm_medium=front>Pilots</a></h2>",
            [("/n/7001", "Pilots on strike")],
        ),
    ],
)
def test_which_links_are_articles(body: str, expected: list[tuple[str, str]]) -> None:
    assert listed(body) == expected
    # Whatever stands around it.
    assert listed(AROUND.format(body)) == expected


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"%PDF-1.7",
        b"<html><nav><a href='/n/1234'>Pilots on strike today</a></nav>",
        b"<html><h1>We value your privacy</h1><a href='/accept'>Accept</a>",
        b"<rss><channel><item><link>https://harbour.example/n/1</link></item></channel></rss>",
    ],
)
def test_what_lists_nothing_is_said_to(body: bytes) -> None:
    with pytest.raises(FeedError):
        read(body, url=URL)


def test_the_words_of_a_page_are_in_its_encoding() -> None:
    body = "<meta charset=windows-1251><h2><a href=/n/1234>Порт закрыт снова</a></h2>"
    found = read(body.encode("windows-1251"), url=URL, content_type="text/html")
    assert [entry.title for entry in found.entries] == ["Порт закрыт снова"]


@pytest.mark.parametrize(
    "piece",
    [
        "<a",
        "<a '",
        '<a href="',
        "<script",
        "<script>",
        "<!--",
        "<div>",
        "<div><a href=/n/1234>Pilots on strike today",
        "<h2>",
        "<p><time>",
        "</div>",
        "<a x=y ",
        "<li>x",
        "&",
    ],
)
def test_work_is_linear(piece: str) -> None:
    """Enough of it that anything else would take minutes."""
    with contextlib.suppress(FeedError):
        read(b"<html>" + (piece * 40_000).encode(), url=URL)
