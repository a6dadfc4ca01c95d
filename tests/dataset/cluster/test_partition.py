"""A partition of the sites gives the same dataset as all at once, stage by stage."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.dataset.archives import tree
from tests.dataset.several_sites import SITES, save
from twa.dataset import files
from twa.dataset.assemble.builder import build
from twa.dataset.assemble.options import Options
from twa.dataset.cluster import stages
from twa.dataset.cluster.job import Job
from twa.dataset.cluster.partition import Partition, Ties, end, merged, partition
from twa.dataset.cluster.storage import Storage
from twa.dataset.collection import Collection
from twa.dataset.errors import TwaError
from twa.dataset.facts import shards


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    return save(tmp_path_factory.mktemp("alone") / "towns")


@pytest.fixture(scope="module")
def expected(collection: Collection) -> dict[str, bytes]:
    report = build(collection)
    assert report.rows["articles"] > 20
    assert report.rejects["gone"] == len(SITES)
    return tree(collection.dataset)


@pytest.mark.parametrize("tasks", [1, 2, 7])
def test_any_number_of_tasks_makes_the_same_bytes(
    collection: Collection, expected: dict[str, bytes], tasks: int, tmp_path: Path
) -> None:
    job = planned(collection, tmp_path, tasks)
    # Shards are understood once in this test: their making is the same code either way.
    for shard in collection.shards.glob("*.jsonl.gz"):
        job.shards.store(shard, shard.name)
    for stage in stages.STAGES:
        ranks = list(range(1 if stage in stages.ONE else tasks))
        random.Random(tasks).shuffle(ranks)
        for rank in ranks:
            stages.run(stage, job, rank)
            # What was done twice, by a machine that was thought dead, is done once.
            if stage != "finish":
                stages.run(stage, job, rank)
    assert tree(tmp_path / "dataset") == expected
    assert {name.partition("/")[0] for name in job.room.names()} == {"plan.json.gz", "report.json"}


def test_a_shard_is_read_once_to_map_and_once_to_split(
    collection: Collection,
    expected: dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also one that was there already; and one that was damaged is made again."""
    job = planned(collection, tmp_path, 1)
    names = [shard.name for shard in sorted(collection.shards.glob("*.jsonl.gz"))]
    for name in names:
        job.shards.store(collection.shards / name, name)
    damaged = tmp_path / "damaged"
    damaged.write_bytes((collection.shards / names[0]).read_bytes()[:-9])
    job.shards.store(damaged, names[0])
    read: Counter[str] = Counter()

    def opened(path: Path) -> Any:
        read[path.name] += 1
        return files_opened(path)

    files_opened = files.opened
    for module in (files, shards):
        monkeypatch.setattr(module, "opened", opened)
    stages.run("map", job, 0)
    # One of the WARCs is there twice.
    files_of = Counter(warc.sha256() for warc in collection.warcs())
    assert all(read[name] == files_of[name.partition("-")[0]] for name in names[1:])
    stages.run("plan", job, 0)
    read.clear()
    stages.run("split", job, 0)
    assert {name: read[name] for name in names} == dict.fromkeys(names, 1)
    for stage in stages.STAGES:
        stages.run(stage, job, 0)
    assert tree(tmp_path / "dataset") == expected


def planned(collection: Collection, folder: Path, tasks: int) -> Job:
    archive, work, output = (
        Storage(str(path)) for path in (collection.archive, folder / "work", folder / "dataset")
    )
    return Job.plan(archive, work, output, Options(), tasks=tasks)


def test_no_warc_is_said_before_anything_is_done(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    with pytest.raises(TwaError, match="no WARC files"):
        planned(Collection(tmp_path), tmp_path, 2)


def test_sites_that_are_tied_are_in_one_part() -> None:
    def at(*pairs: tuple[str, str], homes: tuple[str, ...] = ()) -> Ties:
        found = Ties()
        for home in homes:
            found.homes[home] += 1
        for one, other in pairs:
            found.link(end(one), end(other))
        return found

    homes = tuple(f"{name}.example" for name in "abcdef")
    parts = partition(
        merged(
            [
                at(("https://a.example/1", "https://www.b.example/2"), homes=homes),
                # A shortener ties what it leads from, to where it leads, and nothing else.
                at(
                    ("https://short.example/c", "https://c.example/3"),
                    ("https://short.example/d", "https://d.example/4"),
                ),
            ]
        ),
        6,
    )

    def part(url: str) -> int:
        return parts.of(end(url))

    assert part("https://a.example/x") == part("https://b.example/y")
    assert part("https://short.example/c") == part("https://c.example/")
    assert part("https://short.example/d") == part("https://d.example/")
    singles = {part(f"https://{name}.example/") for name in "acdef"}
    assert len(singles) == 5
    assert 0 <= part("https://never-seen.example/") < 6


def test_a_partition_does_not_depend_on_the_order_of_what_it_is_made_from() -> None:
    chance = random.Random(5)
    urls = [f"https://s{number}.example/" for number in range(40)]
    links = [tuple(chance.sample(urls, 2)) for _ in range(18)]

    def made() -> Partition:
        several = []
        for one, other in chance.sample(links, len(links)):
            some = Ties()
            some.homes.update({end(one)[0]: 3, end(other)[0]: 2})
            some.link(end(one), end(other))
            several.append(Ties.of_json(some.as_json()))
        return partition(merged(several), 4)

    assert all(made() == made() for _ in range(10))
    loads = [list(made().parts.values()).count(part) for part in range(4)]
    assert min(loads) > 0
