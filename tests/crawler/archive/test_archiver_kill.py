"""`kill -9` at random moments: what the state was told of is there, and every file is sound."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from pathlib import Path

import pytest

from tests.crawler.archive.test_archiver import is_sound
from tests.dataset.exchanges import chunked, exchange, page
from tests.readers.others import accepted_by_all
from twa.crawler.archive.archive import Archive
from twa.crawler.archive.recovery import recover
from twa.crawler.archive.run_history import RunHistory
from twa.dataset.warc import index_parts, read
from twa.dataset.warc.captures import Capture, captures


def write_until_killed(folder: Path, state: Path, seed: int) -> None:
    """Archive without end; write down what is durable, as the crawl's state does, and no more."""
    chance = random.Random(seed)
    told = os.open(state, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    opened = Archive(
        folder,
        prefix="kill",
        info={},
        history=RunHistory(),
        segment_bytes=40_000,
        floor_bytes=0,
    )
    while True:
        for _ in range(chance.randrange(1, 6)):
            body = chance.randbytes(chance.choice((10, 2_000, 70_000)))
            make = chance.choice((page, chunked))
            response = make(b"again") if chance.random() < 0.2 else make(body)
            opened.write(exchange(response, f"http://harbour.example/{chance.random()}"))
        if chance.random() < 0.2:
            opened.note("http://e.example/", {"outcome": "refused"})
        checkpoint = opened.checkpoint(seal=chance.random() < 0.1)
        checkpoint.commit()
        for capture in checkpoint.captures:
            os.write(told, json.dumps(_told(capture)).encode() + b"\n")


def _told(capture: Capture) -> list[object]:
    locator = capture.locator
    return [locator.warc, locator.offset, locator.record_id]


def kill_once(folder: Path, state: Path, chance: random.Random) -> None:
    child = os.fork()
    if child == 0:
        try:
            write_until_killed(folder, state, chance.randrange(1 << 30))
        finally:
            os._exit(1)
    time.sleep(chance.uniform(0.002, 0.12))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the writer ended by itself"


def lose_power(folder: Path, known: dict[str, int], chance: random.Random) -> None:
    """What was not synced may be gone, or zeros, when the machine comes back."""
    for path in folder.glob("*.open"):
        durable = known.get(path.name.removesuffix(".open"), 0)
        size = path.stat().st_size
        end = chance.randint(min(durable, size), size)
        with path.open("r+b") as file:
            file.truncate(end)
            if chance.random() < 0.5:
                file.truncate(size)


def survive(tmp_path: Path, kills: int, seed: int, *, power: bool) -> None:
    chance = random.Random(seed)
    folder, state = tmp_path / "archive", tmp_path / "state"
    folder.mkdir()
    state.touch()
    for _ in range(kills):
        kill_once(folder, state, chance)
        if power:
            lose_power(folder, _durable(folder, state), chance)
        recover(folder)
        assert not list(folder.glob("*.open"))
    told = [json.loads(line) for line in state.read_text().splitlines()]
    assert told, "nothing was ever written down"
    there = {
        (c.locator.warc, c.locator.offset, c.locator.record_id)
        for path in folder.glob("*.warc.gz")
        for c in captures(path)
    }
    assert {tuple(one) for one in told} <= there
    is_sound(folder)
    accepted_by_all(folder)


def _durable(folder: Path, state: Path) -> dict[str, int]:
    """Per file, the octets that a sync has certainly covered.

    Up to the last record that the state was told of; all of a file that is
    indexed already, which comes after its sync and before its name.
    """
    ends: dict[str, int] = {}
    index = folder / "index.cdxj"
    indexed = index.read_text("utf-8") if index.exists() else ""
    starts: dict[str, set[int]] = {}
    for line in state.read_text().splitlines():
        warc, offset, _ = json.loads(line)
        starts.setdefault(warc, set()).add(offset)
    for path in folder.glob("*.open"):
        name = path.name.removesuffix(".open")
        known = starts.get(name, set())
        if name in indexed:
            ends[name] = path.stat().st_size
            continue
        for one in read(path, name, on_damage=lambda _: None):
            if one.locator.offset in known:
                ends[name] = one.locator.offset + (one.locator.length or 0)
    return ends


@pytest.mark.parametrize("power", [False, True], ids=["killed", "power lost"])
def test_ten_kills(tmp_path: Path, *, power: bool) -> None:
    survive(tmp_path, kills=10, seed=1, power=power)


def test_kills_while_the_index_has_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_parts, "SMALL", 0)
    monkeypatch.setattr(index_parts, "FAN", 2)
    survive(tmp_path, kills=10, seed=6, power=False)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("power", [False, True], ids=["killed", "power lost"])
@pytest.mark.parametrize("seed", range(2, 6))
def test_hundreds_of_kills(tmp_path: Path, seed: int, *, power: bool) -> None:
    survive(tmp_path, kills=100, seed=seed, power=power)
