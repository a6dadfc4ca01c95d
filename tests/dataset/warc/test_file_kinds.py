"""What a file of an archive is by its name alone."""

from __future__ import annotations

import pytest

from twa.dataset.warc.file_kinds import is_seal


@pytest.mark.parametrize(
    "name",
    [
        "seals/00000001.seal",
        "seals/00000001.leaves",
        "seals/100000001.example.tsr",
        "below/seals/00000001.example.tsq",
        "seals/00000001.harbour.sig",
        "seals/00000001.harbour.signed",
    ],
)
def test_seals_are_told_by_their_names(name: str) -> None:
    assert is_seal(name)


@pytest.mark.parametrize(
    "name",
    [
        "00000001.seal",
        "seals/00000001.warc.gz",
        "seals/00000001.seal.warc",
        "seals/news.seal",
        "seals/00000001.leaves/a.seal",
        "oldseals/00000001.seal",
    ],
)
def test_what_is_called_something_else_is_looked_at(name: str) -> None:
    assert not is_seal(name)
