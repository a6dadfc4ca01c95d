"""The metric of the article extraction benchmark (Zyte, formerly Scrapinghub), written anew.

Definition: https://github.com/scrapinghub/article-extraction-benchmark. A text is the
multiset of its runs of four `\\w+` tokens (of the whole text where it has fewer). Per
page, shingles shared, only predicted and only expected are counted and divided by their
sum; precision and recall are means over pages that have a prediction or an expectation;
F1 is of those means. Accuracy is the share of pages whose token lists are equal. Errors
are standard deviations over bootstrap samples.
"""

from __future__ import annotations

import random
import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

SHINGLE = 4
BOOTSTRAPS = 1000
_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Match:
    """One page: shares of shingles in both, only predicted, only expected; and equality."""

    both: float
    extra: float
    missing: float
    exact: bool

    @property
    def f1(self) -> float:
        """F1 of this page alone."""
        total = 2 * self.both + self.extra + self.missing
        return 2 * self.both / total if total else 1.0


@dataclass(frozen=True, slots=True)
class Score:
    """Means over pages, 0 to 1, and the standard deviation of each under resampling."""

    precision: float
    recall: float
    f1: float
    accuracy: float
    errors: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)


def tokens(text: str) -> list[str]:
    """Words as the definition has them: runs of letters, digits and underscores."""
    return _TOKEN.findall(text)


def shingles(words: Sequence[str]) -> Counter[tuple[str, ...]]:
    """Runs of four words with their counts; the whole text where it is shorter."""
    if not words:
        return Counter()
    last = max(1, len(words) - SHINGLE + 1)
    return Counter(tuple(words[at : at + SHINGLE]) for at in range(last))


def match(expected: str, predicted: str) -> Match:
    """Compare one page's texts."""
    expected_words, predicted_words = tokens(expected), tokens(predicted)
    wanted, got = shingles(expected_words), shingles(predicted_words)
    both = (wanted & got).total()
    extra, missing = got.total() - both, wanted.total() - both
    total = both + extra + missing or 1
    exact = expected_words == predicted_words
    return Match(both / total, extra / total, missing / total, exact)


def score(matches: Sequence[Match], *, bootstraps: int = BOOTSTRAPS, seed: int = 0) -> Score:
    """Means over pages with their bootstrap errors, the same for the same matches."""
    values = _means(matches)
    dice = random.Random(seed)
    samples = [_means(dice.choices(matches, k=len(matches))) for _ in range(bootstraps)]
    errors = [statistics.stdev(column) for column in zip(*samples, strict=True)] or [0.0] * 4
    return Score(*values, errors=(errors[0], errors[1], errors[2], errors[3]))


def _means(matches: Sequence[Match]) -> tuple[float, float, float, float]:
    precision = _mean([m.both / (m.both + m.extra) for m in matches if m.both + m.extra])
    recall = _mean([m.both / (m.both + m.missing) for m in matches if m.both + m.missing])
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, f1, _mean([float(m.exact) for m in matches])


def _mean(values: Sequence[float]) -> float:
    return statistics.fmean(values) if values else 0.0
