"""Archives that were hurt, one seed after the other, each seed the same every time.

    python -m tests.fuzz.campaign --seconds 600

prints a line for each law: executions, what came of them, and the first case that broke
it. The exit status is 1 where one did.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz import laws
from tests.fuzz.corpus import FRAMINGS, ORIGINS
from tests.fuzz.mutations import Case, cases
from tests.warm import sharing

READER: Final = tuple(name for name, (file, _) in FRAMINGS.items() if file.endswith(laws.READ))
ROUND: Final = {"reader": 400, "build": 20}
"""Executions a seed: what is quick goes further in the same time."""

Law = Callable[[Case], Counter[str]]


def run(law: str, number: int, count: int) -> Counter[str]:
    """So many cases of one seed against a law; what came of them. Raises what broke it."""
    seen: Counter[str] = Counter()
    framings = READER if law == "reader" else tuple(FRAMINGS)

    @seed(number)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        # Cases are small as they come, and a build is slow.
        phases=[Phase.generate],
    )
    @given(cases(framings))
    def hold(case: Case) -> None:
        seen["executions"] += 1
        if law == "reader":
            seen.update(laws.reader(case))
        else:
            with tempfile.TemporaryDirectory(prefix="twa-fuzz-") as folder:
                seen.update(laws.whole_build(case, Path(folder)))

    hold()
    return seen


def main(argv: list[str]) -> int:
    """Go on until the time is up."""
    parser = argparse.ArgumentParser(prog="scripts/fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600, help="how long (600)")
    parser.add_argument("--seed", type=int, default=0, help="the first seed (0)")
    options = parser.parse_args(argv)
    seen: dict[str, Counter[str]] = {law: Counter() for law in ROUND}
    failures = 0
    number = options.seed
    end = time.monotonic() + options.seconds
    with sharing():
        while time.monotonic() < end and not failures:
            for law, count in ROUND.items():
                try:
                    seen[law] += run(law, number, count)
                except Exception:
                    failures += 1
                    print(f"{law}, seed {number}:\n{traceback.format_exc(limit=-6)}")
            number += 1
    print(f"corpus: {len(ORIGINS)} archives in {len(FRAMINGS)} framings")
    print(f"seeds: {options.seed} to {number - 1}")
    for law, figures in seen.items():
        print(f"{law}: " + ", ".join(f"{count:,} {name}" for name, count in figures.items()))
    print(f"failures: {failures}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
