"""What a person at a terminal sees of a crawl, and what a file or a pipe gets instead."""

from __future__ import annotations

import os
import pty
import re
import subprocess
from pathlib import Path

from tests.crawler.crawling import ROOT, command, crawl
from tests.site.running import Site

CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def at_a_terminal(asked: list[str]) -> tuple[int, str]:
    """The exit status, and all that came to the terminal."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "120", "LINES": "40"}
    running = subprocess.Popen(
        asked, cwd=ROOT, env=environment, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    said = b""
    try:
        while piece := os.read(ours, 1 << 16):
            said += piece
    except OSError:
        pass  # Linux says so where the last writer has gone.
    finally:
        os.close(ours)
    return running.wait(60), said.decode("utf-8", "replace")


def test_a_table_stands_below_the_log_while_it_crawls(site: Site, tmp_path: Path) -> None:
    asked = command(
        tmp_path,
        "twa",
        output=None,
        settings={"DOWNLOAD_DELAY": 0.2, "ARCHIVE_REQUISITES": False},
        url=site.feed,
    )
    status, said = at_a_terminal(asked)
    assert status == 0, said
    shown = CONTROL.sub("", said)
    assert re.search(r"pages +a minute +waiting +errors", shown)
    assert re.search(r"twa +[1-9]\d* +\d+ +\d+ +0 +crawling", shown)
    assert re.search(r"twa +10 +\d+ +\d+ +0 +building the dataset", shown)
    assert re.search(r"twa +10 +\d+ +0 +0 +done; next poll \d{4}-\d\d-\d\d \d\d:\d\d UTC", shown)
    # The log goes on above it, in whole lines however long.
    assert re.search(r"INFO twa\.crawler\.run\.run: articles: 10 got; .+; report: \S+\.html", shown)


def test_what_is_no_terminal_gets_plain_lines(site: Site, tmp_path: Path) -> None:
    log = crawl(tmp_path, url=site.feed).log
    assert "\x1b" not in log
    assert "a minute" not in log
    assert re.search(r"INFO twa\.crawler\.run\.run: ", log)
