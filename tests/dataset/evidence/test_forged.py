"""Forged proofs of rows with more to them: certificates, chunks, further pages."""

from __future__ import annotations

import gzip
import struct
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Final
from zlib import crc32

import pytest

from tests.dataset.archives import SITE, Archive, hours, page, prose
from tests.dataset.evidence.test_prove import follow, row_of
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection
from twa.dataset.errors import TwaError
from twa.dataset.evidence import bundle_files
from twa.dataset.evidence.bundle import Bundle, Exhibit, Gatherer
from twa.dataset.evidence.bundle_files import save
from twa.dataset.evidence.check import check
from twa.dataset.evidence.finding import find
from twa.dataset.evidence.proof_file import BadProof, load
from twa.dataset.proof import sealing
from twa.dataset.reduce.text import text_of
from twa.dataset.tables.identity import sha256, words
from twa.dataset.tables.tombstones import withdraw
from twa.dataset.verification.checks import PLACE
from twa.dataset.verification.findings import Finding
from twa.dataset.warc import read

Files = dict[str, bytes]


def _next(url: str) -> str:
    return f'<link rel="next" href="{url}">'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    root = tmp_path_factory.mktemp("forged") / "harbour"
    archive = Archive("news-1.warc.gz")
    ours = archive.connection("news.example")
    archive.connection("other.example")
    archive.get(f"{SITE}/pier/", page("Pier closes"), certificates=ours)
    packed = gzip.compress(
        page("Ferry stays", [prose(f"f{n}") for n in range(9)]).encode(), mtime=0
    )
    pieces = [packed[at : at + 300] for at in range(0, len(packed), 300)]
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(one), one) for one in pieces) + b"0\r\n\r\n"
    headers = ("Content-Encoding: gzip", "Transfer-Encoding: chunked")
    archive.get(f"{SITE}/ferry/", chunks, at=hours(1), headers=headers)
    long = [
        page(
            "Long tale", [prose(f"l{n}{m}") for m in range(4)], head=_next(f"{SITE}/long/{n + 1}/")
        )
        for n in (1, 2)
    ]
    long.append(page("Long tale", [prose(f"l3{m}") for m in range(4)]))
    archive.get(f"{SITE}/long/", long[0], at=hours(2))
    archive.get(f"{SITE}/long/2/", long[1], at=hours(2.1))
    archive.get(f"{SITE}/long/3/", long[2], at=hours(2.2))
    archive.save(root)
    collection = Collection(root)
    build(collection, workers=1)
    list(sealing.seal(collection))
    return collection


def bundle_of(made: Collection, title: str) -> Bundle:
    return Gatherer(made).gather(*find(made, row_of(made, title)))


def wrong(files: Files) -> str:
    """What does not hold, or why it is no proof."""
    try:
        report = check(files, trusted=(), subject="proof")
    except BadProof as error:
        return str(error)
    return "; ".join(f"{one.claim}: {one.found}" for one in report.checks if not one.holds)


def changed(bundle: Bundle, **columns: object) -> Files:
    """The proof of a row that says something else, written as ours is."""
    return bundle_files.files(replace(bundle, row={**bundle.row, **columns}))


def captured(bundle: Bundle, **fields: object) -> Files:
    return changed(bundle, capture={**bundle.row["capture"], **fields})


def exhibit(made: Collection, name: str, at: str) -> Exhibit:
    """Any sealed record with such a type and URI, called by a name."""
    gatherer = Gatherer(made)
    with made.warcs()[0].open() as file:
        for record in read(file, made.warcs()[0].name):
            if f"{record.type} {record.get('WARC-Target-URI')}" == at:
                place = {one: getattr(record.locator, one) for one in PLACE}
                return next(gatherer._exhibits(name, place))
    raise AssertionError(at)


@pytest.mark.parametrize("title", ["Ferry stays", "Long tale"])
def test_what_is_ours_holds(made: Collection, tmp_path: Path, title: str) -> None:
    bundle = bundle_of(made, title)
    assert wrong(bundle_files.files(bundle)) == ""
    bundle_files.save(bundle, tmp_path / "proof.zip")
    with zipfile.ZipFile(tmp_path / "proof.zip") as package:
        package.extractall(tmp_path)
    assert follow(tmp_path) == []


def test_a_page_in_chunks_is_put_together_by_hand(made: Collection) -> None:
    told = bundle_files.files(bundle_of(made, "Ferry stays"))["README.txt"].decode()
    assert " record/block | head -c 300 > record/body" in told
    assert "$ cat record/body | gzip -dc | cmp - record/payload && echo same" in told


