"""What is kept of a site: when it stands, and what is made late."""

from __future__ import annotations

import http.client
import json
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browse.chromium import answering
from tests.browse.collections import harbour
from twa.dataset.browse.server import replay
from twa.dataset.browse.server.serve import Shown, opened
from twa.dataset.browse.server.site_cache import REPLAY, kept
from twa.dataset.collection import Collection
from twa.dataset.verification.files import load
from twa.dataset.warc import index_parts


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    return harbour(tmp_path / "harbour")


def test_a_site_stands_while_the_index_says_the_same(collection: Collection) -> None:
    part = collection.archive / index_parts.PARTS / "news.cdxj"
    part.parent.mkdir()
    shutil.move(collection.index, part)
    collection.index.touch()
    site = kept(collection, load(collection))
    assert part.exists(), "nothing is merged to look at it"
    index_parts.complete(collection.archive)
    assert kept(collection, load(collection)) == site


@pytest.mark.skipif(not replay.available(), reason="needs ReplayWeb.page: ./scripts/vendor")
def test_the_package_is_made_when_it_is_asked_for(collection: Collection) -> None:
    site = kept(collection, load(collection))
    with opened([Shown.of(collection, load(collection))]) as served, answering(served.replay):
        assert not _packages(site)
        octets = _asked(f"{served.replay.url}{replay.PACKAGE}")
        (package,) = _packages(site)
        assert octets == package.read_bytes()
    kept(collection, load(collection))
    with opened([Shown.of(collection, load(collection))]) as served, answering(served.replay):
        assert _asked(f"{served.replay.url}{replay.PACKAGE}") == octets
        assert _packages(site) == [package]
        # Another state of the archive: what is in use stays.
        part = collection.archive / index_parts.PARTS / "news.cdxj"
        part.parent.mkdir()
        part.write_bytes(collection.index.read_bytes().splitlines(keepends=True)[0])
        kept(collection, load(collection))
        with opened([Shown.of(collection, load(collection))]) as later, answering(later.replay):
            _asked(f"{later.replay.url}{replay.PACKAGE}")
            assert len(_packages(site)) == 2


@pytest.mark.skipif(not replay.available(), reason="needs ReplayWeb.page: ./scripts/vendor")
def test_why_there_is_no_package_is_told(collection: Collection) -> None:
    with opened([Shown.of(collection, load(collection))]) as served, answering(served.replay):
        shutil.rmtree(collection.archive)
        assert b"WARC" in _asked(f"{served.replay.url}{replay.PACKAGE}", status=409)


def _packages(site: Path) -> list[Path]:
    return list((site / REPLAY).glob(f"*{replay.PACKAGE}"))


def _asked(url: str, status: int = 200) -> bytes:
    split = urlsplit(url)
    connection = http.client.HTTPConnection(split.netloc, timeout=60)
    connection.request("GET", split.path)
    answer = connection.getresponse()
    octets = answer.read()
    connection.close()
    assert answer.status == status
    return octets


def test_collections_of_one_name_have_a_folder_each(collection: Collection, tmp_path: Path) -> None:
    site = kept(collection, load(collection))
    roots = (tmp_path / "one" / "harbour~2", tmp_path / "harbour", tmp_path / "two" / "harbour")
    with opened([Shown(Collection(root), site, None) for root in roots]) as served:
        reply = served.pages.answer("config.json", {})
        assert reply is not None
        with reply.open() as told:
            names = json.loads(told.read())["collections"]
    assert names == ["harbour~2", "harbour", "harbour~3"]
