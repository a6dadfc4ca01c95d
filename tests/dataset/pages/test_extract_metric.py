"""The benchmark's metric, on cases worked by hand."""

from __future__ import annotations

import pytest

from scripts.bench_parts.quality import half
from scripts.bench_parts.shingles import Match, match, score, shingles, tokens


def test_tokens_are_runs_of_word_characters() -> None:
    assert tokens("It's 5 o’clock, naïve_x — 中文字!") == [
        "It", "s", "5", "o", "clock", "naïve_x", "中文字",
    ]  # fmt: skip


def test_shingles_are_runs_of_four_or_the_whole() -> None:
    assert shingles(list("abcde")) == {tuple("abcd"): 1, tuple("bcde"): 1}
    assert shingles(list("ab")) == {("a", "b"): 1}
    assert shingles([]) == {}
    assert shingles(list("aaaaa")) == {tuple("aaaa"): 2}


@pytest.mark.parametrize(
    ("expected", "predicted", "both", "extra", "missing", "exact"),
    [
        ("a b c d e", "a b c d e", 1, 0, 0, True),
        ("a b c d e", "A b c d e", 1 / 3, 1 / 3, 1 / 3, False),
        # abcd, bcde | abcd, bcde, cdef
        ("a b c d e", "a b c d e f", 2 / 3, 1 / 3, 0, False),
        ("a, b. c? d! e", "a b c d e", 1, 0, 0, True),
        ("a b c d", "", 0, 0, 1, False),
        ("", "a b c d", 0, 1, 0, False),
        ("", "", 0, 0, 0, True),
    ],
)
def test_match(
    expected: str, predicted: str, both: float, extra: float, missing: float, exact: bool
) -> None:
    found = match(expected, predicted)
    assert (found.both, found.extra, found.missing) == pytest.approx((both, extra, missing))
    assert found.exact is exact


def test_score_is_of_means_over_pages() -> None:
    matches = [Match(1, 0, 0, True), Match(2 / 3, 1 / 3, 0, False), Match(0, 0, 1, False)]
    found = score(matches, bootstraps=200)
    # The page without prediction counts for recall alone.
    assert found.precision == pytest.approx((1 + 2 / 3) / 2)
    assert found.recall == pytest.approx((1 + 1 + 0) / 3)
    precision, recall = (1 + 2 / 3) / 2, 2 / 3
    assert found.f1 == pytest.approx(2 * precision * recall / (precision + recall))
    assert found.accuracy == pytest.approx(1 / 3)
    assert found == score(matches, bootstraps=200)
    assert all(error > 0 for error in found.errors)


def test_halves_are_fixed() -> None:
    assert [half(name) for name in ("a", "e")] == ["developed", "other"]
