"""The extension in a project that is not ours: five lines of settings, and WARC files."""

from __future__ import annotations

import http.server
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.crawler.archive.test_archiver import is_sound, mounted
from tests.readers.others import accepted_by_all
from twa.crawler.archive.extension import SETTINGS
from twa.dataset.warc import cdxj, read
from twa.dataset.warc.captures import Capture, captures
from twa.dataset.warc.revisits import original

SPIDER = """
import scrapy

class Foreign(scrapy.Spider):
    name = "foreign"

    async def start(self):
        for number in range(int(self.count)):
            yield scrapy.Request(f"{self.base}/{number}", errback=self.failed)

    def parse(self, response):
        assert response.body.startswith(b"<p>page ")
        print("parsed", response.url, flush=True)

    def failed(self, failure):
        print("failed", failure.request.url, failure.value, flush=True)
"""

LINES = """
DOWNLOAD_HANDLERS = {"http": "twa.crawler.wire.handler.WireDownloadHandler",
                     "https": "twa.crawler.wire.handler.WireDownloadHandler"}
EXTENSIONS = {"twa.crawler.archive.extension.ArchiveExtension": 10}
ARCHIVE_DIR = "archive"
DEFAULT_REQUEST_HEADERS = {"Accept-Encoding": "gzip, deflate"}
"""


class Pages(http.server.BaseHTTPRequestHandler):
    """Pages of a kilobyte, or of a megabyte below /large/, each an octet apart."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path.startswith("/slow/"):
            time.sleep(0.05)
        filler = os.urandom(300_000) if "/large/" in self.path else b"x" * 1000
        body = f"<p>page {self.path}</p>".encode() + filler
        self.send_response(404 if self.path == "/robots.txt" else 200, "Fine By Me")
        self.send_header("X-Odd-CASE", "kept")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def project(folder: Path, *more: str) -> Path:
    """A project of somebody else's."""
    folder.mkdir(exist_ok=True)
    (folder / "foreign.py").write_text(SPIDER)
    (folder / "settings.py").write_text("\n".join((LINES, *more)))
    (folder / "scrapy.cfg").write_text("[settings]\ndefault = settings\n")
    return folder


def crawl(folder: Path, base: str, count: int, **spawn: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "scrapy", "runspider", "foreign.py"]
    command += ["-a", f"base={base}", "-a", f"count={count}"]
    return subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **spawn,
    )


def archived(folder: Path) -> list[Capture]:
    return [c for path in sorted(folder.glob("*.warc.gz")) for c in captures(path)]


def settled(folder: Path) -> None:
    """Wait until no writer is left."""
    deadline = time.monotonic() + 20
    while list(folder.glob("*.open")) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not list(folder.glob("*.open"))


def test_five_lines_archive_a_foreign_crawl(tmp_path: Path, base: str) -> None:
    folder = project(tmp_path / "theirs")
    out, err = crawl(folder, base, 40).communicate(timeout=120)
    assert out.count("parsed") == 40, err
    assert "Traceback" not in err
    archive = folder / "archive"
    (name,) = (path.name for path in archive.glob("*.warc.gz"))
    assert re.fullmatch(r"warc-\d{17}-00000-.+\.warc\.gz", name)
    found = {c.url: c for c in archived(archive)}
    assert {f"{base}/{number}" for number in range(40)} <= set(found)
    response = found[f"{base}/7"].response
    assert response is not None
    assert (response.reason, response.get("x-odd-case")) == ("Fine By Me", "kept")
    assert (b"X-Odd-CASE", b"kept") in response.headers
    is_sound(archive)
    accepted_by_all(archive)


