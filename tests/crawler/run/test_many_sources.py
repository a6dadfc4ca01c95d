"""Many sources, each on a host of its own (127.0.0.0/8): bad ones hold up nobody else."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.crawler.crawling import Crawl, begin, crawl

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

SOURCES = 24
BAD = {3: "dead", 7: "hangs", 11: "trickles"}
"""Sources that close the connection, never answer, or send an octet now and then."""

STORY = (
    "<!DOCTYPE html><html lang='en'><title>{title}</title><main><article><h1>{title}</h1>"
    + "<p>The ferry number {number} was late again, and nobody at the harbour could say why.</p>"
    "<p>People waited on the quay until the lamps were lit, and then they went home by bus.</p>"
    "<p>The company promised that it would look into the engine before the week was over.</p>"
    + "</article></main></html>"
)


@dataclass
class Hosts:
    """A server that answers at every address of 127.0.0.0/8, and counts what it answered."""

    port: int = 0
    asked: Counter[str] = field(default_factory=Counter)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                host = writer.get_extra_info("sockname")[0]
                octets = self._response(host, head.split(b" ")[1].decode())
                match BAD.get(int(host.rpartition(".")[2])):
                    case "dead":
                        break
                    case "hangs":
                        await asyncio.sleep(3600)
                    case "trickles":
                        for octet in octets:
                            writer.write(bytes([octet]))
                            await writer.drain()
                            await asyncio.sleep(1)
                writer.write(octets)
                await writer.drain()
                self.asked[f"{host}{head.split(b' ')[1].decode()}"] += 1
        writer.close()

    def _response(self, host: str, path: str) -> bytes:
        site = f"http://{host}:{self.port}"
        status, kind, body = "404 Not Found", "text/plain", "Nothing here."
        if path == "/feed/":
            items = "".join(
                f"<item><title>Story {n}</title><link>{site}/{n}/</link></item>" for n in range(3)
            )
            body = f"<rss version='2.0'><channel><title>{host}</title>{items}</channel></rss>"
            status, kind = "200 OK", "application/rss+xml"
        elif path.strip("/").isdigit():
            body = STORY.format(title=f"Story {path.strip('/')}", number=host)
            status, kind = "200 OK", "text/html"
        octets = body.encode()
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(octets)}\r\n"
        return f"{head}\r\n".encode() + octets


@pytest.fixture
def hosts() -> Iterator[Hosts]:
    hosts = Hosts()
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(hosts.answer, "0.0.0.0", 0))
    hosts.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield hosts
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


def test_none_holds_up_another_and_a_kill_loses_nothing(hosts: Hosts, tmp_path: Path) -> None:
    names = {f"h{n}": f"http://127.0.1.{n}:{hosts.port}/feed/" for n in range(1, SOURCES + 1)}
    (tmp_path / "sources.toml").write_text(
        "\n".join(f'[{name}]\nurl = "{url}"\n' for name, url in names.items())
    )
    settings = {"DOWNLOAD_DELAY": 0, "BUILD_WORKERS": 1, "DOWNLOAD_TIMEOUT": 4, "RETRY_TIMES": 1}
    killed = begin(tmp_path, "feeds", settings=settings)
    while sum(hosts.asked.values()) < SOURCES:
        time.sleep(0.1)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()

    done = crawl(tmp_path, "feeds", settings=settings, timeout=600)
    assert done.status == 1
    assert "Traceback" not in done.log
    failed = [line for line in done.log.splitlines() if line.startswith("twa: h")]
    assert sorted(line.split(":")[1].strip() for line in failed) == ["h11", "h3", "h7"]
    assert f"twa: {SOURCES} sources crawled, 3 of them failed; " in done.last_line
    for number in range(1, SOURCES + 1):
        if number not in BAD:
            rows = Crawl(0, "", tmp_path / f"h{number}").rows()
            assert sorted(row["title"] for row in rows) == [f"Story {n}" for n in range(3)]
            assert {row["revision_count"] for row in rows} == {1}
