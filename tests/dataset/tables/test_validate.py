"""What a row is refused for, and how the refusal names the place."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dataset.samples import (
    ROWS,
    START,
    WARC,
    WARCS,
    article,
    capture,
    feed_entry,
    instant,
    reject,
    revision,
)
from twa.dataset.dates.instants import TOLERANCE, possible
from twa.dataset.tables.identity import identify, words
from twa.dataset.tables.schema import TABLES, validator, verdict
from twa.dataset.tables.validate import Checker, check_document

LATE = instant(datetime(2099, 1, 1, tzinfo=UTC))


def problems(table: str, row: dict[str, Any]) -> list[str]:
    return [str(problem) for problem in Checker(table, WARCS).check(row)]


@pytest.mark.parametrize("table", TABLES)
def test_valid_rows_stand(table: str) -> None:
    checker = Checker(table, WARCS)
    for number in range(5):
        assert checker.check(ROWS[table](number)) == []


def test_row_with_nothing_but_what_must_be() -> None:
    assert problems("articles", article(bare=True)) == []
    assert problems("rejects", reject(url=None, via=None, captured_at=None, capture=None)) == []


def test_address_may_be_laxer_than_the_standard() -> None:
    assert problems("articles", article(url="https://news.example/a b?c=[1]|2&d=港口")) == []


def captured(**changes: Any) -> dict[str, Any]:
    return {**capture(), **changes}


BROKEN = [
    # What the schema says.
    ("articles", article(title=7), "/title: 7 is not of type 'string', 'null'"),
    ("articles", article(title=""), "/title: '' should be non-empty"),
    ("articles", article(published="2024-05-17T06:30:00Z"), "/published: "),
    ("articles", article(published="2024-02-30T06:30:00.000000Z"), "is not a 'date-time'"),
    ("articles", article(canonical_url="https://a b/"), "/canonical_url: 'https://a b/' is not a"),
    ("articles", article(url="not an address"), "/url: 'not an address' does not match"),
    ("articles", article(url="https://news.example/\n"), "/url: "),
    ("articles", article(url="/relative"), "/url: "),
    ("articles", article(image="javascript:alert(1)"), "/image: "),
    ("articles", article(body_status="most"), "/body_status: 'most' is not one of"),
    ("articles", article(quality=1.5), "/quality: 1.5 is greater than the maximum of 1"),
    ("articles", article(surprise=1), "/: Additional properties are not allowed ('surprise'"),
    ("articles", article(authors=["Mira", None]), "/authors/1: None is not of type 'string'"),
    ("articles", article(capture=None), "/capture: None is not of type 'object'"),
    (
        "articles",
        article(capture=captured(payload_sha256="abc")),
        "/capture/payload_sha256: 'abc' does not match",
    ),
    ("articles", article(capture=captured(block_digest="abc")), "/capture/block_digest: "),
    ("rejects", reject(reason="bored"), "/reason: 'bored' is not one of"),
    ("rejects", reject(pointer="published"), "is not a 'json-pointer'"),
    # What it can't say.
    ("articles", article(text_sha256="0" * 64), "/text_sha256: is not the SHA-256 of text"),
    ("articles", article(word_count=1), "/word_count: is not the number of words of text"),
    ("articles", article(character_count=1), "/character_count: is not the number of characters"),
    ("articles", article(text="other"), "/blocks: do not make up text"),
    ("articles", article(published=LATE), "/published: lies more than a day after the capture"),
    ("articles", article(modified=LATE), "/modified: lies more than a day after the capture"),
    ("revisions", revision(modified=LATE), "/modified: lies more than a day after"),
    ("feed_entries", feed_entry(published=LATE), "/published: lies more than a day after"),
    (
        "articles",
        article(published=None),
        "/published_precision: and published are both null or neither",
    ),
    ("articles", article(first_captured_at=LATE), "/first_captured_at: is later than the capture"),
    (
        "articles",
        article(gone_at=instant(START - timedelta(days=1))),
        "/gone_at: is earlier than the first capture",
    ),
    ("articles", article(id="0" * 32), f"/id: is {'0' * 32}, its row's fields make "),
    ("articles", article(title="half \ud83d"), "/title: holds half of a surrogate pair"),
    ("articles", article(quality=float("nan")), "/quality: nan is no number"),
    ("articles", article(tags=["a", "\udc80"]), "/tags/1: holds half of a surrogate pair"),
    (
        "articles",
        article(capture=captured(offset=9_999_999)),
        f"/capture/offset: 9999999 + 900 bytes lie outside {WARC} (10000000 bytes)",
    ),
    ("articles", article(capture=captured(warc="other")), "/capture/warc: no such archive file"),
    ("articles", article(capture=captured(length=None)), "/capture/length: offset and length are"),
    (
        "articles",
        article(
            capture=captured(
                original={"warc": "x", "offset": None, "length": None, "record_id": "<urn:x>"}
            )
        ),
        "/capture/original/warc: no such archive file: x",
    ),
    ("revisions", revision(number=2), "/supersedes: is null for the first revision and for no"),
    ("revisions", revision(captured_at=LATE), "/captured_at: is not the instant of the capture"),
    ("feed_entries", feed_entry(first_seen=LATE), "/last_seen: is earlier than first_seen"),
    ("rejects", reject(captured_at=None), "/captured_at: is not the instant of the capture"),
]


@pytest.mark.parametrize(("table", "row", "message"), BROKEN, ids=[case[2][:60] for case in BROKEN])
def test_broken_row_is_refused_at_its_place(table: str, row: dict[str, Any], message: str) -> None:
    assert any(message in problem for problem in problems(table, row)), problems(table, row)


def test_all_problems_are_told() -> None:
    found = problems("articles", article(word_count=1, character_count=1, modified=LATE))
    assert [problem.split(":")[0] for problem in found] == [
        "/character_count",
        "/modified",
        "/word_count",
    ]


def test_identifiers_are_unique_within_a_table() -> None:
    checker = Checker("articles", WARCS)
    assert checker.check(article(1)) == []
    assert checker.check(article(2)) == []
    row = article(1)
    assert [str(p) for p in checker.check(row)] == [f"/id: another row has the id {row['id']}"]


def test_refused_row_does_not_take_the_identifier() -> None:
    checker = Checker("articles", WARCS)
    assert checker.check(article(1, word_count=0))
    assert checker.check(article(1)) == []


def test_a_clock_may_run_ahead_by_a_day() -> None:
    assert possible(START + TOLERANCE, START)
    assert not possible(START + TOLERANCE + timedelta(microseconds=1), START)
    assert problems("articles", article(published=instant(START + timedelta(hours=23)))) == []


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("articles", article(text=["the prose"])),
        (
            "articles",
            article(blocks=[{"type": "prose", "text": "the prose", "level": "the prose"}]),
        ),
        ("articles", article(captions="the prose")),
        ("articles", article(unknown="x") | {"text": "the prose"}),
        ("feed_entries", feed_entry(summary={"the prose": "the prose"})),
        ("revisions", revision(diff=("the prose",))),
    ],
)
def test_prose_is_not_quoted(table: str, row: dict[str, Any]) -> None:
    """What is refused stands in `rejects`, which is published where prose is not."""
    found = problems(table, row)
    assert found
    assert "the prose" not in str(found)


def test_long_values_are_cut_in_messages() -> None:
    (message,) = problems("articles", article(title=["x" * 100_000]))
    assert len(message) < 400
    assert message.startswith("/title: ['xxx")
    assert message.endswith("is not of type 'string', 'null'")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("The ferries stay.", 3),
        ("don't stop-gap 3.5 % –", 3),
        ("word—word … end", 3),
        ("港口大桥重新开放。", 8),
        ("Python 3 和日本語のテキスト", 11),
        ("한국어 말", 2),
        ("किताब पढ़ो", 2),
        ("مرحبا بالعالم", 2),
        ("- * _ |", 0),
    ],
)
def test_words(text: str, count: int) -> None:
    assert words(text) == count


def test_identifier_is_the_digest_of_its_parts() -> None:
    # printf 'https://news.example/' | sha256sum
    assert identify("https://news.example/") == "0af489147a38f6da8ce911c6546decff"
    assert identify("a", None, "b") == identify("a\n\nb")


def run_report() -> dict[str, Any]:
    loss = {"url": "https://news.example/a/", "reason": "dns", "detail": "no such host"}
    return {
        "run_id": "20240517063000-3f2a9c0b",
        "spider": "feed",
        "collection": "harbour-news",
        "source": "https://news.example/feed/",
        "started": instant(START),
        "finished": instant(START + timedelta(seconds=40)),
        "reason": "finished",
        "exit_status": 0,
        "verdict": None,
        "user_agent": "twa/0.1.0",
        "feeds": [{"url": "https://news.example/feed/", "status": 200, "entries": 2}],
        "entries": {"seen": 2, "new": 2},
        "responses": {"200": 3},
        "bytes_received": 1,
        "articles": {"got": 1, "failed": 1},
        "refused_by_reason": {},
        "refused": [],
        "failed_by_reason": {"dns": 1},
        "failures": [{**loss, "via": "https://news.example/feed/"}],
        "segments": [{"file": WARC, "records": 9, "bytes": 900, "sha256": "0" * 64}],
        "recovered": [],
        "dataset": None,
    }


def test_run_report() -> None:
    assert check_document("run", run_report()) == []
    report = run_report()
    report["failures"][0]["reason"] = "bored"
    del report["dataset"]
    pointers = {problem.pointer for problem in check_document("run", report)}
    assert pointers == {"", "/failures/0/reason"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


@settings(max_examples=150)
@given(table=st.sampled_from(list(TABLES)), data=st.data())
def test_nothing_in_a_row_raises(table: str, data: st.DataObject) -> None:
    row = ROWS[table](0)
    name = data.draw(st.sampled_from(sorted(row)))
    row[name] = data.draw(JSON)
    nested = [key for key, value in row.items() if isinstance(value, dict) and value]
    if nested:
        inner = row[data.draw(st.sampled_from(nested))]
        inner[data.draw(st.sampled_from(sorted(inner)))] = data.draw(JSON)
    before = copy.deepcopy(row)
    for problem in Checker(table, WARCS).check(row):
        assert problem.pointer == "" or problem.pointer.startswith("/")
        problem.message.encode()
    assert repr(row) == repr(before)


WRONG: tuple[Any, ...] = (
    None,
    "",
    -1,
    1.5,
    True,
    "x",
    [],
    {},
    {"a": 1},
    ["a"],
    "2024-13-01T00:00:00.000000Z",
    "a\ud800",
)
"""What may stand in the place of a value."""


def variants(value: Any) -> Iterator[Any]:
    """A value with one thing in it changed, in every place, in many ways."""
    yield from WRONG
    if isinstance(value, dict):
        for name, child in value.items():
            yield {key: item for key, item in value.items() if key != name}
            yield from ({**value, name: other} for other in variants(child))
    elif isinstance(value, list) and value:
        yield from ([other, *value[1:]] for other in variants(value[0]))
    elif isinstance(value, str):
        yield from (value + "\n", value + "x", value.upper(), value[:-1])


@pytest.mark.parametrize("table", TABLES)
def test_the_fast_verdict_never_passes_what_has_a_problem(table: str) -> None:
    passes, reasons = verdict(TABLES[table]), validator(TABLES[table])
    row = ROWS[table](1)
    assert passes(row)
    for changed in variants(row):
        assert not passes(changed) or reasons.is_valid(changed), changed
