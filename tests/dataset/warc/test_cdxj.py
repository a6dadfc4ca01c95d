"""The index: what others make of the same files, and how it grows."""

from __future__ import annotations

import random
import re
import socket
from pathlib import Path

import pytest
import surt as theirs
from cdxj_indexer.main import CDXJIndexer
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.dataset.exchanges import NOON, PAGE, awkward, chunked, exchange, gzipped, ids, page
from tests.dataset.warc.test_warc_read import sample_files
from twa.dataset.errors import ArchiveError
from twa.dataset.warc import cdxj
from twa.dataset.warc.revisits import Earlier
from twa.dataset.warc.surt import surt
from twa.dataset.warc.writer import (
    examine,
    exchange_drafts,
    member,
    note_draft,
    octets,
    warcinfo_draft,
)


def write(path: Path, *, compressed: bool = True) -> None:
    """A file with one of everything."""
    new_id, write_record = ids(), member if compressed else octets
    info = warcinfo_draft(path.name, {"software": "x"}, date=NOON, record_id=new_id())
    written = [info]
    for _, whole in awkward():
        written += exchange_drafts(whole, examine(whole), new_id=new_id, warcinfo_id="<urn:i>")
    earlier = Earlier("http://a.example/", NOON, "<urn:uuid:1>", "sha256:00")
    for response in (page(), gzipped(), chunked(PAGE)):
        whole = exchange(response, "https://WWW.a.example:443/B//c/?z=1&a=%41#x")
        written += exchange_drafts(
            whole, examine(whole), new_id=new_id, warcinfo_id="<urn:i>", earlier=earlier
        )
    whole = exchange(b"", "http://a.example/gone", ended="dns")
    written += exchange_drafts(whole, examine(whole), new_id=new_id, warcinfo_id="<urn:i>")
    written.append(
        note_draft("http://b.example/", {"a": "b"}, date=NOON, record_id="<n>", warcinfo_id="<i>")
    )
    with path.open("wb") as file:
        for draft in written:
            file.writelines(write_record(draft))


def indexed_by_others(*paths: Path) -> str:
    """`cdxj-indexer --sort`."""
    index = paths[0].with_name("theirs")
    CDXJIndexer(str(index), [str(path) for path in paths], sort=True).process_all()
    return index.read_text("utf-8")


