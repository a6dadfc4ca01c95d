"""How a vocabulary is written down: words between spaces, names and phrases between bars."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Words parted by spaces, case folded."""
    return frozenset(text.casefold().split())


def names(text: str) -> frozenset[str]:
    """Names parted by bars, as they stand."""
    return frozenset(name.strip() for name in text.split("|"))


def phrases(text: str) -> frozenset[str]:
    """Phrases parted by bars, squeezed to their letters and digits."""
    return frozenset("".join(filter(str.isalnum, p.casefold())) for p in text.split("|")) - {""}
