"""pywb shows the pages of our archives: chunked, compressed, revisited."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.crawler.archive.test_archiver import archive, seal
from tests.dataset.exchanges import AWKWARD, NOON, PAGE, chunked, exchange, gzipped, page
from tests.readers.others import accepted_by_all, program
from tests.readers.pywb import replayed, wayback
from twa.crawler.archive.archive import Archive
from twa.crawler.archive.run_history import RunHistory

SHOWN = (
    "page", "gzipped", "chunked", "chunked-gzipped", "cookies", "latin-1", "utf-8", "bare-lf",
    "folded", "no-colon", "close", "decoded", "long-header", "extension",
)  # fmt: skip
"""The awkward responses that are a page all the same."""

AGAIN = {"plain": page(), "gzip": gzipped(), "chunked": chunked(PAGE), "304": page()}


def fill(opened: Archive) -> None:
    for name in (*SHOWN, "trailer", "interim"):
        opened.write(exchange(AWKWARD[name], f"http://harbour.example/{name}"))
    for name, response in AGAIN.items():
        url = f"http://again.example/{name}"
        first = opened.write(exchange(response, url))
        later = AWKWARD["not-modified"] if name == "304" else response
        opened.write(exchange(later, url, started=NOON + timedelta(days=30)))
        elsewhere = f"http://elsewhere.example/{name}"
        opened.write(exchange(response, elsewhere, started=NOON + timedelta(days=60)))
        assert first.kind in ("response", "revisit")


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A pywb over one archive of ours, indexed by us."""
    program("wayback")
    folder = tmp_path_factory.mktemp("archive")
    opened = archive(folder, history=RunHistory())
    fill(opened)
    seal(opened)
    with wayback(folder, tmp_path_factory.mktemp("pywb")) as number:
        yield number


@pytest.mark.parametrize("name", SHOWN)
def test_every_page_is_shown(port: int, name: str) -> None:
    assert replayed(port, f"http://harbour.example/{name}") == (200, PAGE)


@pytest.mark.parametrize("name", ["plain", "gzip", "chunked"])
@pytest.mark.parametrize("timestamp", ["20240517120000", "20240616120000"])
def test_a_revisit_shows_the_page_it_is_of(port: int, name: str, timestamp: str) -> None:
    assert replayed(port, f"http://again.example/{name}", timestamp) == (200, PAGE)


@pytest.mark.parametrize("name", AGAIN)
def test_so_does_one_of_another_url(port: int, name: str) -> None:
    assert replayed(port, f"http://elsewhere.example/{name}", "20240716120000") == (200, PAGE)


def test_what_pywb_does_not_understand_is_in_the_archive_all_the_same(port: int) -> None:
    # It takes a trailer for the end of the page.
    status, body = replayed(port, "http://harbour.example/trailer")
    assert (status, body) != (200, PAGE)
    assert PAGE in body


def test_a_browser_is_given_the_interim_response_and_the_page(port: int) -> None:
    # Though pywb takes the first for the answer, and all else for its body.
    assert replayed(port, "http://harbour.example/interim") == (200, PAGE)


def test_a_304_is_shown_as_such_and_the_page_at_its_own_instant(port: int) -> None:
    url = "http://again.example/304"
    assert replayed(port, url) == (200, PAGE)
    # pywb replays the 3xx of a revisit without a body (`ResolvingLoader`); a
    # browser that asks conditionally gets what it asked for.
    assert replayed(port, url, "20240616120000") == (304, b"")


def test_other_readers_accept_what_pywb_shows(tmp_path: Path) -> None:
    opened = archive(tmp_path, history=RunHistory())
    fill(opened)
    seal(opened)
    accepted_by_all(tmp_path)
