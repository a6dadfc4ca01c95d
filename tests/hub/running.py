"""Starts a Hub in a thread of this process, for clients in this or any other.

with running() as hub:
    twa("publish", ..., env=hub.environment(token))
    assert hub.store.files("harbour/news")
"""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.hub.server import Handler, Server
from tests.hub.store import Account, Store

TOKEN: Final = "hf_" + "w" * 34
READER: Final = "hf_" + "r" * 34
"""A token that may only read."""


@dataclass
class Fault:
    """What goes wrong with the next `times` requests to paths that match."""

    method: str
    path: str
    times: int
    status: int = 500
    cut: int | None = None


@dataclass
class Hub:
    """A running Hub: what it holds, what it was asked, and what shall go wrong.

    `uploaded` are the objects that came, `shown` the paths that a token was shown to, `unknown`
    the requests that no route is for.
    """

    url: str
    store: Store = field(default_factory=Store)
    tokens: dict[str, Account] = field(default_factory=dict)
    suffixes: tuple[str, ...] = (".parquet", ".gz")
    secret: str = field(default_factory=lambda: secrets.token_hex(8))
    parts: dict[tuple[str, int], bytes] = field(default_factory=dict)
    uploaded: list[str] = field(default_factory=list)
    requests: list[tuple[str, str, str | None]] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def cdn(self) -> str:
        """Where large files are fetched: another host, as with the real Hub."""
        return self.url.replace("127.0.0.1", "localhost")

    def break_down(
        self, method: str, path: str, *, times: int = 1, status: int = 500, cut: int | None = None
    ) -> None:
        """Answer the next requests with `status`, or hang up after reading `cut` octets."""
        self.faults.append(Fault(method, path, times, status, cut))

    def fault(self, method: str, path: str) -> Fault | None:
        for fault in self.faults:
            if fault.times and fault.method == method and re.search(fault.path, path):
                fault.times -= 1
                return fault
        return None

    def writes(self) -> list[tuple[str, str]]:
        """The requests that change something."""
        return [
            (method, path)
            for method, path, _ in self.requests
            if method == "PUT" or re.search(r"/(commit|tag|create)(/|$)|/lfs/\w+$", path)
        ]

    def environment(self, home: Path, token: str | None = TOKEN) -> dict[str, str]:
        """What makes the client talk to this Hub and to no other, from a home of its own.

        The client has no way to negotiate Xet off, as it could LFS: its own switch does it.
        """
        return {
            "HF_ENDPOINT": self.url,
            "HF_HOME": str(home),
            "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            **({"HF_TOKEN": token} if token else {}),
        }


@contextmanager
def running() -> Iterator[Hub]:
    """A Hub with one account, `harbour`."""
    server = Server(("127.0.0.1", 0), Handler)
    server.hub = Hub(f"http://127.0.0.1:{server.server_address[1]}")
    server.hub.tokens = {TOKEN: Account("harbour"), READER: Account("harbour", write=False)}
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server.hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
