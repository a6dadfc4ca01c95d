"""A closed list of words is one list, of the contracts and of the code, which says each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import get_args

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
    page,
    table,
)
from tests.dataset.raw import response, save
from twa.crawler.sources.source import Backfill
from twa.dataset import errors
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection
from twa.dataset.crawl_state import health
from twa.dataset.dates import instants
from twa.dataset.facts import fates, model
from twa.dataset.facts.values import slug
from twa.dataset.pages import article, notes
from twa.dataset.pages.metadata import markup
from twa.dataset.pages.metadata.credits import model as credit
from twa.dataset.pages.recurrence import boilerplate
from twa.dataset.reduce import rights
from twa.dataset.tables import schema
from twa.dataset.warc import records
from twa.dataset.web import directives, tdmrep

REMOVALS = tuple(slug(reason) for reason in get_args(article.RemovalReason))

WORDS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("articles", "blocks", "type"): get_args(article.BlockType),
    ("articles", "removed", "reason"): REMOVALS,
    ("articles", "credits", "kind"): get_args(credit.Kind),
    ("articles", "credits", "role"): get_args(credit.Role),
    ("articles", "credits", "source"): get_args(credit.CreditedBy),
    ("articles", "body_status"): get_args(article.BodyStatus),
    ("articles", "notes", "kind"): get_args(notes.NoteKind),
    ("articles", "witnesses", "chosen"): get_args(article.Chosen),
    **{
        ("articles", "sources", name): get_args(markup.StatedBy)
        for name in schema.contract("articles")["properties"]["sources"]["properties"]
    },
    **{
        (name, f"{date}_precision"): get_args(instants.Precision)
        for name, dates in (
            ("articles", ("published", "modified")),
            ("feed_entries", ("published", "updated")),
        )
        for date in dates
    },
    **{("articles", f"{date}_zone"): get_args(instants.Zone) for date in ("published", "modified")},
    **{
        (name, "rights", *path): get_args(words)
        for name in ("articles", "revisions")
        for path, words in (
            (("robots",), rights.RobotsVerdict),
            (("tdm_source",), tdmrep.Source),
            (("statements", "source"), directives.StatementPlace),
        )
    },
    ("rejects", "stage"): get_args(model.Stage),
    ("rejects", "reason"): get_args(errors.RejectReason),
    ("manifest", "outputs", "table"): tuple(schema.TABLES),
    ("manifest", "projection", "outputs", "table"): tuple(schema.TABLES),
    ("run", "refused", "reason"): get_args(errors.RejectReason),
    ("run", "failures", "reason"): get_args(errors.RejectReason),
    ("run", "health", "state"): health.STATES,
    ("run", "backfill", "mode"): tuple(filter(None, get_args(Backfill))),
}
"""Where in the contracts a closed list of words stands, and whose words the code says there."""

FREE = frozenset(
    (
        *("title", "text", "standfirst", "summary", "byline", "name", "raw", "authors", "agencies"),
        *("section", "categories", "tags", "captions", "publisher", "license", "entry_id", "agent"),
        *("published_raw", "modified_raw", "updated_raw", "detail", "url", "via", "link", "diff"),
        *("value", "robots_agent", "tdm_policy", "warc", "record_id", "content_type", "extractor"),
        *("version", "page", "og", "json_ld", "html", "feed", "twitter", "reason"),
    )
)
"""Columns that hold words of the sources, of people, or names: no code chooses among some.

