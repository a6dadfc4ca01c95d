"""Text that comes back into a dataset published without it, proved or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.dataset.archives import Archive, hours, tree
from tests.dataset.published import LATER, Web, bridge, collection, ferry, web
from tests.warm import hired
from twa.dataset.collection import Collection
from twa.dataset.documents.without_text import project
from twa.dataset.errors import TwaError, VerificationError
from twa.dataset.facts.shards import UNDERSTAND
from twa.dataset.progress import Silent
from twa.dataset.texts.hydrate import HydrationReport, claimed_by, hydrate
from twa.dataset.texts.refetch import DELAY, Fetcher
from twa.dataset.texts.sources import OwnArchive, Refetched
from twa.dataset.verification.files import files, load
from twa.dataset.workers.pool import Workers


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """The site as it is now: the bridge was revised, the ferry was not."""
    with web(tmp_path_factory.mktemp("site")) as server:
        yield server


@pytest.fixture(scope="module")
def made(site: Web, tmp_path_factory: pytest.TempPathFactory) -> Collection:
    return collection(tmp_path_factory.mktemp("made") / "harbour", site=site.url)


@pytest.fixture(scope="module")
def published(made: Collection, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published") / "dataset"
    project(made.dataset, load(made), folder)
    return folder


def from_archive(published: Path, archive: Path, output: Path) -> HydrationReport:
    own = Collection.find(archive, output)
    with OwnArchive(own, claimed_by(published), workers=1, progress=Silent()) as source:
        return hydrate(published, output, source, Silent())


def articles(folder: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(folder / "articles").to_pylist()
    return rows


def test_with_its_archive_it_is_the_full_version_byte_for_byte(
    made: Collection, published: Path, tmp_path: Path
) -> None:
    report = from_archive(published, made.archive, tmp_path / "full")
    assert report.whole
    assert report.restored == {"articles": 2, "revisions": 3, "feed_entries": 2}
    assert tree(tmp_path / "full") == tree(made.dataset)
    assert report.version == load(made).version
    assert sorted(path.name for path in tmp_path.iterdir()) == ["full"]


def test_another_capture_of_a_page_gives_the_text_that_its_digest_proves(
    site: Web, made: Collection, published: Path, tmp_path: Path
) -> None:
    """One's own crawl of the same site, later: other records, no feed, one page changed."""
    archive = Archive("own.warc.gz")
    archive.get(f"{site.url}/bridge/", bridge("Nothing is as it was."), at=hours(50))
    archive.get(f"{site.url}/ferry/", ferry(), at=hours(51))
    path = archive.save(tmp_path / "own")
    report = from_archive(published, path, tmp_path / "part")
    assert not report.whole
    assert report.restored == {"articles": 1, "revisions": 1}
    assert report.missing == {"not-in-the-archive": 5}
    rows = {row["url"].split("/")[-2]: row for row in articles(tmp_path / "part")}
    assert rows["bridge"]["text"] is None
    (ferry_row,) = (r for r in articles(made.dataset) if r["url"].endswith("/ferry/"))
    assert rows["ferry"]["text"] == ferry_row["text"]
    assert rows["ferry"]["blocks"] == ferry_row["blocks"]
    # What no digest proves stays out: it was another record.
    assert rows["ferry"]["summary"] is None
    claimed = load(Collection(tmp_path, output=tmp_path / "part"))
    assert list(files(tmp_path / "part", claimed)) == []
    assert "Text put back" in (tmp_path / "part/README.md").read_text("utf-8")


@pytest.fixture
def workers() -> Iterator[Workers]:
    with hired(UNDERSTAND, count=1) as pool:
        yield pool


def test_pages_fetched_again_give_what_they_still_hold(
    site: Web, made: Collection, published: Path, tmp_path: Path, workers: Workers
) -> None:
    html = {"Content-Type": "text/html; charset=UTF-8"}
    site.answers = {
        "/robots.txt": (200, b"User-agent: *\nCrawl-delay: 7\nDisallow: /secret/\n", {}),
        "/bridge/": (200, bridge(LATER).encode(), html),
        "/ferry/": (200, ferry().encode(), html),
    }
    site.asked.clear()
    waited: list[float] = []
    fetcher = Fetcher("twa/1", pause=waited.append, trusted=frozenset({"127.0.0.1"}))
    report = hydrate(published, tmp_path / "now", Refetched(fetcher, workers), Silent())
    assert report.restored == {"articles": 2, "revisions": 2}
    assert report.missing == {"changed": 1, "feeds-move-on": 2}
    # Each page once, robots.txt first, and as slowly as it asks.
    assert [path for path, _ in site.asked] == ["/robots.txt", "/bridge/", "/ferry/"]
    assert waited == [7.0, 7.0]
    before = pq.read_table(made.dataset / "articles").select(["id", "text", "blocks", "removed"])
    after = pq.read_table(tmp_path / "now/articles").select(["id", "text", "blocks", "removed"])
    assert after.equals(before)


def test_what_robots_txt_forbids_is_not_fetched(
    site: Web, published: Path, tmp_path: Path, workers: Workers
) -> None:
    site.answers = {"/robots.txt": (200, b"User-agent: *\nDisallow: /\n", {})}
    site.asked.clear()
    fetcher = Fetcher("twa/1", pause=lambda _: None, trusted=frozenset({"127.0.0.1"}))
    report = hydrate(published, tmp_path / "none", Refetched(fetcher, workers), Silent())
    assert report.missing == {"robots": 5, "feeds-move-on": 2}
    assert [path for path, _ in site.asked] == ["/robots.txt"]


def test_a_dataset_can_not_lead_into_a_private_network(
    site: Web, published: Path, tmp_path: Path, workers: Workers
) -> None:
    site.asked.clear()
    waited: list[float] = []
    fetcher = Fetcher("twa/1", pause=waited.append)
    report = hydrate(published, tmp_path / "none", Refetched(fetcher, workers), Silent())
    assert set(report.missing) == {"robots", "feeds-move-on"}
    assert site.asked == []
    assert set(waited) <= {DELAY}


def test_what_has_its_text_is_refused(made: Collection, tmp_path: Path) -> None:
    with pytest.raises(TwaError, match="has its text"):
        from_archive(made.dataset, made.archive, tmp_path / "full")


def test_a_forged_publication_is_refused(made: Collection, published: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(published, tmp_path / "dataset"))
    with (folder / "articles/2024-05-0000.parquet").open("ab") as file:
        file.write(b"more")
    with pytest.raises(VerificationError, match="not the file of the manifest"):
        from_archive(folder, made.archive, tmp_path / "full")


def test_nothing_is_overwritten(made: Collection, published: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    with pytest.raises(TwaError, match="is there already"):
        from_archive(published, made.archive, tmp_path / "full")
