"""From a quotation to its octets: markup, references, encodings, and words that are not there."""

from __future__ import annotations

import gzip
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests.dataset.archives import SITE, Archive, page
from twa.dataset.assemble.builder import build
from twa.dataset.cli import cli
from twa.dataset.collection import Collection
from twa.dataset.errors import VerificationError
from twa.dataset.evidence.bundle import Gatherer
from twa.dataset.evidence.bundle_files import save
from twa.dataset.evidence.cutting import Cut, cut, describe
from twa.dataset.evidence.finding import find
from twa.dataset.evidence.quote import Quotation, locate
from twa.dataset.evidence.visible_source import essence, source
from twa.dataset.pages.encodings import decode
from twa.dataset.proof import sealing
from twa.dataset.tables.parquet import read_table


def located(octets: bytes, words: str, content_type: str | None = None) -> Quotation:
    found = source(octets, decode(octets, content_type))
    assert found is not None
    return locate(found, words)


def cuts(octets: bytes, words: str, content_type: str | None = None) -> list[bytes]:
    quotation = located(octets, words, content_type)
    return [octets[one.start : one.end] for one in quotation.ranges]


def test_no_page_writes_lines_of_ours() -> None:
    octets = b"the <!--\n\x1b[2Jthe words stand there, in one piece\n-->pier"
    quotation = located(octets, "the pier")
    assert [octets[one.start : one.end] for one in quotation.ranges] == [octets]
    lines = list(describe(quotation, (Cut(octets, quotation.ranges[0], None, None),)))
    assert all(line.isprintable() for line in lines)
    assert lines[-1].startswith(r"  the <!--\n\x1b[2J")


EXACT = [
    ("<p>The pier is closed.</p>", "The pier is closed.", "The pier is closed."),
    ("<p>The <b>pier</b>\n is closed.", "The pier is closed.", "The <b>pier</b>\n is closed."),
    ("<p>caf&eacute; &amp; bar&#33;</p>", "café & bar!", "caf&eacute; &amp; bar&#33;"),
    ("<p>har\u00adbour\u200b wall</p>", "harbour wall", "har\u00adbour\u200b wall"),
    ("<p>har&shy;bour wall</p>", "harbour wall", "har&shy;bour wall"),
    ("<p>cafe\u0301 closes</p>", "café closes", "cafe\u0301 closes"),
    (
        '<p title="a > b">pier <!-- not > this --> wall',
        "pier wall",
        "pier <!-- not > this --> wall",
    ),
    ("<p>pier<script>var a = '<p>no';</script> wall", "pier wall", None),
    ("<p>3 < 4 and 5 > 4</p>", "3 < 4 and 5 > 4", "3 < 4 and 5 > 4"),
    ("<p>港口大橋週五<br>通車。</p>", "港口大橋週五通車。", "港口大橋週五<br>通車。"),
    ('<p class=a" b>the pier</p>', "the pier", "the pier"),
    ("<p>open <!-- comment", "open", "open"),
]


@pytest.mark.parametrize(("html", "words", "expected"), EXACT)
def test_words_are_found_between_markup(html: str, words: str, expected: str | None) -> None:
    octets = html.encode()
    quotation = located(octets, words)
    assert quotation.found == "exactly"
    (piece,) = quotation.ranges
    shown = octets[piece.start : piece.end].decode()
    assert shown == expected or expected is None


@pytest.mark.parametrize("charset", ["windows-1252", "gb18030", "big5", "shift_jis", "utf-16"])
def test_places_are_of_the_octets_in_any_encoding(charset: str) -> None:
    words = {"windows-1252": "Café à la plage"}.get(charset, "港口大橋通車")
    html = f"<html><body><p>{'x' * 40}</p><p>{words} 42</p></body></html>"
    octets = html.encode(charset)
    (found,) = cuts(octets, f"{words} 42", f"text/html; charset={charset}")
    expected = f"{words} 42".encode("utf-16-le" if charset == "utf-16" else charset)
    assert found == expected


@pytest.mark.parametrize("taken_for", ["latin-1", "windows-1252"])
def test_places_are_of_the_octets_of_a_page_encoded_twice(taken_for: str) -> None:
    words = "Café fermé, 港口 “ok”" if taken_for == "latin-1" else "Café fermé – “ok"
    once = f"<html><body><p>{'é' * 40}</p><p>{words} 42</p></body></html>".encode()
    twice = once.decode(taken_for).encode()
    (found,) = cuts(twice, f"{words} 42", "text/html; charset=utf-8")
    assert found == f"{words} 42".encode().decode(taken_for).encode()


def test_words_with_others_between_come_in_pieces() -> None:
    html = b"<p>The northern pier <aside>Advertisement</aside> is closed to walkers.</p>"
    quotation = located(html, "The northern pier is closed to walkers.")
    assert quotation.found == "exactly"
    assert [html[one.start : one.end] for one in quotation.ranges] == [
        b"The northern pier",
        b"is closed to walkers.",
    ]


def test_words_in_another_order_than_browsers_show_them_come_in_pieces() -> None:
    """What stands in a table, but in no cell, is shown before it."""
    html = b"<table><tr><td>closed to walkers since May.</td></tr>The northern pier is </table>"
    pieces = cuts(html, "The northern pier is closed to walkers since May.")
    assert pieces == [b"The northern pier is", b"closed to walkers since May."]


