"""The model that is kept inflated answers as the package's own, and never where it is damaged."""

from __future__ import annotations

from pathlib import Path

import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from twa.dataset.pages import language_model

TEXTS = (
    "The ferry left the harbour an hour late, and nobody could say why.",
    "Die Fähre verließ den Hafen mit einer Stunde Verspätung.",
    "Паром вышел из гавани на час позже, и никто не знал почему.",
    "Der er ingen, der ved, hvorfor færgen sejlede en time for sent.",
)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "twa"


def answers(identifier: LanguageIdentifier) -> list[tuple[str, float]]:
    return [identifier.classify(text) for text in TEXTS]


@pytest.fixture(scope="module")
def expected() -> list[tuple[str, float]]:
    return answers(LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True))


def test_answers_as_the_package(cache: Path, expected: list[tuple[str, float]]) -> None:
    assert answers(language_model.load()) == expected
    (kept,) = cache.iterdir()
    made = kept.stat()
    assert answers(language_model.load()) == expected
    assert kept.stat().st_ino == made.st_ino


@pytest.mark.parametrize("place", [5_000, 1 << 20, -30, -200])
def test_what_is_damaged_is_made_anew(
    cache: Path, expected: list[tuple[str, float]], place: int
) -> None:
    language_model.load()
    (kept,) = cache.iterdir()
    whole = kept.read_bytes()
    damaged = bytearray(whole)
    damaged[place] ^= 0x55
    kept.write_bytes(damaged)
    assert answers(language_model.load()) == expected
    assert kept.read_bytes()[place] == whole[place]
    kept.write_bytes(whole[: len(whole) // 2])
    assert answers(language_model.load()) == expected
    assert kept.read_bytes() == whole


def test_a_cache_that_cannot_be_written(cache: Path, expected: list[tuple[str, float]]) -> None:
    cache.write_text("no folder")
    assert answers(language_model.load()) == expected
