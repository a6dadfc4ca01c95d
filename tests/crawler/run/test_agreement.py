"""Crawl, state and build say the same of every answer: what is got is a row, and is had once."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.crawler.answering import Answering, answering, page, reply
from tests.crawler.crawling import Crawl, crawl, twa

RSS = "application/rss+xml"


def run(server: Answering, data: Path) -> Crawl:
    """A crawl of the server's feed."""
    return crawl(
        data,
        "feed",
        collection="x",
        url=f"{server.url}/feed",
        name="x",
        settings={"RETRY_TIMES": 0, "REVISIT_AFTER": ""},
    )


def twice(server: Answering, data: Path) -> Crawl:
    """Two crawls, the second of which asks for no article again."""
    run(server, data)
    server.asked.clear()
    done = run(server, data)
    assert not [t for t in server.targets() if t not in ("/feed", "/robots.txt")], server.targets()
    return done


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/2025/港口/", "/2025/%E6%B8%AF%E5%8F%A3/"),
        ("/high tide", "/high%20tide"),
        ("low\\tide", "/low/tide"),
    ],
)
def test_a_redirect_leads_both_to_one_page(tmp_path: Path, location: str, target: str) -> None:
    with answering() as server:
        server.rss("/moved")
        server.answers["/moved"] = reply(b"", f"Location: {location}", status="301 Moved")
        server.answers[target] = reply(page("The tides"))
        [row] = twice(server, tmp_path).rows()
    assert row["canonical_url"] == server.url + target
    assert row["published"].startswith("2025-03-14")


def test_a_label_that_is_no_coding_says_nothing(tmp_path: Path) -> None:
    with answering() as server:
        labels = ("utf-8", "none", "UTF-8, gzip", "gzip", "deflate", "identity, text/html")
        server.rss(*(f"/{number}" for number in range(len(labels))))
        feed = server.answers["/feed"]
        assert isinstance(feed, bytes)
        body = feed.partition(b"\r\n\r\n")[2]
        server.answers["/feed"] = reply(body, "Content-Encoding: gzip", kind=RSS)
        for number, label in enumerate(labels):
            told = page(f"Story {number}", about=f"harbour {number}")
            octets = gzip.compress(told) if label == "UTF-8, gzip" else told
            server.answers[f"/{number}"] = reply(octets, f"Content-Encoding: {label}")
        done = twice(server, tmp_path)
    assert done.status == 0, done.log
    assert {row["title"] for row in done.rows()} == {f"Story {n}" for n in range(len(labels))}


def test_a_proxys_answer_is_a_page_and_a_choice_is_none(tmp_path: Path) -> None:
    with answering() as server:
        server.rss("/proxied", "/choice")
        feed = server.answers["/feed"]
        assert isinstance(feed, bytes)
        server.answers["/feed"] = feed.replace(b"200 OK", b"203 Through a proxy")
        server.answers["/proxied"] = reply(page("The tides"), status="203 Through a proxy")
        server.answers["/choice"] = reply(page("Of two"), "Location: /a", status="300 Choose")
        done = run(server, tmp_path)
        assert "/a" not in server.targets()
        assert [row["title"] for row in done.rows()] == ["The tides"]
        assert done.rejects()["http-status"] == {f"{server.url}/choice"}
        server.asked.clear()
        run(server, tmp_path)
        assert "/proxied" not in server.targets()


def test_lengths_that_contradict_each_other_do_not_undo_what_came(tmp_path: Path) -> None:
    told = page("The tides")
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 7\r\n"
    with answering() as server:
        server.rss("/conflict")
        server.answers["/conflict"] = head + b"Content-Length: 9\r\n\r\n" + told
        done = twice(server, tmp_path)
    assert (done.status, [row["title"] for row in done.rows()]) == (0, ["The tides"])


def test_what_can_not_be_read_is_not_said_not_to_have_come(tmp_path: Path) -> None:
    with answering() as server:
        server.rss("/odd", "/nowhere")
        server.answers["/odd"] = b"WELCOME ABOARD\r\n\r\nhello"
        server.answers["/nowhere"] = reply(b"", "Location: mailto:x@y.example", status="302 Go")
        done = run(server, tmp_path)
    told = {item["url"][len(server.url) :]: item for item in done.report()["failures"]}
    assert told["/odd"]["detail"].startswith("a response came that can't be read")
    assert "<twisted" not in done.log
    assert told["/nowhere"]["reason"] == "bad-url"
    assert done.rejects()["bad-url"] == {f"{server.url}/nowhere"}


def test_one_canonical_address_of_several_articles_is_no_evidence(tmp_path: Path) -> None:
    with answering() as server:
        names = ("eels", "dredger", "pilots")
        server.rss(*(f"/{name}" for name in names), "/long", "/long?page=2", "/moved")
        for name in names:
            link = "<link rel='canonical' href='/harbour/'>"
            server.answers[f"/{name}"] = reply(page(f"The {name}", head=link, about=name))
        link = "<link rel='canonical' href='/long'>"
        for target in ("/long", "/long?page=2"):
            server.answers[target] = reply(page("A long story", head=link, about="the quay"))
        link = "<link rel='canonical' href='/moved-here'>"
        server.answers["/moved"] = reply(page("Alone", head=link, about="the crane"))
        done = run(server, tmp_path)
        found = {row["canonical_url"][len(server.url) :]: row for row in done.rows()}
        assert set(found) == {*(f"/{name}" for name in names), "/long", "/moved-here"}
        assert found["/eels"]["sources"]["canonical_url"] is None
        assert found["/moved-here"]["sources"]["canonical_url"] == "link"
        # What comes later is told apart as well, in a build that adds to the one before.
        before = (*(f"/{name}" for name in names), "/long", "/long?page=2", "/moved")
        server.rss(*before, "/ferries")
        link = "<link rel='canonical' href='/harbour/'>"
        server.answers["/ferries"] = reply(page("The ferries", head=link, about="ferries"))
        done = run(server, tmp_path)
        assert f"{server.url}/ferries" in {row["canonical_url"] for row in done.rows()}
    checked = twa("verify", done.folder)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    shown = twa("verify", done.folder, "--row", found["/eels"]["id"])
    assert shown.returncode == 0, shown.stdout + shown.stderr
