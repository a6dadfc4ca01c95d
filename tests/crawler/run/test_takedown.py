"""The whole way of a withdrawal: crawled, withdrawn, built, verified, published and loaded."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.crawler.crawling import asked, crawl
from tests.dataset.published import twa
from tests.hub.running import running
from tests.site.asking import FEED, PEARL
from tests.site.running import Site


def everything(folder: Path) -> str:
    """All values and statistics of the Parquet files below a folder, and all other files."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".parquet":
            with pq.ParquetFile(path) as file:
                found.append(repr((file.read().to_pylist(), file.metadata.to_dict())))
        elif path.is_file():
            found.append(path.read_text("utf-8"))
    return "\n".join(found)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_from_the_site_to_the_hub(site: Site, tmp_path: Path) -> None:
    done = crawl(tmp_path, url=site.feed)
    (row,) = (row for row in done.rows() if row["url"] == site.url + PEARL)
    others = repr([other for other in done.rows() if other["id"] != row["id"]])
    lines = [row["title"], *(line for line in row["text"].splitlines() if len(line) > 40)]
    # What recurs on the site stands in other articles, too.
    sentences = [line for line in lines if line not in others]
    assert len(sentences) > 5
    held = everything(done.folder / "dataset")
    assert all(json.dumps(line)[1:-1] in held or line in held for line in sentences)

    with running() as hub:
        home = tmp_path / "home"
        first = twa(hub, home, "publish", done.folder, "--repo", "harbour/news", "--with-text")
        assert first.returncode == 0, first.stderr
        (tag,) = hub.store.repositories["harbour/news"].tags
        commit = hub.store.repositories["harbour/news"].tags[tag]

        reason = ("--reason", "asked for by its author")
        said = twa(hub, home, "takedown", done.folder, site.url + PEARL, *reason)
        assert said.returncode == 0, said.stderr
        assert f"tag {tag}  commit {commit} with text" in said.stdout
        assert "super_squash_history" in said.stdout
        assert twa(hub, home, "build", done.folder).returncode == 0

        held = everything(done.folder / "dataset")
        assert [line for line in (*sentences, PEARL) if line in held] == []
        verified = twa(hub, home, "verify", done.folder)
        assert verified.returncode == 0, verified.stdout + verified.stderr
        # Published and loaded back: the command compares what it loads.
        publish = ("publish", done.folder, "--repo", "harbour/news")
        again = twa(hub, home, *publish, "--with-text")
        assert again.returncode == 0, again.stderr
        refused = twa(hub, home, *publish, "--with-text", "--with-archive")
        assert refused.returncode == 3
        assert "which holds what was withdrawn" in refused.stderr

        bare = tmp_path / "bare"
        assert twa(hub, home, *publish).returncode == 0
        texts = twa(
            hub, home, "hydrate", "hf://datasets/harbour/news", bare, "--archive", done.folder
        )
        assert texts.returncode == 0, texts.stdout + texts.stderr
        assert [line for line in sentences if line in everything(bare)] == []

    # It is not asked for again, although it was edited and the schedule says so.
    site.control.edit(PEARL.strip("/").rpartition("/")[2], append="<p>Corrected.</p>")
    site.log.clear()
    later = crawl(tmp_path, url=site.feed, settings={"REVISIT_AFTER": "1s"})
    assert later.status == 0, later.log
    paths = {path for path, _ in asked(site)}
    assert FEED in paths
    assert PEARL not in paths
    assert len(paths) > 5
    assert [
        line for line in (*sentences, PEARL) if line in everything(done.folder / "dataset")
    ] == []
