"""What the crawl state is told of a capture that left its body behind."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from tests.dataset.crawl_state.test_future import capture
from twa.dataset.crawl_state.seen import see
from twa.dataset.pages.refresh import leads_to
from twa.dataset.warc.revisits import original

AT = datetime(2026, 3, 1, tzinfo=UTC)
ONWARD = b'<head><meta http-equiv="Refresh" content="0; url=/there"></head>' + b" " * 2000


@pytest.mark.parametrize(
    ("role", "kept"),
    [("article", False), ("requisite", False), ("feed", True), ("sitemap", True), ("robots", True)],
)
def test_bodies_stay_where_they_are_and_what_they_say_does_not(role: str, kept: bool) -> None:
    body = gzip.compress(ONWARD, mtime=0)
    whole = capture("http://a.example/", role, body, AT, b"Content-Encoding: gzip\r\n")
    seen = see(whole)
    assert whole.response is not None
    assert seen.capture.response is not None
    assert seen.capture.response.headers == whole.response.headers
    assert seen.capture.response.body == (body if kept else b"")
    assert seen.original == original(whole)
    assert seen.leads_to == leads_to(whole.url, whole.response, role)
    if role == "article":
        assert seen.leads_to == "http://a.example/there"
        assert seen.original is not None
