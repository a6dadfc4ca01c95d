"""`python -m scripts.bench_parts.counted FILE COMMAND…`: runs it, and says what it read and wrote.

Octets of all reads and writes of the command and of all that it waited for, by proc(5); those of
this wrapper are left out. They come from the page cache or from disk: it is what was asked for.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def octets() -> tuple[int, int]:
    """What this process and those that it waited for have read and written."""
    lines = Path("/proc/self/io").read_text().splitlines()
    found = dict(line.split(": ") for line in lines)
    return int(found["rchar"]), int(found["wchar"])


def main(file: str, command: list[str]) -> int:
    """Run the command; its exit status."""
    before = octets()
    status = subprocess.run(command).returncode
    after = octets()
    Path(file).write_text(json.dumps([after[0] - before[0], after[1] - before[1]]))
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
