"""`scripts/bench NAME [options]`."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Final

BENCHMARKS: Final = {
    "browse": "what a reader of 50,000 articles waits for, in a browser",
    "build": "pages a second from WARC to dataset, beside a bare loop and datatrove",
    "crawl": "pages a second of a crawl, with and without the archive, beside its peers",
    "grow": "what a run with little news costs, at collections of all sizes",
    "pack": "MB a second of a collection made one file, beside py-wacz and the limit",
    "quality": "body text of real pages, beside other extractors",
    "sources": "a crawl of a thousand sources, some of them dead, hanging or slow",
    "verify": "MB a second of a check of the archive, beside other checks and the limit",
}

if len(sys.argv) < 2 or sys.argv[1] not in BENCHMARKS:
    for name, meaning in BENCHMARKS.items():
        sys.stderr.write(f"scripts/bench {name:8}  {meaning}\n")
    sys.exit(2)
sys.exit(import_module(f"scripts.bench_parts.{sys.argv[1]}").main(sys.argv[2:]))