def test_a_text_in_json_ld_is_found_too() -> None:
    html = rb'<script type="application/ld+json">{"articleBody": "Caf\u00e9s \"close\"\n early"}'
    assert cuts(html, 'Cafés "close" early') == [rb"Caf\u00e9s \"close\"\n early"]


def test_words_that_stand_there_otherwise_are_told_from_those_that_do_not() -> None:
    html = "<p>It’s “closed”, they say.</p>".encode()
    assert located(html, 'It\'s "closed", they say.').found == "otherwise"
    assert cuts(html, 'it\'s "closed"') == ["It’s “closed".encode()]
    assert located(html, "It is open, they say.").found == "absent"
    html = b"<p>It opened two months early.</p><h2>Related stories</h2>"
    assert located(html, "opened two months late").found == "absent"
    assert located(html, "").found == "absent"
    assert located(html, " \u200b ").found == "absent"


@pytest.mark.parametrize(
    "hostile",
    [b"<" * 50_000, b'<a "' * 20_000, b"<!--" * 20_000, b"<script>" * 20_000, b"&" * 50_000],
)
def test_hostile_markup_costs_no_time(hostile: bytes) -> None:
    html = b"<p>the pier</p>" + hostile
    found = source(html, html.decode())
    assert found is not None
    assert locate(found, "the pier").found == "exactly"


@given(st.text(min_size=1, max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_what_was_escaped_into_a_page_is_found_in_it(words: str, before: str, after: str) -> None:
    from html import escape

    def clean(text: str) -> str:
        return escape(text.encode("utf-8", "replace").decode()).replace("\x00", "")

    octets = f"<p>{clean(before)}</p><p>{clean(words)}</p><p>{clean(after)}".encode()
    found = source(octets, octets.decode())
    assert found is not None
    if essence(words.replace("\x00", "").encode("utf-8", "replace").decode()):
        assert locate(found, words.encode("utf-8", "replace").decode()).found == "exactly"


# --- From a row ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pier(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    root = tmp_path_factory.mktemp("pier") / "pier"
    archive = Archive()
    archive.get(f"{SITE}/plain/", page("Plain pier"))
    packed = gzip.compress(page("Packed pier").encode(), mtime=0)
    archive.get(f"{SITE}/packed/", packed, headers=["Content-Encoding: gzip"])
    archive.save(root)
    build(Collection(root), workers=1)
    return Collection(root)


def ids(pier: Collection) -> dict[str, str]:
    return {row["title"]: str(row["id"]) for row in read_table("articles", pier.dataset)}


WORDS = "Engineers replaced all forty hangers"


def test_a_command_cuts_the_words_out_of_the_warc(pier: Collection) -> None:
    _, row = find(pier, ids(pier)["Plain pier"])
    quotation, (piece,) = cut(pier, row, WORDS)
    assert quotation.found == "exactly"
    assert piece.octets == WORDS.encode()
    assert piece.command is not None
    ran = subprocess.run(["/bin/sh", "-c", piece.command], capture_output=True)
    assert ran.stdout == piece.octets


def test_where_a_coding_lies_between_the_payload_alone_has_a_place(
    pier: Collection, tmp_path: Path
) -> None:
    _, row = find(pier, ids(pier)["Packed pier"])
    _, (piece,) = cut(pier, row, WORDS)
    assert (piece.octets, piece.in_block) == (WORDS.encode(), None)
    list(sealing.seal(pier))
    save(Gatherer(pier).gather("articles", row), tmp_path / "proof.zip")
    ran = subprocess.run(["/bin/sh", "-c", piece.command or ""], cwd=tmp_path, capture_output=True)
    assert ran.stdout == WORDS.encode()


def test_the_command_line(pier: Collection) -> None:
    def run(title: str, words: str) -> tuple[str, object]:
        typed = ["prove", str(pier.root), ids(pier)[title], "--quote", words]
        done = CliRunner().invoke(cli, typed)
        return done.output, done.exception

    output, error = run("Plain pier", WORDS)
    assert error is None
    assert output.startswith("the words stand there, in one piece\npayload bytes ")
    packed = run("Packed pier", WORDS)[0].splitlines()
    assert packed[2].startswith("  a coding lies between payload and record; with `twa prove ")
    assert packed[3].startswith("  unzip -p proof.zip record/payload | tail -c +")
    assert "with other punctuation or capitals" in run("Plain pier", WORDS.upper())[0]
    output, error = run("Plain pier", "The mayor resigned")
    assert output == ""
    assert isinstance(error, VerificationError)


def test_a_warc_with_a_blank_in_its_path_is_quoted(tmp_path: Path) -> None:
    root = tmp_path / "my pier"
    archive = Archive()
    archive.get(f"{SITE}/plain/", page("Plain pier"))
    archive.save(root)
    made = Collection(root)
    build(made, workers=1)
    _, row = find(made, ids(made)["Plain pier"])
    _, (piece,) = cut(made, row, WORDS)
    ran = subprocess.run(["/bin/sh", "-c", piece.command or ""], capture_output=True)
    assert ran.stdout == WORDS.encode()
