"""Lives through simulated days, and prints their account.

`python -m tests.year DAYS FOLDER EVERY [OUTLET…]`: each outlet, or each that is named, is polled
every so many days, and daily around a trouble.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.year.account import accounts, table
from tests.year.living import living
from tests.year.outlets import all_outlets, evenings


def main(days: int, folder: Path, every: int, names: list[str]) -> None:
    """Each outlet in a line, and what went wrong with it below the table."""
    folder.mkdir(parents=True)
    outlets = [one for one in all_outlets(days) if not names or one.name in names]
    with living(folder, outlets, evenings(days), every) as year:
        found = accounts(year)
    print(table(found))
    for one in found:
        for fault in one.faults():
            print(f"{one.name}: {fault}")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
