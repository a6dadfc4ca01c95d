"""How long a server shows what it shows: until something of it is withdrawn, or found damaged."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Thread
from typing import Final, TypeVar

from twa.dataset.browse.server.loopback import Reply, of_octets
from twa.dataset.errors import TwaError
from twa.dataset.file_digests import Stamp
from twa.dataset.tables.manifest import FILE

_OVER: Final = b"These pages are made anew: reload them in a moment.\n"

_Value = TypeVar("_Value")


class DamagedSite(TwaError):
    """What is shown can't be read, and was given up. The subject is its database."""

    message = "damaged"


class TakedownWatch:
    """Whether a dataset honours other takedowns now: `honoured` is the digest of those that it did,
    null for none."""

    def __init__(self, dataset: Path, honoured: str | None) -> None:
        self._manifest = dataset / FILE
        self._honoured = honoured
        self._seen: Stamp | None = None

    def has_changed(self) -> bool:
        """Whether it does. The manifest is read only where it is another file than the last time.

        False where there is none: what is shown is of a dataset that somebody took away.
        """
        try:
            stamp = Stamp.of(self._manifest)
            if stamp == self._seen:
                return False
            honoured = json.loads(self._manifest.read_bytes())["takedowns"]["sha256"]
        except (OSError, ValueError, LookupError, TypeError):
            return False
        self._seen = stamp
        return bool(honoured != self._honoured)


class Lifetime:
    """Lets origins answer while all that they show may be shown; `over` says why it ended.

    `end` is called then, once, and whoever still asks is told to ask again.
    """

    def __init__(self, watches: Sequence[TakedownWatch], end: Callable[[], object]) -> None:
        self._watches = watches
        self._end = end
        self.over: str | None = None

    def bound(
        self, answer: Callable[[str, _Value], Reply | None]
    ) -> Callable[[str, _Value], Reply | None]:
        """`answer`, for as long as this lasts."""

        def answered(path: str, value: _Value) -> Reply | None:
            if self.over is None and any(watch.has_changed() for watch in self._watches):
                self._finish("an article was withdrawn, or given back")
            if self.over is None:
                try:
                    return answer(path, value)
                except DamagedSite as error:
                    self._finish(str(error))
                except sqlite3.ProgrammingError:
                    # It was closed in the middle of an answer.
                    if self.over is None:
                        raise
            return of_octets(_OVER, ".txt", 503)

        return answered

    def _finish(self, why: str) -> None:
        self.over = why
        # Who ends a server waits for it, and this may be the thread of a request.
        Thread(target=self._end, daemon=True).start()
