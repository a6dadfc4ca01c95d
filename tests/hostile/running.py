"""Start the hostile server for a test, and read what it remembers."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.shared import ROOT


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What the server received and sent for one request."""

    target: str
    transport: str
    connection: int
    request: bytes
    response: bytes


@dataclass(frozen=True, slots=True)
class Hostile:
    """A running hostile server: its ports by transport, and the folder of its log."""

    ports: dict[str, int]
    folder: Path

    def url(self, transport: str, target: str) -> str:
        """The URL of `target` over `http`, `tls12` or `tls13`."""
        scheme = "http" if transport == "http" else "https"
        return f"{scheme}://127.0.0.1:{self.ports[transport]}{target}"

    @property
    def authority(self) -> Path:
        """The certificate (PEM) of the authority to trust."""
        return self.folder / "ca.pem"

    def log(self) -> list[Exchanged]:
        """Every exchange that is over, in the order in which they ended."""
        lines = (self.folder / "log.jsonl").read_text().splitlines()
        return [self._exchanged(**json.loads(line)) for line in lines]

    def _exchanged(self, number: int, target: str, transport: str, connection: int) -> Exchanged:
        request, response = (
            (self.folder / f"{number}.{part}").read_bytes() for part in ("request", "response")
        )
        return Exchanged(target, transport, connection, request, response)


@contextmanager
def hostile_server(folder: Path) -> Iterator[Hostile]:
    """A hostile server, in a process of its own, that logs into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    command = (sys.executable, "-m", "tests.hostile.server", str(folder))
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        ports = json.loads(process.stdout.readline())
        try:
            yield Hostile(ports, folder)
        finally:
            process.stdin.close()
