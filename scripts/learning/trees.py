"""Rows → the table: boosted trees (LightGBM), first measured in five folds by host.

Runs in an environment of its own, and imports nothing of the project.
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import lightgbm  # type: ignore[import-not-found]
import numpy
import numpy.typing

Numbers = numpy.typing.NDArray[numpy.float64]
Tree = float | list["int | float | Tree"]

TREES = 48
PARAMETERS = {
    "objective": "binary", "num_leaves": 16, "max_depth": 6, "learning_rate": 0.13,
    "min_data_in_leaf": 60, "bagging_fraction": 0.8, "bagging_freq": 1, "feature_fraction": 0.6,
    "lambda_l2": 5.0, "seed": 0, "deterministic": True, "num_threads": 1, "verbose": -1,
}  # fmt: skip
FOLDS = 5
LONGEST = 60
"""Words from which a block weighs no more."""

SNIPPETS = "snippets-a"
"""The set whose truth is snippets: all of its blocks weigh the same."""

SNIPPET = 30.0
"""What a block with a snippet weighs, as words."""

KEPT, ADDED = 0.4, 0.5
"""Probabilities as in dataset/pages/body/block_classifier, which adds some prose from less."""


def main(argv: list[str]) -> int:
    """Measure, learn and write the table."""
    rows, table = map(Path, argv)
    sets, hosts, truths, sizes, values = [], [], [], [], []
    with rows.open(encoding="utf-8") as file:
        names = json.loads(next(file))
        for line in file:
            name, host, truth, size, row = json.loads(line)
            sets.append(name)
            hosts.append(host)
            truths.append(truth)
            sizes.append(size)
            values.append(row)
    x, y = numpy.array(values), numpy.array(truths, float)
    snippets = numpy.array(sets) == SNIPPETS
    weights = numpy.where(snippets, SNIPPET, numpy.minimum(sizes, LONGEST) + 2.0)
    folds = numpy.array([hashlib.sha256(h.encode()).digest()[0] % FOLDS for h in hosts])
    likely = numpy.zeros(len(y))
    for fold in range(FOLDS):
        model = _learned(x[folds != fold], y[folds != fold], weights[folds != fold])
        likely[folds == fold] = model.predict(x[folds == fold])
    kept = (x[:, 1] > 0).astype(float)
    dropped = x[:, 2] > 0
    chosen = numpy.where(kept > 0, likely >= KEPT, ~dropped & (likely >= ADDED)).astype(float)
    for name in sorted(set(sets)):
        here = [at for at, one in enumerate(sets) if one == name]
        if name == SNIPPETS:
            for want in (1, 0):
                some = [at for at in here if y[at] == want]
                before, after = (one[some].mean() for one in (kept, chosen))
                print(f"{name}: of blocks that are {want}, kept {before:.4f} -> {after:.4f}")
            continue
        before, after = (_f1(here, hosts, sizes, y, one) for one in (kept, chosen))
        print(f"{name}: F1 of blocks on hosts not learned from {before:.4f} -> {after:.4f}")
    model = _learned(x, y, weights)
    made = model.dump_model()
    written = {
        "version": 1,
        "features": names,
        "base": 0.0,
        "trees": [_tree(tree["tree_structure"]) for tree in made["tree_info"]],
    }
    table.write_text(json.dumps(written, separators=(",", ":")) + "\n", "utf-8")
    return 0


def _learned(x: Numbers, y: Numbers, weights: Numbers) -> lightgbm.Booster:
    data = lightgbm.Dataset(x, y, weight=weights)
    return lightgbm.train(PARAMETERS, data, num_boost_round=TREES)


def _tree(node: dict[str, Any]) -> Tree:
    if "leaf_value" in node:
        return round(float(node["leaf_value"]), 4)
    below = (_tree(node["left_child"]), _tree(node["right_child"]))
    return [node["split_feature"], round(node["threshold"], 5), *below]


def _f1(
    here: list[int], hosts: list[str], sizes: list[int], truths: Numbers, chosen: Numbers
) -> float:
    pages: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for at in here:
        counts = pages[hosts[at]]
        if chosen[at] or truths[at]:
            counts[0 if chosen[at] and truths[at] else 1 if chosen[at] else 2] += sizes[at]
    return math.fsum(2 * a / (2 * a + b + c) for a, b, c in pages.values() if a + b + c) / len(
        pages
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
