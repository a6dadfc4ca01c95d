"""A build that remembers the one before gives the bytes of a build from nothing, whatever came."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

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
    table,
    tree,
)
from twa.dataset.assemble.builder import build
from twa.dataset.collection import Collection
from twa.dataset.dates.instants import stamp
from twa.dataset.reduce import reduce
from twa.dataset.reduce.article_inputs import ArticleInputs
from twa.dataset.reduce.file_reuse import RECORD
from twa.dataset.tables.identity import identify
from twa.dataset.takedowns import Takedown, append

FOOTER = "Come to our harbour conference in October and hear twelve speakers on bridges."
NOTICE = ["This page needs scripts. Please allow them in the settings of your browser, or leave."]
WHOLE = {"@type": "NewsArticle", "headline": "Ferries stay", "articleBody": "\n".join(SENTENCES)}
SCRIPT = f"<script type='application/ld+json'>{json.dumps(WHOLE)}</script>"
MONTH = 24 * 31


def own(seed: str) -> list[str]:
    return [prose(f"{seed} {number}") for number in range(8)]


def named(day: int) -> Archive:
    return Archive(f"news-202405{day}063000000-00000-host.warc.gz")


def history(root: Path) -> Iterator[str]:
    """What can happen to a collection, one thing after the other."""
    first = named(17)
    first.get(FEED, feed(item("bridge", "Harbour bridge reopens")), at=hours(0), **RSS)
    bridge = first.get(f"{SITE}/bridge/", page("Bridge", [*own("bridge"), FOOTER]), at=hours(1))
    first.get(f"{SITE}/ferry/", page("Ferries stay", NOTICE, head=SCRIPT), at=hours(2))
    first.get(f"{SITE}/toll/", page("Tolls", [*own("toll"), FOOTER]), at=hours(3))
    first.save(root)
    yield "the first crawl"

    later = named(18)
    later.get(f"{SITE}/arch/", page("Arch", own("arch")), at=hours(MONTH))
    later.save(root)
    yield "an article of another month"

    again = named(19)
    again.get(f"{SITE}/bridge/", page("Bridge"), at=hours(MONTH + 9), earlier=bridge)
    again.get(f"{SITE}/toll/", page("Tolls", [*own("toll"), *own("more")]), at=hours(MONTH + 10))
    again.save(root)
    yield "a page that has not changed, and one that has"

    entries = named(20)
    told = item("ferry", "Ferries stay"), item("arch", "Arch", content=own("arch"))
    entries.get(FEED, feed(*told), at=hours(MONTH + 20), **RSS)
    entries.save(root)
    yield "entries of pages that were there before"

    rules = named(21)
    robots: dict[str, Any] = {"role": "robots", "media_type": "text/plain"}
    rules.get(f"{SITE}/robots.txt", "User-agent: *\nDisallow: /toll/\n", at=hours(0.5), **robots)
    rules.save(root)
    yield "a robots.txt that was in force"

    recurring = named(22)
    for name in ("pier", "tram"):
        text = page(name, [*own(name), FOOTER])
        recurring.get(f"{SITE}/{name}/", text, at=hours(MONTH + 30))
    saved = recurring.save(root)
    yield "pages by which a footer recurs"

    gone = named(23)
    gone.get(f"{SITE}/arch/", status="404 Not Found", at=hours(MONTH + 40))
    gone.save(root)
    yield "a page that went"

    ferry = f"{SITE}/ferry/"
    append(
        Collection(root).takedowns,
        Takedown(identify(ferry), (ferry,), stamp(hours(2 * MONTH)), "asked for"),
    )
    yield "a takedown"

    Collection(root).takedowns.unlink()
    yield "a takedown that was undone"

    saved.unlink()
    yield "a WARC that was removed"

    saved.with_name(first.name).rename(saved.with_name("another-name.warc.gz"))
    yield "a WARC of another name"


@pytest.fixture
def rows(root: Path) -> Path:
    """A collection that was built with all that can happen to it; where its rows are remembered."""
    for _ in history(root):
        pass
    build(Collection(root), workers=1, allow_missing=True)
    return memory(root)


def memory(root: Path) -> Path:
    (folder,) = Collection(root).shards.glob("rows-*")
    return folder


def from_nothing(root: Path) -> dict[str, bytes]:
    """The dataset of a collection that was never built before."""
    other = root.with_name("nothing")
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(root, other, ignore=shutil.ignore_patterns("cache", "dataset"))
    build(Collection(other), workers=1)
    return tree(other / "dataset")


def test_whatever_comes_the_bytes_are_those_of_a_build_from_nothing(root: Path) -> None:
    for event in history(root):
        build(Collection(root), workers=1, allow_missing=True)
        assert tree(root / "dataset") == from_nothing(root), event
    assert len(table(root, "articles")) == 4


def test_only_what_is_new_is_made(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    make = reduce._article

    def watched(case: ArticleInputs) -> Iterator[tuple[str, dict[str, object]]]:
        made.append(case.canonical_url.removeprefix(SITE))
        return make(case)

    monkeypatch.setattr(reduce, "_article", watched)
    expected = {
        "an article of another month": ["/arch/"],
        "a page that has not changed, and one that has": ["/bridge/", "/toll/"],
        "entries of pages that were there before": ["/arch/", "/ferry/"],
        "pages by which a footer recurs": ["/bridge/", "/pier/", "/toll/", "/tram/"],
        "a takedown": ["/ferry/"],
        "a WARC that was removed": ["/bridge/", "/toll/"],
    }
    for event in history(root):
        made.clear()
        build(Collection(root), workers=1, allow_missing=True)
        assert made == expected.get(event, made), event
        made.clear()
        build(Collection(root), workers=1, allow_missing=True)
        assert made == []


def test_a_month_without_changes_keeps_its_files(root: Path) -> None:
    events = history(root)
    kept = []
    for _ in range(3):
        next(events)
        build(Collection(root), workers=1, allow_missing=True)
        kept.append({path.name: path.stat().st_ino for path in files(root)})
    assert kept[0]["2024-05-0000.parquet"] == kept[1]["2024-05-0000.parquet"]
    assert kept[1]["2024-05-0000.parquet"] != kept[2]["2024-05-0000.parquet"]


def files(root: Path) -> list[Path]:
    return sorted((root / "dataset" / "articles").iterdir())


@pytest.mark.parametrize("seed", range(4))
def test_damaged_memories_cost_only_time(root: Path, rows: Path, seed: int) -> None:
    expected = tree(root / "dataset")
    chance = random.Random(seed)
    for _ in range(12):
        for path in memory(root).iterdir():
            octets = bytearray(path.read_bytes())
            for _ in range(chance.choice((1, 30))):
                octets[chance.randrange(len(octets))] ^= 1 << chance.randrange(8)
            path.write_bytes(octets[: chance.choice((None, None, len(octets) // 2))])
        build(Collection(root), workers=1, allow_missing=True)
        assert tree(root / "dataset") == expected


def test_lost_memories_and_those_of_other_code_cost_only_time(root: Path, rows: Path) -> None:
    expected = tree(root / "dataset")
    for name in (RECORD, "rows-0.sqlite"):
        (memory(root) / name).unlink()
        build(Collection(root), workers=1, allow_missing=True)
        assert tree(root / "dataset") == expected
    other = rows.with_name("rows-0123456789abcdef")
    rows.rename(other)
    of_a_killed_build = rows.with_name("reduce-0123")
    of_a_killed_build.mkdir()
    (of_a_killed_build / "ledger.sqlite").write_bytes(b"half a ledger")
    draft = rows.with_name(f"{'0' * 64}-0123.jsonl.gz.4711.tmp")
    draft.write_bytes(b"half a shard")
    build(Collection(root), workers=1, allow_missing=True)
    assert tree(root / "dataset") == expected
    assert not other.exists()
    assert not of_a_killed_build.exists()
    assert not draft.exists()


def test_files_that_were_touched_are_written_anew(root: Path, rows: Path) -> None:
    expected = tree(root / "dataset")
    damaged, *_, lost = files(root)
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"!")
    lost.unlink()
    build(Collection(root), workers=1, allow_missing=True)
    assert tree(root / "dataset") == expected
