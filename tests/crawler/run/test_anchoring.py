"""A crawl has its seals signed and timestamped, and no authority can delay or fail it."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.crawler.crawling import crawl
from tests.dataset.proof.authority import Authority
from tests.site.running import Site
from twa.dataset.collection import Collection
from twa.dataset.proof import anchors, chain, keys
from twa.dataset.verification.verify import verify

pytestmark = pytest.mark.slow


def test_the_head_is_signed_and_timestamped_when_a_crawl_ends(site: Site, tmp_path: Path) -> None:
    authority = Authority(tmp_path / "clock")
    keys.new(tmp_path / "key")
    with authority.serving() as url:
        done = crawl(
            tmp_path / "data",
            url=site.feed,
            settings={
                "SEAL_KEY": tmp_path / "key",
                "SEAL_AUTHORITIES": url,
                "SEAL_ROOTS": authority.root,
            },
        )
    assert done.status == 0, done.log
    made = Collection(done.folder)
    head = chain.head(made.archive)
    held = anchors.every(made.archive)
    (stamped,), (signed,) = held.stamped, held.signed
    assert stamped.seal == signed.seal == head
    assert "PRIVATE" not in done.log
    assert list(verify(made, workers=1)) == []


def test_an_authority_that_is_silent_delays_no_crawl(site: Site, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        done = crawl(tmp_path / "data", url=site.feed, settings={"SEAL_AUTHORITIES": url})
    assert done.status == 0, done.log
    assert "no timestamp" in done.log


def test_a_key_that_is_not_there_fails_no_crawl(site: Site, tmp_path: Path) -> None:
    wanted = {"SEAL_KEY": tmp_path / "nowhere"}
    done = crawl(tmp_path / "data", url=site.feed, settings=wanted)
    assert done.status == 0, done.log
    assert "the seals were not anchored: the key can't be read" in done.log


def test_an_authority_that_is_down_fails_no_crawl(site: Site, tmp_path: Path) -> None:
    done = crawl(
        tmp_path / "data", url=site.feed, settings={"SEAL_AUTHORITIES": "http://127.0.0.1:9/"}
    )
    assert done.status == 0, done.log
    assert "not anchored: the authority gave no timestamp: http://127.0.0.1:9/" in done.log
    assert list(verify(Collection(done.folder), workers=1)) == []
