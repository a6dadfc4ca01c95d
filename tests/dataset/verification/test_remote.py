"""A published row against its record, fetched by range from wherever the archive lies."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import constants

from tests.dataset.published import Web, collection, twa, web
from tests.hub.running import TOKEN, Hub, running
from tests.hub.store import Repository
from twa.dataset.collection import Collection
from twa.dataset.errors import TwaError, VerificationError
from twa.dataset.hub.client import HubError, tag_of
from twa.dataset.proof import sealing
from twa.dataset.tables.manifest import Manifest, parse
from twa.dataset.tables.parquet import read_table
from twa.dataset.verification.checks import Proof
from twa.dataset.verification.files import load
from twa.dataset.verification.remote import Remote, proofs
from twa.dataset.verification.rows import sample

NAME = "harbour/news"
ADDRESS = f"hf://datasets/{NAME}"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    return collection(tmp_path_factory.mktemp("made") / "harbour")


@pytest.fixture(scope="module")
def hub(made: Collection) -> Iterator[Hub]:
    """A Hub that holds the version without text, tagged, and then the one with text and WARCs."""
    with running() as hub:
        repository = hub.store.create(NAME, private=True)
        put(hub, repository, made.dataset)
        repository.tag("v1", "main")
        yield hub


def put(hub: Hub, repository: Repository, folder: Path, inside: str = "") -> None:
    tree = dict(repository.head.tree)
    for path in folder.rglob("*"):
        if path.is_file():
            tree[inside + path.relative_to(folder).as_posix()] = hub.store.blob(path.read_bytes())
    repository.commit("by hand", tree, None)


@pytest.fixture
def archive(made: Collection) -> Iterator[Web]:
    with web(made.archive) as server:
        yield server


@pytest.fixture(autouse=True)
def _logged_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "nowhere"))
    monkeypatch.setenv("HF_TOKEN", TOKEN)


def check(hub: Hub, archive: str, count: int = 100, address: str = ADDRESS) -> list[Proof]:
    rows = Remote(address, hub.url).sample(count)
    return list(proofs(rows, archive, hub.url))


def failed(proof: Proof) -> str:
    return "; ".join(f"{c.claim}: {c.found}" for c in proof.checks if not c.holds)


def test_every_row_is_proved_by_its_record_alone(hub: Hub, made: Collection, archive: Web) -> None:
    found = check(hub, archive.url)
    assert [failed(proof) for proof in found if not proof.holds] == []
    assert len(found) == 7
    wanted = {
        f"bytes={c['offset']}-{c['offset'] + c['length'] - 1}"
        for c in (proof.row["capture"] for proof in found)
    }
    assert {asked for _, asked in archive.asked} == wanted


def test_the_command_proves_a_row_of_a_version_without_text(
    made: Collection, archive: Web, tmp_path: Path
) -> None:
    from twa.dataset.documents.without_text import project

    with running() as hub:
        repository = hub.store.create(NAME, private=True)
        folder = tmp_path / "dataset"
        version = project(made.dataset, load(made), folder).version
        put(hub, repository, folder)
        put(hub, repository, made.archive, "archive/")
        repository.tag(tag_of(version), "main")
        address = f"{ADDRESS}@{tag_of(version)}"
        row = sample(made, 100)
        row_id = sorted(row)[0]
        done = twa(
            hub, tmp_path, "verify", "--dataset", address, "--archive", archive.url, "--row", row_id
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "WARC-Target-URI" in done.stdout
        assert f"version {version}" in done.stdout
        # Published with its archive, it needs no other; and only the record is asked for.
        hub.requests.clear()
        assert [p for p in check(hub, f"{address}/archive", 1, address) if not p.holds] == []
        ranges = [asked for _, path, asked in hub.requests if asked and "/archive/" in path]
        assert len(ranges) == 1
        assert re.fullmatch(r"bytes=\d+-\d+", ranges[0])
        assert int(ranges[0].split("-")[1]) - int(ranges[0][6:].split("-")[0]) < 2_000
        # A tag that claims to be a version that it is not.
        other = tag_of("0" * 64)
        repository.tag(other, "main")
        with pytest.raises(VerificationError, match="not the version"):
            Remote(f"{ADDRESS}@{other}", hub.url)


def test_a_changed_archive_is_found_out(hub: Hub, made: Collection, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(made.archive, tmp_path / "archive"))
    (path,) = folder.glob("*.warc.gz")
    octets = bytearray(path.read_bytes())
    for place in range(600, len(octets), 500):
        octets[place] ^= 0xFF
    path.write_bytes(octets)
    with web(folder) as server:
        found = check(hub, server.url)
    assert found
    assert not any(proof.holds for proof in found)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"ranges": False}, "serves no ranges"),
        ({"shift": 1}, "another range"),
        ({"answers": {"/news-1.warc.gz": (503, b"", {})}}, "answers 503"),
        ({"folder": Path("/nowhere")}, "answers 404"),
    ],
)
def test_a_server_that_does_not_do_its_part_is_named(
    hub: Hub, archive: Web, change: dict[str, object], message: str
) -> None:
    for name, value in change.items():
        setattr(archive, name, value)
    (proof,) = check(hub, archive.url, 1)
    assert not proof.holds
    assert message in failed(proof)
    assert "news-1.warc.gz" in failed(proof)


def test_a_forged_table_is_found_out(hub: Hub, made: Collection, archive: Web) -> None:
    with running() as other:
        repository = other.store.create(NAME, private=False)
        put(other, repository, made.dataset)
        tree = dict(repository.head.tree)
        for name in tree:
            if name.endswith(".parquet"):
                octets = (made.dataset / name).read_bytes()
                tree[name] = other.store.blob(octets[:100] + b"\0" + octets[101:])
        repository.commit("forged", tree, None)
        with pytest.raises(VerificationError, match="not the file of the manifest"):
            check(other, archive.url)


def test_a_file_with_fewer_rows_than_its_manifest_says_is_found_out(
    made: Collection, archive: Web
) -> None:
    with running() as other:
        repository = other.store.create(NAME, private=False)
        put(other, repository, made.dataset)
        claimed = parse((made.dataset / "manifest.json").read_bytes()).document
        for output in claimed["outputs"]:
            output["rows"] += 1
        tree = {
            **repository.head.tree,
            "manifest.json": other.store.blob(Manifest(claimed).octets),
        }
        repository.commit("forged", tree, None)
        with pytest.raises(VerificationError, match="fewer rows than the manifest says"):
            check(other, archive.url)


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "a\\b", "a//b", ""])
def test_a_row_can_not_lead_out_of_the_archive(
    hub: Hub, archive: Web, made: Collection, name: str
) -> None:
    (table, row), *_ = Remote(ADDRESS, hub.url).sample(1)
    forged = {**row, "capture": {**row["capture"], "warc": name}}
    (proof,) = proofs(iter([(table, forged)]), archive.url, hub.url)
    assert "not the name of a WARC" in failed(proof)
    assert archive.asked == []


def test_what_is_not_there_is_said_so(hub: Hub) -> None:
    with pytest.raises(TwaError, match="no row has this id"):
        list(Remote(ADDRESS, hub.url).find("0" * 32))
    with pytest.raises(TwaError, match="no such"):
        Remote("hf://datasets/harbour/nothing", hub.url)
    with pytest.raises(HubError, match="hf://datasets/"):
        Remote("https://huggingface.example/harbour", hub.url)
    with pytest.raises(TwaError, match="no such archive"):
        check(hub, "/nowhere/at/all")


def test_a_published_row_is_checked_against_the_seals_that_came_with_it(
    made: Collection, tmp_path: Path
) -> None:
    sealed = Collection(tmp_path / "harbour")
    shutil.copytree(made.root, sealed.root)
    list(sealing.seal(sealed))
    row_id = sorted(sample(sealed, 100))[0]
    with running() as hub:
        repository = hub.store.create(NAME, private=True)
        put(hub, repository, sealed.dataset)
        put(hub, repository, sealed.archive, "archive/")
        done = twa(hub, tmp_path, "verify", "--dataset", ADDRESS, "--row", row_id)
        assert done.returncode == 0, done.stdout + done.stderr
        assert re.search(r"ok +the record is leaf \d+ below it", done.stdout)
        assert re.search(r"seals \d+, none of them timestamped", done.stdout)
        # A seal of something else, as only its leaves and its root can tell.
        seal = sealed.archive / "seals" / "00000001.seal"
        seal.write_bytes(re.sub(rb"root: sha256:..", b"root: sha256:00", seal.read_bytes()))
        put(hub, repository, sealed.archive, "archive/")
        done = twa(hub, tmp_path, "verify", "--dataset", ADDRESS, "--row", row_id)
        assert done.returncode == 3
        assert "WRONG seal 1 closes the row's root" in done.stdout


def test_leaves_that_were_not_published_are_had_from_the_archive_here(
    made: Collection, tmp_path: Path
) -> None:
    sealed = Collection(Path(shutil.copytree(made.root, tmp_path / "harbour")))
    list(sealing.seal(sealed))
    published = tmp_path / "published"
    ignored = shutil.ignore_patterns("*.leaves")
    shutil.copytree(sealed.archive / "seals", published / "seals", ignore=ignored)
    row = next(read_table("articles", sealed.dataset))
    rows = iter([("articles", row)])
    (proof,) = proofs(rows, str(sealed.archive), seals=published)
    assert [str(one) for one in proof.checks if not one.holds] == []
    assert any("is leaf" in one.claim for one in proof.checks)
