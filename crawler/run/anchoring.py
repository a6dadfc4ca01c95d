"""Having the head of a collection's seals signed and timestamped at the end of a crawl.

It goes on beside the build, in a thread that nobody has to wait for: an authority that is slow or
down costs a crawl nothing but a line in the log, and the next crawl asks again.
"""

from __future__ import annotations

import asyncio
import logging
import os
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Final

from twa.dataset.errors import TwaError

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

    from twa.dataset.collection import Collection

logger = logging.getLogger(__name__)

PATIENCE: Final = 5.0
"""Seconds that a crawl waits for it when all else is done."""


class Anchoring:
    """What goes on; nothing where the settings ask for nothing."""

    def __init__(self, settings: BaseSettings, collection: Collection) -> None:
        self._key = settings.get("SEAL_KEY")
        self._authorities = tuple(settings.getlist("SEAL_AUTHORITIES"))
        self._servers = tuple(settings.getlist("SEAL_SIGNING_SERVERS"))
        self._roots = [Path(path) for path in settings.getlist("SEAL_ROOTS")]
        self._archive = collection.archive
        # A process that ends does not wait for it; what it writes is whole or not there.
        self._thread = Thread(target=self._work, name="anchoring", daemon=True)

    def start(self) -> None:
        """Begin, once all is sealed."""
        if (self._key or self._authorities or self._servers) and not self._thread.ident:
            self._thread.start()

    async def finish(self) -> None:
        """Wait a little for what was begun, and say so where that is not enough."""
        if self._thread.is_alive():
            await asyncio.to_thread(self._thread.join, PATIENCE)
        if self._thread.is_alive():
            logger.warning("no timestamp yet: the authorities are slow; the next crawl asks again")

    def _work(self) -> None:
        # Few crawls ask for it, and all others would wait for an HTTP client before they begin.
        from twa.dataset.proof import keys
        from twa.dataset.proof.anchoring import Wanted, anchor
        from twa.dataset.proof.anchors import roots_of
        from twa.dataset.proof.authorities import ask
        from twa.dataset.proof.signing_server import SigningServer

        try:
            key = keys.load(Path(self._key).expanduser()) if self._key else None
            token = os.environ.get("TWA_SIGNING_TOKEN") or None
            servers = tuple(
                SigningServer(url, token, lambda: datetime.now(UTC)) for url in self._servers
            )
            wanted = Wanted(key, self._authorities, roots_of(self._roots), servers=servers)
            for outcome in anchor(self._archive, wanted, ask=ask, now=datetime.now(UTC)):
                if outcome.error is not None:
                    logger.warning("not anchored: %s; the next crawl tries again", outcome.error)
                else:
                    logger.info("seal %s is anchored by %s", outcome.seal.number, outcome.by)
        except (TwaError, OSError) as error:
            logger.warning("the seals were not anchored: %s", error)
