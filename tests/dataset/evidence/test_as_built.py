"""A proof whose row the last build made of these very records: no page is understood again."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.dataset.anchored import harbour
from tests.dataset.archives import SITE, Archive, hours, page
from tests.dataset.evidence.test_prove import row_of
from twa.dataset.assemble import kept_rows, previous_build
from twa.dataset.assemble.builder import build
from twa.dataset.assemble.kept_rows import kept_row
from twa.dataset.assemble.options import Options
from twa.dataset.cli import cli
from twa.dataset.collection import Collection
from twa.dataset.errors import VerificationError
from twa.dataset.evidence import derivation
from twa.dataset.evidence.bundle_files import json_of
from twa.dataset.evidence.finding import find
from twa.dataset.proof import chain, sealing
from twa.dataset.tables.parquet import read_table, write_table
from twa.dataset.tables.schema import TABLES
from twa.dataset.workers.pool import Limits

PIER = "Northern pier closes"


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    """Built and sealed."""
    made = harbour(tmp_path_factory.mktemp("built") / "harbour")
    build(made, workers=1)
    list(sealing.seal(made))
    return made


@pytest.fixture
def made(once: Collection, tmp_path: Path) -> Collection:
    """The same, to be built again: a copy is no file that the last build left."""
    shutil.copytree(
        once.root, tmp_path / "harbour", ignore=shutil.ignore_patterns("cache", "proof.zip")
    )
    made = Collection(tmp_path / "harbour")
    build(made, workers=1)
    return made


@pytest.fixture
def understood(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The rows that were derived again."""
    rows: list[str] = []
    derived = derivation.derived

    def seen(asked: derivation.Derivation, workers: object) -> derivation.Derived:
        rows.append(asked.row["id"])
        return derived(asked, workers)  # type: ignore[arg-type]

    monkeypatch.setattr(derivation, "derived", seen)
    return rows


def prove(made: Collection, row_id: str) -> Result:
    output = str(made.root / "proof.zip")
    return CliRunner().invoke(
        cli, ["prove", str(made.root), row_id, "-o", output], catch_exceptions=False
    )


def test_a_row_is_kept_as_the_dataset_has_it(once: Collection) -> None:
    rows = [row for table in TABLES for row in read_table(table, once.dataset)]
    assert len(rows) > len(TABLES)
    for row in rows:
        kept = kept_row(once, row["id"])
        assert kept is not None
        assert (kept[0], json_of(kept[1])) == (find(once, row["id"])[0], json_of(row))
    assert kept_row(once, "0" * 32) is None


def test_no_page_is_understood_that_the_last_build_understood(
    once: Collection, understood: list[str]
) -> None:
    row_id = row_of(once, PIER)
    assert prove(once, row_id).exit_code == 0
    assert understood == []
    quick = (once.root / "proof.zip").read_bytes()
    cache = once.cache.rename(once.root / "elsewhere")
    assert prove(once, row_id).exit_code == 0
    assert understood == [row_id]
    assert (once.root / "proof.zip").read_bytes() == quick
    cache.rename(once.cache)
    checked = CliRunner().invoke(cli, ["prove", "--check", str(once.root / "proof.zip")])
    assert checked.exit_code == 0
    assert understood == [row_id, row_id]


def test_what_repeats_another_record_is_understood(once: Collection, understood: list[str]) -> None:
    row_id = row_of(once, "Harbour bridge reopens")
    assert kept_row(once, row_id) is not None
    assert prove(once, row_id).exit_code == 0
    assert understood == [row_id]


def _touched(pattern: str) -> Callable[[Collection], None]:
    def touch(made: Collection) -> None:
        (path,) = made.root.glob(pattern)
        os.utime(path)

    return touch


def _without_note(made: Collection) -> None:
    (path,) = made.shards.glob("rows-*/build.jsonl")
    path.unlink()


def _another_row(made: Collection) -> None:
    """What the cache has of a row is changed, with its digest."""
    (path,) = made.shards.glob("rows-*/rows-*.sqlite")
    with sqlite3.connect(path) as file:
        other = "SELECT digest, body FROM line WHERE name = 'articles' AND id != ?"
        digest, body = file.execute(other, (row_of(made, PIER),)).fetchone()
        file.execute(
            "UPDATE line SET digest = ?, body = ? WHERE id = ?", (digest, body, row_of(made, PIER))
        )
    file.close()


def _slowly(made: Collection) -> None:
    build(made, workers=1, options=Options(limits=Limits(deadline=77)))


@pytest.mark.parametrize(
    "change",
    [
        _touched("cache/shards/rows-*/rows-*.sqlite"),
        _touched("dataset/articles/*.parquet"),
        _without_note,
        _another_row,
        _slowly,
    ],
)
def test_what_was_touched_since_is_understood_again(
    made: Collection, understood: list[str], change: Callable[[Collection], None]
) -> None:
    row_id = row_of(made, PIER)
    change(made)
    assert prove(made, row_id).exit_code == 0
    assert understood == [row_id]


@pytest.mark.parametrize("module", [kept_rows, previous_build])
def test_what_other_code_made_is_understood_again(
    once: Collection, understood: list[str], monkeypatch: pytest.MonkeyPatch, module: object
) -> None:
    monkeypatch.setattr(module, "fingerprint", lambda _: "0" * 64)
    row_id = row_of(once, PIER)
    assert prove(once, row_id).exit_code == 0
    assert understood == [row_id]


def test_a_row_that_the_dataset_has_otherwise_gets_no_proof(made: Collection) -> None:
    row_id = row_of(made, PIER)
    rows = [{**row, "language": "fr"} for row in read_table("articles", made.dataset)]
    write_table("articles", rows, made.dataset)
    with pytest.raises(VerificationError, match="its proof would not hold"):
        prove(made, row_id)
    assert not (made.root / "proof.zip").exists()


def test_a_record_that_was_rewritten_and_sealed_anew_gets_no_proof(
    made: Collection, understood: list[str]
) -> None:
    row_id = row_of(made, PIER)
    capture = find(made, row_id)[1]["capture"]
    forged = Archive("news-1.warc.gz")
    forged.get(f"{SITE}/pier/", page(PIER, ["A wall was pushed over."]), at=hours(2))
    octets = forged.octets()
    path = made.archive / "news-1.warc.gz"
    whole = path.read_bytes()
    path.write_bytes(whole[: capture["offset"]] + octets)
    for seal in (made.archive / chain.FOLDER).iterdir():
        seal.unlink()
    list(sealing.seal(made))
    with pytest.raises(VerificationError, match="its proof would not hold"):
        prove(made, row_id)
    # The row's place names the leaf and the root that the build found: nothing else has to tell.
    assert understood == []
    assert not (made.root / "proof.zip").exists()
