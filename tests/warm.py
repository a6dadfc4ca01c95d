"""Worker processes that all tests of one process share.

Their start is most of what a small build costs, and what a worker did before must not matter: each
task is judged by itself. Tests of the pool itself make pools of their own.
"""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from typing import Final
from unittest.mock import patch

import pytest

from twa.dataset.workers.pool import Limits, Workers

USERS: Final = (
    *("twa.dataset.assemble.mapping", "twa.dataset.assemble.parallel"),
    *("twa.dataset.verification.rows", "twa.dataset.verification.archive"),
    *("twa.dataset.evidence.derivation", "twa.dataset.browse.server.serve"),
)
"""Modules that hire workers, and send them home when they are done."""

_kept: Final[dict[tuple[str, int | None, Limits | None], Workers]] = {}


def hired(
    function: str, *, count: int | None = None, limits: Limits | None = None
) -> nullcontext[Workers]:
    """What `Workers` makes, kept for whoever asks for the same next."""
    asked = (function, count, limits)
    if asked not in _kept or _kept[asked].is_closed:
        _kept[asked] = Workers(function, count=count, limits=limits)
        atexit.register(_kept[asked].close)
    return nullcontext(_kept[asked])


@contextmanager
def sharing() -> Iterator[None]:
    """Builds, verifications and browsing within this process share their workers."""
    with ExitStack() as patches:
        for user in USERS:
            patches.enter_context(patch(f"{user}.Workers", hired))
        yield


@pytest.fixture(scope="session", autouse=True)
def warm_workers() -> Iterator[None]:
    """Those of all tests do."""
    with sharing():
        yield
