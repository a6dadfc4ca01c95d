"""What other people's readers make of every awkward response: the table of docs/capture.md.

    python -m tests.readers.verdicts      crawls the hostile server and prints the table

The rows are the cases of `tests.hostile.cases`, each over TCP and TLS 1.3; the
columns are the readers. A cell says what the reader does with both, or what it
does over TCP and TLS where that differs.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.hostile.cases import CASES
from tests.hostile.crawl import crawl
from tests.hostile.running import hostile_server
from tests.hostile.script import Case
from tests.readers import pywb, wabac
from tests.readers.others import output, run
from twa.dataset.errors import MessageError
from twa.dataset.warc import INDEX, read
from twa.dataset.warc.captures import Capture, captures

TRANSPORTS: Final = ("http", "tls13")

READERS: Final = ("warcio", "FastWARC", "cdxj-indexer", "pywb", "wabac.js")

YES: Final = "✓"
NO: Final = "✗"
NOTHING: Final = "–"
"""Nothing is to be shown: what came is not whole, or no response, or can't be decoded."""

WHY: Final[dict[str, str]] = {
    "head": "the answer to a HEAD is no page",
    "status-799": "wabac.js makes a `Response` of the Fetch API, which ends at 599; pywb is right",
    "version-2.0": "pywb knows HTTP/1 alone; what stood on the wire was HTTP/1 but for its name",
    "status-zero": "no status of HTTP (RFC 9110, 15); pywb passes it on, wabac.js says 200",
    "line-before-status": "may be skipped (RFC 9112, 2.2), as pywb does",
    "bare-lf": "may be taken for a line's end (RFC 9112, 2.2), as pywb does",
    "lines-before-status": "pywb skips one such line, and Chromium, asked to fetch it, both",
    "close-delimited-1.0": "wabac.js shows an empty page where no length is said; pywb is right",
    "close-delimited-mute": "over TLS, a close without its alert is a cut (RFC 9112, 9.8)",
    "no-content-length-lie": "a 204 has no body, whatever its length; pywb fails",
    "reset-content-body": "a 205 has none to show (RFC 9110, 15.3.6), as wabac.js has it",
    "not-modified": "wabac.js keeps no 304 of a page that it does not have; pywb is right",
    "not-modified-length": "a 304 has no body, whatever its length (RFC 9110, 8.6); pywb fails",
    "body-after-304": "as `not-modified`",
    "chunk-extensions": "to be ignored (RFC 9112, 7.1.1); wabac.js shows them",
    "chunk-extensions-quoted": "as `chunk-extensions`",
    "chunk-size-negative": "no chunks; wabac.js shows the octets as they are, pywb loses two",
    "chunk-size-0x": "no chunks (RFC 9112, 7.1); pywb reads 0x4 as 4",
    "chunk-extension-20-kB": "as `chunk-extensions`, for both",
    "chunk-trailers-300": "as `chunk-trailers`",
    "chunk-trailers": "pywb takes the trailer for a part of the page; wabac.js is right",
    "chunked-and-length": "chunked overrides the length (RFC 9112, 6.3); pywb cuts the page",
    "chunked-twice": "not to be sent (RFC 9112, 6.1); shown as if said once by pywb and browsers",
    "chunk-size-bad": "no chunks any more after the first; each shows another remainder",
    "chunk-end-missing": "no chunks; wabac.js shows the octets as they are, pywb loses two",
    "coding-unknown": "gzip as a transfer coding (RFC 9112, 7.2) is taken off by neither",
    "coding-kept": "as `coding-unknown`",
    "gzip-twice": "both take off one of the two (RFC 9110, 8.4: all of them)",
    "deflate": "wabac.js shows the body still deflated; pywb is right",
    "deflate-raw": "as `deflate`",
    "early-hints": "wabac.js takes the interim response for the final one (RFC 9110, 15.2)",
    "hints-with-length": "as `early-hints`",
    "early-hints-apart": "as `early-hints`",
    "continue": "as `early-hints`",
    "moved-nul": "as `nowhere`: such a Location leads nowhere",
    "nowhere": "wabac.js leaves out a redirect that leads nowhere; pywb is right",
    "byte-by-byte-chunked": "as `chunk-trailers`",
}
"""Case → where readers disagree, and who is right."""


@dataclass(frozen=True, slots=True)
class Page:
    """One case over one transport, as archived: what a browser should be shown of it."""

    case: str
    url: str
    timestamp: str
    shown: tuple[int, bytes] | None


