"""`scripts/bench browse`: how long a reader waits for a large collection in the browser.

A collection of invented articles is served as `twa browse` serves it, on a site that is written
once; Chromium opens it `--runs` times, each time without a cache. First paint is the browser's own
mark; rows are there when the first is laid out and painted; a keystroke lasts from the key to the
painted list of what it finds, and is typed as people type, the whole index still to be asked for.
The floor is a key that changes one word of the same page and asks nobody: no answer is painted
sooner on this machine, at this hour. Memory of the page is what its heap holds after a collection
of garbage.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from scripts.bench_parts import articles
from scripts.bench_parts.watch import ROOT
from twa.dataset.collection import Collection
from twa.dataset.tables.parquet import read_table

CHROMIUM: Final = ("chromium", "chromium-browser", "google-chrome")

# In the page: milliseconds since it was asked for, or since a key came down, until what is waited
# for has been painted.
_WATCH: Final = r"""
const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
const until = (so) => new Promise((done) => {
  const look = () => (so() ? done() : requestAnimationFrame(look));
  look();
});
const since = async (begun) => { await painted(); return performance.now() - begun; };
const found = () => document.getElementById('found');
const rows = async () => {
  await until(() => document.querySelector('.rows li'));
  return since(0);
};
window.firstRows = rows();
window.wholeList = async () => {
  await until(() => /^[\d,]+ articles$/.test(found().textContent));
  return since(0);
};
window.listen = () => {
  let pressed = 0;
  const note = () => { pressed = performance.now(); };
  document.getElementById('search').addEventListener('input', note, true);
  const answers = [];
  window.answer = async () => { await until(() => answers.length); return answers.shift(); };
  new MutationObserver(async () => answers.push(await since(pressed)))
    .observe(found(), { childList: true });
};
window.floor = async () => {
  const begun = performance.now();
  document.querySelector('.brand').title = String(begun);
  return since(begun);
};
window.open = async () => {
  const begun = performance.now();
  document.querySelector('.rows a').click();
  await until(() => document.querySelector('.prose p'));
  return since(begun);
};
"""
_FIRST_PAINT: Final = "performance.getEntriesByName('first-contentful-paint')[0].startTime"

MEMORY: Final = "memory of the page"
FLOOR: Final = "the floor of a keystroke"


def main(argv: list[str]) -> int:
    """Print the table; 1 without Chromium."""
    parser = argparse.ArgumentParser(prog="scripts/bench browse", description=__doc__)
    parser.add_argument("--runs", type=int, default=7, help="times that it is opened (7)")
    parser.add_argument("--articles", type=int, default=50_000, help="articles (50000)")
    parser.add_argument(
        "--kept",
        type=Path,
        help="a collection that is there, with the site that it was last shown by, or made here",
    )
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    options = parser.parse_args(argv)
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        sys.stderr.write("this needs a browser (Debian: chromium)\n")
        return 1
    with tempfile.TemporaryDirectory(prefix="twa-bench-") as folder:
        root = options.kept or Path(folder) / "collection"
        collection = Collection(root) if root.is_dir() else articles.write(root, options.articles)
        queries = _queries(collection)
        with _serving(root) as served:
            written = served.seconds
        with _serving(root) as served, _browser(program) as browser:
            runs = [_visit(browser, served.url, queries) for _ in range(options.runs)]
            memory = served.memory()
    figures = {name: median(run[name] for run in runs) for name in runs[0]}
    print(f"twa browse answers after {written:.0f} s at first, then after {served.seconds:.1f} s")
    print(f"and takes {memory:.0f} MB\n")
    for name, value in figures.items():
        times = f"{value / figures[FLOOR]:6.1f} times the floor" if "stroke" in name else ""
        print(f"{name:32} {value:8.0f} {'MB' if name == MEMORY else 'ms'}{times}")
    if options.json:
        machine = {"machine": platform.platform(), "cpus": os.cpu_count()}
        options.json.write_text(json.dumps(machine | {"figures": figures, "runs": runs}, indent=2))
    return 0


def _queries(collection: Collection) -> dict[str, str]:
    """What is looked for: two words of an English article, four characters of a Chinese one."""
    queries: dict[str, str] = {}
    for row in read_table("articles", collection.dataset, ("language", "text")):
        words = row["text"][:400].split()
        if row["language"] == "zh":
            queries.setdefault("Chinese", words[0][:4])
        else:
            queries.setdefault("English", f"{min(words, key=len)} {max(words, key=len)}")
        if len(queries) == 2:
            break
    return queries


def _visit(browser: Browser, url: str, queries: dict[str, str]) -> dict[str, float]:
    """One visit with a profile of its own: milliseconds and MB by name."""
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(_WATCH)
    page.goto(url)
    rows = page.evaluate("firstRows")
    run = {"first paint": page.evaluate(_FIRST_PAINT), "first rows": rows}
    run["the whole list"] = page.evaluate("wholeList()")
    page.evaluate("listen()")
    run[FLOOR] = median(page.evaluate("floor()") for _ in range(15))
    for language, query in queries.items():
        times = list(_typed(page, query))
        run[f"a keystroke, {language}"] = median(times)
        run[f"the slowest, {language}"] = max(times)
    run["an article"] = page.evaluate("open()")
    devtools = context.new_cdp_session(page)
    devtools.send("HeapProfiler.collectGarbage")
    run[MEMORY] = devtools.send("Runtime.getHeapUsage")["usedSize"] / 1e6
    context.close()
    return run


def _typed(page: Page, query: str) -> Iterator[float]:
    """Milliseconds from each key of a query to the list that it leaves; the field is emptied."""
    page.focus("#search")
    for character in query:
        page.keyboard.insert_text(character)
        yield page.evaluate("answer()")
    page.fill("#search", "")
    page.evaluate("answer()")


@dataclass(frozen=True, slots=True)
class _Served:
    """A server, its address, and the seconds from the command to its answer."""

    process: subprocess.Popen[str]
    url: str
    seconds: float

    def memory(self) -> float:
        """What it took at most, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024


@contextmanager
def _serving(root: Path) -> Iterator[_Served]:
    begun = time.monotonic()
    command = [sys.executable, "-m", "twa.dataset.cli", "browse", str(root), "--no-open"]
    environment = dict(os.environ) | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split(" ")[0]
        try:
            yield _Served(process, url, time.monotonic() - begun)
        finally:
            process.terminate()


@contextmanager
def _browser(program: str) -> Iterator[Browser]:
    # Root has no sandbox of its own.
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=flags)
        yield browser
        browser.close()
