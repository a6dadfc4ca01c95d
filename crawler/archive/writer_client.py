"""The crawl's end of the socket to the writer process."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, cast

from twa.crawler.archive.archive import NotWritable
from twa.crawler.archive.messages import Failed, Inbox, MessageBuffer, Opened, pack
from twa.crawler.archive.recovery import Recovered
from twa.crawler.archive.writer import WriterOptions

_PIECE: Final = 1 << 16

# Octets that wait for the writer before whoever sends more has to wait as well.
_WAITING: Final = 8 << 20

_CHILD: Final = """\
import sys
sys.path[:] = {path!r}
from twa.crawler.archive.writer import main
main({descriptor})
"""


class WriterClient(asyncio.Protocol):
    """A writer process and the way to speak to it.

    Made before the crawl's event loop runs: waits until the archive is open,
    and raises NotWritable where it can't be. `hear` is called with each message
    after that, `lost` when the writer is gone without having been told to.
    """

    def __init__(
        self, options: WriterOptions, hear: Callable[[Any], None], lost: Callable[[], None]
    ) -> None:
        self._hear = hear
        self._lost = lost
        self._feed = MessageBuffer()
        self._sending = asyncio.Lock()
        self._connected = asyncio.Event()
        self._writable = asyncio.Event()
        self._transport: asyncio.Transport
        self._closing = False
        self.recovered: Sequence[Recovered] = ()
        self._socket, theirs = socket.socketpair()
        with theirs:
            code = _CHILD.format(path=sys.path, descriptor=theirs.fileno())
            self._process = subprocess.Popen(
                [sys.executable, "-c", code],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        try:
            self._socket.sendall(pack(options))
            answer, _, _ = Inbox(lambda: self._socket.recv(_PIECE)).receive()
        except (EOFError, ConnectionError):  # it died before it had read this, or after
            answer = Failed(NotWritable("the writer did not start", subject=options.folder))
        match answer:
            case Opened():
                self.recovered = answer.recovered
            case Failed():
                self._socket.close()
                self._process.wait()
                raise answer.error

    async def connect(self) -> None:
        """Go on from here in the event loop."""
        await asyncio.get_running_loop().create_connection(lambda: self, sock=self._socket)
        self._connected.set()

    async def send(self, pieces: Iterable[bytes]) -> None:
        """Hand over a message; waits while the writer is far behind."""
        if not self._connected.is_set():
            await self._connected.wait()
        async with self._sending:
            for piece in pieces:
                if self._transport.is_closing():
                    return
                self._transport.write(piece)
                if not self._writable.is_set():
                    await self._writable.wait()

    async def close(self) -> None:
        """Let the writer seal what it has, and end."""
        self._closing = True
        if self._connected.is_set():
            self._transport.close()
        else:
            self._socket.close()
        await asyncio.to_thread(self._process.wait)

    # --- asyncio.Protocol -----------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The event loop has taken over the socket."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=_WAITING)
        self._writable.set()

    def pause_writing(self) -> None:
        """Too much is waiting."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """The writer has caught up."""
        self._writable.set()

    def data_received(self, data: bytes) -> None:
        """The writer has something to say."""
        for message in self._feed.messages(data):
            self._hear(message)

    def connection_lost(self, _error: Exception | None) -> None:
        """The writer is gone, or we closed the line."""
        self._writable.set()
        if not self._closing:
            self._lost()
