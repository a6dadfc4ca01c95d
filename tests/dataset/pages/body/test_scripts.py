"""Articles that stand in the data of scripts alone, as frameworks write them."""

from __future__ import annotations

import json
from html import escape

import pytest

from tests.dataset.pages.body.orchard import BODY, SENTENCES, read

TITLE = "Old pears are saved"
STORY = {"title": TITLE, "body": BODY}


def paired(value: object) -> list[object]:
    """A value as Astro writes props."""
    if isinstance(value, dict):
        return [0, {name: paired(one) for name, one in value.items()}]
    if isinstance(value, list):
        return [1, [paired(one) for one in value]]
    return [0, value]


LINES = {"title": TITLE, "lines": list(SENTENCES)}
ISLAND = {"story": paired(LINES)}
PIECES = {"headline": TITLE, "pieces": [{"type": "text", "content": one} for one in SENTENCES]}
MARKED = {"props": {"page": {"title": TITLE, "text": "\n\n".join(SENTENCES)}}}


@pytest.mark.parametrize(
    "data",
    [
        f"<astro-island props='{escape(json.dumps(ISLAND))}'></astro-island>",
        f"<div id=page data-page='{escape(json.dumps({'props': {'story': STORY}}))}'></div>",
        f"<script>Press=window.Press||{{}};Press.content={json.dumps(PIECES)};Press.x=1</script>",
        f"<script>$_Q.state={json.dumps({'queries': [STORY]})}</script>",
        f"<script type='fastboot/shoebox' id=s>{json.dumps({'story': STORY})}</script>",
        f"<script type='application/json' id=__NEXT_DATA__>{json.dumps(MARKED)}</script>",
    ],
    ids=("astro", "inertia", "assigned", "dollar", "shoebox", "markdown"),
)
@pytest.mark.parametrize("shown", [0, 1])
def test_the_article_is_read_from_it(data: str, shown: int) -> None:
    start = "".join(f"<p>{one}</p>" for one in SENTENCES[:shown])
    page = f"<header>Gazette</header><div id=app>{start}</div>{data}<footer>Mill Lane</footer>"
    text = read(page, around=False).text
    assert all(text.count(sentence) == 1 for sentence in SENTENCES)


def test_what_a_server_sends_late_stands_where_its_place_is_kept() -> None:
    parts = "".join(
        f"<div hidden id='S:{at}'><p>{one}</p></div>" for at, one in enumerate(SENTENCES)
    )
    places = "".join(
        f"<template id='B:{at}'></template><p>Loading paragraph...</p>" for at in range(6)
    )
    page = f"<main><article><h1>{TITLE}</h1>{places}</article></main>{parts}"
    assert read(page, around=False).text == "\n\n".join(SENTENCES)