def test_what_a_row_says_of_the_handshake_is_compared_with_what_was_noted(
    made: Collection,
) -> None:
    bundle = bundle_of(made, "Pier closes")
    assert wrong(bundle_files.files(bundle)) == ""
    assert "capture.tls" not in check(bundle_files.files(bundle), trusted=(), subject="").unchecked
    tls = bundle.row["capture"]["tls"]
    for told in (None, {**tls, "trusted": False}, {**tls, "detail": "another root"}):
        assert "tls" in wrong(captured(bundle, tls=told))
    # Certificates that another host showed, and these with their record as the row names it.
    other = exhibit(made, "certificates", "metadata urn:certificates:other.example:443")
    shown = tuple(one for one in bundle.exhibits if one.name != "certificates")
    grafted = replace(bundle, exhibits=(*shown, other))
    assert "certificates: those that the row names" in wrong(bundle_files.files(grafted))
    with made.warcs()[0].open() as file:
        place = next(
            {one: getattr(record.locator, one) for one in PLACE}
            for record in read(file, made.warcs()[0].name)
            if record.get("WARC-Target-URI") == "urn:certificates:other.example:443"
        )
    told = captured(grafted, tls={**tls, "certificates": place})
    assert wrong(told).startswith("tls.certificates: ")
    # Who leaves out what the crawler noted is told that nothing was compared.
    bare = replace(bundle, exhibits=tuple(one for one in shown if one.name != "circumstances"))
    files = captured(bare, tls={**tls, "certificates": None, "detail": "another root"})
    report = check(files, trusted=(), subject="proof")
    assert "capture.tls" in report.unchecked
    report = check(
        captured(replace(bare, exhibits=bare.exhibits[:1]), tls=None), trusted=(), subject=""
    )
    assert report.holds
    assert "capture.tls" in report.unchecked


def test_further_pages_are_those_of_the_article(made: Collection) -> None:
    bundle = bundle_of(made, "Long tale")
    belong = "that the further pages belong to this article"
    assert belong not in check(bundle_files.files(bundle), trusted=(), subject="").unchecked
    first, second = bundle.row["further_pages"]
    for told in (
        [{**first, "url": "https://other.example/2/"}, second],
        [
            {
                **first,
                "capture": {**first["capture"], "captured_at": "2020-01-01T00:00:00.000000Z"},
            },
            second,
        ],
        [
            {**first, "capture": {**first["capture"], "proof": {"position": 1, "root": "0" * 64}}},
            second,
        ],
        [{**first, "capture": {**first["capture"], "payload_sha256": "0" * 64}}, second],
        [second, first],
        [first],
    ):
        assert wrong(changed(bundle, further_pages=told))
    # A sealed page that nothing led to: its text is there, and the proof says what is not checked.
    ferry = bundle_of(made, "Ferry stays")
    taken = replace(ferry.exhibits[0], name="further-02")
    shown = tuple(taken if one.name == "further-02" else one for one in bundle.exhibits)
    page = {"url": ferry.row["url"], "capture": ferry.row["capture"]}
    blocks = [*bundle.row["blocks"][:-4], *ferry.row["blocks"]]
    text = text_of(blocks)
    files = changed(
        replace(bundle, exhibits=shown),
        further_pages=[first, page],
        blocks=blocks,
        removed=[*bundle.row["removed"][:-1], *ferry.row["removed"]],
        **{"text": text, "text_sha256": sha256(text), "word_count": words(text)},
        character_count=len(text),
    )
    report = check(files, trusted=(), subject="proof")
    assert belong in report.unchecked
    # And one more that no page of the row is.
    more = replace(bundle, exhibits=(*bundle.exhibits, replace(taken, name="further-03")))
    assert "its records are not those of one row" in wrong(bundle_files.files(more))


def test_a_claim_that_is_left_out_is_missed(made: Collection) -> None:
    bundle = bundle_of(made, "Pier closes")
    for name in ("payload_sha256", "block_digest"):
        assert f"{name}: " in wrong(captured(bundle, **{name: None}))


def test_nobody_proves_that_an_article_was_withdrawn(made: Collection) -> None:
    bundle = bundle_of(made, "Pier closes")
    gone = {"at": "2024-06-01T00:00:00.000000Z", "reason": "forged"}
    files = bundle_files.files(replace(bundle, row=withdraw("articles", bundle.row, gone)))
    assert wrong(files) == "not a proof: proof"


