"""What a row may not say of itself, and what honest rows may: each against its record alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import partial
from typing import Any, cast

import pytest

from tests.dataset.archives import FEED, RSS, SITE, Archive, feed, hours, item, page, prose
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection
from twa.dataset.facts import understanding
from twa.dataset.facts.model import Fact
from twa.dataset.facts.tasks import Task
from twa.dataset.tables.identity import sha256, words
from twa.dataset.tables.parquet import read_table
from twa.dataset.tables.schema import texts
from twa.dataset.verification.checks import ROLES, Proof
from twa.dataset.verification.proof import prove
from twa.dataset.verification.rows import fetch_from
from twa.dataset.warc import cdxj

Row = dict[str, Any]
Prove = Callable[..., Proof]

STATED = "2024-05-17T14:30:00+08:00"
CHANGED = '<meta property="article:modified_time" content="2024-05-17T06:00:00Z">'
BLOCKS = [{"type": "paragraph", "text": "Another telling of it.", "level": None}]
DATES = {
    "stated": page("Stated to the second", published=STATED),
    "vague": page("Dated by its day", published="2024-05-17"),
    "never": page("Never dated", published=None),
    "late": page("Dated too late", published="2031-05-17T14:30:00+08:00"),
    "changed": page("Dated when changed", published=None, head=CHANGED),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    root = tmp_path_factory.mktemp("rows") / "harbour"
    archive = Archive()
    archive.get(FEED, feed(*(item(slug, slug) for slug in DATES)), **RSS)
    for slug, body in DATES.items():
        archive.get(f"{SITE}/{slug}/", body, at=hours(1), via=FEED)
    pier = archive.get(f"{SITE}/pier/", page("Pier closes"), at=hours(2))
    url, status = f"{SITE}/pier/", "304 Not Modified"
    archive.get(url, status=status, media_type=None, at=hours(3), earlier=pier)
    # A box amid the texts of one site, which no cut at their edges takes off.
    for number in range(3):
        told = [prose(f"{number} {one}") for one in range(18)]
        told[6:6] = ["Download our app and read the harbour news wherever you are today."]
        archive.get(f"{SITE}/box-{number}/", page(f"Tale {number}", told), at=hours(4))
    archive.save(root)
    cdxj.reindex(root / "archive")
    collection = Collection(root)
    build(collection, workers=1)
    return collection


@pytest.fixture(scope="module")
def proved(made: Collection) -> Prove:
    """Proves a row; `told` changes what is understood of its record."""
    understanding.prepare()
    fetch = fetch_from(made)

    def proved(row: Row, name: str = "articles", told: Row | None = None) -> Proof:
        return prove(name, row, fetch, partial(_understood, told or {}))

    return proved


def _understood(told: Row, task: Task) -> list[Fact]:
    facts = cast(list[Row], understanding.understand(task))
    for one in facts:
        if one["kind"] == "page":
            one["content"] = json.dumps(json.loads(one["content"]) | told)
    return cast(list[Fact], facts)


def of(made: Collection, slug: str, name: str = "articles") -> Row:
    rows = read_table(name, made.dataset)
    return next(deepcopy(row) for row in rows if row["url"] == f"{SITE}/{slug}/")


def wrong(proof: Proof) -> list[str]:
    """What does not hold."""
    return [one.claim for one in proof.checks if not one.holds]


def _every(made: Collection) -> Iterator[tuple[str, Row]]:
    for name in ROLES:
        for row in read_table(name, made.dataset):
            yield name, row
            yield name, {column: row[column] for column in row if column not in texts(name)}


def test_what_was_built_holds_with_its_text_and_without(made: Collection, proved: Prove) -> None:
    found = {
        (name, row.get("url") or row["feed_url"], *wrong(proved(row, name)))
        for name, row in _every(made)
    }
    assert [one for one in found if len(one) > 2] == []
    sources = {slug: of(made, slug)["sources"]["published"] for slug in DATES}
    assert [slug for slug, source in sources.items() if source == "feed"] == [
        *("vague", "never", "late", "changed")
    ]


def test_a_capture_that_repeats_another_is_of_its_kind(made: Collection, proved: Prove) -> None:
    row = of(made, "pier")
    assert row["capture"]["http_status"] == 304
    assert wrong(proved(row)) == []
    row["capture"]["content_type"] = "text/plain"
    assert wrong(proved(row)) == ["content_type"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("title", "Mayor resigns"),
        ("authors", ["A. Forger"]),
        ("published", "2020-01-01T00:00:00.000000Z"),
        ("sources", {}),
    ],
)
def test_a_note_that_a_part_was_left_out_excuses_nothing(
    made: Collection, proved: Prove, column: str, value: object
) -> None:
    row = of(made, "stated")
    assert wrong(proved(row)) == []
    row["notes"] += [{"kind": "part-left-out", "detail": f"/{column}/0"}]
    row[column] = {**row[column], **value} if isinstance(value, dict) else value
    if column == "sources":
        row["sources"]["title"] = "og"
    assert column in wrong(proved(row))


def test_what_breaks_the_contract_is_left_out_of_an_honest_row(
    made: Collection, proved: Prove
) -> None:
    for name in ("articles", "revisions"):
        row = of(made, "stated", name)
        assert wrong(proved(row, name, {"tags": ["City", ""], "title": ""}))
        row |= {"title": None} | ({"tags": ["City"]} if name == "articles" else {})
        for told in (row, {one: row[one] for one in row if one not in texts(name)}):
            assert wrong(proved(told, name, {"tags": ["City", ""], "title": ""})) == []
        # Something else in its place, or less than had to go.
        changes: tuple[Row, ...] = ({"title": "Mayor resigns"}, {"tags": []})
        for change in changes:
            if change.keys() <= row.keys():
                found = wrong(proved(row | change, name, {"tags": ["City", ""], "title": ""}))
                assert found == [*change]


def test_a_date_is_the_feeds_only_where_the_feed_is_believed(
    made: Collection, proved: Prove
) -> None:
    fed = {"published": "2020-01-01T00:00:00.000000Z", "published_raw": "1 January 2020"}
    timed = {"published_precision": "second", "published_zone": "stated"}
    for slug, believed in (("stated", False), ("vague", False), ("never", True), ("late", True)):
        row = of(made, slug)
        row |= fed | timed
        row["sources"]["published"] = "feed"
        # The row says elsewhere what the feed does.
        assert "published" in wrong(proved(row))
        row["feed"] |= fed
        assert ("published" not in wrong(proved(row))) is believed
        row |= {"published": None, "published_raw": None}
        assert wrong(proved(row))
    row = of(made, "stated")
    row["sources"]["modified"] = "feed"
    row |= {"modified": "never", "modified_raw": "never", "modified_precision": "second"}
    assert "modified" in wrong(proved(row, "articles", {"modified": None}))
    row["modified"] = "2024-05-17T06:30:00.000000Z"
    assert wrong(proved(row, "articles", {"modified": None})) == []


def test_a_feeds_title_is_the_one_that_the_row_says_the_feed_has(
    made: Collection, proved: Prove
) -> None:
    row = of(made, "stated")
    row["sources"]["title"] = "feed"
    nothing = {"title": None, "sources": row["sources"] | {"title": None}}
    row["title"] = row["feed"]["title"]
    assert "title" not in wrong(proved(row, "articles", nothing))
    row["title"] = "Mayor resigns"
    assert "title" in wrong(proved(row, "articles", nothing))


def unchecked(proof: Proof) -> list[str]:
    """What was compared with nothing, of what is not so in each row."""
    return [one for one in proof.unchecked if one.startswith(("text", "word", "char", "that"))]


def _without_text(row: Row, name: str) -> Row:
    return {column: value for column, value in row.items() if column not in texts(name)}


@pytest.mark.parametrize("name", ["articles", "revisions"])
def test_a_text_that_was_left_out_is_measured(made: Collection, proved: Prove, name: str) -> None:
    row = _without_text(of(made, "stated", name), name)
    assert unchecked(proved(row, name)) == []
    assert wrong(proved(row | {"word_count": 9999, "character_count": 1}, name)) == [
        *("word_count", "character_count")
    ]
    assert wrong(proved(row | {"text_sha256": "0" * 64}, name)) == ["text_sha256"]
    # Of another text than the page's, nothing is known.
    other = {"blocks": BLOCKS, "body_status": "full", "language": "en"}
    if name == "articles":
        row["witnesses"]["chosen"] = "feed"
    row |= {"text_sha256": "0" * 64, "word_count": 9999}
    proof = proved(row, name, {"alternative": other})
    assert wrong(proof) == []
    assert unchecked(proof) == ["text_sha256", "word_count", "character_count"]
    # A feed's text without a feed, and a part of the columns.
    if name == "articles":
        lone = row | {"feed": None}
        assert "text_sha256" in wrong(proved(lone, name, {"alternative": other}))
    assert "text" in wrong(proved(row | {texts(name)[1]: None}, name))


def test_of_what_went_amid_a_text_that_was_left_out_it_is_said(
    made: Collection, proved: Prove
) -> None:
    for name in ("articles", "revisions"):
        row = of(made, "box-1", name)
        assert "Download" not in row["text"]
        (told,) = unchecked(proved(row, name))
        assert "Download our app" in told
        proof = proved(_without_text(row, name), name)
        assert wrong(proof) == []
        assert unchecked(proof) == ["text_sha256", "word_count", "character_count"]


def test_what_a_text_has_not_of_its_page_is_told(made: Collection, proved: Prove) -> None:
    for name in ("articles", "revisions"):
        row = of(made, "stated", name)
        assert unchecked(proved(row, name)) == []
        parts = row["text"].split("\n\n")
        for count, holds in ((4, True), (0, False)):
            shorter = row | _cut(row, parts[:count])
            proof = proved(shorter, name)
            assert (wrong(proof) == []) is holds
            (told,) = unchecked(proof)
            assert told.startswith("that what was removed recurs on the site: ")
            assert parts[-1][:20] in told or not holds
            if holds:
                assert unchecked(proved(_without_text(shorter, name), name)) == [told]
    nothing = of(made, "stated", "revisions")
    nothing |= _cut(nothing, [])
    assert wrong(proved(nothing, "revisions")) == ["text is not less than recurrence leaves"]


def _cut(row: Row, parts: list[str]) -> Row:
    """The columns of a row whose text is these paragraphs of it."""
    text = "\n\n".join(parts)
    found = {"text": text, "text_sha256": sha256(text), "word_count": words(text)}
    found |= {"character_count": len(text)}
    if "blocks" in row:
        gone = [one for one in row["blocks"] if one["text"] not in parts]
        found["blocks"] = [one for one in row["blocks"] if one["text"] in parts]
        found["removed"] = row["removed"] + [
            {"text": one["text"], "reason": "recurring"} for one in gone
        ]
        found["body_status"] = row["body_status"] if parts else "empty"
    return found


def test_that_nothing_was_noted_of_the_handshake_is_compared_with_nothing(
    made: Collection, proved: Prove
) -> None:
    for name in ROLES:
        row = next(iter(read_table(name, made.dataset)))
        assert row["capture"]["tls"] is None
        assert "capture.tls" in proved(row, name).unchecked
