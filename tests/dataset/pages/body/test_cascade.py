"""trafilatura's cascade without its idle copies finds what trafilatura's own finds."""

from __future__ import annotations

from copy import copy
from pathlib import Path

import pytest
from lxml import etree, html
from trafilatura import core
from trafilatura.settings import Extractor

from twa.dataset.pages.body import cascade

DATA = Path(__file__).parents[3] / "data"
FAST = Extractor(fast=True, comments=False, dedup=False)

SHORT = "<html><body><div class=post><p>The ferry sails at nine.</p></div></body></html>"
LISTED = "<li><div>The ferry sails at nine from the quay of the island, as each day.</div></li>"
# An article of two sentences, and most of the page elsewhere.
ELSEWHERE = (
    "<html><body><article><p>"
    + "The harbour was closed for the night, and nobody sailed. " * 6
    + f"</p></article><ul>{LISTED * 60}</ul></body></html>"
)


def pages() -> list[str | bytes]:
    return [
        SHORT,
        ELSEWHERE,
        *(p.read_bytes() for p in sorted((DATA / "bodies").glob("*.html"))[::9]),
    ]


def test_finds_what_trafilatura_finds() -> None:
    for page in pages():
        tree = html.fromstring(page)
        etree.strip_elements(tree, "script", with_tail=False)
        wanted, said, *_ = core.trafilatura_sequence(copy(tree), FAST)
        body, text = cascade.quick(copy(tree), FAST)
        assert (etree.tostring(body), text) == (etree.tostring(wanted), said)


@pytest.mark.parametrize(("page", "times"), [(SHORT, 0), (ELSEWHERE, 1)])
def test_looks_for_more_where_little_was_found(
    monkeypatch: pytest.MonkeyPatch, page: str, times: int
) -> None:
    asked: list[object] = []
    retry = core._recall_retry

    def counted(tree: html.HtmlElement, options: Extractor, url: str | None) -> object:
        asked.append(tree)
        return retry(tree, options, url)

    monkeypatch.setattr(core, "_recall_retry", counted)
    cascade.quick(html.fromstring(page), FAST)
    assert len(asked) == times