def archived(folder: Path) -> list[Page]:
    """Crawl every case into an archive at `folder`."""
    with hostile_server(folder.parent / "server") as server:
        asked = {server.url(on, f"/{case.name}/case"): case for case in CASES for on in TRANSPORTS}
        crawl(
            folder.parent / "crawl",
            [{"url": url, **case.asks} for url, case in asked.items()],
            EXTENSIONS={"twa.crawler.archive.extension.ArchiveExtension": 0},
            ARCHIVE_DIR=str(folder),
            CONCURRENT_REQUESTS=4,
            CONCURRENT_REQUESTS_PER_DOMAIN=4,
            REDIRECT_ENABLED=False,
        )
    found = {c.url: c for path in sorted(folder.glob("*.warc.gz")) for c in captures(path)}
    bodies = {c.locator.record_id: c for c in found.values()}
    return [_page(asked[url], url, found[url], bodies) for url in asked]


def _page(case: Case, url: str, capture: Capture, bodies: dict[str, Capture]) -> Page:
    timestamp = f"{capture.captured_at:%Y%m%d%H%M%S}"
    response = capture.response
    if response is None or capture.truncated or case.asks.get("method") == "HEAD":
        return Page(case.name, url, timestamp, None)
    origin = bodies[capture.refers_to_id].response if capture.refers_to_id else response
    try:
        shown = (response.status, (origin or response).payload())
    except MessageError:
        return Page(case.name, url, timestamp, None)
    return Page(case.name, url, timestamp, shown)


def verdicts(folder: Path, pages: list[Page], scratch: Path) -> dict[str, dict[str, str]]:
    """Case → reader → what it does."""
    (path,) = folder.glob("*.warc.gz")
    of = {record.get("WARC-Record-ID"): record.url for record in read(path)}
    refused: dict[str, Collection[str | None]] = {
        "warcio": {of[one] for one in _failed_by_warcio(path)},
        "FastWARC": {of[one] for one in _failed_by_fastwarc(path, scratch / "fastwarc")},
        "cdxj-indexer": _unindexed(folder, path),
    }
    cells: dict[str, dict[str, list[str]]] = {page.case: {} for page in pages}
    for page in pages:
        for reader, urls in refused.items():
            cells[page.case].setdefault(reader, []).append(NO if page.url in urls else YES)
    replayed = {
        "pywb": _replayed_by_pywb(folder, pages, scratch / "pywb"),
        "wabac.js": _replayed_by_wabac(path, pages),
    }
    for reader, answers in replayed.items():
        for page in pages:
            verdict = NOTHING
            if page.shown is not None:
                verdict = YES if answers[page.url] == page.shown else NO
            cells[page.case].setdefault(reader, []).append(verdict)
    return {
        case: {reader: " / ".join(dict.fromkeys(those)) for reader, those in row.items()}
        for case, row in cells.items()
    }


def _failed_by_warcio(path: Path) -> set[str]:
    """The ids of records that `warcio check` finds fault with; it is silent about the others."""
    return set(re.findall(r"WARC-Record-ID (\S+)", output("warcio", "check", path).stdout))


def _failed_by_fastwarc(path: Path, details: Path) -> set[str]:
    """The ids of records that `fastwarc check` finds fault with."""
    output("fastwarc", "check", "--quiet", "--output", details, path)
    lines = (line.rsplit(": ", 1) for line in details.read_text().splitlines())
    return {one for one, verdict in lines if verdict != "OK"}


def _unindexed(folder: Path, path: Path) -> set[str]:
    """The URLs whose lines in our index are not those of cdxj-indexer, or the other way round."""
    ours = set((folder / INDEX).read_text("utf-8").splitlines())
    theirs = set(run("cdxj-indexer", "--sort", path).splitlines())
    return {line.split('"url": "')[1].split('"')[0] for line in ours ^ theirs}


Answers = dict[str, tuple[int | None, bytes]]
"""URL → status and body, without a status where the reader did not give one."""


def _replayed_by_pywb(folder: Path, pages: list[Page], root: Path) -> Answers:
    answers: Answers = {}
    with pywb.wayback(folder, root) as port:
        for page in pages:
            if page.shown is None:
                continue
            try:
                answers[page.url] = pywb.replayed(port, page.url, page.timestamp)
            except (OSError, MessageError) as error:
                answers[page.url] = None, repr(error).encode()
    return answers


def _replayed_by_wabac(path: Path, pages: list[Page]) -> Answers:
    asked = [page for page in pages if page.shown is not None]
    with wabac.served(path.parent) as base:
        warc = f"{base}/{path.name}"
        answers = wabac.replayed(warc, [(page.timestamp, page.url) for page in asked])
    return {page.url: answer for page, answer in zip(asked, answers, strict=True)}


def table(rows: dict[str, dict[str, str]]) -> Iterator[str]:
    """The lines of the table, in Markdown."""
    yield f"| case | {' | '.join(READERS)} | where they differ |"
    yield f"| --- |{' :-: |' * len(READERS)} --- |"
    for case, row in rows.items():
        cells = " | ".join(row[reader] for reader in READERS)
        yield f"| `{case}` | {cells} | {WHY.get(case, '')} |"


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        pages = archived(scratch / "archive")
        print("\n".join(table(verdicts(scratch / "archive", pages, scratch))))


if __name__ == "__main__":
    main()
