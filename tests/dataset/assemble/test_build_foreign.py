"""Archives that others made: no roles, other framings, other tools."""

from __future__ import annotations

import gzip
import io
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.dataset.archives import SENTENCES, SITE, Archive, feed, hours, item, page, table
from tests.site.running import running
from twa.dataset.assemble.builder import BuildReport, build
from twa.dataset.assemble.options import Options
from twa.dataset.collection import Collection
from twa.dataset.errors import TwaError
from twa.dataset.verification.rows import proofs, sample
from twa.dataset.verification.verify import verify

CHUNKED = [("Content-Type", "text/html; charset=utf-8"), ("Transfer-Encoding", "chunked")]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "out" / "dataset"


def derive(source: Path, output: Path, **options: Any) -> BuildReport:
    collection = Collection.find(source, output)
    return build(collection, workers=1, options=Options(**options))


def articles(output: Path) -> list[dict[str, Any]]:
    return table(output.parent, "articles")


def unlabelled() -> Archive:
    """A crawl whose maker did not say what it took each address for."""
    archive = Archive("others.warc.gz")
    archive.get(f"{SITE}/feed", feed(item("bridge", "Bridge")), role="", media_type="text/html")
    archive.get(f"{SITE}/bridge/", page("Harbour bridge reopens"), role="", at=hours(1))
    archive.get(f"{SITE}/logo.png", b"\x89PNG\r\n\x1a\n", role="", media_type="image/png")
    archive.get(f"{SITE}/style.css", "p {}", role="", media_type="text/css")
    archive.get(f"{SITE}/robots.txt", "User-agent: *", role="", media_type="text/plain")
    return archive


@pytest.mark.parametrize("framing", ["members", "plain", "one member"])
def test_the_content_decides_where_nobody_said(tmp_path: Path, output: Path, framing: str) -> None:
    octets = unlabelled().octets()
    name = "deep/er/others.warc" + (".gz" if framing != "plain" else "")
    if framing != "members":
        octets = gzip.decompress(octets)
    if framing == "one member":
        octets = gzip.compress(octets, mtime=0)
    path = tmp_path / "in" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(octets)
    report = derive(tmp_path / "in", output)
    assert report.rows == {"articles": 1, "revisions": 1, "feed_entries": 1, "rejects": 0}
    (article,) = articles(output)
    assert article["capture"]["warc"] == name
    assert (article["capture"]["offset"] is None) == (framing == "one member")
    assert article["feed"]["entry_id"] == f"{SITE}/?p=bridge"


def test_what_is_compressed_as_one_piece_is_damaged_at_no_byte(
    tmp_path: Path, output: Path
) -> None:
    octets = gzip.decompress(unlabelled().octets())
    (path := tmp_path / "others.warc.gz").write_bytes(
        gzip.compress(octets.replace(b"<h1>Harbour bridge", b"<h1>Harbour breach"))
    )
    report = derive(path, output)
    detail = "the block digest does not match"
    assert report.damage == (f"{detail}: {SITE}/bridge/, {path.name}",)
    [found] = verify(Collection.find(path, output), workers=1)
    assert (found.place, found.remark) == (path.name, True)


def test_one_file_is_an_archive_too(tmp_path: Path, output: Path) -> None:
    path = tmp_path / "others.warc.gz"
    path.write_bytes(unlabelled().octets())
    assert derive(path, output).rows["articles"] == 1
    assert articles(output)[0]["capture"]["warc"] == "others.warc.gz"


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_the_warcs_in_a_wacz_are_read_where_they_lie(
    tmp_path: Path, output: Path, method: int
) -> None:
    path = tmp_path / "in" / "others.wacz"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w", method) as package:
        package.writestr("datapackage.json", "{}")
        package.writestr("archive/data.warc.gz", unlabelled().octets())
        package.writestr("indexes/index.cdx", "")
    report = derive(path.parent, output)
    assert report.rows["articles"] == 1
    assert articles(output)[0]["capture"]["warc"] == "others.wacz/archive/data.warc.gz"
    collection = Collection.find(path.parent, output)
    (unsigned,) = verify(collection, workers=1)
    assert unsigned.remark
    assert unsigned.message.startswith("is not signed")
    assert all(proof.holds for proof in proofs(collection, sample(collection, 9)))


def test_what_is_named_a_wacz_and_is_none_is_said_so(tmp_path: Path, output: Path) -> None:
    (tmp_path / "others.wacz").write_bytes(b"PK no more")
    with pytest.raises(TwaError, match="no WACZ"):
        derive(tmp_path, output)


def test_only_what_begins_with_the_prefix_is_taken(tmp_path: Path, output: Path) -> None:
    archive = Archive()
    for section in ("city", "sport"):
        archive.get(f"{SITE}/{section}/1/", page(f"News of {section}", SENTENCES), role="")
    archive.save(tmp_path / "in")
    derive(tmp_path / "in/archive", output, prefixes=(f"{SITE}/sport/",))
    assert [row["url"] for row in articles(output)] == [f"{SITE}/sport/1/"]


def test_what_another_writer_wrote_is_read(tmp_path: Path, output: Path) -> None:
    """WARC 1.0, a revisit, a body that was stored without its chunks, no request records."""
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="1.0")
    url = f"{SITE}/bridge/"
    date = "2024-05-17T06:30:00Z"
    writer.write_record(
        writer.create_warc_record(
            url,
            "response",
            payload=io.BytesIO(page("Harbour bridge reopens").encode()),
            http_headers=StatusAndHeaders("200 OK", CHUNKED, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": date},
        )
    )
    writer.write_record(
        writer.create_revisit_record(
            url,
            "sha1:B2LTWWPUOYAH7UIPQ7ZUPQ4VMBSVC36A",
            url,
            date,
            http_headers=StatusAndHeaders("200 OK", CHUNKED, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": "2024-05-18T06:30:00Z"},
        )
    )
    path = tmp_path / "others.warc.gz"
    path.write_bytes(buffer.getvalue())
    derive(path, output)
    (article,) = articles(output)
    assert article["text"] == "\n\n".join(SENTENCES)
    assert article["capture"]["captured_at"].day == 18
    assert article["capture"]["block_digest"].startswith("sha1:")


@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed")
@pytest.mark.parametrize("digests", [True, False], ids=["digests", "no-digests"])
def test_what_wget_wrote_is_read(tmp_path: Path, output: Path, digests: bool) -> None:
    with running() as site:
        options = ["-q", "-r", "-l", "1", "--tries=1", "--timeout=5", "--quota=300k"]
        options += [] if digests else ["--no-warc-digests"]
        places = ["-P", str(tmp_path / "get"), "--warc-file", str(tmp_path / "in-wget")]
        subprocess.run(["wget", *options, *places, site.url], check=False)
    (path,) = tmp_path.glob("in-wget*.warc.gz")
    report = derive(path, output)
    assert report.rows["articles"] >= 3
    assert report.damage == ()
    for article in articles(output):
        assert article["capture"]["record_id"].startswith("<urn:uuid:")
        assert (article["capture"]["block_digest"] is not None) == digests


def test_an_address_that_is_no_uri_is_made_one(tmp_path: Path, output: Path) -> None:
    archive = Archive()
    archive.get(f"{SITE}/brücke 1/", page("Harbour bridge reopens"), role="")
    archive.save(tmp_path)
    derive(tmp_path / "archive", output)
    assert articles(output)[0]["url"] == f"{SITE}/br%C3%BCcke%201/"


def test_where_the_dataset_of_others_goes_has_to_be_said(tmp_path: Path) -> None:
    with pytest.raises(TwaError, match="--output"):
        Collection.find(tmp_path)
