"""`croissant.json`: other people's validator passes it and their loader reads the rows."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import mlcroissant
import pytest

from tests.dataset import folders
from tests.dataset.samples import ROWS, article, feed_entry
from twa.dataset.tables.schema import TABLES, contract, fields


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dataset")
    rows = folders.sample_rows(10)
    rows["articles"][0] = article(0, bare=True)
    rows["feed_entries"][0] = feed_entry(0, article_id=None)
    rows["rejects"] = []
    folders.write(rows, path)
    return path


def test_validates_without_a_word(folder: Path) -> None:
    command = [str(Path(sys.executable).with_name("mlcroissant")), "validate", "--jsonld"]
    done = subprocess.run(
        [*command, str(folder / "croissant.json")], capture_output=True, text=True, check=True
    )
    assert "Done." in done.stderr
    assert "WARNING" not in done.stderr.upper()


def test_context_is_the_standard_one(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    assert caplog.text == ""


@pytest.mark.parametrize("table", TABLES)
def test_records_load(table: str, folder: Path) -> None:
    dataset = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    records = list(dataset.records(table))
    expected = 0 if table == "rejects" else 10
    assert len(records) == expected
    if records:
        row = ROWS[table](3)
        record = records[3]
        assert record[f"{table}/id"] == row["id"].encode()
        assert record[f"{table}/title"] == row["title"].encode()
        assert record[f"{table}/capture"][f"{table}/capture/offset"] == row["capture"]["offset"]
        assert record[f"{table}/capture"][f"{table}/capture/captured_at"].isoformat() == (
            row["capture"]["captured_at"].replace(".000000Z", "+00:00")
        )


def test_lists_and_objects_load(folder: Path) -> None:
    dataset = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    bare, full, *_ = dataset.records("articles")
    assert full["articles/authors"] == [b"Mira Holt", b"Jonas Adebayo"]
    assert full["articles/blocks"][1] == {
        "articles/blocks/type": b"heading",
        "articles/blocks/text": b"What changes",
        "articles/blocks/level": 2,
    }
    assert bare["articles/title"] is None
    assert bare["articles/authors"] == []


def test_every_file_has_its_digest(folder: Path) -> None:
    described = json.loads((folder / "croissant.json").read_text("utf-8"))
    named = json.loads((folder / "manifest.json").read_text("utf-8"))["outputs"]
    files = [item for item in described["distribution"] if item["@type"] == "cr:FileObject"]
    assert [(item["contentUrl"], item["sha256"]) for item in files] == [
        (item["file"], item["sha256"]) for item in named
    ]


def test_every_field_is_described(folder: Path) -> None:
    described = json.loads((folder / "croissant.json").read_text("utf-8"))

    def flat(items: list[dict[str, Any]]) -> list[tuple[str, str]]:
        return [
            pair
            for item in items
            for pair in ((item["@id"], item["description"]), *flat(item.get("subField", [])))
        ]

    for record_set in described["recordSet"]:
        name = record_set["name"]
        assert flat(record_set["field"]) == [
            ("/".join((name, *field.path)), field.schema["description"])
            for field in fields(contract(name))
        ]


def test_says_what_it_was_made_from_and_where_its_use_is_told(folder: Path) -> None:
    described = json.loads((folder / "croissant.json").read_text("utf-8"))
    prov = "http://www.w3.org/ns/prov#"
    archive = described[f"{prov}wasDerivedFrom"]
    assert archive["name"].startswith("web archive of ")
    assert f"{prov}startedAtTime" in archive[f"{prov}wasGeneratedBy"]
    assert described[f"{prov}wasGeneratedBy"][f"{prov}wasAssociatedWith"]["name"] == "twa"
    use = described["usageInfo"]
    assert use["url"] == "LICENSE.md"
    rights = json.loads((folder / "manifest.json").read_text("utf-8"))["coverage"]["rights"]
    assert [term["name"] for term in use["about"]] == list(rights)


def test_version_and_date_need_no_clock(folder: Path) -> None:
    described = json.loads((folder / "croissant.json").read_text("utf-8"))
    assert described["version"].startswith("0.1.0+")
    assert described["datePublished"] == "2024-05-17"
    assert described["conformsTo"] == "http://mlcommons.org/croissant/1.1"
