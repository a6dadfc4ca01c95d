"""A withdrawn article: nothing that its source wrote is left anywhere, and its rows say so."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from tests.dataset import samples
from tests.dataset.archives import FEED, RSS, SITE, Archive, feed, hours, item, page, tree
from twa.dataset.assemble.builder import build
from twa.dataset.cli import cli
from twa.dataset.collection import Collection
from twa.dataset.documents.without_text import project
from twa.dataset.errors import TwaError
from twa.dataset.progress import Silent
from twa.dataset.tables import schema, tombstones
from twa.dataset.tables.identity import identify
from twa.dataset.tables.parquet import read_table
from twa.dataset.tables.validate import Checker
from twa.dataset.takedowns import Takedowns
from twa.dataset.texts.hydrate import hydrate
from twa.dataset.texts.sources import OwnArchive
from twa.dataset.verification.files import load
from twa.dataset.verification.verify import verify
from twa.dataset.warc import cdxj, index_parts

OLD = f"{SITE}/?p=7"
STORY = f"{SITE}/secret-bridge/"
ID = identify(STORY)
SECRETS = ("secret", "Secret", "confided", "Quill", "whisper")
REASON = "asked for by the author"


def archives() -> list[Archive]:
    """A story with two revisions, an alias and troubles, and another one."""
    first, second = Archive("a.warc.gz"), Archive("b.warc.gz")
    texts = ["A whisper went through the harbour, and the engineers confided in nobody. " * 3]
    head = (
        '<meta name="author" content="Ada Quill"><meta name="description" content="A secret.">'
        '<meta name="copyright" content="Secret Press">'
        '<meta property="article:tag" content="Quill">'
    )
    entries = item("secret-bridge", "Secret of the bridge", content=texts), item("ferry", "Ferry")
    first.get(FEED, feed(*entries), **RSS)
    first.get(OLD, status="301 Moved", headers=[f"Location: {STORY}"], at=hours(1))
    first.get(STORY, page("Secret of the bridge", texts, head=head), at=hours(1), via=FEED)
    first.get(f"{SITE}/ferry/", page("Ferry"), at=hours(2), via=FEED)
    second.get(STORY, page("Secret no more", [*texts, "Quill added this."], head=head), at=hours(3))
    second.get(f"{STORY}?utm_source=x", status="404 Not Found", at=hours(4), via=FEED)
    second.get(STORY, "%PDF", media_type="application/pdf", at=hours(5), via=FEED)
    return [first, second]


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    for archive in archives():
        archive.save(tmp_path / "harbour")
    made = Collection(tmp_path / "harbour")
    cdxj.reindex(made.archive)
    build(made, workers=1)
    return made


def twa(*arguments: object) -> Result:
    return CliRunner().invoke(cli, list(map(str, arguments)))


def withdraw(collection: Collection, wanted: str) -> str:
    done = twa("takedown", collection.root, wanted, "--reason", REASON)
    assert done.exit_code == 0, done.output
    build(collection, workers=1)
    return done.output


def columns(folder: Path) -> bytes:
    """Everything in the dataset, the pages of Parquet files uncompressed, statistics included."""
    found = b""
    for path in folder.rglob("*"):
        if path.suffix == ".parquet":
            with pq.ParquetFile(path) as file:
                found += repr((file.read().to_pylist(), file.metadata.to_dict())).encode()
        elif path.is_file():
            found += path.read_bytes()
    return found


def rows(collection: Collection, table: str) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in read_table(table, collection.dataset)}


def test_nothing_is_left_but_tombstones(collection: Collection) -> None:
    before = {table: rows(collection, table) for table in schema.TABLES}
    assert all(secret.encode() in columns(collection.dataset) for secret in SECRETS)
    withdraw(collection, STORY)

    held = columns(collection.dataset)
    assert [secret for secret in SECRETS if secret.encode() in held] == []
    left = {table: rows(collection, table) for table in schema.TABLES}
    for table, expected in {"articles": 1, "revisions": 2, "feed_entries": 1, "rejects": 2}.items():
        assert left[table].keys() == before[table].keys()
        gone = [row for row in left[table].values() if row["withdrawn"]]
        assert len(gone) == expected
        assert {row["withdrawn"]["reason"] for row in gone} == {REASON}
        kept = [row for row in left[table].values() if not row["withdrawn"]]
        assert all(row == before[table][row["id"]] for row in kept)
    row = left["articles"][ID]
    assert (row["url"], row["title"], row["text"], row["authors"]) == (None, None, "", [])
    assert list(verify(collection, workers=1)) == []
    card = (collection.dataset / "README.md").read_text()
    assert "Withdrawn so far: 1 article." in card


@pytest.mark.parametrize(
    "wanted",
    [STORY, f"{STORY}?utm_source=mail#top", OLD, ID, "revisions", "feed_entries", "rejects"],
)
def test_any_id_and_any_address_will_do(collection: Collection, wanted: str) -> None:
    if wanted in schema.TABLES:
        found = rows(collection, wanted).values()
        wanted = next(
            str(row["id"])
            for row in found
            if STORY in str(row.get("link") or row["url"]) or row.get("article_id") == ID
        )
    withdraw(collection, wanted)
    assert rows(collection, "articles")[ID]["withdrawn"]
    assert b"ecret" not in columns(collection.dataset)


def test_it_is_idempotent_and_undone_by_taking_the_line_out(collection: Collection) -> None:
    before = tree(collection.dataset)
    withdraw(collection, STORY)
    noted, after = collection.takedowns.read_bytes(), tree(collection.dataset)
    said = withdraw(collection, ID)
    assert said.startswith(f"already withdrawn: {ID}")
    assert collection.takedowns.read_bytes() == noted
    assert tree(collection.dataset) == after
    (line,) = noted.splitlines()
    assert json.loads(line)["addresses"] == [STORY]
    collection.takedowns.write_text("\n")
    build(collection, workers=1)
    assert tree(collection.dataset) == before


def test_what_was_listed_and_is_not_there_yet_can_be_withdrawn(collection: Collection) -> None:
    early = Archive("c.warc.gz")
    early.get(FEED, feed(item("not-yet", "A bridge")), **RSS, at=hours(8))
    early.save(collection.root)
    build(collection, workers=1)
    withdraw(collection, f"{SITE}/not-yet/")
    later = Archive("d.warc.gz")
    later.get(f"{SITE}/not-yet/", page("Confided too soon"), at=hours(9), via=FEED)
    later.save(collection.root)
    build(collection, workers=1)
    assert b"too soon" not in columns(collection.dataset)
    assert rows(collection, "articles")[identify(f"{SITE}/not-yet/")]["withdrawn"]


@pytest.mark.parametrize("index", ["whole", "in parts", "missing"])
def test_an_address_that_was_never_seen_is_refused(collection: Collection, index: str) -> None:
    if index == "in parts":
        part = collection.archive / index_parts.PARTS / "a.cdxj"
        part.parent.mkdir()
        collection.index.rename(part)
    elif index == "missing":
        collection.index.unlink()
    for wanted in (f"{SITE}/secret-brigde/", "https://elsewhere.example/secret-bridge/"):
        done = twa("takedown", collection.root, wanted, "--reason", REASON)
        assert isinstance(done.exception, TwaError)
        assert "has ever seen this address" in str(done.exception)
        assert wanted in str(done.exception)
    assert not collection.takedowns.exists()
    withdraw(collection, OLD)


def test_the_order_of_warcs_and_incremental_builds_make_no_difference(
    collection: Collection, tmp_path: Path
) -> None:
    withdraw(collection, OLD)
    for number in range(2):
        other = Collection(tmp_path / f"again-{number}")
        shuffled = archives()
        random.Random(number).shuffle(shuffled)
        for archive in shuffled:
            archive.save(other.root)
            if number:
                other.takedowns.write_bytes(collection.takedowns.read_bytes())
                build(other, workers=1)
        other.takedowns.write_bytes(collection.takedowns.read_bytes())
        build(other, workers=1)
        assert tree(other.dataset) == tree(collection.dataset)


def test_it_says_what_is_left_to_do(collection: Collection) -> None:
    said = withdraw(collection, STORY)
    assert "Nothing was published from here" in said
    pages = [e for e in cdxj.read_index(collection.index) if e.fields["url"] == STORY]
    for entry in pages:
        if entry.fields["status"] == "200":
            place = "{filename} {offset} {length} {url}".format(**entry.fields)
            assert f"     {place}\n" in said
    # The command that is shown does what it says.
    command = next(line for line in said.splitlines() if line.strip().startswith("(head"))
    subprocess.run(command.strip(), shell=True, cwd=collection.archive, check=True)
    cdxj.reindex(collection.archive)
    build(collection, workers=1)
    assert list(verify(collection, workers=1)) == []


def test_the_proof_of_a_tombstone(collection: Collection) -> None:
    withdraw(collection, STORY)
    done = twa("verify", collection.root, "--row", ID)
    assert done.exit_code == 0, done.output
    assert "withdrawn, and empty" in done.output
    assert REASON in done.output


def test_an_archive_that_still_has_it_does_not_put_it_back(
    collection: Collection, tmp_path: Path
) -> None:
    withdraw(collection, STORY)
    whole = load(collection)
    project(collection.dataset, whole, tmp_path / "bare")
    collection.takedowns.unlink()
    with OwnArchive(collection, whole, workers=1, progress=Silent()) as source:
        report = hydrate(tmp_path / "bare", tmp_path / "texts", source, Silent())
    assert report.whole
    assert tree(tmp_path / "texts") == tree(collection.dataset)


def test_another_list_of_takedowns_does_not_verify(collection: Collection) -> None:
    withdraw(collection, STORY)
    collection.takedowns.unlink()
    found = [str(finding) for finding in verify(collection, workers=1)]
    assert any("takedowns: are not those of takedowns.jsonl" in line for line in found)
    assert any(line.startswith(f"articles {ID}") for line in found)


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"id": "x"}',
        f'{{"id": "{ID}", "addresses": [], "reason": "r", "at": "2024-05-17T06:30:00Z"}}',
        f'{{"id": "{ID}", "addresses": ["ftp://a"], "reason": "r", "at": "2024-05-17T06:30:00Z"}}',
        f'{{"id": "{ID}", "addresses": ["{STORY}"], "reason": "", "at": "2024-05-17T06:30:00Z"}}',
        f'{{"id": "{ID}", "addresses": ["{STORY}"], "reason": "r", "at": "2024-05-17T06:30:00"}}',
    ],
)
def test_a_line_that_can_not_be_honoured_stops_the_build(tmp_path: Path, line: str) -> None:
    path = tmp_path / "takedowns.jsonl"
    path.write_text(f"\n{line}\n")
    with pytest.raises(TwaError, match="line 2"):
        Takedowns.read(path)


def test_bad_arguments_say_what_is_wrong(collection: Collection) -> None:
    for wanted in ("ftp://news.example/a", "0" * 32, "nonsense"):
        done = twa("takedown", collection.root, wanted, "--reason", REASON)
        assert isinstance(done.exception, TwaError)
        assert "no row has this id" in str(done.exception)
    assert twa("takedown", collection.root, STORY, "--reason", " ").exit_code == 2
    assert not collection.takedowns.exists()


@pytest.mark.parametrize("table", schema.TABLES)
def test_a_tombstone_keeps_its_contract_and_nothing_else_does(table: str) -> None:
    withdrawn = {"at": "2024-06-01T00:00:00.000000Z", "reason": REASON}
    row = samples.ROWS[table](1)
    tombstone = tombstones.withdraw(table, row, withdrawn)
    assert Checker(table, samples.WARCS).check(tombstone) == []
    assert tombstones.withdraw(table, tombstone, withdrawn) == tombstone
    pretended = {**row, "withdrawn": withdrawn}
    assert [p.pointer for p in Checker(table, samples.WARCS).check(pretended)] == ["/withdrawn"]
