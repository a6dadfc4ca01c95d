"""Pages beside what they should give: `tests/data/pages/NAME.html` and `NAME.expected.json`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from twa.dataset.errors import Rejected
from twa.dataset.pages.article import Article
from twa.dataset.pages.extract import extract
from twa.dataset.pages.page import LIMIT, Page

ROOT = Path(__file__).resolve().parents[3]
PAGES = ROOT / "tests" / "data" / "pages"
NAMES = sorted({path.name.split(".")[0] for path in PAGES.iterdir()})
CAPTURED = datetime(2024, 7, 1, tzinfo=UTC)
SENTENCE = "The council approved the plan number {} on Wednesday, and three lines will be built."


def read(html: str | bytes, url: str = "https://courier.example/2024/05/a") -> Article:
    octets = html.encode() if isinstance(html, str) else html
    return extract(Page(url, octets, None, CAPTURED))


def page(body: str) -> str:
    return f"<html><head><title>Three lines</title></head><body>{body}</body></html>"


def prose(count: int = 8) -> str:
    return "".join(f"<p>{SENTENCE.format(n)}</p>" for n in range(count))


def seen(article: Article) -> dict[str, Any]:
    return {
        "title": article.metadata.title,
        "standfirst": article.standfirst,
        "language": article.language,
        "body_status": article.body_status,
        "blocks": [
            [block.type, block.text, *([] if block.level is None else [block.level])]
            for block in article.blocks
        ],
        "captions": list(article.captions),
        "removed": [[one.reason, one.text] for one in article.removed],
    }


@pytest.mark.parametrize("name", NAMES)
def test_page_gives_what_stands_beside_it(name: str) -> None:
    expected = json.loads((PAGES / f"{name}.expected.json").read_text("utf-8"))
    assert seen(read((PAGES / f"{name}.html").read_bytes())) == expected


DIGEST = """
import hashlib, sys
from datetime import UTC, datetime
from pathlib import Path
from twa.dataset.pages.extract import extract
from twa.dataset.pages.page import Page

articles = {}
for name in sys.argv[2:]:
    octets = (Path(sys.argv[1]) / f"{name}.html").read_bytes()
    page = Page("https://courier.example/2024/05/a", octets, None, datetime(2024, 7, 1, tzinfo=UTC))
    articles[name] = repr(extract(page))
print(hashlib.sha256(repr(sorted(articles.items())).encode()).hexdigest())
"""


def digest(names: list[str], **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", DIGEST, str(PAGES), *names],
        env={**os.environ, **environment},
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout


def test_nothing_but_the_page_matters() -> None:
    """Not the order, not what was read before, not hash seed, locale or time zone."""
    first = digest(NAMES, PYTHONHASHSEED="1", LC_ALL="C.UTF-8", TZ="UTC")
    other = digest(
        [*NAMES[::-1], *NAMES], PYTHONHASHSEED="2", LC_ALL="C", TZ="Asia/Tokyo", PYTHONUTF8="1"
    )
    assert first == other


def test_same_page_again_and_again() -> None:
    """Eight times, because trafilatura's own deduplication forgets a page at the third."""
    html = page(f"<article>{prose()}</article>")
    assert len({read(html).text for _ in range(8)}) == 1


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("", "empty"),
        (" \n\t", "empty"),
        ("<!-- nothing -->", "not-html"),
        (page(""), "no-text"),
        (page("<nav><a href='/'>Home</a></nav>"), "no-text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(128, 256)) * 200, "undecodable"),
        (page("<p>" + "x" * LIMIT + "</p>"), "too-large"),
        (page("<b></b>" * 250_000), "too-large"),
    ],
    ids=("nothing", "blank", "comment", "no body", "no prose", "picture", "huge", "elements"),
)
def test_refusal_names_its_reason(html: str | bytes, reason: str) -> None:
    with pytest.raises(Rejected) as caught:
        read(html)
    assert caught.value.reason == reason
    assert "https://courier.example/2024/05/a" in str(caught.value)


@pytest.mark.parametrize(
    "html",
    [
        page("<div>" * 1200 + prose() + "</div>" * 1200),
        page("<p>x<b>" * 2000 + prose()),
        page("<b></b>" * 20_000 + f"<article>{prose()}</article>"),
        page("<ul><li>" * 500 + prose()),
        page(f"<article>{prose()}" + "<br>" * 20_000 + "</article>"),
        page(f"<div class='{'a-' * 200_000}'>{prose()}</div>"),
        page("<script type='application/ld+json'>" + '{"a":' * 50_000 + "</script>" + prose()),
        "<html lang='en'/>" + prose(),
        page(f"<article>{prose()}</article>").replace("plan", "pl\0a\x08n"),
    ],
    ids=("deep", "bold", "empties", "lists", "breaks", "class", "json", "closed", "control"),
)
def test_monsters_give_their_prose(html: str) -> None:
    assert SENTENCE.format(3) in read(html).text


def test_phrases_take_linear_time() -> None:
    traps = ["follow " * 20_000, "the post " + "a " * 100_000, "sign up " * 30_000, "@" * 90_000]
    body = "".join(f"<p>{trap}</p>" for trap in traps)
    assert SENTENCE.format(0) in read(page(f"<article>{prose()}{body}</article>")).text


def test_promotion_goes_and_the_last_paragraph_stays() -> None:
    article = read(
        page(
            f"<article>{prose()}<p>Want to know what became of the fourth line? Nobody does.</p>"
            "<p><strong>Looking to mend your own boat?</strong></p><p>Learn more about"
            " <a href='https://boats.example/'>Boat Week</a> taking place in Low Sands.</p>"
            "<p>Explore other events and webinars of Harbour Media"
            " <a href='https://media.example/'>here</a>.</p></article>"
        )
    )
    assert article.blocks[-1].text == "Want to know what became of the fourth line? Nobody does."
    assert [one.reason for one in article.removed] == ["promotion"] * 3


def test_lines_around_an_article_are_none_of_it() -> None:
    article = read(
        page(
            "<article><p>https://courier.example/2024/05/a</p>"
            f"{prose()}<p>This slideshow requires JavaScript.</p><p>One more thing stands here.</p>"
            "<p>Have a tip? Write to the desk.</p>"
            "<p>Get the best of the harbour <a href='/w'>delivered to your door</a>.</p></article>"
        )
    )
    assert article.blocks[0].text == SENTENCE.format(0)
    assert article.blocks[-1].text == "One more thing stands here."
    assert sorted(one.reason for one in article.removed) == [
        *("contact", "contact", "label", "promotion"),
    ]


def test_json_ld_witness_is_scored() -> None:
    body = " ".join(SENTENCE.format(n) for n in range(8))
    data = {"@type": "NewsArticle", "headline": "Three lines", "articleBody": body}
    script = f"<script type='application/ld+json'>{json.dumps(data)}</script>"
    article = read(page(f"{script}<article>{prose()}</article>"))
    assert article.witnesses.json_ld == 1.0
    assert article.witnesses.agreement == 1.0
