"""What an answer means by its status and its Location."""

from __future__ import annotations

import pytest
from scrapy import Request

from twa.dataset.web.answers import HOPS, follow, leads_nowhere, redirect
from twa.dataset.web.urls import url_key

HERE = "http://boats.example/a/b?c=d"


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/港口/潮汐".encode(), "http://boats.example/%E6%B8%AF%E5%8F%A3/%E6%BD%AE%E6%B1%90"),
        ("/港口".encode("gbk"), "http://boats.example/%B8%DB%BF%DA"),
        (b"/high tide/low tide", "http://boats.example/high%20tide/low%20tide"),
        (b"  high tide  ", "http://boats.example/a/high%20tide"),
        (b"/ti\tde", "http://boats.example/tide"),
        (b"//quay.example/x", "http://quay.example/x"),
        (b"////quay.example/x", "http://quay.example/x"),
        (b"\\\\quay.example\\x?a\\b", "http://quay.example/x?a%5Cb"),
        (b"https:/quay.example/x", "https://quay.example/x"),
        (b"x\\y", "http://boats.example/a/x/y"),
        (b"?e=f", "http://boats.example/a/b?e=f"),
        (b"#top", "http://boats.example/a/b?c=d"),
        (b"/x#y z", "http://boats.example/x"),
        (b"/100%", "http://boats.example/100%25"),
        ("http://bäckerei.example/ö".encode(), "http://xn--bckerei-5wa.example/%C3%B6"),
        (b"http://user:secret@quay.example/x", "http://quay.example/x"),
    ],
)
def test_a_location_is_read_as_browsers_read_it(location: bytes, target: str) -> None:
    found = redirect(HERE, 301, location.decode("latin-1"))
    assert found == target
    assert not leads_nowhere(target)
    # The crawl asks for what the build looks for.
    assert url_key(Request(target).url) == url_key(target)


@pytest.mark.parametrize(
    "location", ["mailto:x@y.example", "intent://x#y", "http://[::1/", "data:,x"]
)
def test_a_location_that_leads_nowhere_is_a_redirect_all_the_same(location: str) -> None:
    found = redirect(HERE, 302, location)
    assert found is not None
    assert leads_nowhere(found)


@pytest.mark.parametrize("status", [200, 203, 300, 304, 305, 306, 404])
def test_other_statuses_do_not_redirect(status: int) -> None:
    assert redirect(HERE, status, "/x") is None


@pytest.mark.parametrize("location", [None, "", " \t"])
def test_without_a_location_there_is_no_redirect(location: str | None) -> None:
    assert redirect(HERE, 301, location) is None


def test_redirects_are_followed_once_and_not_for_ever() -> None:
    assert list(follow("a", {"a": "b", "b": "c"}.get)) == ["a", "b", "c"]
    assert list(follow("a", {"a": "b", "b": "a"}.get)) == ["a", "b"]
    assert len(list(follow("", lambda so_far: f"{so_far}x"))) == HOPS + 1
