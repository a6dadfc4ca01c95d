"""A crawl that can't begin, or can't go on, ends with one line and loses nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crawler.answering import answering, page, reply
from tests.crawler.crawling import ROOT, command, crawl, twa

pytestmark = pytest.mark.slow


def test_a_crawl_whose_memory_can_not_be_opened_does_not_hang(tmp_path: Path) -> None:
    (tmp_path / "x" / "state.sqlite").mkdir(parents=True)
    with answering() as server:
        server.rss("/tides")
        done = crawl(
            tmp_path, "feed", collection="x", url=f"{server.url}/feed", name="x", timeout=60
        )
        assert server.targets() == []
    assert done.status == 1
    assert "the memory of the collection can't be used" in done.last_line
    assert "Traceback" not in done.log
    (tmp_path / "x" / "state.sqlite").rmdir()
    with answering() as server:
        server.rss("/tides")
        server.answers["/tides"] = reply(page("The tides"))
        done = crawl(tmp_path, "feed", collection="x", url=f"{server.url}/feed", name="x")
    assert (done.status, len(done.rows())) == (0, 1), done.log


@pytest.mark.parametrize("octets", [200_000, 250_000, 270_000, 600_000, 900_000])
def test_a_full_disk_is_said_in_one_line(tmp_path: Path, octets: int) -> None:
    small = tmp_path / "small"
    small.mkdir()
    script = f'set -e; mount -t tmpfs -o size={octets} none {small}; exec "$@"'
    unshare = ["unshare", "--map-root-user", "--mount", "sh", "-c", script, "sh"]
    if not shutil.which("unshare") or subprocess.run([*unshare, "true"]).returncode:
        pytest.skip("needs a mount namespace: unshare, and a kernel that lets us")
    again = [sys.executable, "-m", "tests.crawler.run.test_opening", str(small), str(tmp_path)]
    with answering() as server:
        server.rss(*(f"/{number}" for number in range(9)))
        for number in range(9):
            told = page(f"Tide {number}", about=f"{number}" * 9_000)
            server.answers[f"/{number}"] = reply(told)
        done = subprocess.run(
            [*unshare, *again, f"{server.url}/feed"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert done.returncode not in (0, None)
    assert "Traceback" not in done.stderr, done.stderr
    last = done.stderr.strip().splitlines()[-1]
    assert "no space left" in last.lower() or "disk is full" in last, done.stderr
    # What was written is sound, and the rest is had where there is room.
    shutil.copytree(tmp_path / "kept" / "x", tmp_path / "room" / "x")
    assert twa("build", tmp_path / "room" / "x").returncode == 0


UNUSED = """
import atexit, sys
from scrapy.cmdline import execute
heavy = ("aiohttp", "pandas")
atexit.register(lambda: print([name for name in heavy if name in sys.modules]))
execute()
"""


def test_a_crawl_loads_nothing_heavy_that_it_has_no_use_for(tmp_path: Path) -> None:
    """Scrapy's extensions for remote control bring a web server, instants with a zone pandas."""
    with answering() as server:
        server.rss("/tides")
        server.answers["/tides"] = reply(page("The tides"))
        url = f"{server.url}/feed"
        stock = command(tmp_path, "feed", output=tmp_path / "o.jsonl", url=url, name="x")
        asked = [sys.executable, "-c", UNUSED, *stock[3:]]
        done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr
    assert '"published"' in (tmp_path / "o.jsonl").read_text("utf-8")


def test_a_crawl_begins_without_what_it_ends_with() -> None:
    """Its first request does not wait for Arrow, nor for whatever understands pages."""
    begins = "twa.crawler.run.run", "twa.crawler.spiders.feed", "twa.crawler.commands.crawl"
    ends = "twa.dataset.assemble.builder", "pyarrow", "numpy", "trafilatura"
    script = f"import sys, {', '.join(begins)}; print([n for n in {ends} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr


STACKS = """
import inspect
ask, seen = inspect.stack, set()
def told(context=1):
    frames = ask(context)[1:]
    seen.update(frame.filename for frame in frames)
    return frames
inspect.stack = told
import twa.crawler.commands.crawl
print(sorted(name[name.index("/crawler/") :] for name in seen if "/crawler/" in name))
"""


def test_scrapy_looks_at_few_frames_while_it_loads() -> None:
    """What it asks for the stack for costs the more, the more of our imports stand in it."""
    asked = [sys.executable, "-c", STACKS]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "['/crawler/commands/crawl.py']\n", done.stderr


if __name__ == "__main__":
    data, kept, url = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    crawled = crawl(
        data,
        "feed",
        collection="x",
        url=url,
        name="x",
        settings={"ARCHIVE_DISK_FLOOR_BYTES": 0, "RETRY_TIMES": 0},
    )
    sys.stderr.write(crawled.log)
    # What is kept of a mount that goes with its namespace.
    shutil.copytree(data, kept / "kept")
    sys.exit(crawled.status)
