"""JSON-LD in the shapes that pages give it."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twa.dataset.pages.metadata import json_repair, jsonld

BROKEN = {
    "trailing commas": ('{"a": [1, 2,], "b": 3,}', {"a": [1, 2], "b": 3}),
    "a raw line break": ('{"a": "x\ny"}', {"a": "x\ny"}),
    "an HTML comment": ('\n<!-- {"a": 1} -->\n', {"a": 1}),
    "a CDATA section": ('//<![CDATA[\n{"a": 1}\n//]]>', {"a": 1}),
    "a semicolon": ('{"a": 1};', {"a": 1}),
    "comments": (
        '{"a": 1, // one\n /* two */ "b": "http://x/*y*/"}',
        {"a": 1, "b": "http://x/*y*/"},
    ),
    "escaped for HTML": ("{&quot;a&quot;: &quot;b&quot;}", {"a": "b"}),
    "quotes within": ('{"a": "he said "no" again", "b": 1}', {"a": 'he said "no" again', "b": 1}),
    "an escaped apostrophe": ('{"a": "it\\\'s"}', {"a": "it's"}),
    "a stray backslash": ('{"a": "C:\\dir", "b": "\\u12"}', {"a": "C:\\dir", "b": "\\u12"}),
    "a missing comma": ('{"a": 1\n "b": 2}', {"a": 1, "b": 2}),
    "a missing value": ('{"a": , "b":}', {"a": None, "b": None}),
    "no value for JSON": ('{"a": undefined, "b": 2}', {"a": None, "b": 2}),
    "a cut end": ('{"a": [{"b": "c"', {"a": [{"b": "c"}]}),
    "a closer too many": ('{"a": 1}}', {"a": 1}),
    "two values": ('{"a": 1}{"a": 2}', [{"a": 1}, {"a": 2}]),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_json_is_read_as_a_person_would(kind: str) -> None:
    script, expected = BROKEN[kind]
    assert list(jsonld.load(script)) == [expected]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_what_is_not_broken_is_not_touched(value: Any) -> None:
    assert list(jsonld.load(json.dumps(value))) == [value]


@given(st.dictionaries(st.text("ab"), JSON, min_size=1))
def test_mending_keeps_what_is_whole(value: Any) -> None:
    # Quotes before a comma or colon can end a string or stand in it: not in what is whole.
    assert json.loads(json_repair.mend(json.dumps(value)), strict=False) == value


@given(st.text() | st.text('{}[]",:\\ /*1a', max_size=200))
def test_no_text_is_an_error(text: str) -> None:
    list(jsonld.load(text))


def test_no_text_takes_long() -> None:
    began = time.perf_counter()
    for unit in ("[", "{", '"', "\\", '{"a":', "}", "/*", "//", "<!--", "]]>", '",', '" '):
        list(jsonld.load('{"a' + unit * 100_000))
    assert time.perf_counter() - began < 10


def chosen(value: Any, url: str = "https://p.example/a", title: str = "The title of it") -> Any:
    graph = jsonld.read([json.dumps(value)])
    return [node.get("n") for node in jsonld.articles(graph, [url], [title])]


def article(number: int, **fields: Any) -> dict[str, Any]:
    return {"@type": "NewsArticle", "n": number, **fields}


def test_the_only_article_is_the_article() -> None:
    assert chosen([{"@type": "WebSite"}, article(1, headline="Something else")]) == [1]


def test_the_headline_decides() -> None:
    other, this = article(1, headline="Another"), article(2, headline="The Title of it!")
    assert chosen([other, this]) == [2]


def test_the_address_decides() -> None:
    other = article(1, url="https://p.example/b", datePublished="2024")
    this = article(2, mainEntityOfPage={"@id": "http://www.p.example/a/?utm=1#x"})
    assert chosen([other, this]) == [2]


def test_articles_of_other_pages_say_nothing_of_this_one() -> None:
    other = article(1, headline="Another", datePublished="2024-01-01", author={"name": "X"})
    this = article(2, headline="The title of it")
    assert chosen([other, this]) == [2]
    assert chosen([other, {**other, "n": 3}]) == []


def test_an_article_under_another_headline_is_before_its_page() -> None:
    web_page = {"@type": "WebPage", "url": "https://p.example/a", "n": 1}
    assert chosen([web_page, article(2, headline="For search engines")]) == [2, 1]


@pytest.mark.parametrize("key", ["@graph", "mainEntity", "mainEntityOfPage"])
def test_it_is_found_within(key: str) -> None:
    outer = {"@type": "WebPage", key: [article(1, headline="The title of it")]}
    assert 1 in chosen(outer)


@pytest.mark.parametrize("key", ["comment", "liveBlogUpdate", "itemListElement", "hasPart"])
def test_what_stands_below_is_not_the_article(key: str) -> None:
    inner = article(2, headline="The title of it", url="https://p.example/a", author="X")
    assert chosen(article(1, headline="The title of it", **{key: [inner]})) == [1]


def test_types_are_known_by_their_local_names() -> None:
    for kind in ("http://schema.org/NewsArticle", "schema:NewsArticle", ["Thing", "NewsArticle"]):
        assert chosen({"@type": kind, "n": 1}) == [1]


def test_references_are_followed() -> None:
    graph = jsonld.read(
        ['{"@graph": [{"@id": "#p", "name": "Ada Moor"}, {"author": {"@id": "#p"}}]}']
    )
    assert jsonld.first_text(graph.resolve({"@id": "#p"})) == "Ada Moor"
    assert graph.resolve({"@id": "#nobody"}) == {"@id": "#nobody"}
