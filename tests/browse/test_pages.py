"""The pages in a real browser, as somebody uses them."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browse.chromium import browsing, tab
from tests.browse.collections import harbour
from tests.dataset.archives import table
from twa.dataset.browse.server.loopback import LoopbackOrigin
from twa.dataset.collection import Collection
from twa.dataset.crawl_state.health import Health


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    return harbour(tmp_path_factory.mktemp("browse") / "harbour")


@pytest.fixture
def page(browser: Browser, origin: LoopbackOrigin) -> Iterator[Page]:
    with tab(browser, ours=origin.url) as page:
        page.goto(origin.url)
        expect(page.locator("#found")).to_have_text("3 articles")
        yield page


def titles(page: Page) -> list[str]:
    return page.locator(".rows .title").all_text_contents()


def test_the_list_shows_every_article_the_newest_first(page: Page) -> None:
    expect(page.locator("#found")).to_have_text("3 articles")
    assert titles(page) == [
        "Harbour bridge reopens, late",
        "岚桥渡轮改用电池",
        "Tolls stay as they were",
    ]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("council ferri", ["Tolls stay as they were", "Harbour bridge reopens, late"]),
        ("TRAIN", ["Harbour bridge reopens, late"]),
        ("听证会", ["岚桥渡轮改用电池"]),
        ("船", ["岚桥渡轮改用电池"]),
        ("渡轮 电池", ["岚桥渡轮改用电池"]),
        ("reopens, l", ["Harbour bridge reopens, late"]),
        ("zeppelin", []),
    ],
)
def test_typing_finds_titles_and_texts(page: Page, typed: str, found: list[str]) -> None:
    page.keyboard.press("/")
    page.keyboard.type(typed)
    expect(page.locator("#found")).to_have_text(f"{len(found)} of 3 articles")
    assert sorted(titles(page)) == sorted(found)


def test_filters_narrow_the_list(page: Page) -> None:
    page.get_by_label("Revisions").select_option("2")
    expect(page.locator("#found")).to_have_text("1 of 3 articles")
    assert titles(page) == ["Harbour bridge reopens, late"]
    page.get_by_role("button", name="Clear").click()
    page.get_by_label("Language").select_option("zh-Hans")
    expect(page.locator("#found")).to_have_text("1 of 3 articles")
    page.reload()
    expect(page.locator("#found")).to_have_text("1 of 3 articles")


def test_the_keyboard_is_enough(page: Page) -> None:
    expect(page.locator(".rows li")).to_have_count(3)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("岚桥渡轮改用电池")
    page.keyboard.press("k")
    expect(page.locator("h1")).to_have_text("Harbour bridge reopens, late")
    page.keyboard.press("Escape")
    expect(page.locator(".rows .current .title")).to_have_text("Harbour bridge reopens, late")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def opened(page: Page, title: str) -> None:
    page.locator(".rows .title", has_text=title).click()
    expect(page.locator("h1")).to_contain_text(title)


def test_an_article_stands_beside_its_proof(page: Page) -> None:
    opened(page, "Harbour bridge reopens, late")
    expect(page.locator(".prose > p")).to_have_count(5)
    expect(page.locator(".verdict[data-settled]")).to_have_attribute("data-holds", "true")
    expect(page.locator(".check.bad")).to_have_count(0)
    checks = page.locator(".check").all_text_contents()
    assert any("payload has its digest" in check and "browser" in check for check in checks)
    assert any("blocks stand in the page" in check and "server" in check for check in checks)


def test_what_was_left_out_stands_where_it_stood_with_its_reason(page: Page) -> None:
    opened(page, "Harbour bridge reopens, late")
    out = page.locator(".prose > .left-out")
    expect(out).to_have_count(1)
    expect(out).to_contain_text("left out: title, the title again")
    assert page.locator(".prose > *").first.get_attribute("class") == "left-out"


def test_revisions_are_told_word_by_word(page: Page) -> None:
    opened(page, "Harbour bridge reopens, late")
    expect(page.locator(".diff ins").first).to_be_visible()
    assert page.locator(".diff del").all_text_contents()[:2] == ["Friday", "eleven"]
    assert page.locator(".diff ins").all_text_contents()[:3] == [", late", "Saturday", "twelve"]


def test_a_paragraph_in_the_place_of_another_is_told_whole(page: Page) -> None:
    before = "It stays.\n\nThe council keeps two ferries.\n\nTolls rise on Monday at noon."
    after = "It stays.\n\nNobody asked the pilots.\n\nTolls rise on Tuesday at noon."
    told = page.evaluate(
        "async (texts) => (await import('./diff.js')).difference(...texts)", [before, after]
    )
    assert told == [
        {"same": "It stays."},
        {"pieces": [["out", "The council keeps two ferries."]]},
        {"pieces": [["in", "Nobody asked the pilots."]]},
        {
            "pieces": [
                ["same", "Tolls rise on "],
                ["out", "Monday"],
                ["in", "Tuesday"],
                ["same", " at noon."],
            ]
        },
    ]


def test_what_was_served_can_be_read(page: Page) -> None:
    opened(page, "岚桥渡轮改用电池")
    page.locator(".served summary").click()
    expect(page.locator(".served")).to_contain_text("HTTP/1.1 200 OK")
    expect(page.locator(".served")).to_contain_text("<h1>岚桥渡轮改用电池</h1>")


def test_rejects_say_why(page: Page) -> None:
    page.get_by_role("link", name="Rejects").click()
    page.locator(".chips button", has_text="the answer is no HTML page").click()
    expect(page.locator(".said-reason")).to_contain_text("reason = not-html")
    expect(page.locator(".rows li")).to_have_count(1)
    page.locator(".rows a").click()
    expect(page.locator(".tree").first).to_contain_text("not-html")
    expect(page.locator(".verdict[data-settled]")).to_have_attribute("data-holds", "true")


def test_feeds_and_figures_are_drawn(page: Page) -> None:
    page.get_by_role("link", name="Feeds").click()
    expect(page.locator(".timeline .look")).to_have_count(2)
    page.get_by_role("link", name="Figures").click()
    expect(page.locator(".counted figure")).to_have_count(5)
    expect(page.locator(".ranked .rod").first).to_be_visible()
    expect(page.locator(".changes del, .changes ins").first).to_have_text(", late")


def test_who_leaves_the_list_at_once_is_not_led_back(page: Page) -> None:
    page.evaluate("location.hash = '#/feeds'; document.querySelector('.rows').click()")
    expect(page.locator(".timeline .look")).to_have_count(2)


def test_who_comes_back_while_a_page_opens_sees_the_list(page: Page) -> None:
    page.get_by_role("link", name="Articles").click()
    page.wait_for_load_state("networkidle")
    waiting: list[Route] = []
    page.route("**/health?*", lambda route: waiting.append(route))
    with page.expect_request("**/health?*"):
        page.get_by_role("link", name="Feeds").click()
    page.get_by_role("link", name="Articles").click()
    expect(page.get_by_role("link", name="Articles")).to_have_attribute("aria-current", "page")
    for route in waiting:
        route.continue_()
    page.wait_for_load_state("networkidle")
    expect(page.locator("#found")).to_have_text("3 articles")
    page.get_by_role("searchbox").fill("zeppelin")
    expect(page.locator("#found")).to_have_text("0 of 3 articles")


def test_how_the_source_was_stands_with_its_feeds(page: Page, collection: Collection) -> None:
    page.get_by_role("link", name="Feeds").click()
    expect(page.locator(".timeline")).to_have_count(1)
    expect(page.locator("main p.wrong")).to_have_count(0)
    gone = Health("gone", why="gone (410): given up").as_json()
    run = {"health": gone, "finished": "2024-06-17T06:31:05.000000Z"}
    collection.runs.mkdir()
    (collection.runs / "20240617T063000.000000Z.json").write_text(json.dumps(run))
    page.reload()
    told = "On 17 Jun 2024, 06:31 UTC the source was gone: gone (410): given up."
    expect(page.locator("main p.wrong")).to_have_text(told)


def test_what_is_asked_for_is_counted_over_time(page: Page) -> None:
    page.get_by_role("link", name="Figures").click()
    page.get_by_label("Share of articles with").fill("title:tolls")
    share = page.locator("figure", has_text="Share of title:tolls")
    expect(share).to_contain_text("33 %")
    page.get_by_label("Over time by").select_option("language")
    expect(page.locator("figure", has_text="Articles by language")).to_contain_text("en")
    page.get_by_label("Share of articles with").fill("colour:red")
    expect(page.locator(".asker .wrong")).to_contain_text("There is no field")


def test_notes_are_kept_and_found(page: Page) -> None:
    opened(page, "Tolls stay as they were")
    page.get_by_label("Tags, by commas").fill("fares, <b>bold</b>")
    page.get_by_role("textbox", name="Note").fill("</textarea><script>window.ran = 1</script>")
    page.get_by_role("button", name="Keep").click()
    expect(page.locator(".notes output")).to_have_text("Kept.")
    page.reload()
    expect(page.get_by_label("Tags, by commas")).to_have_value("fares, <b>bold</b>")
    page.keyboard.press("Escape")
    page.locator('[name="tag"]').select_option("<b>bold</b>")
    expect(page.locator("#found")).to_have_text("1 of 3 articles")
    assert page.evaluate("window.ran") is None
    page.get_by_role("button", name="Clear").click()
    opened(page, "Tolls stay as they were")
    page.get_by_label("Tags, by commas").fill("")
    page.get_by_role("textbox", name="Note").fill("")
    page.get_by_role("button", name="Keep").click()
    expect(page.locator(".notes output")).to_have_text("Kept.")


def test_what_is_listed_is_downloaded(page: Page) -> None:
    page.locator("#search").fill("title:tolls")
    expect(page.locator("#found")).to_have_text("1 of 3 articles")
    with page.expect_download() as coming:
        page.get_by_role("link", name="CSV").click()
    assert coming.value.suggested_filename == "harbour-articles.csv"
    assert "Tolls stay as they were" in coming.value.path().read_text("utf-8")
    opened(page, "Tolls stay as they were")
    with page.expect_download() as coming:
        page.get_by_role("link", name="BibTeX").click()
    assert coming.value.path().read_text("utf-8").count("@online") == 1


def test_an_unknown_address_says_so(page: Page, origin: LoopbackOrigin) -> None:
    page.goto(f"{origin.name}/#/article/{'0' * 32}")
    expect(page.locator(".wait").get_by_role("alert")).to_contain_text(f"no article “{'0' * 32}”")
    page.goto(f"{origin.name}/#/nowhere")
    expect(page.locator(".wait").get_by_role("alert")).to_contain_text("no such page")


def test_several_collections_are_compared(
    browser: Browser, tmp_path: Path, collection: Collection
) -> None:
    other = tmp_path / "other" / "harbour"
    shutil.copytree(collection.root, other)
    with browsing(collection, Collection(other)) as origin, tab(browser, ours=origin.url) as page:
        page.goto(origin.url)
        expect(page.locator("table.told tbody tr")).to_have_count(2)
        page.get_by_label("Share of articles with").fill("ferries title:tolls")
        found = page.locator("figure", has_text="Articles with ferries title:tolls")
        expect(found.locator("tr")).to_have_count(2)
        found.locator("a").last.click()
        expect(page.locator("#found")).to_have_text("1 of 3 articles")
        opened(page, "Tolls stay as they were")
        expect(page.locator(".verdict[data-settled]")).to_have_attribute("data-holds", "true")
        page.get_by_role("link", name="all collections").click()
        expect(page.get_by_role("heading", name="Collections")).to_be_visible()


def test_a_tampered_warc_turns_the_mark_red(
    browser: Browser, tmp_path: Path, collection: Collection
) -> None:
    root = tmp_path / "harbour"
    shutil.copytree(collection.root, root)
    warc = next((root / "archive").glob("*.warc.gz"))
    row = next(row for row in table(root, "articles") if row["language"] == "zh-Hans")
    place = row["capture"]["offset"]
    with warc.open("r+b") as file:
        record = gzip.decompress(file.read()[place : place + row["capture"]["length"]])
        forged = gzip.compress(record.replace("八分钟".encode(), "九分钟".encode()), mtime=0)
        assert len(forged) <= row["capture"]["length"]
        # An extra field fills the member up, so that the next one begins where it did.
        file.seek(place)
        file.write(padded(forged, row["capture"]["length"]))
    with browsing(Collection(root)) as origin, tab(browser) as page:
        page.goto(origin.url)
        opened(page, row["title"])
        expect(page.locator(".verdict[data-settled]")).to_have_attribute("data-holds", "false")
        wrong = page.locator(".check.bad").all_text_contents()
        assert any("block has its digest" in check and "browser" in check for check in wrong)
        assert any("payload has its digest" in check and "browser" in check for check in wrong)
        assert any("payload sha256" in check and "server" in check for check in wrong)


def padded(member: bytes, length: int) -> bytes:
    """A gzip member of this length, by an extra field (RFC 1952, section 2.3.1)."""
    room = length - len(member)
    assert room == 0 or room >= 2
    extra = (room - 2).to_bytes(2, "little") + bytes(room - 2) if room else b""
    flags = bytes([member[3] | 4]) if room else member[3:4]
    return member[:3] + flags + member[4:10] + extra + member[10:]
