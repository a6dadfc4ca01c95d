"""A dataset onto the Hub, with the Hub's own client against a Hub of ours; and all that fails."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import mlcroissant
import pyarrow.parquet as pq
import pytest
from huggingface_hub import constants

from tests.dataset.archives import SENTENCES, SITE, Archive, hours, page, tree
from tests.dataset.published import built, collection, twa
from tests.hub.running import READER, TOKEN, Hub, running
from twa.dataset import publish
from twa.dataset.collection import Collection
from twa.dataset.documents.without_text import project
from twa.dataset.errors import VerificationError
from twa.dataset.hub.client import HubFile, tag_of
from twa.dataset.publish import Hub as Client
from twa.dataset.publish import HubError, PublishChoice
from twa.dataset.publish.plan import plan
from twa.dataset.tables import manifest
from twa.dataset.tables.arrow import arrow
from twa.dataset.tables.schema import TABLES, texts
from twa.dataset.verification.files import load
from twa.dataset.verification.rows import proofs, sample
from twa.dataset.verification.verify import verify

NAME = "harbour/news"


@dataclass
class Desk:
    """One collection and one Hub, and the command between them."""

    hub: Hub
    root: Path
    home: Path

    def publish(self, *options: object, repo: str = NAME, status: int = 0) -> str:
        done = twa(self.hub, self.home, "publish", self.root, "--repo", repo, *options)
        assert done.returncode == status, done.stderr
        return done.stdout + done.stderr

    @property
    def version(self) -> str:
        return load(Collection(self.root)).version

    def files(self, repo: str = NAME, revision: str = "main") -> dict[str, bytes]:
        files = self.hub.store.files(repo, revision)
        assert files.pop(".gitattributes")
        return files


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return collection(tmp_path_factory.mktemp("good") / "harbour").root


@pytest.fixture
def desk(good: Path, tmp_path: Path) -> Iterator[Desk]:
    root = Path(shutil.copytree(good, tmp_path / "harbour"))
    with running() as hub:
        yield Desk(hub, root, tmp_path / "home")


@pytest.fixture
def client(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Client:
    """The client in this process, logged in. It knows this Hub, `load_dataset` does not."""
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "nowhere"))
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    return Client(NAME, desk.hub.url)


def send(
    desk: Desk,
    client: Client,
    choice: PublishChoice = PublishChoice(),  # noqa: B008 (frozen)
    **more: Any,
) -> None:
    publish.publish(Collection(desk.root), client, choice, workers=1, **more)


# --- What arrives --------------------------------------------------------------------------


@pytest.mark.slow
def test_versions_come_one_after_the_other_and_nothing_twice(desk: Desk) -> None:
    said = desk.publish()
    repository = desk.hub.store.repositories[NAME]
    files, first = desk.files(), repository.head
    made = manifest.parse(files["manifest.json"])
    # Private, without text, one commit on top of the Hub's own, a tag named after the version.
    assert repository.private
    assert made.document["projection"]["version"] == desk.version
    assert first.parent
    assert repository.commits[first.parent].parent is None
    assert repository.tags == {tag_of(made.version): first.oid}
    assert tag_of(made.version) in said

    asked = len(desk.hub.requests)
    assert "nothing to do" in desk.publish()
    assert {method for method, path, _ in desk.hub.requests[asked:]} <= {"GET", "HEAD", "POST"}
    assert repository.head == first

    later = Archive("news-2.warc.gz")
    later.get(f"{SITE}/june/", page("June"), at=hours(24 * 30))
    later.save(desk.root)
    built(desk.root)
    said = desk.publish()
    assert "articles/2024-06-0000.parquet" in said
    assert "articles/2024-05-0000.parquet" not in said
    may = "articles/2024-05-0000.parquet"
    assert desk.files()[may] == files[may]
    assert list(repository.tags.values()) == [first.oid, repository.head.oid]
    assert len(desk.hub.uploaded) == len(set(desk.hub.uploaded))

    # Large files are fetched from elsewhere and sent elsewhere: nobody there is shown the token.
    elsewhere = [path for path in desk.hub.shown if re.match(r"/cdn/|/lfs/(?!.*verify)", path)]
    assert elsewhere == []

    entry = repository.head.tree[may]
    assert entry.sha256
    desk.hub.store.large[entry.sha256] = files["articles/2024-05-0000.parquet"][:-1]
    shutil.rmtree(desk.home)
    said = desk.publish(status=3)
    assert "load_dataset does not load articles" in said
    assert desk.hub.secret not in said


def test_what_is_gone_is_removed_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("new")
    held = {
        name: HubFile("0" * 40, None, 3)
        for name in (
            "manifest.json",
            "articles/2024-05-0000.parquet",
            "archive/a.warc.gz",
            "logo.png",
        )
    }
    planned = plan({"manifest.json": tmp_path / "manifest.json"}, held, NAME)
    assert set(planned.add) == {"manifest.json"}
    assert planned.remove == ("archive/a.warc.gz", "articles/2024-05-0000.parquet")


def test_text_and_archive_go_only_where_asked(desk: Desk, tmp_path: Path) -> None:
    desk.publish("--with-text", "--with-archive", "--public")
    files = desk.files()
    folder = tree(desk.root / "dataset")
    archive = {f"archive/{name}": octets for name, octets in tree(desk.root / "archive").items()}
    assert files == folder | archive
    assert not desk.hub.store.repositories[NAME].private
    # What was published with its archive verifies by itself.
    copy = tmp_path / "copy"
    for name, octets in files.items():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_bytes(octets)
    checked = twa(desk.hub, desk.home, "verify", copy, "--output", copy, "--workers", 1)
    assert checked.returncode == 0, checked.stdout


def test_a_rehearsal_writes_what_would_be_uploaded(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "published"
    nowhere = replace(desk.hub, url="http://127.0.0.1:9")
    done = twa(nowhere, desk.home, "publish", desk.root, "--to", target, "--maker", "Harbour Lab")
    assert done.returncode == 0, done.stderr
    assert "Harbour Lab" in (desk.root / "collection.toml").read_text("utf-8")
    desk.publish()
    sent = desk.files()
    assert sent == {
        path.relative_to(target).as_posix(): path.read_bytes()
        for path in target.rglob("*")
        if path.is_file()
    }
    assert b"Harbour Lab" in sent["CITATION.cff"]
    # And back again, as docs/using.md says.
    put_back = tmp_path / "hydrated"
    done = twa(nowhere, desk.home, "hydrate", target, put_back, "--archive", desk.root)
    assert done.returncode == 0, done.stderr
    assert load(Collection(desk.root)).version in done.stdout
    again = twa(nowhere, desk.home, "publish", desk.root, "--to", tmp_path)
    assert again.returncode == 1
    assert "left alone" in again.stderr


def test_a_dry_run_needs_no_network(desk: Desk) -> None:
    nowhere = replace(desk.hub, url="http://127.0.0.1:9")
    done = twa(nowhere, desk.home, "publish", desk.root, "--repo", NAME, "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "files to send" in done.stdout
    assert "nothing sent" in done.stdout


def test_a_dry_run_lists_and_sends_nothing(
    desk: Desk, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HF_TOKEN")
    done = publish.publish(Collection(desk.root), client, PublishChoice(), dry_run=True, workers=1)
    names = set(tree(desk.root / "dataset"))
    assert (set(done.plan.add), done.plan.remove, done.created) == (names, (), True)
    assert desk.hub.store.repositories == {}
    assert desk.hub.writes() == []


# --- What fails ----------------------------------------------------------------------------


def test_what_does_not_verify_is_not_published(desk: Desk, client: Client) -> None:
    with (desk.root / "dataset/README.md").open("a") as file:
        file.write("\nForged.\n")
    with pytest.raises(VerificationError, match=r"not published.*README\.md"):
        send(desk, client)
    assert desk.hub.writes() == []


def test_nobody_is_logged_in(desk: Desk) -> None:
    done = twa(desk.hub, desk.home, "publish", desk.root, "--repo", NAME, token=None)
    assert done.returncode == 1
    assert "HF_TOKEN" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_token_that_the_hub_does_not_know(
    desk: Desk, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_" + "x" * 34)
    with pytest.raises(HubError, match="does not know this token") as caught:
        send(desk, client)
    assert "x" * 34 not in str(caught.value)


@pytest.mark.parametrize("repo", [NAME, "others/news"])
def test_a_token_without_the_right(
    desk: Desk, client: Client, monkeypatch: pytest.MonkeyPatch, repo: str
) -> None:
    if repo == NAME:
        monkeypatch.setenv("HF_TOKEN", READER)
    with pytest.raises(HubError, match="no right"):
        send(desk, Client(repo, desk.hub.url))
    assert desk.hub.store.repositories == {}


def test_a_repository_of_somebody_elses_things_is_left_alone(desk: Desk, client: Client) -> None:
    theirs = desk.hub.store.create(NAME, private=True)
    theirs.commit("mine", {**theirs.head.tree, "data.csv": desk.hub.store.blob(b"a,b\n")}, None)
    with pytest.raises(HubError, match="no dataset of ours"):
        send(desk, client)
    assert set(theirs.head.tree) == {".gitattributes", "data.csv"}


def test_what_is_public_is_not_added_to_by_mistake(desk: Desk, client: Client) -> None:
    desk.hub.store.create(NAME, private=False)
    with pytest.raises(HubError, match="public"):
        send(desk, client)
    assert desk.hub.writes() == []


def test_somebody_else_commits_meanwhile(desk: Desk, client: Client) -> None:
    theirs = desk.hub.store.create(NAME, private=True)

    def meanwhile(_: object) -> None:
        theirs.commit("mine", {**theirs.head.tree, "x": desk.hub.store.blob(b"x")}, None)

    with pytest.raises(HubError, match="somebody else has changed"):
        send(desk, client, before=meanwhile)
    assert set(theirs.head.tree) == {".gitattributes", "x"}
    assert theirs.tags == {}


@pytest.mark.slow
def test_whatever_breaks_on_the_way_the_next_run_goes_on_from_there(
    desk: Desk, client: Client
) -> None:
    desk.hub.break_down("PUT", r"^/lfs/", status=403)
    with pytest.raises(HubError, match="no right"):
        send(desk, client)
    repository = desk.hub.store.repositories[NAME]
    begun = repository.head
    arrived = list(desk.hub.uploaded)

    desk.hub.break_down("PUT", r"^/lfs/", cut=10)  # the client tries again by itself
    desk.hub.break_down("POST", "/commit/", cut=100)
    with pytest.raises(HubError, match="connection to the Hub broke"):
        send(desk, client)
    assert repository.head == begun
    assert set(arrived) < set(desk.hub.uploaded)

    desk.hub.break_down("POST", "/tag/", status=500)
    with pytest.raises(HubError, match="fails"):
        send(desk, client)
    assert repository.head.parent == begun.oid
    committed = repository.head

    desk.publish()
    assert repository.head == committed
    assert list(repository.tags.values()) == [committed.oid]
    assert len(desk.hub.uploaded) == len(set(desk.hub.uploaded))


def test_a_tag_that_names_something_else_is_not_moved(desk: Desk, client: Client) -> None:
    repository = desk.hub.store.create(NAME, private=True)
    with (desk.root / "dataset" / manifest.FILE).open("rb") as file:
        version = manifest.parse(file.read()).version
    repository.tag(tag_of(version), "main")
    with pytest.raises(HubError, match="names something else"):
        send(desk, client, PublishChoice(text=True))
    assert repository.tags[tag_of(version)] != repository.head.oid


@pytest.mark.parametrize("endpoint", ["http://hub.example", "http://10.0.0.1", "ftp://hub.example"])
def test_a_token_is_sent_over_tls_only(endpoint: str) -> None:
    with pytest.raises(HubError, match="https only"):
        Client(NAME, endpoint)


@pytest.mark.parametrize("name", ["news", "a/b/c", "../news", "a b/c", ""])
def test_a_name_that_is_none(name: str) -> None:
    with pytest.raises(HubError, match="OWNER/NAME"):
        Client(name, "https://hub.example")


# --- The projection ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def projected(good: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("projected") / "dataset"
    project(good / "dataset", load(Collection(good)), folder)
    return folder


def test_a_projection_holds_everything_but_the_text(good: Path, projected: Path) -> None:
    for table in TABLES:
        whole = pq.read_table(good / "dataset" / table)
        part = pq.read_table(projected / table)
        assert part.schema.equals(arrow(table, text=False))
        assert part.equals(whole.drop_columns(list(texts(table))))
    held = json.dumps(
        [pq.read_table(projected / table).to_pylist() for table in TABLES], default=str
    )
    assert not [sentence for sentence in SENTENCES if sentence[:40] in held]


def test_a_projection_verifies_against_the_archive(good: Path, projected: Path) -> None:
    collection = Collection(good, output=projected)
    assert [str(f) for f in verify(collection, workers=1) if not f.remark] == []
    rows = proofs(collection, sample(collection, 100))
    assert all(proof.holds for proof in rows)


def test_a_forged_projection_does_not_verify(good: Path, projected: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(projected, tmp_path / "dataset"))
    document = json.loads((folder / manifest.FILE).read_bytes())
    document["coverage"]["words"] += 1
    (folder / manifest.FILE).write_bytes(manifest.Manifest(document).octets)
    with pytest.raises(VerificationError, match="not the projection of the version"):
        load(Collection(good, output=folder))


def test_croissant_of_a_projection_is_valid(projected: Path) -> None:
    dataset = mlcroissant.Dataset(jsonld=str(projected / "croissant.json"))
    assert dataset.metadata.issues.errors == set()
    rows = list(dataset.records("articles"))
    assert len(rows) == 2
    assert "articles/text" not in rows[0]
