"""What a takedown leaves in the rows of others is told: sentences, and copies of the whole."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.dataset.archives import (
    FEED,
    RSS,
    SENTENCES,
    SITE,
    Archive,
    feed,
    hours,
    item,
    page,
    prose,
)
from twa.dataset.assemble.builder import build
from twa.dataset.cli import cli
from twa.dataset.collection import Collection
from twa.dataset.tables.identity import identify
from twa.dataset.traces import Traces, traces
from twa.dataset.warc import cdxj

STORY = f"{SITE}/pilot/"
TITLE = "The pilot who steered the last coal ship home"
TEXT = (
    "Ines Carvalho had never told anybody why she left the pilot service in the spring. "
    "Her brother says that she kept the letter in a biscuit tin until the tin was stolen.",
    "她从来没有对任何人说起那封信的内容。港口的人只知道她那年春天突然离开了。",
    "The council paid for the lawyer, and nobody asked for the money back afterwards.",
)
LEAKED = "Her brother says that she kept the letter in a biscuit tin until the tin was stolen."


def _others(name: str) -> list[str]:
    return [prose(f"{name} {number}") for number in range(5)]


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    """The story, pages that have words of it in many places, two copies, and one without."""
    root = tmp_path_factory.mktemp("traces") / "harbour"
    archive = Archive()
    listing = item("ferry", "Ferry", content=[*_others("ferry"), LEAKED.upper()])
    archive.get(FEED, feed(item("pilot", TITLE, content=TEXT), listing), **RSS)
    archive.get(STORY, page(TITLE, TEXT), at=hours(1), via=FEED)
    related = f"<p>{escape(TITLE)}</p><p>{escape(LEAKED)}</p>"
    ferry = page("Ferry", _others("ferry")).replace("</article>", f"{related}</article>")
    archive.get(f"{SITE}/ferry/", ferry, at=hours(2), via=FEED)
    figure = (
        "<figure><img src='/a.png'><figcaption>Port: 港口的人只知道她那年春天突然离开了。"
        "</figcaption></figure>"
    )
    museum = page("Museum", _others("museum")).replace("</h1>", f"</h1>{figure}")
    archive.get(f"{SITE}/museum/", museum, at=hours(3), via=FEED)
    archive.get(f"{SITE}/copy/", page("Pilot of the last coal ship", TEXT), at=hours(4), via=FEED)
    edited = [TEXT[0].replace("spring", "autumn"), *TEXT[1:], *_others("x")[:1]]
    archive.get(f"{SITE}/edited/", page("Carvalho remembered", edited), at=hours(5), via=FEED)
    archive.get(f"{SITE}/bridge/", page("Bridge", SENTENCES), at=hours(6), via=FEED)
    archive.save(root)
    made = Collection(root)
    cdxj.reindex(made.archive)
    build(made, workers=1)
    return made


@pytest.fixture(scope="module")
def told(collection: Collection) -> Traces:
    return traces(collection.dataset, identify(STORY), [STORY])


def test_rows_that_have_its_sentences_are_found_in_every_table(told: Traces) -> None:
    found = {(trace.table, trace.url): trace for trace in told.found}
    assert ("articles", f"{SITE}/ferry/") in found
    assert ("articles", f"{SITE}/museum/") in found
    assert {trace.table for trace in told.found} >= {"articles", "revisions"}
    fields = {field for trace in told.found for field in trace.fields}
    assert fields >= {"text", "captions"}
    assert all(trace.url != f"{SITE}/bridge/" for trace in told.found)
    assert all(trace.url != STORY for trace in told.found)


def test_what_is_said_of_it_in_a_document_is_found(
    collection: Collection, tmp_path: Path, told: Traces
) -> None:
    assert all(trace.row_id for trace in told.found)
    card = collection.dataset / "README.md"
    before = card.read_text("utf-8")
    card.write_text(f"{before}\n> {LEAKED}\n", "utf-8")
    try:
        more = traces(collection.dataset, identify(STORY), [STORY])
    finally:
        card.write_text(before, "utf-8")
    (document,) = [trace for trace in more.found if trace.row_id is None]
    assert (document.table, document.sentences) == ("README.md", 1)
    assert document.example == LEAKED


def test_copies_are_found_the_nearest_first(told: Traces) -> None:
    assert [(copy.url, copy.same) for copy in told.copies] == [
        (f"{SITE}/copy/", True),
        (f"{SITE}/edited/", False),
    ]
    assert 0.5 <= told.copies[1].share < 1


def test_the_command_says_so_and_where_to_go_on(collection: Collection) -> None:
    command = ["takedown", str(collection.root), STORY, "--reason", "asked to"]
    done = CliRunner().invoke(cli, command, catch_exceptions=False)
    assert done.exit_code == 0
    assert f"{SITE}/ferry/" in done.output
    assert LEAKED[:60] in done.output
    assert f"{identify(f'{SITE}/copy/')}  the same text  {SITE}/copy/" in done.output
    build(collection, workers=1)
    again = CliRunner().invoke(cli, command, catch_exceptions=False)
    assert "no words of it any more" in again.output
