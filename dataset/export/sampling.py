"""Samples that anyone can draw again: from a seed, by strata, for coding by hand."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any


def draw(rows: Iterable[dict[str, Any]], count: int, *, seed: str, by: Sequence[str]) -> set[str]:
    """The ids of `count` rows (or all, where there are fewer), drawn from every stratum.

    A stratum are the rows that are equal in the columns `by`; each gives its share of the
    sample, by the method of largest remainders, and ties go to the stratum whose name sorts
    first. Within one, rows come in the order of SHA-256(seed, id): the same seed draws the same
    rows, whatever the order in which they are read, and a larger sample of one stratum holds
    the smaller one.
    """
    strata: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        stratum = json.dumps([row[name] for name in by], ensure_ascii=False)
        strata[stratum].append(row["id"])
    shares = _shares({name: len(ids) for name, ids in strata.items()}, count)
    return {
        identifier
        for name, ids in strata.items()
        for identifier in sorted(ids, key=lambda each: _rank(seed, each))[: shares[name]]
    }


def _shares(sizes: dict[str, int], count: int) -> dict[str, int]:
    """How many rows each stratum gives, in proportion to its size."""
    total = sum(sizes.values())
    count = min(count, total)
    whole = {name: count * size // total for name, size in sizes.items()} if total else {}
    left = count - sum(whole.values())
    remainders = sorted(sizes, key=lambda name: (-(count * sizes[name] % total), name))
    return whole | {name: whole[name] + 1 for name in remainders[:left]}


def _rank(seed: str, identifier: str) -> bytes:
    return hashlib.sha256(f"{seed}\n{identifier}".encode()).digest()
