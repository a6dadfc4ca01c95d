"""Answers that come late, or not at all: nobody is led back, and nothing stays silent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browse.chromium import tab
from tests.browse.collections import harbour
from tests.dataset.archives import table
from twa.dataset.browse.server.loopback import LoopbackOrigin
from twa.dataset.collection import Collection

FIRST: Final = "Harbour bridge reopens, late"
BROKEN: Final[dict[str, Any]] = {"status": 500, "content_type": "text/plain", "body": ""}


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    return harbour(tmp_path_factory.mktemp("late") / "harbour")


@pytest.fixture
def page(browser: Browser, origin: LoopbackOrigin) -> Iterator[Page]:
    with tab(browser) as page:
        page.goto(origin.url)
        expect(page.locator("#found")).to_have_text("3 articles")
        # The list has settled: its counts are asked for last.
        expect(page.locator('[name="language"] option', has_text="en (2)")).to_have_count(1)
        yield page


@contextmanager
def held(page: Page, pattern: str) -> Iterator[list[Route]]:
    """Requests that wait: those that are left in the list go on at the end."""
    waiting: list[Route] = []

    def wait(route: Route) -> None:
        waiting.append(route)

    page.route(pattern, wait)
    yield waiting
    for route in waiting:
        route.continue_()
    page.unroute(pattern)


def settle(page: Page) -> None:
    """Longer than a page waits until nobody types any more."""
    page.wait_for_timeout(400)


def test_who_goes_back_while_an_article_loads_stays_in_the_list(page: Page) -> None:
    with held(page, "**/data/articles.jsonl"):
        page.locator(".rows .title").first.click()
        page.wait_for_url("**/#/article/*")
        page.go_back()
        expect(page.locator("#search")).to_be_visible()
    settle(page)
    expect(page.locator("#search")).to_be_visible()
    expect(page.locator(".pane")).to_have_count(0)


def test_the_address_follows_what_is_asked_for_from_the_first(
    browser: Browser, origin: LoopbackOrigin
) -> None:
    with tab(browser) as page:
        page.goto(origin.url)
        page.wait_for_url("**/#/")
        page.locator("#search").fill("title:tolls")
        page.wait_for_url("**/#/?q=title*tolls")
        page.locator("#search").fill("title:harbour")
        page.wait_for_url("**/#/?q=title*harbour")


def test_the_last_of_two_articles_is_shown(page: Page) -> None:
    with held(page, "**/data/articles.jsonl"):
        page.locator(".rows .title").nth(1).click()
        page.wait_for_url("**/#/article/*")
        page.locator(".rows .title").last.click()
    expect(page.locator("h1")).to_have_text("Tolls stay as they were")
    settle(page)
    expect(page.locator("h1")).to_have_text("Tolls stay as they were")
    expect(page.locator(".way")).to_contain_text("3 of 3")


def test_who_types_while_an_article_loads_does_not_change_its_address(page: Page) -> None:
    with held(page, "**/data/articles.jsonl"):
        page.locator(".rows .title").first.click()
        page.wait_for_url("**/#/article/*")
        page.locator("#search").fill("tolls")
        settle(page)
    expect(page.locator("h1")).to_have_text(FIRST)
    assert "#/article/" in page.url
    page.reload()
    expect(page.locator("h1")).to_have_text(FIRST)


def test_a_list_that_comes_late_takes_no_focus_from_who_types(page: Page) -> None:
    page.locator(".rows .title").first.click()
    expect(page.locator("h1")).to_have_text(FIRST)
    with held(page, "**/api/search?*"):
        page.keyboard.press("Escape")
        page.locator("#search").focus()
    expect(page.locator(".rows .title")).to_have_count(3)
    settle(page)
    expect(page.locator("#search")).to_be_focused()


def test_back_in_another_list_nobody_is_led_to_a_row_that_was_not_his(page: Page) -> None:
    page.locator("#search").fill("title:tolls")
    expect(page.locator("#found")).to_have_text("1 of 3 articles")
    page.locator(".rows .title").click()
    expect(page.locator(".way")).to_contain_text("1 of 1")
    page.get_by_role("link", name="Articles", exact=True).click()
    expect(page.locator("#found")).to_have_text("3 articles")
    expect(page.locator(".rows .current")).to_have_count(0)


def test_a_server_that_fails_is_told_and_asked_again(page: Page) -> None:
    page.route("**/config.json", lambda route: route.fulfill(**BROKEN))
    page.reload()
    expect(page.locator(".wait").get_by_role("alert")).to_contain_text("the server answers 500")
    page.unroute("**/config.json")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#found")).to_have_text("3 articles")


def test_a_server_that_is_gone_is_told_in_words(page: Page) -> None:
    page.route("**/api/**", lambda route: route.abort())
    page.locator("#search").fill("tolls")
    expect(page.locator("#broken")).to_contain_text("The server gives no answer")
    expect(page.locator(".rows .title")).to_have_count(3)
    page.unroute("**/api/**")
    page.locator("#search").fill("title:tolls")
    expect(page.locator("#found")).to_have_text("1 of 3 articles")
    expect(page.locator("#broken")).to_be_hidden()


def test_rows_that_can_not_be_had_are_told_until_they_can(page: Page) -> None:
    told = page.evaluate(
        """async () => {
          const { VirtualList } = await import("./list.js");
          const told = [];
          let times = 0;
          const want = async () => {
            if (times++ === 0) throw new Error("no rows");
            return times === 2;
          };
          const list = new VirtualList({ label: "", draw: () => "", address: () => "",
            failed: (error) => told.push(error && error.message) });
          list.show({ count: 9, at: () => undefined, want });
          list.watch.disconnect();
          await new Promise(setTimeout);
          list.paint();
          await new Promise(setTimeout);
          return told;
        }"""
    )
    assert told == ["no rows", None]


def test_a_question_that_fails_late_leaves_the_answer_to_the_next(page: Page) -> None:
    page.get_by_role("link", name="Figures").click()
    expect(page.locator("figure", has_text="Articles per day")).to_be_visible()
    field = page.get_by_label("Share of articles with")
    with held(page, "**/api/tally?*") as waiting:
        field.fill("title:harbour")
        page.wait_for_url("**/#/figures?q=title*harbour")
        settle(page)
        late, waiting[:] = list(waiting), []
        field.fill("title:tolls")
        page.wait_for_url("**/#/figures?q=title*tolls")
        settle(page)
        while waiting:
            waiting.pop().continue_()
        expect(page.locator("figure", has_text="Share of title:tolls")).to_be_visible()
        assert late
        for route in late:
            route.fulfill(**BROKEN)
    settle(page)
    expect(page.locator("figure", has_text="Share of title:tolls")).to_be_visible()
    expect(page.locator(".plots .wrong")).to_have_count(0)
    # And the question can be shared.
    page.reload()
    expect(page.locator("figure", has_text="Share of title:tolls")).to_be_visible()


def test_a_file_is_made_once_at_a_time_and_a_refusal_says_why(page: Page) -> None:
    with page.expect_download() as coming, held(page, "**/api/take?*") as waiting:
        link = page.get_by_role("link", name="CSV")
        link.dblclick()
        expect(link).to_have_attribute("aria-busy", "true")
        settle(page)
        assert len(waiting) == 1
    assert coming.value.suggested_filename == "harbour-articles.csv"
    expect(link).not_to_have_attribute("aria-busy", "true")
    refusal: dict[str, Any] = {"status": 409, "json": {"error": "no room on the disk"}}
    page.route("**/api/take?*", lambda route: route.fulfill(**refusal))
    link.click()
    expect(page.locator(".tally").get_by_role("alert").first).to_have_text("no room on the disk")


def noted(collection: Collection) -> list[str]:
    lines = collection.annotations.read_text("utf-8").splitlines()
    return [json.loads(line)["note"] for line in lines]


def refused(route: Route) -> None:
    """Nothing is kept, and all else goes on."""
    if route.request.method == "POST":
        route.fulfill(**BROKEN)
    else:
        route.continue_()


def test_a_note_is_kept_when_its_reader_goes_on(page: Page, collection: Collection) -> None:
    page.locator(".rows .title").first.click()
    note = page.get_by_role("textbox", name="Note")
    note.fill("to be asked")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("#search")).to_be_visible()
    page.locator(".rows .title").first.click()
    expect(note).to_have_value("to be asked")
    # Not twice, whatever is pressed.
    page.get_by_role("button", name="Keep").dblclick()
    expect(page.locator(".notes output")).to_have_text("Kept.")
    assert noted(collection) == ["to be asked"]
    # One that the server would not have is there when its reader comes back.
    page.route("**/api/annotations?", refused)
    note.fill("asked, and answered")
    page.go_back()
    expect(page.locator("#search")).to_be_visible()
    page.go_forward()
    expect(note).to_have_value("asked, and answered")
    expect(page.locator(".notes output")).to_have_text("Not kept yet.")
    page.unroute("**/api/annotations?")
    page.get_by_role("button", name="Keep").click()
    expect(page.locator(".notes output")).to_have_text("Kept.")
    assert noted(collection) == ["to be asked", "asked, and answered"]


def test_two_tabs_see_the_same(page: Page, collection: Collection) -> None:
    article = next(iter(table(collection.root, "articles")))["id"]
    other = page.context.new_page()
    other.goto(f"{page.url.partition('#')[0]}#/article/{article}")
    other.get_by_label("Tags, by commas").fill("frames")
    other.get_by_role("button", name="Keep").click()
    expect(other.locator(".notes output")).to_have_text("Kept.")
    page.reload()
    page.locator('[name="tag"]').select_option("frames")
    expect(page.locator("#found")).to_have_text("1 of 3 articles")
