"""What can be asked for, with a server and without: the same articles, the same mistakes told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browse.chromium import answering, browsing, tab
from tests.browse.collections import newsstand
from twa.dataset.browse.export import export
from twa.dataset.browse.server.loopback import LoopbackOrigin
from twa.dataset.browse.server.serve import Folder
from twa.dataset.collection import Collection
from twa.dataset.search.query import decoded
from twa.dataset.search.terms import asked, terms
from twa.dataset.verification.files import load

BRIDGE: Final = "Harbour bridge reopens"
FERRY: Final = "岚桥渡轮改用电池"
TOLLS: Final = "Tolls stay as they were"
LANTERN: Final = "Lantern festival without robotics"
ROBOT: Final = "Lantern robotics opens a school"
TAIWAN: Final = "臺灣發展電動渡輪"

FOUND: Final[dict[str, set[str]]] = {
    "lantern -robotics": {TOLLS},
    "lantern NOT robotics": {TOLLS},
    "lantern robotics": {LANTERN, ROBOT},
    '"lantern robotics"': {ROBOT},
    "“Lantern Robotics”": {ROBOT},
    "title:lantern": {LANTERN, ROBOT},
    'title:"lantern festival"': {LANTERN},
    "title:fest*": {LANTERN},
    "author:okafor": {LANTERN},
    'author:"Ada Okafor"': {LANTERN},
    "author:ada": {LANTERN, ROBOT},
    "author:ada -author:okafor": {ROBOT},
    "title:ferries OR title:tolls": {TOLLS},
    "(title:festival OR title:school) author:lind": {ROBOT},
    "NOT (title:lantern OR title:tolls OR title:harbour) after:2024-05-17": {FERRY, TAIWAN},
    "title:harb*": {BRIDGE},
    "title:harb": {BRIDGE},
    "title:harb ": set(),
    "title:渡轮": {FERRY, TAIWAN},
    "title:渡輪": {FERRY, TAIWAN},
    "發展": {TAIWAN},
    "发展": {TAIWAN},
    "title:ｌａｎｔｅｒｎ ": {LANTERN, ROBOT},
    "source:news.example": {BRIDGE, FERRY, TOLLS, LANTERN, ROBOT, TAIWAN},
    "source:elsewhere": set(),
    "before:2024-05-17": set(),
    "after:2024-05 title:tolls": {TOLLS},
    "zeppelin OR title:tolls": {TOLLS},
}

WRONG: Final = {
    "colour:red": "There is no field “colour:”",
    "author:": "Nothing stands after “author:”",
    '"lantern robotics': "is never closed",
    "(lantern": "“(” without its “)”",
    "lantern)": "“)” without its “(”",
    "()": "nothing between",
    "lantern OR": "Nothing stands after “OR”",
    "OR lantern": "Nothing stands before “OR”",
    "lantern AND OR robotics": "Nothing stands between",
    "NOT": "Nothing stands after “NOT”",
    "after:yesterday": "is no date",
    "before:2025-02-30": "is no date",
    "((((((((((((((((((((((x": "too many parts within parts",
    "title:!!!": "neither letters nor digits",
}


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    return newsstand(tmp_path_factory.mktemp("search") / "newsstand")


@pytest.fixture(scope="module")
def served(browser: Browser, collection: Collection) -> Iterator[Page]:
    with browsing(collection) as origin, tab(browser, ours=origin.url) as page:
        page.goto(origin.url)
        yield page


@pytest.fixture(scope="module")
def exported(
    browser: Browser, collection: Collection, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Page]:
    target = tmp_path_factory.mktemp("export") / "site"
    export(collection, load(collection), target)
    with (
        LoopbackOrigin(Folder(target)) as origin,
        answering(origin),
        tab(browser, ours=origin.url) as page,
    ):
        page.goto(f"{origin.url}index.html")
        yield page


@pytest.fixture(params=["served", "exported"])
def page(request: pytest.FixtureRequest) -> Page:
    page: Page = request.getfixturevalue(request.param)
    expect(page.locator("#search")).to_be_visible()
    return page


def found(page: Page, query: str) -> set[str]:
    page.locator("#search").fill("")
    expect(page.locator("#found")).to_have_text("6 articles")
    page.locator("#search").fill(query)
    expect(page.locator("#found")).to_contain_text(" of 6 articles")
    expect(page.locator("#broken")).to_be_hidden()
    return set(page.locator(".rows .title").all_text_contents())


@pytest.mark.parametrize("query", [each for each in FOUND if each != '"lantern robotics"'])
def test_a_query_finds_the_same_with_a_server_and_without(page: Page, query: str) -> None:
    wanted = FOUND[query]
    if query == "“Lantern Robotics”" and "index.html" in page.url:
        # The index of a site without a server knows no order within a text.
        wanted = {LANTERN, ROBOT}
    assert found(page, query) == wanted


def test_a_phrase_is_words_side_by_side(served: Page) -> None:
    assert found(served, '"lantern robotics"') == {ROBOT}


@pytest.mark.parametrize(("query", "words"), WRONG.items())
def test_a_mistake_is_told_and_the_list_stays(page: Page, query: str, words: str) -> None:
    before = found(page, "title:tolls")
    page.locator("#search").fill(query)
    expect(page.locator("#broken")).to_contain_text(words)
    assert set(page.locator(".rows .title").all_text_contents()) == before


def test_hits_are_marked_in_titles_and_snippets(page: Page) -> None:
    found(page, "robotics")
    assert page.locator(".rows .title mark").all_text_contents() == ["robotics", "robotics"]
    found(page, "pilots")
    expect(page.locator(".rows .snippet mark").first).to_have_text("pilots")
    found(page, "電池")
    expect(page.locator(".rows .snippet mark").first).to_have_text("电池")


def test_choices_say_how_many_they_would_leave(page: Page) -> None:
    found(page, "title:lantern")
    options = page.locator('[name="language"] option')
    expect(options.filter(has_text="en (2)")).to_have_count(1)
    assert page.locator('[name="language"] option:not([hidden])').count() == 2


TEXTS: Final = (
    "Harbour bridge, reopened at 5:30", "岚桥港的渡轮", "AI芯片和GPU", "芯片ai", "船",
    "ＡＢＣ１２３", "İstanbul’da Straße", "안녕하세요 세계", "カタカナ とひらがな",
    "臺灣發展電動渡輪", "a_b c-d", "𠮷野家", "𫍲", "二 二",
)  # fmt: skip


def test_terms_are_the_same_here_and_in_the_browser(served: Page) -> None:
    script = "async (texts) => {{ const t = await import('./terms.js'); await t.ready; return {} }}"
    told = served.evaluate(script.format("texts.map(t.terms)"), list(TEXTS))
    assert told == [list(terms(text)) for text in TEXTS]
    looked = served.evaluate(script.format("texts.map((text) => t.asked(text, true))"), list(TEXTS))
    assert looked == [asked(text, prefix=True)._asdict() | {"terms": list(asked(text).terms)}
                      for text in TEXTS]  # fmt: skip


def test_every_tree_of_the_pages_is_read_by_the_server(served: Page) -> None:
    script = "async (query) => JSON.stringify((await import('./query.js')).parse(query))"
    for query in FOUND:
        tree: Any = served.evaluate(script, query)
        decoded(tree)
