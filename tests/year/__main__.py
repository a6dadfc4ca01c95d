"""Lives through simulated days, and prints their account: `python -m tests.year DAYS FOLDER EVERY`.

Each outlet is polled every so many days, and daily around a trouble.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.year.account import accounts, table
from tests.year.living import living
from tests.year.outlets import all_outlets, evenings


def main(days: int, folder: Path, every: int) -> None:
    """Each outlet in a line, and what went wrong with it below the table."""
    folder.mkdir(parents=True)
    with living(folder, all_outlets(days), evenings(days), every) as year:
        found = accounts(year)
    print(table(found))
    for one in found:
        for fault in one.faults():
            print(f"{one.name}: {fault}")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
