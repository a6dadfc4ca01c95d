"""The same archive gives the same bytes: on any day, anywhere, however it is built."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

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
    tree,
)
from twa.dataset.assemble import parallel
from twa.dataset.assemble.builder import build
from twa.dataset.assemble.parallel import divide
from twa.dataset.collection import Collection
from twa.dataset.ledger.ledger import Ledger
from twa.dataset.pages.recurrence.boilerplate import Recurring
from twa.dataset.reduce import reduce
from twa.dataset.reduce.reduce import recurring_on

SURROUNDINGS: dict[str, dict[str, str]] = {
    "east": {"TZ": "Asia/Kathmandu", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "1"},
    "west": {
        "TZ": "America/Los_Angeles",
        "LC_ALL": "POSIX",
        "PYTHONUTF8": "0",
        "PYTHONHASHSEED": "4242",
        "PYTHONOPTIMIZE": "1",
    },
}


def archives() -> list[Archive]:
    """Three runs: new entries, changed texts, dead links, refused links, a moved page."""
    runs = []
    for run in range(3):
        archive = Archive(f"news-2024051{run + 7}063000000-00000-host.warc.gz")
        names = [f"n{number}" for number in range(run, run + 4)]
        archive.get(
            FEED, feed(*(item(name, f"Title {name}") for name in names)), at=hours(24 * run), **RSS
        )
        for number, name in enumerate(names):
            texts = [*SENTENCES[number % 3 :], f"Added in run {run}: the council met again."]
            archive.get(
                f"{SITE}/{name}/",
                page(f"Title {name}", texts, published="2024-05-17"),
                at=hours(24 * run + 1 + number / 10),
                via=FEED,
            )
        archive.get(f"{SITE}/n{run}/lost", status="404 Not Found", at=hours(24 * run + 2))
        archive.get(f"{SITE}/report.pdf", b"%PDF-1.4", media_type="application/pdf", at=hours(3))
        archive.note(f"{SITE}/ad", role="article", outcome="refused", reason="robots", detail="no")
        runs.append(archive)
    return runs


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    root = tmp_path_factory.mktemp("expected") / "harbour"
    for archive in archives():
        archive.save(root)
    build(Collection(root), workers=1)
    return tree(root / "dataset")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "elsewhere" / "another-name"


def same(found: dict[str, bytes], expected: dict[str, bytes]) -> None:
    assert found.keys() == expected.keys()
    assert [name for name in expected if found[name] != expected[name]] == []


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_surroundings_and_the_number_of_workers_do_not_matter(
    root: Path, expected: dict[str, bytes], name: str
) -> None:
    for archive in archives():
        archive.save(root)
    environment = {key: os.environ[key] for key in ("PATH",)} | SURROUNDINGS[name]
    subprocess.run(
        [sys.executable, "-m", "twa.dataset.cli", "build", root, "--workers", "3"],
        env=environment | {"PYTHONPATH": str(Path(__file__).parents[3])},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    same(tree(root / "dataset"), expected)


@pytest.mark.parametrize("day", ["1999-12-31 23:59:58", "2038-02-01 00:00:00"])
def test_the_day_does_not_matter(root: Path, expected: dict[str, bytes], day: str) -> None:
    """Before anything here was captured, and after: no clock is asked, and no file's time."""
    faketime = shutil.which("faketime")
    if faketime is None:
        pytest.skip("needs faketime, of the package of that name")
    for archive in archives():
        archive.save(root)
    subprocess.run(
        [faketime, day, sys.executable, "-m", "twa.dataset.cli", "build", root],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[3])},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    same(tree(root / "dataset"), expected)


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 0, 1]])
def test_one_warc_after_the_other_is_as_good_as_all_at_once(
    root: Path, expected: dict[str, bytes], order: list[int]
) -> None:
    mapped = []
    for number in order:
        archives()[number].save(root)
        mapped.append(build(Collection(root), workers=1).mapped)
    assert mapped == [1, 1, 1]
    same(tree(root / "dataset"), expected)


def test_everything_but_the_warcs_may_be_deleted(root: Path, expected: dict[str, bytes]) -> None:
    for archive in archives():
        archive.save(root)
    (root / "state.sqlite").write_bytes(b"whatever the crawl remembers")
    build(Collection(root), workers=1)
    for path in root.iterdir():
        if path.is_file():
            path.unlink()
        elif path.name != "archive":
            shutil.rmtree(path)
    build(Collection(root), workers=1)
    same(tree(root / "dataset"), expected)


def test_the_order_of_the_facts_does_not_matter(
    root: Path, expected: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    from twa.dataset.facts import shards

    read = shards.read

    def shuffled(path: Path) -> list[object]:
        facts: list[object] = list(read(path))
        random.Random(7).shuffle(facts)
        return facts

    for archive in archives():
        archive.save(root)
    monkeypatch.setattr("twa.dataset.facts.shards.read", shuffled)
    build(Collection(root), workers=1)
    same(tree(root / "dataset"), expected)


def test_it_does_not_matter_that_several_processes_make_the_rows(
    root: Path, expected: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One site, so that its articles are divided."""
    for archive in archives():
        archive.save(root)
    monkeypatch.setattr("twa.dataset.assemble.parallel.WORTHWHILE", 0)
    build(Collection(root), workers=2)
    same(tree(root / "dataset"), expected)


def test_what_recurs_on_a_site_is_counted_once_for_all_that_make_its_rows(
    root: Path, expected: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[str] = []

    def noted(ledger: Ledger, site: str) -> Recurring:
        counted.append(site)
        return recurring_on(ledger, site)

    for archive in archives():
        archive.save(root)
    monkeypatch.setattr(parallel, "WORTHWHILE", 0)
    monkeypatch.setattr(parallel, "_elsewhere", lambda parts, count: parallel._here(parts))
    monkeypatch.setattr(parallel, "recurring_on", noted)
    monkeypatch.setattr(reduce, "recurring_on", noted)
    build(Collection(root), workers=2)
    same(tree(root / "dataset"), expected)
    assert counted
    assert len(counted) == len(set(counted))


def test_parts_hold_every_article_once_and_about_as_many() -> None:
    sizes = {f"site-{number}.example": 1 + number % 7 for number in range(40)} | {"large": 500}
    parts = divide(sizes, 8)
    shares = [share for part in parts for share in part]
    for site in sizes:
        numbers = sorted(share.number for share in shares if share.site == site)
        assert numbers == list(range(len(numbers)))
        assert {share.of for share in shares if share.site == site} == {len(numbers)}
    loads = [sum(sizes[share.site] / share.of for share in part) for part in parts]
    assert max(loads) - min(loads) < 8
