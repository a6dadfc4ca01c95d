"""The blocks of pages with truths: names of features, then a JSON line each: values, and the truth.

A block is the article's if half of its runs of three words stand in the truth; one of few words,
if a line of the truth says the same, or three words of it stand there in a row. Where the truth is
snippets, only blocks that hold one are known: the article's where the snippet must appear.
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

from scripts.bench_parts.systems import decoded
from twa.dataset.errors import Rejected
from twa.dataset.pages import extract
from twa.dataset.pages.body import features
from twa.dataset.pages.page import Page

BENCH: Final = Path(__file__).resolve().parents[3] / "shared" / "bench"
SETS: Final = ("wcxb-dev", "readability", "article-extraction-benchmark", "snippets-a")
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


@dataclass(frozen=True, slots=True)
class Snippets:
    """What must appear on a page, and what must not, each as words in a row."""

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]

    @classmethod
    def of(cls, wanted: Sequence[str], unwanted: Sequence[str]) -> Snippets:
        """From the snippets of a truth."""
        return cls(*(tuple(" ".join(words(one)) for one in some) for some in (wanted, unwanted)))

    def has(self, said: Sequence[str]) -> bool | None:
        """Whether a block that says these words is the article's; null where nothing is known."""
        flat = " ".join(said)
        if any(one in flat for one in self.wanted):
            return True
        return False if any(one in flat for one in self.unwanted) else None


def words(text: str) -> list[str]:
    """Words in lower case; characters one by one where a script parts no words."""
    text = unicodedata.normalize("NFKC", text).replace("\u00ad", "").replace("\u200b", "")
    return re.findall(r"\w+", _ONE_EACH.sub(r" \1 ", text.lower()))


def pages(folder: Path) -> Iterator[tuple[str, Truth | Snippets, bytes]]:
    """URL, truth and octets of each page of a set."""
    truths = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    for name, truth in sorted(truths.items()):
        known: Truth | Snippets
        if text := truth.get("text") or truth.get("articleBody"):
            known = Truth.of(text)
        elif truth.get("with") or truth.get("without"):
            known = Snippets.of(truth.get("with") or (), truth.get("without") or ())
        else:
            continue
        octets = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
        yield truth["url"], known, octets


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
            for number, (url, truth, html) in enumerate(pages(folder)):
                host = urlsplit(url).hostname or url
                for row in _rows(url, truth, html):
                    # The pages of one set have all the same made-up host.
                    known = f"{name}/{number}" if host.endswith(".example") else host
                    file.write(json.dumps([name, known, *row]) + "\n")
    return 0


def _rows(url: str, truth: Truth | Snippets, html: bytes) -> Iterator[tuple[int, int, list[float]]]:
    try:
        page = Page(url, decoded(html).encode(), "text/html; charset=utf-8", _CAPTURED)
        read = extract.corrected(page)
    except Rejected:
        return
    for at, row in features.of(read.draft, read.extracted, read.draft.reasons, read.prose).items():
        said = words(read.draft.index.nodes[at].text)
        if said and (known := truth.has(said)) is not None:
            yield int(known), len(said), [round(value, 4) for value in row]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
