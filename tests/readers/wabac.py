"""wabac.js, the engine of ReplayWeb.page, under node (`wabac.mjs` beside this file)."""

from __future__ import annotations

import base64
import functools
import http.server
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.shared import ROOT

MODULES = (
    Path(os.environ.get("TWA_READERS") or ROOT / ".venv-readers" / "bin").parent / "node_modules"
)


def needed() -> None:
    """Skip where wabac.js is not there."""
    if shutil.which("node") is None or not (MODULES / "@webrecorder" / "wabac").exists():
        pytest.skip(f"needs node and tests/readers/package.json installed in {MODULES}")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The base URL of a folder; a skip where wabac.js is missing."""
    needed()
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def replayed(warc: str, pages: Sequence[tuple[str, str]]) -> list[tuple[int | None, bytes]]:
    """Status and body of pages, each by `(timestamp, URL)`; no status where it found none."""
    script = Path(__file__).with_name("wabac.mjs")
    asked = [f"{timestamp}|{url}" for timestamp, url in pages]
    done = subprocess.run(
        ["node", str(script), str(MODULES), warc, *asked],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return [(answer["status"], base64.b64decode(answer["body"])) for answer in answers]
