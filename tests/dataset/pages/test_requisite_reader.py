"""A page that no parser comes to its end with costs that page, and nobody else."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from twa.dataset.errors import Rejected, TwaError
from twa.dataset.pages.requisite_reader import SMALL, NamingDocument, RequisiteReader
from twa.dataset.pages.requisites import Requisite, of_page
from twa.dataset.workers.pool import Limits

PAGE = "https://news.example/bridge/"
NOON = datetime(2024, 5, 17, 12, tzinfo=UTC)
QUICK = Limits(deadline=1.0)


def document(html: str, url: str = PAGE) -> NamingDocument:
    return NamingDocument(url, html.encode(), "text/html; charset=utf-8", NOON)


def endless(attributes: int = 480_000) -> NamingDocument:
    """One element of half a million attributes, each compared with those before it."""
    many = " ".join(f"a{number:x}" for number in range(attributes))
    return document(f"<!doctype html><img src=/first.png><p {many}>Text.</p><img src=/last.png>")


def test_small_and_large_pages_are_read_alike() -> None:
    html = "<img src=/a.png><link rel=stylesheet href=/s.css><script src=/x.js></script>"
    with RequisiteReader() as reader:
        for filling in ("", "<p>Filling.</p>" * 5000):
            asked = document(html + filling)
            assert (len(asked.octets) > SMALL) is bool(filling)
            assert reader.named(asked) == of_page(*asked[:4])


def test_a_stylesheet_is_read_as_one() -> None:
    style = f"/* {'x' * SMALL} */ h1 {{ background: url(sand.png) }}".encode()
    sheet = NamingDocument("https://news.example/s.css", style, "text/css", NOON, "stylesheet")
    with RequisiteReader() as reader:
        assert reader.named(sheet) == (Requisite("https://news.example/sand.png", "image"),)


def test_an_endless_page_is_given_up_and_the_next_is_read() -> None:
    with RequisiteReader(QUICK) as reader:
        with pytest.raises(Rejected) as caught:
            reader.named(endless())
        assert caught.value.reason == "deadline"
        assert len(reader.named(document("<img src=/a.png>" + "<p>x</p>" * 9000))) == 1


def test_who_closes_it_need_not_wait_for_the_end_of_a_page() -> None:
    reader = RequisiteReader(Limits(deadline=1000.0))
    caught: list[TwaError] = []

    def read() -> None:
        with pytest.raises(TwaError) as error:
            reader.named(endless())
        caught.append(error.value)

    thread = threading.Thread(target=read)
    thread.start()
    threading.Event().wait(0.5)
    reader.close()
    thread.join(60)
    assert not thread.is_alive()
    assert not isinstance(caught[0], Rejected)
