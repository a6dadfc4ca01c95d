"""Proofs that others gave us: good ones, forged ones, and files that are none."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from tests.dataset.anchored import anchor_all, harbour, signed_as
from tests.dataset.archives import FEED, RSS, SITE, Archive, feed, hours, item, page
from tests.dataset.evidence.test_prove import row_of
from tests.dataset.proof.authority import Authority
from twa.dataset.assemble.builder import build
from twa.dataset.cli import cli
from twa.dataset.collection import Collection
from twa.dataset.errors import TwaError
from twa.dataset.evidence import bundle_files
from twa.dataset.evidence.bundle import Gatherer, NotAsSealed
from twa.dataset.evidence.bundle_files import json_of
from twa.dataset.evidence.check import check
from twa.dataset.evidence.finding import find
from twa.dataset.evidence.proof_file import BadProof, load
from twa.dataset.proof import chain, keys, sealing
from twa.dataset.proof.anchors import roots_of
from twa.dataset.proof.timestamps import request
from twa.dataset.verification.verify import verify
from twa.dataset.warc import cdxj


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("clock"))


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Collection:
    root = tmp_path_factory.mktemp("good") / "harbour"
    made = harbour(root)
    cdxj.reindex(made.archive)
    build(made, workers=1)
    list(sealing.seal(made))
    keys.new(root.parent / "key")
    anchor_all(made, authority, root.parent / "key")
    return made


@pytest.fixture(scope="module")
def proof(good: Collection) -> Path:
    path = good.root.parent / "proof.zip"
    assert run("prove", good.root, row_of(good, "Northern pier closes"), "-o", path).exit_code == 0
    return path


def run(*typed: str | Path) -> Result:
    return CliRunner().invoke(cli, list(map(str, typed)))


def test_what_is_proved_is_said_in_words(proof: Path, authority: Authority) -> None:
    done = run("prove", "--check", proof, "--roots", authority.root)
    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert "WRONG" not in done.output
    proved = [line for line in lines if line.startswith("proved: ")]
    assert proved[0].startswith("proved: these bytes were there before ")
    assert proved[0].endswith(", which is trusted here")
    assert proved[1].startswith("proved: who has the key sha256:")
    assert "not proved: that the server sent this. TLS proves that to the crawler alone." in lines


def test_a_root_that_only_the_file_brings_is_called_so(proof: Path) -> None:
    lines = run("prove", "--check", proof).output.splitlines()
    (said,) = (line for line in lines if "these bytes were there before" in line)
    assert said.startswith("not proved: ")
    assert said.endswith(", which only this file brings")


CHANGES = {
    "record/stored.warc.gz": "record",
    "record/block": "record",
    "record/header": "record",
    "record/leaf.txt": "record",
    "record/path/01": "record",
    "circumstances/leaf.txt": "circumstances",
    "seals/00000001.seal": "",
    "seals/00000002.seal": "",
    "row.json": "",
}


def changed(proof: Path, name: str, octets: bytes) -> dict[str, bytes]:
    files = load(proof)
    assert name in files
    return {**files, name: octets}


@pytest.mark.parametrize(("name", "where"), CHANGES.items())
def test_a_changed_file_is_noticed(
    proof: Path, authority: Authority, name: str, where: str
) -> None:
    octets = load(proof)[name]
    trusted = roots_of([authority.root])
    if name == "row.json":
        row = json.loads(octets)
        row["text"] = row["text"].replace("wall", "hull")
        octets = json_of(row)
    elif name.endswith(".seal"):
        octets = octets.replace(b"bytes: ", b"bytes: 1")
    else:
        octets = octets[:-2] + bytes([octets[-2] ^ 1]) + octets[-1:]
    report = check(changed(proof, name, octets), trusted=trusted, subject=proof)
    assert not report.holds
    assert any(where in one.claim for one in report.checks if not one.holds)


def test_a_token_and_a_signature_of_another_seal_are_noticed(
    proof: Path, authority: Authority
) -> None:
    files = load(proof)
    trusted = roots_of([authority.root])
    for suffix in (".tsr", ".sig"):
        (name,) = (one for one in files if one.endswith(suffix))
        moved = {**files, name.replace("00000002", "00000001"): files[name]}
        assert not check(moved, trusted=trusted, subject=proof).holds


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, octets in files.items():
            package.writestr(name, octets)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"<p>Welcome",
        zipped({}),
        zipped({"proof.json": b"{}", "row.json": b"{}"}),
        zipped({"proof.json": b"[" * 100_000, "row.json": b"{}"}),
        zipped({"proof.json": b'{"twa-proof": 2, "table": "articles", "exhibits": 3}'}),
    ],
)
def test_what_is_no_proof_is_refused_in_one_line(tmp_path: Path, octets: bytes) -> None:
    path = tmp_path / "proof.zip"
    path.write_bytes(octets)
    done = run("prove", "--check", path)
    assert isinstance(done.exception, BadProof)
    assert done.exception.exit_status == 3
    assert str(path) in str(done.exception)
    assert "\n" not in str(done.exception)


def test_a_proof_of_an_earlier_version_is_told_as_one(tmp_path: Path) -> None:
    path = tmp_path / "proof.zip"
    facts = b'{"twa-proof": 1, "table": "articles", "exhibits": []}'
    path.write_bytes(zipped({"proof.json": facts, "row.json": b'{"capture": null}'}))
    done = run("prove", "--check", path)
    assert isinstance(done.exception, BadProof)
    assert "a proof of another version of twa" in str(done.exception)


def test_wrong_usage_and_unknown_rows(good: Collection, tmp_path: Path) -> None:
    assert run("prove", good.root).exit_code == 2
    assert run("prove", good.root, "--check", tmp_path).exit_code == 2
    done = run("prove", good.root, "0" * 32, "-o", tmp_path / "x.zip")
    assert isinstance(done.exception, TwaError)
    assert str(done.exception) == f"no row has this id: {'0' * 32}"
    assert not (tmp_path / "x.zip").exists()


# --- What may be wrong with seals and anchors: each is told, with the same exit status -----------


def _file(seals: Path, suffix: str) -> Path:
    (found,) = seals.glob(f"*{suffix}")
    return found


def _another_nonce(seals: Path) -> None:
    _file(seals, ".tsq").write_bytes(request((seals / "00000002.seal").read_bytes()))


def _of_another_head(seals: Path) -> None:
    token = _file(seals, ".tsr")
    token.rename(token.with_name(token.name.replace("00000002", "00000001")))


def _no_timestamp(seals: Path) -> None:
    _file(seals, ".tsr").write_bytes(b"<p>Welcome")


def _unknown_authority(seals: Path) -> None:
    shutil.rmtree(seals / "roots")


def _revoked(seals: Path) -> None:
    key = _file(seals, ".sig").name.split(".")[1]
    (seals / "keys" / f"{key}.revoked").write_text("1\n")


def _gap(seals: Path) -> None:
    (seals / "00000001.seal").unlink()


def _two_heads(seals: Path) -> None:
    second = chain.read(seals.parent, 2)
    other = dataclasses.replace(second, number=3)
    (seals / "00000003.seal").write_bytes(other.octets)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (_another_nonce, "does not answer the request that was made: its nonce is another"),
        (_of_another_head, "is of other octets: a timestamp of another head"),
        (_no_timestamp, "not a timestamp"),
        (_unknown_authority, "leads to no root that is trusted"),
        (_revoked, "was made with a key that was revoked after seal 1"),
        (_gap, "comes after a gap: seal 1 is missing"),
        (_two_heads, "is one of two heads with the same predecessor"),
    ],
)
def test_what_is_wrong_is_named_and_is_no_success(
    good: Collection, tmp_path: Path, damage: Callable[[Path], None], words: str
) -> None:
    made = Collection(Path(shutil.copytree(good.root, tmp_path / "harbour")))
    damage(made.archive / "seals")
    done = run("verify", made.root, "--row", row_of(made, "Northern pier closes"))
    assert isinstance(done.exception, TwaError)
    assert done.exception.exit_status == 3
    assert words in done.output


def test_seals_are_checked_where_the_archive_is_read_as_that_of_others(
    good: Collection, tmp_path: Path
) -> None:
    made = Collection(Path(shutil.copytree(good.root, tmp_path / "harbour")))
    typed = ("verify", made.archive, "--output", made.dataset, "--fixity")
    assert run(*typed).exit_code == 0
    shutil.copytree(made.archive, tmp_path / "bare", ignore=lambda *_: {"seals"})
    bare = run("verify", tmp_path / "bare", "--output", made.dataset, "--fixity")
    assert "seals none beside these WARCs, so that none were checked" in bare.output
    (made.archive / "seals/00000001.seal").unlink()
    done = run(*typed)
    assert "comes after a gap: seal 1 is missing" in done.output
    assert isinstance(done.exception, TwaError)


@pytest.mark.parametrize("left", [None, bytes(64)])
def test_a_row_is_held_to_its_leaf_where_none_were_kept(
    good: Collection, tmp_path: Path, left: bytes | None
) -> None:
    made = Collection(Path(shutil.copytree(good.root, tmp_path / "harbour")))
    leaves = made.archive / "seals/00000001.leaves"
    leaves.unlink()
    if left is not None:
        leaves.write_bytes(left)
    row = row_of(good, "Northern pier closes")
    told = run("verify", made.root, "--row", row).output
    assert re.search(r"ok +the record is leaf \d+ below it: of \d+", told)
    # Another WARC, in which this record is as it was.
    warc = made.archive / "news-1.warc.gz"
    warc.write_bytes(warc.read_bytes() + bytes(7))
    done = run("verify", made.root, "--row", row)
    assert re.search(r"WRONG the record is leaf \d+ below it: can't be said", done.output)
    assert isinstance(done.exception, TwaError)


def test_who_vouches_is_told_by_digest_and_by_who_brings_it(
    good: Collection, authority: Authority, tmp_path: Path
) -> None:
    (root,) = roots_of([authority.root])
    pub = good.root.parent / "key.pub"
    key = keys.PublicKey.of(pub.read_bytes(), pub).sha256
    row = ("--row", row_of(good, "Northern pier closes"))
    for typed in (("--fixity",), row):
        told = run("verify", good.root, *typed).output
        assert f"root sha256:{root.fingerprint(SHA256()).hex()}: seal 2 was there before" in told
        assert "by a root that only this archive brings" in told
        assert f"key sha256:{key}: signed seal 2, by a key that only this archive brings" in told
        done = run("verify", good.root, *typed, "--roots", authority.root, "--key", pub)
        assert done.exit_code == 0
        assert "only this archive brings" not in done.output
        keys.new(tmp_path / f"other{len(typed)}")
        other = Authority(tmp_path / f"clock{len(typed)}")
        named = ("--roots", other.root, "--key", tmp_path / f"other{len(typed)}.pub")
        done = run("verify", good.root, *typed, *named)
        assert "no root that you named vouches for it" in done.output
        assert "no key that you named vouches for it" in done.output
        assert isinstance(done.exception, TwaError)
        assert done.exception.exit_status == 3


def test_a_row_that_no_seal_closes_is_called_so(good: Collection, tmp_path: Path) -> None:
    made = Collection(Path(shutil.copytree(good.root, tmp_path / "harbour")))
    for path in (made.archive / "seals").glob("0*"):
        path.unlink()
    done = run("verify", made.root, "--row", row_of(good, "Northern pier closes"))
    assert "no seal closes this row, so that nothing anchors it" in done.output


# --- The forger ---------------------------------------------------------------------------------


def forge(made: Collection) -> None:
    """Rewrite an article with all digests, index, manifest, seals and their chain."""
    first = Archive("news-1.warc.gz")
    first.get(FEED, feed(item("bridge", "Bridge"), item("pier", "Pier")), **RSS)
    first.get(f"{SITE}/bridge/", page("Harbour bridge reopens"), at=hours(1), via=FEED)
    forged = page("Northern pier closes", ["A ship rammed it."])
    first.get(f"{SITE}/pier/", forged, at=hours(2))
    first.save(made.root)
    cdxj.reindex(made.archive)
    shutil.rmtree(made.cache)
    build(made, workers=1)
    for path in (made.archive / "seals").glob("*.seal"):
        path.unlink()
    for path in (made.archive / "seals").glob("*.leaves"):
        path.unlink()
    list(sealing.seal(made))


def test_a_forger_who_owns_all_is_found_wherever_an_anchor_is_older(
    good: Collection, tmp_path: Path
) -> None:
    made = Collection(Path(shutil.copytree(good.root, tmp_path / "harbour")))
    assert [f for f in verify(made, workers=1) if not f.remark] == []
    forge(made)
    found = [str(finding) for finding in verify(made, workers=1) if not finding.remark]
    assert len(found) == 2
    assert found[0].startswith("seals/00000002.127-0-0-1-")
    assert found[0].endswith(": is of other octets: a timestamp of another head")
    assert found[1].endswith(".sig: not a signature of this seal")
    # A spot check and a proof pass over none of it either.
    sampled = run("verify", made.root, "--sample", "1")
    assert isinstance(sampled.exception, TwaError)
    assert sampled.exception.exit_status == 3
    assert "a timestamp of another head" in sampled.output
    done = run("prove", made.root, row_of(made, "Northern pier closes"), "-o", tmp_path / "x.zip")
    assert "passed over: is of other octets: a timestamp of another head" in done.output


def test_a_forger_who_leaves_the_seals_is_told_which_record_and_since_when(
    good: Collection, tmp_path: Path
) -> None:
    made = Collection(Path(shutil.copytree(good.root, tmp_path / "harbour")))
    seals = made.archive / "seals"
    shutil.copytree(seals, tmp_path / "seals")
    forge(made)
    shutil.rmtree(seals)
    shutil.move(tmp_path / "seals", seals)
    (found,) = (str(one) for one in verify(made, workers=1) if not one.remark)
    assert found.startswith("news-1.warc.gz at byte ")
    assert "is not what seals/00000001.seal closed, as O=Harbour Clocks" in found
    assert " saw before 20" in found


def test_a_forger_who_seals_a_warc_a_second_time_is_found(good: Collection, tmp_path: Path) -> None:
    """The seals that others vouch for stay as they are, and one more is of what was forged."""
    made = Collection(Path(shutil.copytree(good.root, tmp_path / "harbour")))
    shutil.copytree(made.archive / "seals", tmp_path / "seals")
    forge(made)
    shutil.rmtree(made.archive / "seals")
    shutil.move(tmp_path / "seals", made.archive / "seals")
    chain.add(made.archive, *sealing.claim_of(made.warcs()[0]))
    row_id = row_of(made, "Northern pier closes")
    for typed in (("--row", row_id), ("--sample", "1"), ()):
        done = run("verify", made.root, *typed)
        assert "WRONG seals/00000003.seal: is a second seal of news-1.warc.gz" in done.output
        assert isinstance(done.exception, TwaError)
    done = run("prove", made.root, row_id, "-o", tmp_path / "x.zip")
    assert "the record is not one that seal 1 closed" in str(done.exception)
    assert isinstance(done.exception, NotAsSealed)
    assert done.exception.exit_status == 3


def test_without_anchors_a_forger_goes_unnoticed_and_nobody_says_otherwise(
    good: Collection, tmp_path: Path
) -> None:
    """Against who owns all and deletes the anchors only those that others hold help: a proof."""
    made = Collection(Path(shutil.copytree(good.root, tmp_path / "harbour")))
    shutil.rmtree(made.archive / "seals")
    (made.archive / "seals").mkdir()
    forge(made)
    assert [f for f in verify(made, workers=1) if not f.remark] == []
    path = tmp_path / "proof.zip"
    done = run("prove", made.root, row_of(made, "Northern pier closes"), "-o", path)
    assert "not anchored: no timestamp covers this row" in done.output
    assert (
        "proved: nothing: nobody who is trusted here says anything of it"
        in run("prove", "--check", path).output
    )


def test_anchors_travel_in_a_package_and_the_leaves_stay(good: Collection, tmp_path: Path) -> None:
    done = run("pack", good.root, "-o", tmp_path / "harbour.wacz")
    assert done.exit_code == 0, done.output
    # Keys and roots lie in folders of the package's own: py-wacz knows one folder at most.
    here = {
        "/".join(path.relative_to(good.archive).parts[-2:]): path.read_bytes()
        for path in (good.archive / "seals").rglob("*")
        if path.is_file() and path.suffix != ".leaves"
    }
    with zipfile.ZipFile(tmp_path / "harbour.wacz") as package:
        told = ("seals/", "keys/", "roots/")
        there = {name: package.read(name) for name in package.namelist() if name.startswith(told)}
        listed = {one["path"] for one in json.loads(package.read("datapackage.json"))["resources"]}
    assert there == here
    assert there.keys() <= listed
    part = run("pack", good.root, "-o", tmp_path / "part.wacz", "--since", "2024-05-18")
    assert part.exit_code == 0
    with zipfile.ZipFile(tmp_path / "part.wacz") as package:
        assert not any("seals/" in name for name in package.namelist())


def test_verify_says_how_far_a_collection_is_anchored(good: Collection, tmp_path: Path) -> None:
    told = run("verify", good.root, "--fixity").output.splitlines()
    assert told[-1].startswith("seals 2, anchored before 20")
    made = harbour(tmp_path / "harbour")
    cdxj.reindex(made.archive)
    build(made, workers=1)
    told = run("verify", made.root, "--fixity").output.splitlines()
    assert told[-1] == "seals none: not anchored"


# --- What a row may not say ----------------------------------------------------------------------


def _with(files: dict[str, bytes], **columns: object) -> dict[str, bytes]:
    """A proof whose row says something else in these columns."""
    return {**files, "row.json": json_of({**json.loads(files["row.json"]), **columns})}


def _wrong(files: dict[str, bytes], authority: Authority) -> str:
    """What does not hold in a proof, or why it is none."""
    try:
        report = check(files, trusted=roots_of([authority.root]), subject="proof")
    except BadProof as error:
        return str(error)
    return "; ".join(f"{one.claim}: {one.found}" for one in report.checks if not one.holds)


FORGED: dict[str, object] = {
    "id": "0" * 32,
    "url": "https://bigpaper.example/mayor/",
    "title": "Mayor resigns",
    "authors": ["A. Forger"],
    "published": "2024-05-16T06:30:00.000000Z",
    "published_raw": "yesterday",
    "byline": "By A. Forger",
    "language": "fr",
    "removed": [],
    "word_count": 3,
}


def test_each_column_that_the_page_decides_is_compared(proof: Path, authority: Authority) -> None:
    files = load(proof)
    assert _wrong(files, authority) == ""
    row = json.loads(files["row.json"])
    # A row that has changed in all of them names each; one alone is not passed over either.
    assert "translation" in _wrong(_with(files, translation="Le mur"), authority)
    told = _wrong(_with(files, **FORGED), authority)
    assert [name for name in FORGED if f"{name}: " not in told] == []
    told = _wrong(_with(files, sources={**row["sources"], "title": "feed"}, title="X"), authority)
    assert "title: Northern pier closes" in told
    blocks = [{**one, "type": "quote"} for one in row["blocks"]]
    assert "blocks stand in the page" in _wrong(_with(files, blocks=blocks), authority)


def test_a_row_is_bound_to_its_record(proof: Path, authority: Authority) -> None:
    files = load(proof)
    capture = json.loads(files["row.json"])["capture"]
    for name, value in (("offset", 1), ("length", 1), ("warc", "x"), ("content_type", "text/x")):
        assert _wrong(_with(files, capture={**capture, name: value}), authority), name


def test_a_proof_has_the_records_of_one_row_and_says_each_thing_once(
    proof: Path, authority: Authority
) -> None:
    files = load(proof)
    facts = json.loads(files["proof.json"])
    for table in ("rejects", "feed_entries", "revisions"):
        assert _wrong({**files, "proof.json": json_of({**facts, "table": table})}, authority)
    (record, *_) = facts["exhibits"]
    for names in (["extra"], ["record", "record"], ["record", "extra"]):
        shown = [{**record, "name": name} for name in names]
        told = {**files, "proof.json": json_of({**facts, "exhibits": shown})}
        assert "its records are not those of one row" in _wrong(told, authority)
    twice = files["row.json"].replace(b'{\n "id"', b'{\n "text": "Forged.",\n "id"', 1)
    assert "not written as it should be" in _wrong({**files, "row.json": twice}, authority)


def test_what_is_shown_beside_belongs_to_the_record(
    good: Collection, proof: Path, authority: Authority
) -> None:
    files = load(proof)
    gatherer = Gatherer(good)
    other = bundle_files.files(gatherer.gather(*find(good, row_of(good, "Harbour bridge reopens"))))
    assert _wrong(other, authority) == ""
    facts, fact = (json.loads(one["proof.json"]) for one in (files, other))
    grafted = {
        name: octets for name, octets in files.items() if not name.startswith("circumstances/")
    } | {name: octets for name, octets in other.items() if name.startswith("circumstances/")}
    facts["exhibits"] = [
        *(one for one in facts["exhibits"] if one["name"] != "circumstances"),
        *(one for one in fact["exhibits"] if one["name"] == "circumstances"),
    ]
    grafted |= {name: octets for name, octets in other.items() if name.startswith("seals/")}
    told = _wrong({**grafted, "proof.json": json_of(facts)}, authority)
    assert told.startswith("circumstances: of the same exchange")


def test_what_was_not_checked_is_said(good: Collection, proof: Path) -> None:
    told = run("prove", "--check", proof).output
    (line,) = (one for one in told.splitlines() if one.startswith("not checked: "))
    assert "summary; " in line
    assert "first_captured_at" in line
    assert "titles.feed; " in line
    assert "titles; " not in line
    shown = run("verify", good.root, "--row", row_of(good, "Northern pier closes")).output
    # A proof has the record beside it that decides what the row says of TLS.
    assert line.replace(": ", ": capture.tls; ", 1) in shown


def test_files_are_those_of_a_proof_and_no_others(
    proof: Path, authority: Authority, tmp_path: Path
) -> None:
    files = load(proof)
    (root,) = (name for name in files if name.startswith("roots/"))
    for name, octets in (
        ("README.txt", b"All good."),
        ("record/payload", b"<p>The ship rammed it."),
        ("record/page.html", b"<p>The ship rammed it."),
        ("seals/1.seal", files["seals/00000001.seal"]),
        ("../evil", b""),
        ("roots/0.pem", files[root]),
    ):
        told = _wrong({**files, name: octets}, authority)
        assert told == f"the files are those of a proof, and no others: {name}"
    path = tmp_path / "twice.zip"
    path.write_bytes(zipped({**files, "ROW.JSON": files["row.json"]}))
    with pytest.raises(BadProof, match="two files in it have one name"):
        load(path)


def test_an_anchor_under_two_names_is_none_of_two(proof: Path, authority: Authority) -> None:
    files = load(proof)
    (token,) = (name for name in files if name.endswith(".tsr"))
    stem = token.removesuffix(".tsr")
    number = stem.partition(".")[0]
    again = {
        name.replace(stem, f"{number}.supreme-court"): octets
        for name, octets in files.items()
        if name.startswith(stem)
    }
    told = _wrong({**files, **again}, authority)
    assert f"{number}.supreme-court.tsr: is {token} once more" in told
    # Nobody signs what an authority says of its answer (RFC 3161, section 2.4.2).
    again[f"{number}.supreme-court.tsr"] = _with_words(files[token], b"granted by the court")
    told = _wrong({**files, **again}, authority)
    assert f"{number}.supreme-court.tsr: is {token} once more" in told


def _with_words(answer: bytes, words: bytes) -> bytes:
    """An answer in DER whose status (without any) has a text."""

    def sequence(octets: bytes) -> bytes:
        return b"\x30\x82" + len(octets).to_bytes(2, "big") + octets

    status, token = b"\x30\x03\x02\x01\x00", answer[4:]
    assert answer.startswith(b"\x30\x82")
    assert token.startswith(status)
    text = b"\x0c" + bytes([len(words)]) + words
    status = b"\x02\x01\x00\x30" + bytes([len(text)]) + text
    return sequence(b"\x30" + bytes([len(status)]) + status + token[5:])


def test_only_the_root_that_verified_is_named(
    proof: Path, authority: Authority, tmp_path: Path
) -> None:
    """Another authority has the same name, and its root comes first."""
    files = load(proof)
    other = Authority(tmp_path / "impostor").root.read_bytes()
    (root,) = (name for name in files if name.startswith("roots/"))
    report = check(files, trusted=roots_of([authority.root]), subject="proof")
    both = {**files, root: other + files[root]}
    assert f"{root}: one certificate: there are 2" in _wrong(both, authority)
    impostor = x509.load_pem_x509_certificate(other)
    trusted = [impostor, *roots_of([authority.root])]
    named = check(files, trusted=trusted, subject="proof").proved[0]
    assert named.partition(", which")[0] == report.proved[0].partition(", which")[0]
    assert named.endswith("which is trusted here")


def test_no_other_root_than_a_trusted_one_proves_anything(proof: Path, tmp_path: Path) -> None:
    other = Authority(tmp_path / "impostor").root
    lines = run("prove", "--check", proof, "--roots", other).output.splitlines()
    (said,) = (line for line in lines if "were there before" in line)
    assert said.startswith("not proved: ")
    assert said.endswith(", which only this file brings")


def test_no_anchor_counts_behind_a_break_in_the_chain(
    good: Collection, authority: Authority, tmp_path: Path
) -> None:
    made = Collection(Path(shutil.copytree(good.root, tmp_path / "harbour")))
    seals = made.archive / "seals"
    second = chain.read(made.archive, 2)
    third = dataclasses.replace(second, number=3, previous="0" * 64)
    (seals / "00000003.seal").write_bytes(third.octets)
    for path in seals.glob("00000002.*.*"):
        path.unlink()
    anchor_all(made, authority, good.root.parent / "key")
    row_id = row_of(made, "Northern pier closes")
    done = run("prove", made.root, row_id, "-o", tmp_path / "x.zip")
    assert "not anchored: no timestamp covers this row" in done.output
    assert "passed over: does not follow the seal before it: 00000003.seal" in done.output
    (seals / "00000002.seal").unlink()
    assert "no such seal" in run("prove", made.root, row_id, "-o", tmp_path / "x.zip").output


def test_a_row_that_its_record_does_not_give_gets_no_proof(
    good: Collection, tmp_path: Path
) -> None:
    made = Collection(Path(shutil.copytree(good.root, tmp_path / "harbour")))
    row_id = row_of(made, "Northern pier closes")
    (path,) = (made.dataset / "articles").glob("*.parquet")
    table = pq.read_table(path)
    titles = ["Forged"] * table.num_rows
    forged = table.set_column(table.schema.get_field_index("title"), "title", [titles])
    pq.write_table(forged, path)
    done = run("prove", made.root, row_id, "-o", tmp_path / "x.zip")
    assert "WRONG title: Northern pier closes" in done.output
    assert isinstance(done.exception, TwaError)
    assert done.exception.exit_status == 3
    assert not (tmp_path / "x.zip").exists()


def test_a_server_that_calls_itself_somebody_is_not_believed(
    good: Collection, authority: Authority, tmp_path: Path
) -> None:
    made = Collection(Path(shutil.copytree(good.root, tmp_path / "harbour")))
    answer = signed_as("bigpaper.example", chain.read(made.archive, 2).sha256, authority)
    (made.archive / "seals/00000002.big.signed").write_bytes(answer)
    path = tmp_path / "proof.zip"
    row_id = row_of(made, "Northern pier closes")
    assert run("prove", made.root, row_id, "-o", path).exit_code == 0
    lines = run("prove", "--check", path, "--roots", authority.root).output.splitlines()
    (said,) = (line for line in lines if "calls itself bigpaper.example" in line)
    assert said.startswith("not proved: ")
    assert "its key is not the domain's by a root that is trusted here" in said
    assert "2019" not in said


def test_a_server_does_not_say_in_its_name_that_it_is_trusted(
    good: Collection, authority: Authority, tmp_path: Path
) -> None:
    made = Collection(Path(shutil.copytree(good.root, tmp_path / "harbour")))
    name = "bigpaper.example, whose key is trusted here, and that"
    answer = signed_as(name, chain.read(made.archive, 2).sha256, authority)
    (made.archive / "seals/00000002.big.signed").write_bytes(answer)
    row_id = row_of(made, "Northern pier closes")
    done = run("prove", made.root, row_id, "-o", tmp_path / "proof.zip")
    assert done.exit_code == 0
    assert "names no domain" in done.output
    assert "bigpaper" not in done.output


def test_who_is_named_has_to_vouch(
    good: Collection, proof: Path, authority: Authority, tmp_path: Path
) -> None:
    keys.new(tmp_path / "other")
    row_id = row_of(good, "Northern pier closes")
    known = good.root.parent / "key.pub"
    for kind, named, other in (
        ("root", ("--roots", authority.root), ("--roots", Authority(tmp_path / "impostor").root)),
        ("key", ("--key", known), ("--key", tmp_path / "other.pub")),
    ):
        made = tmp_path / f"{kind}.zip"
        assert run("prove", "--check", proof, *named).exit_code == 0
        assert run("prove", good.root, row_id, "-o", made, *named).exit_code == 0
        made.unlink()
        for done in (
            run("prove", "--check", proof, *other),
            run("prove", good.root, row_id, "-o", made, *other),
        ):
            assert isinstance(done.exception, TwaError)
            assert done.exception.exit_status == 3
            assert f"no {kind} that you named vouches for it" in str(done.exception)
            assert "which only this file brings" in done.output
        assert not made.exists()
