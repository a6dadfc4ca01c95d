"""How long the last texts of a dataset are: what a change of layout is told by."""

from __future__ import annotations

from pathlib import Path

from tests.dataset.archives import FEED
from tests.dataset.samples import article, reject
from twa.dataset.tables.lengths import lengths
from twa.dataset.tables.parquet import write_table


def test_the_last_pages_come_first_with_those_without_text(tmp_path: Path) -> None:
    articles = [article(number) for number in (0, 2, 4, 6)]
    write_table("articles", articles, tmp_path)
    page = {"stage": "page", "via": FEED}
    rejects = [
        reject(0, captured_at=None, reason="no-text", **page),
        reject(1, reason="no-text", **page),
        reject(3, reason="offsite", **{**page, "stage": "fetch"}),
        reject(5, reason="not-html", **page),
        # What the feed links to and nobody asked for, and the feed itself.
        reject(7, reason="offsite", **{**page, "stage": "entry"}),
        reject(9, reason="http-status", stage="fetch", via=None),
    ]
    write_table("rejects", rejects, tmp_path)
    counts = [row["word_count"] for row in articles]
    assert lengths(tmp_path, 3).words == [counts[3], counts[2], None]
    assert lengths(tmp_path, 100).words == [counts[3], counts[2], None, counts[1], None, counts[0]]


def test_a_dataset_without_pages_has_no_lengths(tmp_path: Path) -> None:
    write_table("articles", [], tmp_path)
    write_table("rejects", [], tmp_path)
    assert lengths(tmp_path, 3).words == []
