"""wabac.js, the engine of ReplayWeb.page, shows the pages of our archives under node."""

from __future__ import annotations

import functools
import http.server
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawler.test_archiver import archive, seal
from tests.dataset.exchanges import PAGE
from tests.readers.test_replay import AGAIN, SHOWN, fill
from tests.shared import ROOT

MODULES = (
    Path(os.environ.get("TWA_READERS") or ROOT / ".venv-readers" / "bin").parent / "node_modules"
)


def needed() -> None:
    """Skip where wabac.js is not there."""
    if shutil.which("node") is None or not (MODULES / "@webrecorder" / "wabac").exists():
        pytest.skip(f"needs node and tests/readers/package.json installed in {MODULES}")


@pytest.fixture(scope="module")
def warc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an archive of ours."""
    needed()
    folder = tmp_path_factory.mktemp("wabac")
    opened = archive(folder)
    fill(opened)
    (path,) = seal(opened)
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{path.name}"
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def replayed(warc: str, pages: list[tuple[str, str]]) -> list[tuple[int | None, str]]:
    """Status and text of pages, each by `(timestamp, URL)`."""
    script = Path(__file__).with_name("wabac.mjs")
    asked = [f"{timestamp}|{url}" for timestamp, url in pages]
    done = subprocess.run(
        ["node", str(script), str(MODULES), warc, *asked],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return [(answer["status"], answer["body"]) for answer in answers]


NOT_UNDERSTOOD = ("bare-lf", "extension")
"""It looks for CR LF alone, and takes chunks with extensions for no chunks."""


def test_every_page_is_shown(warc: str) -> None:
    shown = [name for name in (*SHOWN, "trailer") if name not in NOT_UNDERSTOOD]
    pages = [("20240517120000", f"http://harbour.example/{name}") for name in shown]
    assert dict(zip(shown, replayed(warc, pages), strict=True)) == {
        name: (200, PAGE.decode()) for name in shown
    }


def test_revisits_show_the_page_they_are_of(warc: str) -> None:
    pages = [
        (timestamp, f"http://{host}.example/{name}")
        for name in AGAIN
        for host, timestamp in (
            ("again", "20240517120000"),
            ("again", "20240616120000"),
            ("elsewhere", "20240716120000"),
        )
    ]
    assert dict(zip(pages, replayed(warc, pages), strict=True)) == {
        page: (200, PAGE.decode()) for page in pages
    }
