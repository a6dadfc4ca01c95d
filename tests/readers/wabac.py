"""wabac.js, the engine of ReplayWeb.page, in a browser: the worker that `twa browse` ships."""

from __future__ import annotations

import functools
import http.server
import threading
from base64 import b64decode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from tests.browse.chromium import chromium, needs_chromium, tab
from tests.shared import ROOT
from twa.dataset.browse.server import replay

WORKER: Final = ROOT / "dataset" / "browse" / "vendored" / "replaywebpage" / "sw.js"

# What the worker answers, in a form that `fetch` passes on whatever the status: a redirect too.
_AS_IT_IS: Final = """
const { respondWith } = FetchEvent.prototype;
const told = async (answer) => {
  const response = await answer;
  const octets = new Uint8Array(await response.arrayBuffer());
  const body = btoa(Array.from(octets, (each) => String.fromCharCode(each)).join(""));
  return Response.json({ status: response.status, body, to: response.headers.get("Location") });
};
if (globalThis.FetchEvent) FetchEvent.prototype.respondWith = function asItIs(answer) {
  respondWith.call(this, told(answer).catch(() => Response.json({ status: null, body: "" })));
};
importScripts("/replaywebpage.js");
"""

# Register the worker, hand it the archive, and ask it for pages as they are (`id_`).
_ASK: Final = """
async ([archive, pages]) => {
  const { serviceWorker } = navigator;
  await serviceWorker.register("/sw.js");
  const { active } = await serviceWorker.ready;
  if (!serviceWorker.controller) {
    await new Promise((done) => serviceWorker.addEventListener("controllerchange", done));
  }
  await new Promise((done, failed) => {
    serviceWorker.addEventListener("message", ({ data }) => {
      if (data.msg_type === "collAdded") done();
      if (data.msg_type === "collProgress" && data.error) failed(new Error(data.error));
    });
    const file = { sourceUrl: archive, loadUrl: archive };
    active.postMessage({ msg_type: "addColl", name: "news", file });
  });
  const answers = [];
  for (const [timestamp, url] of pages) {
    let answer = await (await fetch(`/w/news/${timestamp}id_/${url}`)).json();
    // Of several packages it leads to the one that has the page: `:DIGEST/TIMESTAMPid_/URL`.
    if (answer.to?.includes("/w/news/:")) answer = await (await fetch(answer.to)).json();
    answers.push(answer);
  }
  return answers;
}
"""


def needed() -> None:
    """Skip where there is no browser, or no ReplayWeb.page."""
    needs_chromium()
    if not replay.available():
        pytest.skip("needs ReplayWeb.page: ./scripts/vendor")


OURS: Final = {
    "/blank.html": ("text/html", b"<!DOCTYPE html><link rel=icon href='data:,'>"),
    "/sw.js": ("text/javascript", _AS_IT_IS.encode()),
}
"""What is served beside the folder, with its type."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The base URL of a folder, on a server that knows range requests and has the worker."""
    needed()
    handler = functools.partial(_Ranges, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Ranges(http.server.SimpleHTTPRequestHandler):
    """As much of RFC 9110, section 14, as it takes: one range, with both ends or from the end."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        name = self.path.partition("?")[0]
        if name == "/replaywebpage.js":
            kind, octets = "text/javascript", WORKER.read_bytes()
        else:
            kind, octets = OURS.get(name) or ("", Path(self.translate_path(name)).read_bytes())
        asked = self.headers.get("Range")
        if asked is None:
            first, last = 0, len(octets) - 1
        else:
            begin, _, end = asked.removeprefix("bytes=").partition("-")
            first = int(begin) if begin else max(0, len(octets) - int(end))
            last = min(int(end), len(octets) - 1) if begin and end else len(octets) - 1
        self.send_response(200 if asked is None else 206)
        self.send_header("Content-Type", kind)
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(octets)}")
        self.send_header("Content-Length", str(last - first + 1))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(octets[first : last + 1])


def replayed(archive: str, pages: Sequence[tuple[str, str]]) -> list[tuple[int | None, bytes]]:
    """Status and body of pages of a WARC or WACZ at a URL of `served`, by `(timestamp, URL)`; no
    status where it can make no response of what it has."""
    base, _, _ = archive.rpartition("/")
    with chromium() as browser, tab(browser) as page:
        page.goto(f"{base}/blank.html")
        answers: list[dict[str, Any]] = page.evaluate(_ASK, [archive, [list(one) for one in pages]])
    return [(answer["status"], b64decode(answer["body"])) for answer in answers]
