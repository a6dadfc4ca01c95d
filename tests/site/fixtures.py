"""Pytest fixtures of the site; `tests/conftest.py` names them for every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.site.running import Site, running


@pytest.fixture
def site() -> Iterator[Site]:
    """The fictional outlet, fresh for each test, in the `block` theme."""
    with running() as started:
        yield started
