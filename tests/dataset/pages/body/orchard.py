"""A made-up page about an orchard, in which tests set what they are about."""

from __future__ import annotations

from datetime import UTC, datetime

from twa.dataset.pages.article import Article
from twa.dataset.pages.extract import extract
from twa.dataset.pages.page import Page

URL = "https://gazette.example/2026/04/orchard"
SENTENCES = (
    "The orchard above the mill was sold on Tuesday to a trust that wants to keep its old pears.",
    "Forty kinds grow there, some of them known from no other place, the gardener Ilse Baum said.",
    "The buyers had looked for such a garden since the autumn and had nearly given up, they said.",
    "A cooper from the next valley will take the perry, and the school will have the windfalls.",
    "Neighbours had feared that the hill would be built over, as a plan of the district proposed.",
    "The council votes on the plan in June, when the last of the blossom will be gone anyway.",
)
BODY = "".join(f"<p>{one}</p>" for one in SENTENCES)


def read(
    body: str, *, head: str = "", url: str = URL, around: bool = True, lang: str = "en"
) -> Article:
    if around:
        body = (
            "<header><a href=/>Gazette</a><nav><a href=/l>Local</a></nav></header><main><article>"
            f"<h1>Old pears are saved</h1><div class=text>{body}</div></article></main>"
            "<footer><p>Gazette, Mill Lane</p></footer>"
        )
    head = f"<head><title>Old pears are saved</title>{head}</head>"
    html = f"<html lang={lang}>{head}<body>{body}</body></html>"
    page = Page(url, html.encode(), "text/html; charset=utf-8", datetime(2026, 5, 1, tzinfo=UTC))
    return extract(page)


def amid(inserted: str) -> str:
    """The text with something inserted in its midst."""
    return (
        "".join(f"<p>{one}</p>" for one in SENTENCES[:3])
        + inserted
        + "".join(f"<p>{one}</p>" for one in SENTENCES[3:])
    )
