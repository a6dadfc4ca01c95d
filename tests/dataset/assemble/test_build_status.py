"""Through the whole build: how much of an article its row's text is."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

import pytest

from tests.dataset.archives import SENTENCES, Archive, hours, page, table
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection

CAPTIONS = [f"The arch of the bridge, seen from the {side} bank." for side in
            ("northern", "southern", "western", "eastern", "far", "near")]  # fmt: skip
FIGURES = "".join(
    f"<figure><img src='/{n}.jpg' alt=''><figcaption>{caption}</figcaption></figure>"
    for n, caption in enumerate(CAPTIONS)
)
WALL = "<div class='article-paywall'><p>Subscribe to read the rest of this story.</p></div>"
LIVE = "".join(
    f"<div class='post'><time datetime='2024-05-17T{hour}:00:00Z'>{hour}:00</time>"
    f"<p>{text}</p></div>"
    for hour, text in zip(range(18, 13, -1), SENTENCES, strict=True)
)


def json_ld(kind: str, **more: Any) -> str:
    data = {"@type": kind, "headline": "Harbour bridge", **more}
    return f"<script type='application/ld+json'>{json.dumps(data)}</script>"


def story(paragraphs: int, *, head: str = "", more: str = "", end: str = "") -> str:
    texts = [*SENTENCES[:paragraphs]]
    texts[-1] += end
    html = page("Harbour bridge", texts, head=head)
    return html.replace("</article>", f"{more}</article>")


PAGES = {
    "whole": ("full", story(5)),
    "free": ("full", story(5, head=json_ld("NewsArticle", isAccessibleForFree="True"))),
    "locked": ("paywalled", story(2, head=json_ld("NewsArticle", isAccessibleForFree=False))),
    "tier": ("paywalled", story(2, head="<meta name='article:content_tier' content='locked'>")),
    "wall": ("paywalled", story(2, more=WALL)),
    "no-wall": ("full", story(5, more="<div class='article-paywall' style='display:none'></div>")),
    "cut": ("excerpt", story(2, end=" […]")),
    "cut-zh": ("excerpt", story(2, end="… 阅读全文")),
    "half": (
        "full",  # what the page leaves out, its JSON-LD has
        story(2, head=json_ld("NewsArticle", articleBody=" ".join(SENTENCES))),
    ),
    "pictures": ("gallery", story(1, head=json_ld("ImageGallery"), more=FIGURES)),
    "captions": ("gallery", story(1, more=FIGURES)),
    "film": ("video", story(1, head=json_ld("VideoObject"))),
    "ticker": (
        "live",
        story(1, head=json_ld("LiveBlogPosting")).replace(escape(SENTENCES[0]), "")
        .replace("</article>", f"{LIVE}</article>"),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Each page's row, by its name; every page is of a site of its own."""
    root: Path = tmp_path_factory.mktemp("made") / "harbour"
    archive = Archive()
    for number, (name, (_, html)) in enumerate(PAGES.items()):
        archive.get(f"https://{name}.example/{name}/", html, at=hours(number))
    archive.save(root)
    build(Collection(root), workers=1)
    return {row["url"].split("/")[-2]: row for row in table(root, "articles")}


@pytest.mark.parametrize("name", PAGES)
def test_a_row_says_how_much_of_the_article_it_has(
    rows: dict[str, dict[str, Any]], name: str
) -> None:
    assert rows[name]["body_status"] == PAGES[name][0]


def test_half_a_page_is_completed_from_its_json_ld(rows: dict[str, dict[str, Any]]) -> None:
    assert all(sentence in rows["half"]["text"] for sentence in SENTENCES)
    assert {"kind": "text-from-json-ld", "detail": None} in rows["half"]["notes"]


def test_what_asks_for_money_is_not_in_the_text(rows: dict[str, dict[str, Any]]) -> None:
    assert rows["wall"]["text"] == "\n\n".join(SENTENCES[:2])


@pytest.mark.parametrize("name", ["pictures", "captions"])
def test_captions_stand_apart_and_once(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert rows[name]["captions"] == CAPTIONS
    assert rows[name]["text"] == SENTENCES[0]


def test_entries_of_a_live_blog_have_their_times(rows: dict[str, dict[str, Any]]) -> None:
    blocks = [(block["type"], block["text"]) for block in rows["ticker"]["blocks"]]
    assert blocks[::2] == [("entry", f"2024-05-17T{hour}:00:00Z") for hour in range(18, 13, -1)]
    assert [text for _, text in blocks[1::2]] == list(SENTENCES)
