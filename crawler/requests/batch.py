"""A batch of article requests that calls back when all are answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from scrapy import Request

META: Final = "batch"
"""Key in `Request.meta`; redirects and retries inherit it."""


class Batch:
    """Counts requests out and answers in; calls `done` once, when all are answered.

    So what is noted as done is done, whenever the process may be killed.
    """

    def __init__(self, done: Callable[[], None]) -> None:
        self._done = done
        self._open = 1  # the document itself, until all its requests are out

    def sent(self, requests: Iterable[Request]) -> Iterator[Request]:
        """The same requests, each counted as it goes out."""
        for request in requests:
            request.meta[META] = self
            self._open += 1
            yield request
        self.answered()

    def answered(self) -> None:
        """One is answered, in whatever way."""
        self._open -= 1
        if self._open == 0:
            self._done()


def answered(request: Request) -> None:
    """A request that came to an end; if it was the last of its batch, the batch is done."""
    batch = request.meta.get(META)
    if isinstance(batch, Batch):
        batch.answered()
