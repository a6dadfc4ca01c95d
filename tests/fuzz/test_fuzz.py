"""Archives that were hurt in every way, read and built: a share of what `scripts/fuzz` does."""

from __future__ import annotations

import pytest

from tests.fuzz.campaign import run
from tests.warm import sharing


def test_what_is_readable_is_read() -> None:
    assert run("reader", 0, 200)["executions"] >= 200


def test_what_was_hurt_is_built_and_verifies() -> None:
    with sharing():
        assert run("build", 0, 10)["executions"] >= 10


@pytest.mark.slow
@pytest.mark.parametrize("number", range(1, 6))
def test_so_it_is_with_other_seeds(number: int) -> None:
    with sharing():
        run("reader", number, 1_000)
        run("build", number, 40)