def test_what_programs_unpack_otherwise_is_refused(made: Collection, tmp_path: Path) -> None:
    files = bundle_files.files(bundle_of(made, "Pier closes"))
    path = tmp_path / "proof.zip"
    # Info-ZIP goes by the second name (APPNOTE 4.6.9), and makes links.
    renamed = (
        struct.pack("<HHBL", 0x7075, 5 + len(b"row.json"), 1, crc32(b"README.txt")) + b"row.json"
    )
    for extra, mode, why in (
        (renamed, 0o100644, "programs may unpack it differently"),
        (b"", 0o120777, "packed as in no proof"),
    ):
        with zipfile.ZipFile(path, "w") as package:
            for name, octets in files.items():
                entry = zipfile.ZipInfo(name)
                if name == "README.txt":
                    entry.extra, entry.external_attr = extra, mode << 16
                package.writestr(entry, octets)
        with pytest.raises(BadProof, match=why):
            load(path)


_HEADER: Final = {"version": 4, "flags": 6, "method": 8, "time": 10, "crc": 14, "size": 22}
_DIRECTORY: Final = {"extra": 30, "comment": 32, "disk": 34, "attributes": 38, "at": 42}
_END: Final = {"disk": 4, "first disk": 6, "count here": 8, "count": 10, "directory": 16}


@pytest.mark.parametrize(
    ("signature", "at"),
    [
        *((b"PK\x03\x04", at) for at in _HEADER.values()),
        *((b"PK\x01\x02", at) for at in _DIRECTORY.values()),
        *((b"PK\x05\x06", at) for at in _END.values()),
    ],
)
def test_a_zip_says_each_thing_once_or_twice_alike(
    made: Collection, tmp_path: Path, signature: bytes, at: int
) -> None:
    path = tmp_path / "proof.zip"
    save(bundle_of(made, "Pier closes"), path)
    assert load(path)
    octets = bytearray(path.read_bytes())
    octets[octets.rindex(signature) + at] ^= 0x02
    path.write_bytes(octets)
    with pytest.raises(BadProof):
        load(path)


def test_what_is_hidden_in_a_zip_is_refused(made: Collection, tmp_path: Path) -> None:
    bundle = bundle_of(made, "Pier closes")
    path = tmp_path / "proof.zip"
    second = struct.pack("<HHBL", 0x7075, 13, 1, crc32(b"README.txt")) + b"row.json"
    for extra, comment in ((second, b""), (b"", b"trust me")):
        with zipfile.ZipFile(path, "w") as package:
            for name, octets in bundle_files.files(bundle).items():
                entry = zipfile.ZipInfo(name)
                entry.extra = extra
                package.writestr(entry, octets)
                # Of the two places where it could stand, in one.
                entry.extra, entry.comment = b"", comment
        with pytest.raises(BadProof, match="programs may unpack it differently"):
            load(path)


def test_records_are_shown_in_their_order_and_by_their_names(made: Collection) -> None:
    """The page takes the address from the first, and says what each is by its name."""
    pier, ferry = bundle_of(made, "Pier closes"), bundle_of(made, "Ferry stays")
    (other, *_) = ferry.exhibits
    assert [one.name for one in pier.exhibits] == ["record", "circumstances", "certificates"]
    for exhibits in (
        (*pier.exhibits, replace(other, name="record-2")),
        (*pier.exhibits, replace(other, name="certificates-of-the-court")),
        tuple(reversed(pier.exhibits)),
    ):
        files = bundle_files.files(replace(pier, exhibits=exhibits))
        assert wrong(files) == "its records are not those of one row: proof"


def test_no_name_of_others_makes_a_line_of_its_own() -> None:
    found = Finding("x\nverified: all.warc.gz", "has no seal")
    assert str(found) == "x\\nverified: all.warc.gz: has no seal"
    assert str(TwaError("no", subject="a\r\x1b[2Kb")) == "no: a\\r\\x1b[2Kb"


def test_a_row_that_other_software_made_is_held_to_the_page(made: Collection) -> None:
    bundle = bundle_of(made, "Pier closes")
    told = {"extraction": {**bundle.row["extraction"], "options": "0" * 32}}
    report = check(changed(bundle, **told), trusted=(), subject="proof")
    assert report.holds
    assert "extraction, which is by other software than this" in report.unchecked
    assert "title: Pier closes" in wrong(changed(bundle, title="Pier opens", **told))
