"""The files: the same rows make the same bytes, and everybody can read them."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from datasets import load_dataset

from tests.dataset import folders
from tests.dataset.samples import ROWS, article, reject
from twa.dataset.tables import filing, parquet
from twa.dataset.tables.arrow import arrow
from twa.dataset.tables.filing import OrderError
from twa.dataset.tables.parquet import write_table
from twa.dataset.tables.schema import TABLES, Row, sort_key

HOME = Path(__file__).resolve().parents[3]


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.parquet"))
    }


def instants(value: Any) -> Any:
    """JSON values as Arrow gives them back."""
    if isinstance(value, dict):
        return {name: instants(child) for name, child in value.items()}
    if isinstance(value, list):
        return [instants(child) for child in value]
    if isinstance(value, str) and len(value) == 27 and value.endswith("Z"):
        return datetime.fromisoformat(value)
    return value


@pytest.mark.parametrize("table", TABLES)
def test_rows_come_back_as_they_went_in(table: str, tmp_path: Path) -> None:
    rows = [ROWS[table](number) for number in range(20)]
    (written,) = write_table(table, rows, tmp_path)
    found = pq.read_table(tmp_path / written.file)
    assert found.schema.equals(arrow(table))
    assert found.to_pylist() == [instants(row) for row in rows]
    assert written.rows == 20
    assert written.bytes == (tmp_path / written.file).stat().st_size
    assert abs(written.memory - found.nbytes) < 0.01 * found.nbytes
    assert digests(tmp_path) == {written.file: written.sha256}


def test_bytes_do_not_depend_on_how_rows_arrive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "ROWS_PER_GROUP", 7)
    rows = [article(number) for number in range(50)]

    def slowly() -> Iterator[dict[str, Any]]:
        for row in rows:
            # Another object each time, with its keys in another order.
            yield dict(sorted(row.items(), reverse=True))

    write_table("articles", rows, tmp_path / "list")
    write_table("articles", slowly(), tmp_path / "iterator")
    assert digests(tmp_path / "list") == digests(tmp_path / "iterator")


SCRIPT = """
import sys
from pathlib import Path
from tests.dataset import folders
folders.write(folders.sample_rows(50), Path(sys.argv[1]))
"""


def test_bytes_do_not_depend_on_the_process(tmp_path: Path) -> None:
    found = []
    for number, (seed, zone, locale) in enumerate(
        [("0", "UTC", "C"), ("1", "Asia/Shanghai", "C.UTF-8")]
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(folder)], check=True, cwd=HOME, env=environment
        )
        found.append({path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()})
    assert found[0] == found[1]


def test_files_say_nothing_of_when_or_where(tmp_path: Path) -> None:
    (written,) = write_table("articles", [article()], tmp_path)
    metadata = pq.read_metadata(tmp_path / written.file)
    assert set(metadata.metadata) == {b"ARROW:schema"}
    assert metadata.created_by.startswith("parquet-cpp-arrow version ")


def test_columns_are_compressed_indexed_and_sorted(tmp_path: Path) -> None:
    (written,) = write_table("articles", [article(n) for n in range(3)], tmp_path)
    group = pq.read_metadata(tmp_path / written.file).row_group(0)
    for index in range(group.num_columns):
        column = group.column(index)
        assert column.compression == "ZSTD"
        assert column.has_offset_index
        assert column.has_column_index
    order = [group.column(sorting.column_index) for sorting in group.sorting_columns]
    assert [column.path_in_schema for column in order] == ["first_captured_at", "id"]


def test_files_are_of_one_month_and_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filing, "ROWS_PER_FILE", 200)
    rows = [article(number) for number in range(500)]  # an hour apart, from 17 May
    written = write_table("articles", rows, tmp_path)
    assert [(item.file, item.rows) for item in written] == [
        ("articles/2024-05-0000.parquet", 200),
        ("articles/2024-05-0001.parquet", 154),
        ("articles/2024-06-0000.parquet", 146),
    ]
    assert pl.read_parquet(tmp_path / "articles/*.parquet")["id"].to_list() == [
        row["id"] for row in rows
    ]


def test_a_month_that_is_over_keeps_its_file(tmp_path: Path) -> None:
    rows = [article(number) for number in range(0, 800, 10)]
    write_table("articles", rows[:50], tmp_path / "before")
    write_table("articles", rows, tmp_path / "after")
    before, after = digests(tmp_path / "before"), digests(tmp_path / "after")
    assert before["articles/2024-05-0000.parquet"] == after["articles/2024-05-0000.parquet"]
    assert before["articles/2024-06-0000.parquet"] != after["articles/2024-06-0000.parquet"]


def test_rows_without_an_instant_come_first(tmp_path: Path) -> None:
    rows = [reject(1), reject(2, capture=None, captured_at=None)]
    rows.sort(key=lambda row: sort_key("rejects", row))
    written = write_table("rejects", rows, tmp_path)
    assert [item.file for item in written] == [
        "rejects/0000-00-0000.parquet",
        "rejects/2024-05-0000.parquet",
    ]


def test_files_of_an_earlier_build_go(tmp_path: Path) -> None:
    write_table("articles", [article(number) for number in (0, 700)], tmp_path)
    (tmp_path / "articles" / "2024-05-0000.parquet.tmp").write_bytes(b"of a build that died")
    write_table("articles", [article(0)], tmp_path)
    assert [path.name for path in (tmp_path / "articles").iterdir()] == ["2024-05-0000.parquet"]


@pytest.mark.parametrize("rows", [[article(1), article(0)], [article(0), article(0)]])
def test_rows_out_of_order_are_refused(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    with pytest.raises(OrderError, match=f"rows out of order: articles {rows[1]['id']}"):
        write_table("articles", rows, tmp_path)


def test_row_groups_end_by_number_and_by_weight(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "ROWS_PER_GROUP", 4)
    monkeypatch.setattr(parquet, "WEIGHT_OF_GROUP", 100_000)
    rows = [article(number) for number in range(10)]
    rows[5]["summary"] = "x" * 200_000
    (written,) = write_table("articles", rows, tmp_path)
    metadata = pq.read_metadata(tmp_path / written.file)
    groups = [metadata.row_group(index).num_rows for index in range(metadata.num_row_groups)]
    assert groups == [4, 2, 4]


def test_an_insertion_changes_little_of_a_file(tmp_path: Path) -> None:
    """Content-defined chunking: what comes after a new row is the same bytes as before."""

    def long(number: int) -> dict[str, Any]:
        lines = (hashlib.sha256(f"{number} {line}".encode()).hexdigest() for line in range(250))
        return article(number, summary="".join(lines))

    rows = [long(number) for number in range(350)]
    write_table("articles", rows[:5] + rows[6:], tmp_path / "before")
    write_table("articles", rows, tmp_path / "after")
    before = (tmp_path / "before/articles/2024-05-0000.parquet").read_bytes()
    after = (tmp_path / "after/articles/2024-05-0000.parquet").read_bytes()
    blocks = [after[start : start + 4096] for start in range(0, len(after), 4096)]
    assert sum(block not in before for block in blocks) < 0.3 * len(blocks)


# --- readers -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dataset")
    folders.write(folders.sample_rows(30), path)
    return path


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One article with every column null that may be; no row in any other table."""
    path = tmp_path_factory.mktemp("bare")
    folders.write({"articles": [article(bare=True)]}, path)
    return path


