"""A web server for benchmarks, in a thread: at every address of 127.0.0.0/8, from made-up pages."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable, Iterator

Answers = Callable[[str, str], AsyncIterator[bytes]]
"""From an address (of 127.0.0.0/8) and a path to the octets of a response, as they are sent.

`ConnectionError` closes the connection."""


def response(kind: str, body: str, status: str = "200 OK") -> bytes:
    """A whole response with a body of a media type."""
    octets = body.encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(octets)}\r\n\r\n"
    return head.encode() + octets


MISSING = response("text/plain", "Nothing here.", "404 Not Found")
"""What is answered for all else: also for a robots.txt."""


@contextlib.contextmanager
def serving(answers: Answers, port: int = 0) -> Iterator[int]:
    """Serve for as long as the block lasts; the port is the one that was asked for, or a free one.

    Raises OSError where it is taken.
    """

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[0]
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                async for piece in answers(host, head.split(b" ")[1].decode()):
                    writer.write(piece)
                    await writer.drain()
        writer.close()

    loop = asyncio.new_event_loop()
    # All of 127.0.0.0/8 is meant.
    opening = asyncio.start_server(serve, "0.0.0.0", port, backlog=1024)
    server = loop.run_until_complete(opening)
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
