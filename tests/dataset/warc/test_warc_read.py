"""WARC files read back: ours, other people's, and what is left of damaged ones."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from tests.dataset.exchanges import AWKWARD, PAGE, awkward, exchange, ids, page
from tests.shared import ROOT
from twa.dataset.errors import ArchiveError
from twa.dataset.warc import fetch, read
from twa.dataset.warc.records import Record, parse_date, parse_digest
from twa.dataset.warc.writer import examine, exchange_drafts, member, octets

SAMPLES = ROOT / ".venv-readers" / "sample_archive" / "warcs"
"""Files that pywb comes with, made by several programs."""


def record(
    block: bytes = b"x" * 30,
    *fields: str,
    kind: str = "resource",
    length: object = None,
    version: str = "WARC/1.0",
    end: bytes = b"\r\n\r\n",
) -> bytes:
    """A record as somebody else might write it."""
    head = [
        version,
        f"WARC-Type: {kind}",
        "WARC-Record-ID: <urn:uuid:12345678-0000-4000-8000-000000000000>",
        "WARC-Date: 2012-03-04T05:06:07Z",
        "WARC-Target-URI: http://elsewhere.example/",
        f"Content-Length: {len(block) if length is None else length}",
        *fields,
    ]
    return ("\r\n".join(head) + "\r\n\r\n").encode() + block + end


def members(*records: bytes) -> bytes:
    return b"".join(gzip.compress(r, mtime=0) for r in records)


def read_all(octets: bytes, limit: int = 1 << 30) -> tuple[list[Record], list[ArchiveError]]:
    problems: list[ArchiveError] = []
    file = io.BytesIO(octets)
    return list(read(file, "x.warc.gz", on_damage=problems.append, limit=limit)), problems


def ours(names: Iterable[str] | None = None) -> bytes:
    """A file of awkward exchanges, written by us."""
    new_id = ids()
    return b"".join(
        piece
        for name, whole in awkward()
        if names is None or name in names
        for draft in exchange_drafts(whole, examine(whole), new_id=new_id, warcinfo_id="<urn:x>")
        for piece in member(draft)
    )


# --- ours ---------------------------------------------------------------------------------


def test_what_was_written_is_read_and_lies_where_it_says() -> None:
    file = ours()
    records, problems = read_all(file)
    assert not problems
    wire = {f"http://harbour.example/{name}?q=1&a=2": AWKWARD[name] for name in AWKWARD}
    end = 0
    for one in records:
        locator = one.locator
        assert locator.offset == end
        assert locator.length is not None
        end += locator.length
        assert one.intact() is True
        assert one.sha256 == one.block.sha256
        alone, _ = read_all(file[locator.offset : end])
        assert [r.headers for r in alone] == [one.headers]
        if one.type == "response":
            assert one.url is not None
            assert one.block.bytes() == wire.pop(one.url)
    assert end == len(file)
    assert not wire


def test_fetch_gives_one_record(tmp_path: Path) -> None:
    path = tmp_path / "ours.warc.gz"
    path.write_bytes(ours(["page", "chunked"]))
    for one in read(path):
        assert one.locator.offset is not None
        assert one.locator.length is not None
        again = fetch(path, one.locator.offset, one.locator.length)
        # Who reads a record alone does not know how many stand before it, but for the first.
        alone = replace(one.locator, position=None if one.locator.offset else 0)
        assert (again.headers, again.locator) == (one.headers, alone)
        assert again.block.bytes() == one.block.bytes()


@pytest.mark.parametrize(("offset", "length"), [(0, 10), (1, 100), (10**9, 10)])
def test_fetch_refuses_what_is_not_there(tmp_path: Path, offset: int, length: int) -> None:
    path = tmp_path / "ours.warc.gz"
    path.write_bytes(ours(["page"]))
    with pytest.raises(ArchiveError, match=r"ours\.warc\.gz"):
        fetch(path, offset, length)


def test_repeated_fields_keep_their_order() -> None:
    (response, *_), _ = read_all(ours(["page"]))
    assert response.get_all("warc-protocol") == ["http/1.1", "tls/1.3"]
    assert len(response.get_all("WARC-Concurrent-To")) == 2


# --- other people's -----------------------------------------------------------------------


@pytest.mark.parametrize("version", ["WARC/1.0", "WARC/1.1", "WARC/0.18"])
@pytest.mark.parametrize("shape", ["members", "one-member", "plain"])
def test_versions_and_shapes(version: str, shape: str) -> None:
    blocks = [b"first", b"", b"\r\n\r\nthird WARC/1.0\r\n"]
    records = [record(block, version=version) for block in blocks]
    file = {
        "members": members(*records),
        "one-member": members(b"".join(records)),
        "plain": b"".join(records),
    }[shape]
    found, problems = read_all(file)
    assert not problems
    assert [one.block.bytes() for one in found] == blocks
    assert {one.version for one in found} == {version.removeprefix("WARC/")}
    places = [(one.locator.offset, one.locator.length) for one in found]
    if shape == "one-member":
        assert places == [(None, None)] * 3
    else:
        for (offset, length), block in zip(places, blocks, strict=True):
            alone, _ = read_all(file[offset : (offset or 0) + (length or 0)])
            assert [one.block.bytes() for one in alone] == [block]


@pytest.mark.parametrize("end", [b"", b"\r\n", b"\n\n", b"\r\n\r\n\r\n\n"])
def test_any_number_of_line_ends_after_a_block(end: bytes) -> None:
    for file in (members(record(end=end), record(end=end)), record(end=end) + record(end=end)):
        found, problems = read_all(file)
        assert len(found) == 2
        assert not problems


def test_bare_line_feeds_folded_and_latin_1_fields() -> None:
    head = (
        b"WARC/1.0\nwarc-type: Resource\nWARC-Target-URI: <http://elsewhere.example/>\n"
        b"WARC-Date: 2012\nX-Folded: one\n two\nX-Town: Malm\xf6\nX-City: M\xc3\xa5l\xc3\xb8v\n"
        b"Content-Length: 2\n\nab\n\n"
    )
    (one,), problems = read_all(head)
    assert not problems
    assert (one.type, one.url) == ("resource", "http://elsewhere.example/")
    assert one.get("x-folded") == "one two"
    assert (one.get("x-town"), one.get("x-city")) == ("Malmö", "Måløv")
    assert one.date == datetime(2012, 1, 1, tzinfo=UTC)


def test_a_zip_file_is_told_with_advice() -> None:
    octets = b"PK\x03\x04 and so on"
    with pytest.raises(ArchiveError, match="WACZ") as caught:
        list(read(io.BytesIO(octets), "x.warc.gz"))
    assert "x.warc.gz at byte 0" in str(caught.value)
    found, (problem,) = read_all(octets)
    assert found == []
    assert str(problem) == str(caught.value)


def sample_files() -> list[Path]:
    """The sample files but those that are meant to be broken, or are no WARC."""
    skip = {
        "bad.arc": "ARC",
        "example.arc": "ARC",
        "example.arc.gz": "ARC",
        "example-bad.warc.gz.bad": "meant to be broken",
        "example.warc": "a request that is longer than its Content-Length",
        "missing-status-text.warc": "lines that end in CR CR LF",
    }
    return sorted(path for path in SAMPLES.glob("*") if path.name not in skip)


@pytest.mark.parametrize("path", sample_files(), ids=lambda path: path.name)
def test_warcio_finds_the_same_records_in_the_same_places(path: Path) -> None:
    with path.open("rb") as file:
        iterator = ArchiveIterator(file, no_record_parse=True)
        theirs = [
            (
                one.rec_type,
                hashlib.sha256(one.raw_stream.read()).hexdigest(),
                iterator.get_record_offset(),
                iterator.get_record_length(),
            )
            for one in iterator
        ]
    found = [(r.type, r.sha256, r.locator.offset, r.locator.length) for r in read(path)]
    assert found == theirs


@pytest.mark.parametrize("path", sample_files(), ids=lambda path: path.name)
def test_fastwarc_finds_the_same_blocks(path: Path) -> None:
    with path.open("rb") as file:
        theirs = [
            hashlib.sha256(r.reader.read()).hexdigest()
            for r in FastIterator(file, parse_http=False)
        ]
    assert [one.sha256 for one in read(path)] == theirs


# --- damage -------------------------------------------------------------------------------


def test_damage_raises_with_file_and_offset_unless_somebody_asks_for_it() -> None:
    file = members(record(b"one"), record(b"two"))
    with pytest.raises(ArchiveError, match=r"x\.warc\.gz at byte \d+"):
        list(read(io.BytesIO(file[:-3]), "x.warc.gz"))


@pytest.mark.parametrize("kind", ["member", "plain"])
@pytest.mark.parametrize(
    ("second", "complaint"),
    [
        (record(b"two", length=3000), "before its Content-Length"),
        (record(b"two" * 40, length=3), "does not end where"),
        (record(b"two", length="three"), "is no number"),
        (record(b"two").replace(b"Content-Length", b"Content-Width"), "is no number"),
        (record(b"two").replace(b"WARC/1.0", b"WORC/1.0"), "no WARC record begins here"),
        (record(b"two").partition(b"WARC-Date")[0], "has no end"),
    ],
)
def test_the_records_around_a_damaged_one_are_found(
    second: bytes, complaint: str, kind: str
) -> None:
    digest = hashlib.sha256(b"one").hexdigest()
    one, three = record(b"one", f"WARC-Block-Digest: sha256:{digest}"), record(b"three")
    file = members(one, second, three) if kind == "member" else one + second + three
    found, problems = read_all(file)
    blocks = [r.block.bytes() for r in found]
    assert blocks[0] == b"one"
    if not (kind == "plain" and b"3000" in second):  # there is nothing to tell it by
        assert blocks[-1] == b"three"
    assert problems
    assert any(re.search(complaint, str(problem)) for problem in problems)
    assert all(problem.offset is not None for problem in problems)


def test_a_member_that_does_not_inflate_is_skipped() -> None:
    one, two, three = (members(record(block * 50)) for block in (b"one", b"two", b"three"))
    hurt = two[:40] + bytes([two[40] ^ 0xFF, two[41] ^ 0xFF]) + two[42:]
    found, problems = read_all(one + hurt + three)
    assert [r.block.bytes() for r in found] == [b"one" * 50, b"three" * 50]
    assert [problem.offset for problem in problems] == [len(one)]


def test_records_before_the_damage_of_a_large_member_are_found() -> None:
    many = [record(b"%d" % number * 2000) for number in range(500)]
    file = bytearray(members(b"".join(many)))
    file[-20] ^= 0xFF
    found, problems = read_all(bytes(file))
    assert len(found) > 400
    assert [problem.offset for problem in problems] == [0]


def test_reserved_flags_of_a_member_are_damage() -> None:
    one, two = members(record(b"one")), bytearray(members(record(b"two")))
    two[3] |= 0x80  # RFC 1952, section 2.3.1.2
    found, problems = read_all(one + bytes(two) + one)
    assert [r.block.bytes() for r in found] == [b"one", b"one"]
    assert "reserved" in str(problems[0])


# What a header may be made of: usual lines, and all that readers have to be tolerant of.
_LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [b"X-One: 1", b"x-one:2", b"X-One : 3 ", b" folded", b"\tfolded", b"colonless", b": no"]
        ),
        st.builds(b"%s: %s".__mod__, st.tuples(st.just(b"X"), st.text(max_size=8).map(str.encode))),
        st.builds(b"%s:%s".__mod__, st.tuples(st.binary(max_size=3), st.binary(max_size=5))),
    ),
    max_size=6,
)


@settings(max_examples=300)
@given(_LINES, st.sampled_from([b"\r\n", b"\n", b" \r\n"]), st.sampled_from([0, 0, 0, 1, -1]))
def test_a_record_says_the_same_whatever_it_is_stored_in(
    lines: list[bytes], end: bytes, wrong: int
) -> None:
    """A member of its own is read in another way than what is not compressed."""
    block = b"x" * 30
    fields = [b"WARC/1.1", *lines, b"Content-Length: %d" % (len(block) + wrong), b""]
    octets = end.join(fields) + end + block + b"\r\n\r\n"
    plain, member = read_all(octets), read_all(gzip.compress(octets))
    assert [(r.headers, r.version, r.size, r.sha256, r.block.bytes()) for r in member[0]] == [
        (r.headers, r.version, r.size, r.sha256, r.block.bytes()) for r in plain[0]
    ]
    assert [problem.message for problem in member[1]] == [problem.message for problem in plain[1]]


def test_what_lies_between_members_is_reported() -> None:
    one = members(record(b"one"))
    found, problems = read_all(one + b"\0" * 5000 + one)
    assert len(found) == 2
    assert [problem.offset for problem in problems] == [len(one)]


def test_a_block_over_the_limit_is_cut_and_says_so() -> None:
    block = bytes(range(256)) * 1000
    file = members(record(block), record(b"small"))
    (large, small), problems = read_all(file, limit=1000)
    assert not problems
    assert large.cut
    assert large.block.bytes() == block[:1000]
    assert (large.size, large.sha256) == (len(block), hashlib.sha256(block).hexdigest())
    assert not small.cut


def test_a_compressed_terabyte_is_not_unpacked_to_the_disk() -> None:
    bomb = members(record(b"\0" * (64 << 20)))
    (one,), _ = read_all(bomb, limit=1 << 16)
    assert (one.block.size, one.size) == (1 << 16, 64 << 20)


def test_a_header_without_end_is_no_way_to_fill_the_memory() -> None:
    endless = b"WARC/1.0\r\nX: " + b"y" * (3 << 20)
    for file in (endless, gzip.compress(endless)):
        found, problems = read_all(file + members(record()) if file is not endless else file)
        assert "has no end" in str(problems[0])
        assert len(found) == (0 if file is endless else 1)


def test_an_empty_file_is_reported() -> None:
    assert [str(p) for p in read_all(b"")[1]] == ["empty file: x.warc.gz at byte 0"]


WHOLE = ours(["page", "chunked", "redirect", "not-modified"])
ENDS = [r.locator.offset + r.locator.length for r in read_all(WHOLE)[0]]  # type: ignore[operator]  # ours can be addressed


@given(st.integers(1, len(WHOLE) - 1))
def test_of_a_file_cut_anywhere_the_whole_records_are_read(end: int) -> None:
    found, problems = read_all(WHOLE[:end])
    assert len(found) == sum(1 for whole in ENDS if whole <= end)
    assert [p.offset for p in problems] == (
        [] if end in ENDS else [max([0, *(e for e in ENDS if e < end)])]
    )


@settings(max_examples=200)
@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255), st.booleans())
def test_no_octet_changed_goes_unnoticed(place: int, flip: int, plain: bool) -> None:
    file = WHOLE
    if plain:
        file = b"".join(gzip.decompress(WHOLE[a:b]) for a, b in zip([0, *ENDS], ENDS, strict=False))
        place = place * len(file) // len(WHOLE)
    hurt = file[:place] + bytes([file[place] ^ flip]) + file[place + 1 :]
    found, problems = read_all(hurt)
    sound = {(r.headers, r.sha256) for r in read_all(file)[0]}
    noticed = problems or any(r.intact() is not True for r in found)
    kept = [r for r in found if (r.headers, r.sha256) in sound]
    # A gzip member has a checksum over all of it; of a plain record the digest
    # covers the block, so a changed field goes unnoticed and a changed length
    # may swallow records.
    assert plain or len(kept) >= len(sound) - 1
    assert plain or noticed or len(kept) == len(sound)
    assert noticed or len(found) == len(sound)


@given(st.binary(max_size=400))
def test_no_octets_do_harm(junk: bytes) -> None:
    for file in (
        junk,
        b"WARC/1.0\r\n" + junk,
        b"\x1f\x8b\x08" + junk,
        gzip.compress(b"WARC/1.0\r\n" + junk),
    ):
        with suppress(ArchiveError):
            read_all(file)


@settings(max_examples=60)
@given(st.lists(st.binary(max_size=3000), min_size=1, max_size=4), st.booleans())
def test_reading_undoes_writing(responses: list[bytes], compressed: bool) -> None:
    new_id = ids()
    drafts = [
        draft
        for response in responses
        for whole in [exchange(response, ended="complete" if response else "dns")]
        for draft in exchange_drafts(whole, examine(whole), new_id=new_id, warcinfo_id="<urn:x>")
    ]
    write = member if compressed else octets
    found, problems = read_all(b"".join(piece for draft in drafts for piece in write(draft)))
    assert not problems
    for draft, one in zip(drafts, found, strict=True):
        length = ("Content-Length", str(draft.block.size))
        assert one.headers == (*draft.headers, length)
        assert one.block.bytes() == draft.block.bytes()


# --- fields -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2024-05-17T12:34:56Z", datetime(2024, 5, 17, 12, 34, 56, tzinfo=UTC)),
        ("2024-05-17T12:34:56.7Z", datetime(2024, 5, 17, 12, 34, 56, 700000, tzinfo=UTC)),
        ("2024-05-17T12:34:56.123456789Z", datetime(2024, 5, 17, 12, 34, 56, 123456, tzinfo=UTC)),
        ("2024-05-17T12:34Z", datetime(2024, 5, 17, 12, 34, tzinfo=UTC)),
        ("2024-05", datetime(2024, 5, 1, tzinfo=UTC)),
        ("2024", datetime(2024, 1, 1, tzinfo=UTC)),
        ("2024-02-30", datetime(2024, 2, 29, tzinfo=UTC)),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates(text: str, instant: datetime | None) -> None:
    assert parse_date(text) == instant


@pytest.mark.parametrize("encode", ["hex", "HEX", "base32", "unpadded"])
@pytest.mark.parametrize("label", ["md5", "sha1", "SHA-1", "sha256", "sha-256", "sha512"])
def test_digests_in_the_encodings_they_are_found_in(label: str, encode: str) -> None:
    name = label.lower().replace("-", "")
    octets = hashlib.new(name, PAGE).digest()
    text = {
        "hex": octets.hex(),
        "HEX": octets.hex().upper(),
        "base32": base64.b32encode(octets).decode(),
        "unpadded": base64.b32encode(octets).decode().lower().rstrip("="),
    }[encode]
    assert parse_digest(f"{label}:{text}") == (name, octets)
    block = page()
    value = hashlib.new(name, block).hexdigest()
    (one,), _ = read_all(record(block, f"WARC-Block-Digest: {label}:{value}"))
    assert one.intact() is True


@pytest.mark.parametrize("label", ["", "sha1", "sha1:", "sha1:xyz", "crc32:00", "sha256:00ff"])
def test_digests_that_say_nothing(label: str) -> None:
    (one,), _ = read_all(record(b"x", f"WARC-Block-Digest: {label}"))
    assert one.intact() is None


def test_a_digest_that_does_not_match() -> None:
    (one,), _ = read_all(record(b"x", f"WARC-Block-Digest: sha1:{'0' * 40}"))
    assert one.intact() is False