@pytest.mark.parametrize("table", TABLES)
def test_datasets(table: str, folder: Path, tmp_path: Path) -> None:
    loaded = load_dataset(str(folder), table, split="train", cache_dir=str(tmp_path))
    assert loaded.features.arrow_schema.equals(arrow(table))
    assert loaded[0] == instants(ROWS[table](0))
    assert len(loaded) == 30


def test_datasets_default_is_articles(folder: Path, tmp_path: Path) -> None:
    loaded = load_dataset(str(folder), cache_dir=str(tmp_path))
    assert list(loaded) == ["train"]
    assert loaded["train"][29]["id"] == article(29)["id"]


@pytest.mark.parametrize("table", TABLES)
def test_datasets_streaming(table: str, folder: Path) -> None:
    stream = load_dataset(str(folder), table, split="train", streaming=True)
    assert list(stream) == [instants(ROWS[table](number)) for number in range(30)]


@pytest.mark.parametrize("table", TABLES)
def test_plain_readers(table: str, folder: Path) -> None:
    expected = [ROWS[table](number)["id"] for number in range(30)]
    pattern = f"{folder}/{table}/*.parquet"
    assert pd.read_parquet(folder / table)["id"].to_list() == expected
    assert pl.read_parquet(pattern)["id"].to_list() == expected
    assert [row[0] for row in duckdb.execute(f"SELECT id FROM '{pattern}'").fetchall()] == expected


