"""The blocks of pages with truths: names of features, then a JSON line each: values, and the truth.

A block is the article's if half of its runs of three words stand in the truth; one of few words,
if a line of the truth says the same, or three words of it stand there in a row.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from twa.dataset.errors import Rejected
from twa.dataset.pages import extract
from twa.dataset.pages.body import features
from twa.dataset.pages.page import Page

BENCH: Final = Path(__file__).resolve().parents[3] / "shared" / "bench"
SETS: Final = ("wcxb-dev", "readability", "article-extraction-benchmark")
_ONE_EACH: Final = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f])")
_CAPTURED: Final = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Truth:
    """What a page's text should be: its runs of three words, its lines, and all of it."""

    runs: frozenset[tuple[str, ...]]
    lines: frozenset[str]
    flat: str

    @classmethod
    def of(cls, text: str) -> Truth:
        """From the text of a truth."""
        said = words(text)
        lines = frozenset(" ".join(words(line)) for line in text.split("\n"))
        return cls(
            frozenset(zip(said, said[1:], said[2:], strict=False)), lines, f" {' '.join(said)} "
        )

    def has(self, said: Sequence[str]) -> bool:
        """Whether a block that says these words is the article's."""
        runs = list(zip(said, said[1:], said[2:], strict=False))
        if len(runs) >= 4:
            return 2 * sum(run in self.runs for run in runs) >= len(runs)
        flat = " ".join(said)
        return flat in self.lines or (len(said) >= 3 and f" {flat} " in self.flat)


def words(text: str) -> list[str]:
    """Words in lower case; characters one by one where a script parts no words."""
    text = unicodedata.normalize("NFKC", text).replace("\u00ad", "").replace("\u200b", "")
    return re.findall(r"\w+", _ONE_EACH.sub(r" \1 ", text.lower()))


def pages(folder: Path) -> Iterator[tuple[str, str, bytes]]:
    """URL, truth and octets of each page of a set that has a text."""
    truths = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    for name, truth in sorted(truths.items()):
        if text := truth.get("text") or truth.get("articleBody"):
            yield (
                truth["url"],
                text,
                gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()),
            )


def main(argv: list[str]) -> int:
    """Write the rows of all sets. Exit status 1 where a set is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=Path, help="the file to write")
    parser.add_argument("--data", type=Path, default=BENCH, help="the folder of the sets")
    options = parser.parse_args(argv)
    with options.rows.open("w", encoding="utf-8") as file:
        file.write(json.dumps(features.NAMES) + "\n")
        for name in SETS:
            folder = options.data / name
            if not folder.is_dir():
                print(f"no set at {folder}: give their folder with --data", file=sys.stderr)
                return 1
            for number, (url, text, html) in enumerate(pages(folder)):
                host = urlsplit(url).hostname or url
                for row in _rows(url, text, html):
                    # The pages of one set have all the same made-up host.
                    known = f"{name}/{number}" if host.endswith(".example") else host
                    file.write(json.dumps([name, known, *row]) + "\n")
    return 0


def _rows(url: str, text: str, html: bytes) -> Iterator[tuple[int, int, list[float]]]:
    try:
        read = extract.corrected(Page(url, html, "text/html; charset=utf-8", _CAPTURED))
    except Rejected:
        return
    truth = Truth.of(text)
    for at, row in features.of(read.draft, read.extracted, read.draft.reasons, read.prose).items():
        if said := words(read.draft.index.nodes[at].text):
            yield int(truth.has(said)), len(said), [round(value, 4) for value in row]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