`reason` is here that of a withdrawal, in the words of who withdrew.
"""


def _fields() -> Iterator[tuple[tuple[str, ...], schema.Schema]]:
    for name in schema.TABLES:
        for field in schema.fields(schema.contract(name)):
            yield (name, *field.path), field.schema
    for name in ("manifest", "run"):
        for field in schema.fields(schema.load(name)):
            yield (name, *field.path), field.schema


def test_every_closed_list_is_that_of_the_code() -> None:
    found = {path: {*part["enum"]} - {None} for path, part in _fields() if "enum" in part}
    assert found == {path: set(words) for path, words in WORDS.items()}


def test_every_other_text_of_a_row_is_nobodys_choice_of_words() -> None:
    """A new column of words that code chooses is a closed list, or a reason stands in `FREE`."""
    for path, part in _fields():
        if path[0] not in schema.TABLES or "enum" in part or not _is_text(part):
            continue
        if "pattern" in part or "format" in part or "description" not in part:
            continue
        assert path[-1] in FREE, path


def _is_text(part: schema.Schema) -> bool:
    kinds = part.get("type", ())
    return "string" in ([kinds] if isinstance(kinds, str) else kinds)


def test_account_of_a_manifest_is_told_in_the_words_of_the_code() -> None:
    account = schema.load("manifest")["properties"]["inputs"]["items"]["properties"]["account"]
    assert account["propertyNames"]["enum"] == [*records.KINDS, "other"]
    assert account["additionalProperties"]["propertyNames"]["enum"] == [*fates.FATES]


def test_what_is_read_back_is_of_the_same_words() -> None:
    assert boilerplate.REASON in get_args(article.RemovalReason)
    assert get_args(credit.Kind) == credit.KINDS


# --- The code says each ---------------------------------------------------------------

STORY = "".join(f"<p>{escape(text)}</p>" for text in SENTENCES)
TITLE = "Harbour bridge reopens"
ARTICLE = f"<article><h1>{TITLE}</h1>{STORY}</article>"
SHOWN = f"<article><h1>{TITLE}</h1><p>{escape(SENTENCES[0])}</p></article>"


def _json_ld(**said: object) -> str:
    graph = json.dumps({"@type": "NewsArticle", **said})
    return f'<script type="application/ld+json">{graph}</script>'


NOTED = {
    "published-after-capture": _json_ld(datePublished="2099-01-01T00:00:00Z") + ARTICLE,
    "modified-after-capture": _json_ld(dateModified="2099-01-01T00:00:00Z") + ARTICLE,
    "published-as-changed": ARTICLE.replace("</h1>", "</h1><p>Updated: 16 May 2024</p>"),
    "published-zone-unknown": _json_ld(datePublished="2024-05-16 10:00:00 XYZ") + ARTICLE,
    "modified-zone-unknown": _json_ld(dateModified="2024-05-16 10:00:00 XYZ") + ARTICLE,
    "modified-before-published": (
        _json_ld(datePublished="2024-05-16T10:00:00Z", dateModified="2024-04-16T10:00:00Z")
        + ARTICLE
    ),
    "published-contradicted": _json_ld(datePublished="2024-03-16T10:00:00Z") + ARTICLE,
    "modified-contradicted": _json_ld(dateModified="2024-03-16T10:00:00Z") + ARTICLE,
    "text-from-json-ld": _json_ld(headline=TITLE, articleBody=" ".join(SENTENCES)) + SHOWN,
    "text-from-noscript": f"<h1>{TITLE}</h1><noscript>{ARTICLE}</noscript>",
    "text-from-script-data": (
        f'{SHOWN}<script id="__NEXT_DATA__" type="application/json">'
        f"{json.dumps({'props': {'title': TITLE, 'body': STORY}})}</script>"
    ),
    "continues-on-further-pages": f'<link rel="next" href="?page=2">{ARTICLE}',
    "kept-as-extracted": "<article><h1>Old pears are saved</h1></article>",
    "unlike-the-feed": ARTICLE,
    "title-contradicted": ARTICLE,
}
"""A note, and a page that deserves it."""

FRUITS = ("plums", "quinces", "medlars", "figs", "cherries", "apples")
UPDATED = (
    "<updated xmlns='http://www.w3.org/2005/Atom'>2024-05-17T06:00:00Z</updated><category>City"
)


@pytest.fixture(scope="module")
def noted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """By the last part of its address, what each row notes. Every note was about that page."""
    root: Path = tmp_path_factory.mktemp("noted") / "harbour"
    archive = Archive()
    listed = (
        *("published-contradicted", "modified-contradicted"),
        *("unlike-the-feed", "title-contradicted"),
    )
    items = [
        item(name, TITLE, content=()).replace("<category>City", UPDATED) for name in listed[:2]
    ]
    content = [f"Of {fruit} and who sells them the feed alone has a word." for fruit in FRUITS]
    items.append(item(listed[2], TITLE, content=content))
    items.append(item(listed[3], "Nobody came to quay seven", content=()))
    archive.get(FEED, feed(*items), **RSS)
    for number, (name, html) in enumerate(NOTED.items()):
        if name in listed:
            # Each its own text: copies under one title would be one article.
            told = html.replace("</p>", f" Told of {name}.</p>")
            archive.get(f"{SITE}/{name}/", told, at=hours(number / 9))
        else:
            archive.get(f"https://{name}.example/{name}/", html, at=hours(number / 9))
    archive.save(root)
    length = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 10\r\n\r\n"
    save(
        root / "archive",
        response("https://a.example/capture-date-mended/", page("A"), WARC_Date="20240517063000"),
        response("https://b.example/content-length-wrong/", page("B"), length),
    )
    build(Collection(root), workers=1)
    return {
        row["url"].split("/")[-2]: [note["kind"] for note in row["notes"]]
        for row in table(root, "articles")
    }


@pytest.mark.parametrize("kind", sorted({*get_args(notes.NoteKind)} - {"part-left-out"}))
def test_the_code_says_each_note(noted: dict[str, list[str]], kind: str) -> None:
    """But for `part-left-out`, which tests/dataset/reduce/test_mending.py makes it say."""
    assert kind in noted[kind]


BYLINE = "<p class=byline>By Mira Holt</p>"
STATING = {
    "json-ld": _json_ld(headline=TITLE, datePublished="2024-05-16T10:00:00Z") + ARTICLE,
    "opengraph": f'<meta property="article:published_time" content="2024-05-16T10:00Z">{ARTICLE}',
    "meta": f'<meta name="author" content="Mira Holt">{ARTICLE}',
    "microdata": f'<meta itemprop="datePublished" content="2024-05-16T10:00:00Z">{ARTICLE}',
    "time": ARTICLE.replace("</h1>", "</h1><time datetime=2024-05-16T10:00Z>16 May</time>"),
    "html": ARTICLE.replace("</h1>", f"</h1>{BYLINE}"),
    "title": f"<title>{TITLE}</title>{STORY}",
    "link": f'<link rel="canonical" href="/link/">{ARTICLE}',
    "script": f'{ARTICLE}<script>var state = {{"publishedAt":"2024-05-16T10:00:00Z"}}</script>',
    "url": ARTICLE,
    "htmldate": f'{ARTICLE}<abbr class="published" title="2024-05-16">lately</abbr>',
    "site-name": f'<meta property="og:site_name" content="Mira Holt\'s Blog">{ARTICLE}',
    "feed": STORY,
}
"""Who states something, and a page of which this can be said."""


def test_the_code_says_each_source(root: Path) -> None:
    archive = Archive()
    archive.get(FEED, feed(item("feed", TITLE, content=())), **RSS)
    for number, (name, html) in enumerate(STATING.items()):
        site = SITE if name == "feed" else f"https://{name}.example"
        day = "2024/05/16/" if name == "url" else ""
        archive.get(f"{site}/{day}{name}/", f"<html lang=en>{html}", at=hours(number / 9))
    archive.save(root)
    build(Collection(root), workers=1)
    said = {row["url"].split("/")[-2]: row["sources"] for row in table(root, "articles")}
    assert [name for name in get_args(markup.StatedBy) if name not in said[name].values()] == []
