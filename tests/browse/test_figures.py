"""What is counted of articles, against a count one by one."""

from __future__ import annotations

import random
from collections import defaultdict
from statistics import median
from typing import Any

import numpy as np

from tests.dataset.samples import article
from twa.dataset.browse.site.figures import COUNTED, figures, numbers_of

SOURCES = ("a.example", "b.example", "nobody.example", "")


def test_latency_and_sums_are_those_of_each_source() -> None:
    chance = random.Random(5)
    rows: list[dict[str, int]] = []
    waited: defaultdict[str, list[int]] = defaultdict(list)
    revisions: defaultdict[str, list[int]] = defaultdict(list)
    for _ in range(60):
        code, revised = chance.choice((0, 1, 3)), chance.choice((1, 1, 2, 5))
        published = chance.choice(
            (
                None,
                "0001-01-01T00:00:00.000000Z",
                "9999-12-31T23:59:59.000000Z",
                *(f"2024-05-{day:02}T06:30:00.000000Z" for day in range(10, 25)),
            )
        )
        precision = chance.choice(("second", "day"))
        row = article(1, published=published, published_precision=precision)
        numbers = numbers_of(row)
        revisions[SOURCES[code]].append(revised)
        if published is not None and precision == "second":
            waited[SOURCES[code]].append(numbers["waited"])
        rows.append({**numbers, "language": 0, "source": code, "revisions": revised})
    columns = {name: np.array([row[name] for row in rows], np.int64) for name in COUNTED}
    told = figures(columns, {"language": ["en", "zh"], "source": SOURCES})
    expected: list[dict[str, Any]] = [
        {
            "source": name,
            "articles": len(each),
            "revised": sum(number > 1 for number in each),
            "revisions": sum(each),
            "latency": int(median(waited[name])) if waited[name] else None,
        }
        for name, each in revisions.items()
    ]
    assert told["sources"] == sorted(expected, key=lambda one: (-one["articles"], one["source"]))
    assert told["languages"] == [("en", 60)]
    assert sum(number for _, number in told["latency"]) == sum(map(len, waited.values()))
