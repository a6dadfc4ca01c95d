"""The page on crawling for a year, taken at its word."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crawler.crawling import ROOT, asked
from tests.site.running import Site

SECTION = (ROOT / "docs" / "year.md").read_text("utf-8")


def block(language: str) -> str:
    """The code block of that language."""
    (text,) = re.findall(rf"```{language}\n(.*?)```", SECTION, re.DOTALL)
    return str(text)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """What stands in /srv/twa, at another place."""
    (tmp_path / ".venv/bin").mkdir(parents=True)
    for name, module in (("twa", "twa.crawler.cli"), ("scrapy", "scrapy")):
        script = tmp_path / ".venv/bin" / name
        script.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m {module} "$@"\n')
        script.chmod(0o755)
    shutil.copy(ROOT / "scrapy.cfg", tmp_path)
    return tmp_path


def test_the_crontab(site: Site, installed: Path) -> None:
    """Run as cron would: it crawls when it is due, and says nothing where nothing is wrong."""
    when, line = block("crontab").strip().split("  ", 1)
    assert len(when.split()) == 5
    # Our site in the place of the real one.
    here = f"crawl twa -a url={site.feed} -s DOWNLOAD_DELAY=0 -s BUILD=0 -s ARCHIVE_REQUISITES=0"
    line = line.replace("/srv/twa", str(installed)).replace("crawl twa", here)
    # A collection that nobody has crawled is due.
    (installed / "data/twa/archive").mkdir(parents=True)
    runs = []
    for _ in range(2):
        done = subprocess.run(["sh", "-c", line], cwd="/", capture_output=True, timeout=120)
        runs.append((done.returncode, done.stdout + done.stderr, len(asked(site))))
    assert runs == [(0, b"", 13), (1, b"", 0)]


def test_the_units(installed: Path) -> None:
    """As systemd reads them."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze")
    files = [installed / "twa.service", installed / "twa.timer"]
    for file in files:
        text = (ROOT / "docs" / file.name).read_text("utf-8")
        file.write_text(text.replace("/srv/twa", str(installed)))
    done = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
