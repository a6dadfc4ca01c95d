"""A row that breaks its contract in a part that is not essential loses that part alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.dataset.archives import FEED, RSS, SITE, Archive, feed, hours, item, page, table
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection
from twa.dataset.reduce import rows
from twa.dataset.tables import schema
from twa.dataset.tables.partial_rows import ESSENTIAL
from twa.dataset.verification.verify import verify
from twa.dataset.warc import cdxj

FUNCTIONS: dict[str, Callable[..., dict[str, Any]]] = {
    "articles": rows.article,
    "revisions": rows.revision,
    "feed_entries": rows.feed_entry,
}
FILLED: dict[str, Any] = {
    "removed": [{"text": "Sign up.", "reason": "promotion"}],
    "credits": [
        {"name": "Mira", "kind": "person", "role": "author", "source": "html", "raw": "By Mira"}
    ],
    "notes": [{"kind": "kept-as-extracted", "detail": None}],
    "feed": {
        "url": FEED,
        "entry_id": "1",
        "title": None,
        "published": None,
        "published_raw": None,
        "content_witness": None,
    },
}
"""Values for the columns of objects, which pages do not all have."""

BAD: tuple[Any, ...] = (7, "no such word", "half \ud83d", ["\udc80"], {"surprise": 1})


def _places(table: str) -> list[tuple[str, ...]]:
    """Each place in a row of which the rest of the row does not depend."""
    contract = schema.contract(table)
    found = [
        field.path
        for field in schema.fields(contract)
        if field.path[0] not in ESSENTIAL[table] and field.kind != "object"
    ]
    assert found
    return found


def _broken(row: dict[str, Any], place: tuple[str, ...], bad: Any) -> dict[str, Any]:
    bent = deepcopy(row)
    if len(place) > 1 and place[0] in FILLED:
        bent[place[0]] = deepcopy(FILLED[place[0]])
    value: Any = bent
    for name in place[:-1]:
        value = value[name]
        if isinstance(value, list):
            value.append(deepcopy(value[0]))
            value = value[-1]
    if isinstance(value[place[-1]], list):
        value[place[-1]] = [*value[place[-1]], bad]
    else:
        value[place[-1]] = bad
    return bent


def _slug(row: dict[str, Any]) -> str:
    found = re.search("case-[0-9]+", row.get("url") or row["entry_id"])
    assert found
    return found[0]


CASES = [
    (name, place, bad)
    for name in FUNCTIONS
    for place in _places(name)
    for bad in BAD
    # Words of no list are words.
    if bad != "no such word" or place[-1] in ("kind", "role", "reason", "source", "published")
]


def test_each_part_that_is_not_essential_is_lost_alone(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slugs = [f"case-{number}" for number in range(len(CASES))]
    archive = Archive()
    archive.get(FEED, feed(*(item(slug, f"Harbour {slug}") for slug in slugs)), **RSS)
    for number, slug in enumerate(slugs):
        archive.get(f"{SITE}/{slug}/", page(f"Harbour {slug}"), at=hours(1 + number / 100))
    archive.save(root)
    cdxj.reindex(root / "archive")
    stood = {name: dict[str, Any]() for name in FUNCTIONS}
    bent = dict(zip(slugs, CASES, strict=True))

    def breaking(name: str, make: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
        def broken(*args: Any, **named: Any) -> dict[str, Any]:
            row = make(*args, **named)
            slug = _slug(row)
            which, place, bad = bent[slug]
            stood[name][slug] = row
            return _broken(row, place, bad) if which == name else row

        return broken

    for name, make in FUNCTIONS.items():
        monkeypatch.setattr(rows, make.__name__, breaking(name, make))
    report = build(Collection(root), workers=1)
    assert report.rejects == {}
    assert report.rows == {**dict.fromkeys(FUNCTIONS, len(CASES)), "rejects": 0}
    built = {name: {_slug(row): row for row in table(root, name)} for name in FUNCTIONS}
    for slug, (name, place, _) in bent.items():
        row = built[name][slug]
        assert row["id"] == stood[name][slug]["id"]
        for column in ESSENTIAL[name] & {"text", "text_sha256", "canonical_url", "entry_id"}:
            assert row[column] == stood[name][slug][column]
        if name == "articles":
            (note,) = [n for n in row["notes"] if n["kind"] == "part-left-out"][:1]
            assert note["detail"].startswith(f"/{place[0]}")
    assert [*verify(Collection(root), workers=1)] == []


def test_what_is_essential_costs_the_row_and_is_told_once(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive()
    archive.get(f"{SITE}/bridge/", page("Harbour bridge reopens"))
    archive.save(root)
    make = rows.article

    def broken(*args: Any, **named: Any) -> dict[str, Any]:
        return {**make(*args, **named), "text": "other", "tags": [7], "quality": 9}

    monkeypatch.setattr(rows, "article", broken)
    assert build(Collection(root), workers=1).rejects == {"invalid-row": 1}
    (reject,) = table(root, "rejects")
    assert (reject["url"], reject["stage"]) == (f"{SITE}/bridge/", "row")
