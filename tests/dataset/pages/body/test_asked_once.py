"""Expressions asked once of each kind of element find what they find when asked of each."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html
from trafilatura import xpaths

from twa.dataset.pages.body import asked_once, reading
from twa.dataset.pages.body.asked_once import AskedOnce

baseline: Any = import_module("trafilatura.baseline")

DATA = Path(__file__).parents[3] / "data"
REGEX = {"re": "http://exslt.org/regular-expressions"}
PAGE = """
<html><body>
 <div id=infinite-scroll-1><h1>The ferry sails again</h1></div>
 <div id=infinite-scroll-1><p>Another story, about bees.</p></div>
 <section class="comments" id=x><p>First!</p></section><ol class=commentlist><li>Well</li></ol>
 <div class="article-body"><p class="share-bar">Share</p><p>The ferry sails at nine.</p>
  <div class="article-body"><span class=author>Ida Lund</span><p hidden style="display:none">x</p>
 </div></div>
 <div class="article-body">Again</div>
 <div id=cookies class=wide>We bake</div><div class=wide id=cookies>We bake</div>
 <aside>By the way</aside><div id=a class=cookie-bar>Yes</div><div class=page-footer>End</div>
 <p class="is-hidden hide">gone</p><main class="content">Main</main>
</body></html>
"""


def asked() -> list[AskedOnce]:
    """Those of trafilatura's expressions that are asked so."""
    return [
        one
        for expressions in (*reading.ASKED_ONCE, xpaths.BODY_XPATH, [baseline.BASIC_CLEAN_XPATH])
        for one in expressions
        if isinstance(one, AskedOnce)
    ]


def trees() -> list[html.HtmlElement]:
    pages = sorted((DATA / "bodies").glob("*.html"))[::12]
    return [html.fromstring(PAGE), *(html.fromstring(page.read_bytes()) for page in pages)]


def test_finds_what_the_expression_finds() -> None:
    found = 0
    for tree in trees():
        for one in asked():
            wanted = etree.XPath(one.path, namespaces=REGEX)(tree)
            # Twice: the second time all kinds are known.
            assert one(tree) == one(tree) == (wanted[:1] if one.first else wanted)
            found += len(wanted)
    assert len(asked()) == 10
    assert found > 10


@pytest.mark.parametrize(
    "condition",
    [
        "@hidden or re:test(@class, 'c(?:ard|ell)s', 'i')",
        "@class='Bar' or starts-with(@id|@class, 'top-')",
        "contains(translate(@role, 'N', 'n'), 'nav')",
        "re:test(@class, '[0-9]')",
        "not(self::p or self::q) or re:test(@id|@class, '^x')",
    ],
)
def test_attributes_that_say_nothing_are_told_from_others(condition: str) -> None:
    path = f".//*[self::p][{condition} or re:test(@id, 'q')]"
    one = AskedOnce(etree.XPath(path, namespaces=REGEX))
    tree = html.fromstring(
        "<div>"
        + "".join(
            f"<p {attributes}>x</p>"
            for attributes in (
                *("", "hidden", "class=bar", "class=Bar", "class=bars", "class=CARDS", "id=bar"),
                *("class=top-1 id=x", "id=top-1 class=x", "role=Navigation", "class=a7", "id=long"),
                *("class=ca\u017fe id=q", "class=card\u017f", "title=bar"),
            )
        )
        + "</div>"
    )
    wanted = etree.XPath(path, namespaces=REGEX)(tree)
    assert one(tree) == one(tree) == wanted
    assert wanted


def test_what_an_element_holds_counts_for_each_of_its_kind() -> None:
    (_, first, second, *_) = html.fromstring(PAGE).iter("body", "div")
    prune = next(one for one in asked() if "infinite" in one.path)
    assert prune(first.getparent()) == [second]


def test_forgets_kinds_above_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked_once, "KNOWN", 3)
    one = AskedOnce(etree.XPath(".//*[self::p][re:test(@class, '^a')]", namespaces=REGEX))
    tree = html.fromstring("".join(f"<p class={name}>x</p>" for name in "abcdea"))
    assert [p.get("class") for p in one(tree)] == ["a", "a"]
    assert len(one.known) <= 3


def test_several_expressions_are_asked_in_one_walk() -> None:
    one = AskedOnce(
        etree.XPath(".//*[self::p][re:test(@id, '^a')]", namespaces=REGEX),
        etree.XPath(".//*[self::b or self::p][contains(@class, 'x')]"),
    )
    tree = html.fromstring("<div><b class=x>1</b><p id=a class=x>2</p><b id=a>3</b><i class=x>4")
    assert [found.text for found in one(tree)] == ["1", "2"]


def test_other_expressions_are_refused() -> None:
    for path in (
        "//p[re:test(@id, 'a')]",
        ".//a|.//p[re:test(@id, 'a') and .//b]",
        ".//a|.//p[re:test(@id, 'a')]/b",
        ".//p[not(re:test(@class, 'bar'))]",
        ".//p[string-length(@id) > 3]",
    ):
        with pytest.raises(ValueError, match="not an expression"):
            AskedOnce(etree.XPath(path, namespaces=REGEX))


def test_the_stop_words_of_all_languages_are_a_set_that_knows_its_hash() -> None:
    external: Any = import_module("trafilatura.external")
    tree = html.fromstring("<p>The ferry that sails at nine is the last of the day.</p>")
    external.try_justext(tree, None, None)
    assert isinstance(external.JT_STOPLIST, frozenset)
    assert {"the", "und", "les"} <= external.JT_STOPLIST