def test_warcinfo_says_who_and_how(tmp_path: Path, base: str) -> None:
    folder = project(
        tmp_path / "theirs",
        'USER_AGENT = "harbour/1"',
        'ARCHIVE_OPERATOR = "M. Holt <mh@harbour.example>"',
        'ARCHIVE_COLLECTION = "Harbour news"',
        'ARCHIVE_PREFIX = "harbour"',
        "DOWNLOAD_DELAY = 0.01",
    )
    crawl(folder, base, 1).communicate(timeout=120)
    (path,) = (folder / "archive").glob("harbour-*.warc.gz")
    info = next(read(path)).block.bytes().decode()
    for line in (
        "format: WARC File Format 1.1",
        "operator: M. Holt <mh@harbour.example>",
        "isPartOf: Harbour news",
        "http-header-user-agent: harbour/1",
        "robots: ignore",
    ):
        assert f"{line}\r\n" in info
    assert re.search(r"software: twa/\S+ Scrapy/\S+\r\n", info)
    assert "DOWNLOAD_DELAY=0.01" in info


LISTENER = """
from twa.crawler.archive.extension import ArchiveExtension
from scrapy import signals

class Listener:
    def __init__(self, crawler):
        self.crawler = crawler
        crawler.signals.connect(self.opened, signals.spider_opened)

    @classmethod
    def from_crawler(cls, crawler):
        return cls(crawler)

    def opened(self):
        archive = self.crawler.get_extension(ArchiveExtension)
        archive.listeners += [self.fails, self.durable]
        archive.sealed_listeners.append(lambda file: print("sealed", file.path.name, flush=True))
        archive.note("http://elsewhere.example/", {"outcome": "refused"})

    def fails(self, captures):
        raise ZeroDivisionError

    def durable(self, captures):
        for seen in captures:
            digest = seen.original[1].digest if seen.original else None
            capture = seen.capture
            print("durable", capture.url, capture.locator.offset, digest, flush=True)
"""


def test_listeners_hear_of_what_is_durable_and_of_files(tmp_path: Path, base: str) -> None:
    folder = project(
        tmp_path / "theirs",
        'EXTENSIONS["listener.Listener"] = 5',
        "ARCHIVE_SYNC_RECORDS = 3",
        "ARCHIVE_SEGMENT_BYTES = 6000",
    )
    (folder / "listener.py").write_text(LISTENER)
    out, err = crawl(folder, base, 20).communicate(timeout=120)
    assert "Listener.fails" in err
    assert "ZeroDivisionError" in err
    found = archived(folder / "archive")
    told = [tuple(line.split()[1:]) for line in out.splitlines() if line.startswith("durable")]
    assert sorted(told) == sorted(
        (c.url, str(c.locator.offset), str((body := original(c)) and body[1].digest)) for c in found
    )
    sealed = [line.split()[1] for line in out.splitlines() if line.startswith("sealed")]
    assert sorted(sealed) == sorted(p.name for p in (folder / "archive").glob("*.warc.gz"))
    assert len(sealed) > 1
    assert [c.fields for c in found if c.url == "http://elsewhere.example/"] == [
        {"outcome": "refused"}
    ]


def test_every_setting_has_a_default_and_a_meaning() -> None:
    for name, (_, meaning) in SETTINGS.items():
        assert name.startswith("ARCHIVE_")
        assert meaning.endswith(".")


# --- said at the start, before any request ------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("ARCHIVE_DIR = None", "no folder is given to archive to: ARCHIVE_DIR"),
        ('ARCHIVE_DIR = "settings.py"', "cannot write the archive: "),
        ("ARCHIVE_DISK_FLOOR_BYTES = 1 << 60", "octets are free, the floor is"),
        ('import sys; sys.executable = "/bin/false"', "NotWritable: the writer did not start: "),
        (
            'DOWNLOAD_HANDLERS = {"http": "twa.crawler.wire.handler.WireDownloadHandler"}',
            "this crawl would not be archived",
        ),
    ],
)
def test_what_is_wrong_is_said_before_any_request(
    tmp_path: Path, base: str, line: str, complaint: str
) -> None:
    folder = project(tmp_path / "theirs", line)
    out, err = crawl(folder, base, 3).communicate(timeout=120)
    assert complaint in err
    assert "parsed" not in out
    assert not list(folder.glob("archive/*"))


def test_a_read_only_disk_is_said_before_any_request(tmp_path: Path, base: str) -> None:
    with mounted(tmp_path / "disk", "ro,size=300k") as disk:
        folder = project(
            tmp_path / "theirs", f'ARCHIVE_DIR = "{disk}"', "ARCHIVE_DISK_FLOOR_BYTES = 0"
        )
        out, err = crawl(folder, base, 3).communicate(timeout=120)
    assert "Read-only file system" in err
    assert "parsed" not in out


