"""The code says each word that a row may have from a closed list: what rows of pages say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

import pytest

from tests.dataset.archives import (
    FEED,
    RSS,
    SENTENCES,
    SITE,
    Archive,
    feed,
    hours,
    item,
    prose,
    table,
)
from tests.dataset.tables.test_words import WORDS
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection
from twa.dataset.tables import schema

TITLE: Final = "Harbour bridge reopens"
HEADLINE: Final = f"<h1>{TITLE}</h1>"
TEXT: Final = "".join(f"<p>{text}</p>" for text in SENTENCES)
PART: Final = "".join(f"<p>{text}</p>" for text in SENTENCES[:3])
OTHER: Final = (
    "The ferry to the islands runs twice a day from May, the harbour office said in a note."
)


def _story(inner: str) -> str:
    return f"<main><article>{HEADLINE}<div class=text>{inner}</div></article></main>"


def _amid(inserted: str) -> str:
    return _story(TEXT.replace(PART, PART + inserted))


def _json_ld(**said: Any) -> str:
    graph = json.dumps({"@type": "NewsArticle", "headline": TITLE, **said})
    return f'<script type="application/ld+json">{graph}</script>'


def _by(byline: str) -> str:
    return _story(f"<p class=byline>{byline}</p>{TEXT}")


REMOVED: Final = {
    "another-article": (
        f"<article>{HEADLINE}{TEXT}"
        f"<article><h3><a href=/ferry>The ferry runs</a></h3><p>{OTHER}</p></article></article>"
    ),
    "byline": _story(f"<p>Updated Friday, 17 May 2024</p>{TEXT}"),
    "caption": _amid("<p class=bildtext>The old bridge in a picture of 1931</p>"),
    "comments": _story(f"{TEXT}<p>12 comments</p>"),
    "contact": _story(f"{TEXT}<p>Have a tip? Write to the desk.</p>"),
    "copyright": _story(f"{TEXT}<p>© 2024 Harbour News. All rights reserved.</p>"),
    "credit": _story(f"{TEXT}<p>Additional reporting by Omar Lind</p>"),
    "feed-footer": _story(f"{TEXT}<p>The post {TITLE} appeared first on Harbour News.</p>"),
    "filing": _story(f"{TEXT}<p>Filed under: Bridges, Ferries</p>"),
    "heading-of-nothing": _story(f"{TEXT}<h2>What else the harbour has</h2><p>Read more</p>"),
    "label": _amid("<p>Advertisement</p>"),
    "link-only": _amid("<p><a href=/2024/ferry>The ferry sells its last ticket today</a></p>"),
    "outside-the-article": f"{HEADLINE}<p>News of the harbour</p><div>{TEXT}</div>",
    "promotion": _amid("<p>Click here to get our paper each Friday</p>"),
    "reading-time": _story(f"<p>3 min read</p>{TEXT}"),
    "repeated": _story(f"{TEXT}<div class=narrow><p>{SENTENCES[1]}</p></div>"),
    "title": _story(f"<p>{TITLE}</p>{TEXT}"),
    "unlike-the-article": _amid("<dl><dt>Tickets</dt><dd>late</dd></dl>"),
    "update": _story(f"{TEXT}<p>Updated 3 times, with what the council says</p>"),
    "wall": _story(f"{PART}<div class=x><p>Subscribe to continue reading</p></div>"),
}
"""What was removed, and a page of which it is; `recurring` takes three of one site."""

BLOCKS: Final = _amid(
    "<h2>What is new</h2><ul><li>Forty hangers, all of them of another steel</li><li>Paint for the"
    " arch, in the grey that it had before the war</li></ul><blockquote><p>We shall miss the view,"
    " though not the queue.</p></blockquote><pre><code>toll = 2 * axles</code></pre><table><tr><th>"
    "Year<th>Cars</tr><tr><td>2023<td>40,000</tr><tr><td>2024<td>9,000</tr></table>"
)
LIVE: Final = "".join(
    f"<section><time datetime='2024-05-17T0{number}:00Z'>{number}:00</time><p>{text}</p></section>"
    for number, text in enumerate(SENTENCES)
)
SHORT: Final = f"<p>{SENTENCES[0]}</p>"
PICTURES: Final = "".join(
    f"<figure><img src={at}.jpg><figcaption>View number {at} of the bridge</figcaption></figure>"
    for at in range(6)
)
STATUS: Final = {
    "full": BLOCKS,
    "excerpt": f'<link rel="next" href="?page=2">{_story(TEXT)}',
    "paywalled": _json_ld(isAccessibleForFree=False) + _story(PART),
    "live": _json_ld(**{"@type": "LiveBlogPosting"}) + _story(LIVE),
    "gallery": _story(SHORT + PICTURES),
    "video": _json_ld(**{"@type": "VideoObject", "name": TITLE}) + _story(SHORT),
}

CREDITS: Final = {
    "json-ld": _json_ld(
        author={"@type": "Person", "name": "Mira Holt"},
        contributor="Omar Lind",
        editor="Ada Moor",
        translator="Eva Hof",
        illustrator="Jan Brandt",
    )
    + _story(TEXT),
    "meta": '<meta name=author content="Mira Holt">' + _story(TEXT),
    "microdata": _story(f"<span itemprop=author>Mira Holt</span>{TEXT}"),
    "html": _by("By Mira Holt"),
    "script": (
        f'{_story(TEXT)}<script type="application/json">'
        f'{{"title": "{TITLE}", "byline": "Mira Holt"}}</script>'
    ),
    "site-name": f'<meta property="og:site_name" content="Mira Holt\'s Blog">{_story(TEXT)}',
    "photographer": _story(f"<p class=byline>By Mira Holt, photos by Omar Lind</p>{TEXT}"),
    "reviewer": _story(f"<p class=byline>By Mira Holt, reviewed by Ada Moor</p>{TEXT}"),
    "source": _by("By Mira Holt, Reuters"),
    "pen-name": _json_ld(author="The Night Owl") + _story(TEXT),
}

DATES: Final = {
    "second": "2024-05-16T10:00:00Z",
    "minute": "2024-05-16T10:00",
    "day": "2024-05-16",
    "month": "2024-05",
    "year": "2024",
    "unknown": "2024-05-16 10:00:00 XYZ",
}
"""The same day, stated each time another way."""

STATED: Final = (
    '<meta name="tdm-reservation" content="1"><link rel="license" href="https://news.example/l/">'
    '<script type="application/rsl+xml"><rsl xmlns="https://rslstandard.org/rsl"/></script>'
    + _json_ld(license="https://news.example/l/")
    + _story(TEXT).replace("</article>", '<a rel="license" href="/terms/">Terms</a></article>')
)

NOTICE: Final = (
    "<p>This page needs scripts. Please allow them in the settings of your browser, or read us in"
    " the app, which needs none, on any telephone that was made in this century.</p>"
)
FED: Final = {
    "told-by-feed": _json_ld(articleBody="\n".join(SENTENCES)) + _story(NOTICE),
    "told-by-json-ld": _json_ld(articleBody="\n".join(SENTENCES)) + _story(NOTICE),
    "credited-by-feed": _story(TEXT),
    # Its own text is none, and of the others neither is believed: they contradict each other.
    "of-nothing": _json_ld(articleBody="\n\n".join(map(prose, "abc"))) + "<div id=app></div>",
}
"""An entry of the feed, and its page."""


def _pages() -> Iterator[tuple[str, str]]:
    """A host, and a page that it has."""
    yield from REMOVED.items()
    yield from STATUS.items()
    for name, html in CREDITS.items():
        yield f"by-{name}", html
    for name, date in DATES.items():
        yield f"on-{name}", _json_ld(datePublished=date, dateModified=date) + _story(TEXT)
    yield "stated", STATED


def _feed() -> str:
    """Entries of pages, and one with each kind of date."""
    with_text = ("told-by-feed", "of-nothing")
    told, by_json_ld, credited, empty = (
        item(name, TITLE, content=SENTENCES if name in with_text else ()) for name in FED
    )
    by = "<dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>Mira Holt</dc:creator><category>"
    terms = "<rsl:license xmlns:rsl='https://rslstandard.org/rsl'/>"
    changed = "<updated xmlns='http://www.w3.org/2005/Atom'>{}</updated><category>"
    return feed(
        *(told, by_json_ld, empty, credited.replace("<category>", terms + by)),
        *(
            item(f"on-{name}", TITLE, published=date, content=()).replace(
                "<category>", changed.format(date)
            )
            for name, date in DATES.items()
        ),
    )


def _rules(archive: Archive) -> None:
    """Pages of hosts that keep rules, and one whose header states something."""
    text: dict[str, Any] = {"role": "robots", "media_type": "text/plain"}
    for host, said in (
        ("open", "Allow: /\nContent-Signal: ai-train=no"),
        ("closed", "Disallow: /"),
    ):
        site = f"https://{host}.example"
        archive.get(f"{site}/robots.txt", f"User-agent: *\n{said}\n", **text)
        archive.get(f"{site}/bridge/", _story(TEXT), at=hours(1), headers=["tdm-reservation: 1"])
    archive.get(
        "https://kept.example/.well-known/tdmrep.json",
        '[{"location": "/", "tdm-reservation": 1}]',
        role="tdmrep",
        media_type="application/json",
    )
    archive.get("https://kept.example/bridge/", _story(TEXT), at=hours(1))


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """The rows of a build of all that, by table."""
    archive = Archive()
    archive.get(FEED, _feed(), **RSS)
    for number, (name, html) in enumerate(_pages()):
        archive.get(f"https://{name}.example/{name}/", f"<html lang=en>{html}", at=hours(number))
    for name, html in FED.items():
        archive.get(f"{SITE}/{name}/", f"<html lang=en>{html}", at=hours(1), via=FEED)
    for number in range(3):
        own = "".join(f"<p>{prose(f'{number} {part}')}</p>" for part in range(3))
        html = _story(f"{own}<p>{OTHER}</p>")
        archive.get(f"https://recurring.example/{number}/", html, at=hours(number))
    _rules(archive)
    collection = Collection(tmp_path_factory.mktemp("words") / "harbour")
    archive.save(collection.root)
    build(collection, workers=1)
    return {name: table(collection.root, name) for name in schema.TABLES}


def _said(value: Any, *path: str) -> Iterator[str]:
    """The words that stand somewhere in a row, or in each item of a list there."""
    if isinstance(value, list):
        for one in value:
            yield from _said(one, *path)
    elif path and value is not None:
        yield from _said(value[path[0]], *path[1:])
    elif value is not None:
        yield value


PATHS: Final = [
    path
    for path in WORDS
    if path[0] in ("articles", "revisions", "feed_entries") and path[1] not in ("notes", "sources")
]
"""Of notes and sources see test_words.py, of rejects test_reject_reasons.py."""


@pytest.mark.parametrize("path", PATHS, ids="/".join)
def test_the_code_says_each_word(
    rows: dict[str, list[dict[str, Any]]], path: tuple[str, ...]
) -> None:
    said = {*_said(rows[path[0]], *path[1:])}
    assert said == {*WORDS[path]}


def test_each_is_removed_for_the_reason_that_it_deserves(
    rows: dict[str, list[dict[str, Any]]],
) -> None:
    removed = {
        row["url"].split("/")[-2]: {one["reason"] for one in row["removed"]}
        for row in rows["articles"]
    }
    assert [reason for reason in REMOVED if reason not in removed[reason]] == []
