"""What a row may not say of itself, and what honest rows may: each against its record alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import partial
from typing import Any, cast

import pytest

from tests.dataset.archives import FEED, RSS, SITE, Archive, feed, hours, item, page
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection
from twa.dataset.facts import understanding
from twa.dataset.facts.model import Fact
from twa.dataset.facts.tasks import Task
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