# --- in mid-crawl ---------------------------------------------------------------------------------


def test_a_full_disk_ends_the_crawl_with_one_line_and_it_goes_on_later(
    tmp_path: Path, base: str
) -> None:
    with mounted(tmp_path / "disk", "size=3m") as disk:
        folder = project(
            tmp_path / "theirs", f'ARCHIVE_DIR = "{disk}"', "ARCHIVE_DISK_FLOOR_BYTES = 0"
        )
        _, err = crawl(folder, f"{base}/large", 200).communicate(timeout=120)
        errors = [line for line in err.splitlines() if " ERROR: " in line]
        assert len(errors) == 1, err
        assert "the disk is full" in errors[0]
        assert "goes on from here when it is run again" in errors[0]
        assert "'finish_reason': 'disk-full'" in err
        first = archived(disk)
        assert len(first) > 3
        assert not list(disk.glob("*.open"))
        subprocess.run(["mount", "-o", "remount,size=60m", str(disk)], check=True)
        _, err = crawl(folder, base, 5).communicate(timeout=120)
        assert "'finish_reason': 'finished'" in err
        assert len(archived(disk)) >= len(first) + 5
        # There may have been no room for the index.
        cdxj.reindex(disk)
        accepted_by_all(disk)


def test_when_the_crawl_is_killed_what_was_handed_over_is_sealed(tmp_path: Path, base: str) -> None:
    folder = project(tmp_path / "theirs", "CONCURRENT_REQUESTS_PER_DOMAIN = 2")
    with crawl(folder, f"{base}/slow", 1000) as killed:
        assert killed.stdout is not None
        parsed = [killed.stdout.readline() for _ in range(25)]
        killed.kill()
    settled(folder / "archive")
    urls = {capture.url for capture in archived(folder / "archive")}
    assert {line.split()[1] for line in parsed} <= urls
    accepted_by_all(folder / "archive")


@pytest.mark.slow
def test_when_the_writer_is_killed_the_crawl_ends_and_the_next_recovers(
    tmp_path: Path, base: str
) -> None:
    folder = project(
        tmp_path / "theirs", "CONCURRENT_REQUESTS_PER_DOMAIN = 2", "ARCHIVE_SYNC_RECORDS = 5"
    )
    with crawl(folder, f"{base}/slow", 1000) as running:
        assert running.stdout is not None
        for _ in range(25):
            running.stdout.readline()
        os.kill(child_of(running.pid), signal.SIGKILL)
        _, err = running.communicate(timeout=60)
    assert "the process that writes the archive has died" in err
    assert "'finish_reason': 'archive-failed'" in err
    assert len(list((folder / "archive").glob("*.open"))) == 1
    _, err = crawl(folder, base, 5).communicate(timeout=120)
    assert "a crawl was cut off before; recovered" in err
    # Of what was parsed, five at most had not been made durable.
    assert len(archived(folder / "archive")) >= 20
    accepted_by_all(folder / "archive")


def child_of(parent: int) -> int:
    """The one process that `parent` started."""
    children = Path(f"/proc/{parent}/task/{parent}/children")
    if not children.exists():
        pytest.skip("needs /proc to find the writer")
    (child,) = children.read_text().split()
    return int(child)


def test_ctrl_c_ends_in_good_order(tmp_path: Path, base: str) -> None:
    folder = project(tmp_path / "theirs", "CONCURRENT_REQUESTS_PER_DOMAIN = 2")
    with crawl(folder, f"{base}/slow", 1000, start_new_session=True) as running:
        assert running.stdout is not None
        parsed = [running.stdout.readline() for _ in range(10)]
        os.killpg(running.pid, signal.SIGINT)
        _, err = running.communicate(timeout=60)
    assert "'finish_reason': 'shutdown'" in err
    assert not list((folder / "archive").glob("*.open"))
    urls = {capture.url for capture in archived(folder / "archive")}
    assert {line.split()[1] for line in parsed} <= urls
    accepted_by_all(folder / "archive")