def test_columns_of_nulls_load(bare: Path, tmp_path: Path) -> None:
    loaded = load_dataset(str(bare), split="train", cache_dir=str(tmp_path))
    assert loaded[0]["published"] is None
    assert loaded.features.arrow_schema.equals(arrow("articles"))
    assert pd.read_parquet(bare / "articles")["title"].isna().all()
    assert pl.read_parquet(bare / "articles/*.parquet")["published"].dtype == pl.Datetime(
        "us", "UTC"
    )
    query = f"SELECT typeof(published) FROM '{bare}/articles/*.parquet'"
    assert duckdb.execute(query).fetchall() == [("TIMESTAMP WITH TIME ZONE",)]


@pytest.mark.parametrize("table", ["revisions", "feed_entries", "rejects"])
def test_tables_without_rows_load(table: str, bare: Path) -> None:
    # `datasets` 5.2.0 refuses an empty split unless it streams (huggingface/datasets #8401).
    stream = load_dataset(str(bare), table, split="train", streaming=True)
    assert list(stream) == []
    assert stream.features.arrow_schema.equals(arrow(table))
    pattern = f"{bare}/{table}/*.parquet"
    assert list(pd.read_parquet(bare / table).columns) == arrow(table).names
    assert pl.read_parquet(pattern).shape == (0, len(arrow(table)))
    assert duckdb.execute(f"SELECT count(*) FROM '{pattern}'").fetchall() == [(0,)]
    assert pa.parquet.read_table(bare / table).schema.equals(arrow(table))


def test_rows_are_picked_by_some_of_their_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "ROWS_PER_GROUP", 4)
    write_table("articles", [article(number) for number in range(10)], tmp_path)
    ids = {article(2)["id"], article(3)["id"], article(9)["id"]}
    shown: list[Row] = []

    def wanted(row: Row) -> bool:
        shown.append(row)
        return row["id"] in ids

    found = list(parquet.pick("articles", tmp_path, ["id", "capture.captured_at"], wanted))
    assert found == [article(2), article(3), article(9)]
    assert len(shown) == 10
    assert shown[0] == {
        "id": article(0)["id"],
        "capture": {"captured_at": article(0)["capture"]["captured_at"]},
    }


def test_row_groups_of_earlier_instants_are_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "ROWS_PER_GROUP", 4)
    rows = [reject(0, captured_at=None), *(reject(number) for number in range(1, 12))]
    write_table("rejects", rows, tmp_path)
    since = datetime.fromisoformat(reject(9)["captured_at"])
    shown: list[Row] = []

    def wanted(row: Row) -> bool:
        shown.append(row)
        return row["captured_at"] is None or row["captured_at"] >= reject(9)["captured_at"]

    found = list(parquet.pick("rejects", tmp_path, ["captured_at"], wanted, ("captured_at", since)))
    # The row without an instant stands first, in a file of its own; 1 to 4 and 5 to 8 are earlier.
    assert found == [rows[0], *rows[9:]]
    assert len(shown) == 4


def test_a_table_is_read_from_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "ROWS_PER_GROUP", 4)
    monkeypatch.setattr(filing, "ROWS_PER_FILE", 6)
    write_table("articles", [article(number) for number in range(10)], tmp_path)
    found = parquet.read_backwards("articles", tmp_path, ["id"])
    assert [row["id"] for row in found] == [article(number)["id"] for number in range(9, -1, -1)]
