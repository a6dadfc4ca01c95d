"""wabac.js, the engine of ReplayWeb.page, shows the pages of our archives."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.crawler.archive.test_archiver import archive, seal
from tests.dataset.exchanges import PAGE
from tests.readers.test_replay import AGAIN, SHOWN, fill
from tests.readers.wabac import replayed, served


@pytest.fixture(scope="module")
def warc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an archive of ours."""
    folder = tmp_path_factory.mktemp("wabac")
    with served(folder) as base:
        opened = archive(folder)
        fill(opened)
        (path,) = seal(opened)
        yield f"{base}/{path.name}"


NOT_UNDERSTOOD = ("bare-lf", "extension")
"""It looks for CR LF alone, and takes chunks with extensions for no chunks."""


def test_every_page_is_shown(warc: str) -> None:
    shown = [name for name in (*SHOWN, "trailer") if name not in NOT_UNDERSTOOD]
    pages = [("20240517120000", f"http://harbour.example/{name}") for name in shown]
    assert dict(zip(shown, replayed(warc, pages), strict=True)) == dict.fromkeys(shown, (200, PAGE))


def test_revisits_show_the_page_they_are_of(warc: str) -> None:
    pages = [
        (timestamp, f"http://{host}.example/{name}")
        for name in AGAIN
        for host, timestamp in (
            ("again", "20240517120000"),
            ("again", "20240616120000"),
            ("elsewhere", "20240716120000"),
        )
    ]
    assert dict(zip(pages, replayed(warc, pages), strict=True)) == dict.fromkeys(pages, (200, PAGE))