@pytest.mark.parametrize("name", ["one.warc.gz", "one.warc"])
def test_the_index_is_what_cdxj_indexer_makes(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write(path, compressed=name.endswith(".gz"))
    assert cdxj.reindex(tmp_path) == 33
    assert (tmp_path / "index.cdxj").read_text("utf-8") == indexed_by_others(path)


@pytest.mark.parametrize("path", sample_files(), ids=lambda path: path.name)
def test_so_is_that_of_other_peoples_files(tmp_path: Path, path: Path) -> None:
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    cdxj.reindex(tmp_path)
    assert (tmp_path / "index.cdxj").read_text("utf-8") == indexed_by_others(copy)


def test_lines_are_merged_sorted_bytewise_and_each_once(tmp_path: Path) -> None:
    index = tmp_path / "index.cdxj"
    lines = [f"{key} 20240517120000 {{}}\n" for key in ("é)/", "a)/", "a,b)/", "Z)/", "a)/x")]
    random.Random(7).shuffle(lines)
    cdxj.merge(index, lines[:2])
    cdxj.merge(index, lines[1:])
    cdxj.merge(index, [])
    assert index.read_bytes() == b"".join(sorted(line.encode() for line in lines))
    assert [path.name for path in tmp_path.iterdir()] == ["index.cdxj"]


def test_an_index_is_made_anew_from_all_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [tmp_path / name for name in ("b.warc.gz", "a.warc.gz")]
    for path in paths:
        write(path)
    (tmp_path / "index.cdxj").write_text("nonsense\n")
    (tmp_path / "c.warc.gz.open").write_bytes(b"not yet")
    monkeypatch.setattr(cdxj, "_RUN", 7)
    assert cdxj.reindex(tmp_path) == 66
    assert (tmp_path / "index.cdxj").read_text("utf-8") == indexed_by_others(*paths)
    (tmp_path / "theirs").unlink()


def test_damage_is_reported_and_the_rest_is_indexed(tmp_path: Path) -> None:
    path = tmp_path / "one.warc.gz"
    write(path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(ArchiveError, match="cut off"):
        cdxj.reindex(tmp_path)
    problems: list[ArchiveError] = []
    assert cdxj.reindex(tmp_path, on_damage=problems.append) == 33
    assert len(problems) == 1


def test_entries_are_read_back(tmp_path: Path) -> None:
    write(tmp_path / "one.warc.gz")
    cdxj.reindex(tmp_path)
    entries = list(cdxj.read_index(tmp_path / "index.cdxj"))
    assert len(entries) == 33
    (page_entry,) = (e for e in entries if e.key == "example,harbour)/page?a=2&q=1")
    assert page_entry.timestamp == "20240517120000"
    assert page_entry.fields["status"] == "200"
    assert page_entry.fields["filename"] == "one.warc.gz"


def test_a_line_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "index.cdxj").write_text("a)/ 2024 {}\nnot a line\n")
    with pytest.raises(ArchiveError, match=r"index\.cdxj at byte 12"):
        list(cdxj.read_index(tmp_path / "index.cdxj"))


PLAIN_FIELDS = [
    "Content-Type: text/html; charset=utf-8",
    "content-type:text/html",
    "CONTENT-TYPE:",
    "Content-Type: \ttext/plain ;x",
    "Content-Type: , ;",
    "X-Content-Type: image/png",
    "Set-Cookie: a=1",
    "Content-Length: 3",
]


@given(
    st.sampled_from(["HTTP/1.1 200 OK", "HTTP/1.0 404 ", "HTTP/1.1 103 Early: Hints"]),
    st.lists(st.sampled_from(PLAIN_FIELDS), max_size=4),
)
def test_plain_headers_are_read_as_warcio_reads_them(line: str, fields: list[str]) -> None:
    head = "\r\n".join((line, *fields, "", "")).encode()
    whole = exchange(head + b"abc")
    draft = exchange_drafts(whole, examine(whole), new_id=ids(), warcinfo_id="<urn:i>")[0]
    made = []
    for pattern in (cdxj._PLAIN, re.compile(b"(?!)")):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(cdxj, "_PLAIN", pattern)
            made.append(cdxj.line_of(draft, filename="f", offset=0, length=1))
    assert made[0] == made[1] is not None
    assert cdxj._PLAIN.match(head)


# --- keys ---------------------------------------------------------------------------------

PARTS = [
    "http://", "https://", "HTTP://", "ftp://", "dns:", "urn:", "www.", "www12.", "a", "B", ".",
    "..", "/", "//", "?", "#", "&", "=", "%25", "%2f", "%C3%A9", "é", "münchen", "ß", "。", "😀",
    "sid=12345678901234567890123456789012", "PHPSESSID=12345678901234567890123456789012",
    "jsessionid=12345678901234567890123456789012", "cfid=", "cftoken=", "1", "0", "017", "256",
    "3232235777", ":80", ":443", ":8080", ":", "@", "[::1]", " ", "\t", "\n", "%", "+", "~",
    "x.aspx", "(123456789012345678901234)", "(a(123456789012345678901234))", "|", "\\", '"', "-",
    "%00", "\x00", "\x7f", ";", ",",
]  # fmt: skip


@pytest.fixture
def _no_resolver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Theirs asks the resolver about numbers, which answers as inet_aton does, or not at all."""

    def resolve(host: bytes) -> tuple[str, list[str], list[str]]:
        try:
            return "", [], [socket.inet_ntoa(socket.inet_aton(host.decode()))]
        except OSError as error:
            raise socket.gaierror(str(error)) from error

    monkeypatch.setattr(socket, "gethostbyname_ex", resolve)


@pytest.mark.usefixtures("_no_resolver")
@settings(max_examples=400)
@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=9).map("".join))
@example("https://www.a.example:443/B//c/../?z=1&a=%41#x")
@example("http://a?cfid=1&cftoken=2&x=1")
@example("http://1.2.3/x")
@example("http://[::1]:80/x")
@example("dns:www.a.example")
def test_keys_are_those_of_the_surt_package(url: str) -> None:
    def outcome(make: object) -> str:
        assert callable(make)
        try:
            return str(make(url))
        except Exception as error:  # theirs raises whatever comes
            return "no key" if isinstance(error, (ValueError, AttributeError, TypeError)) else "?"

    assert outcome(surt) == outcome(theirs.surt)


def test_no_url_takes_long() -> None:
    for url in (
        "http://a/" + "%25" * 20_000,
        "http://a/%" + "25" * 8_000,
        "http://a/?" + "cfid=" * 20_000 + "&cftoken=",
        "http://a/" + "../" * 20_000,
        "http://a/?" + "&" * 60_000,
        "http://a/?" + "sid=" * 16_000,
        "http://a/" + "(a(123456789012345678901234))" * 2_000,
        "http://" * 8_000,
    ):
        surt(url)
