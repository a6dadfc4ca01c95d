"""Quotations from real pages are found: a sentence of every article of WCXB's development half."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from typing import Final

import pytest

from tests.shared import shared
from twa.dataset.errors import Rejected
from twa.dataset.evidence.quote import locate
from twa.dataset.evidence.visible_source import source
from twa.dataset.pages.encodings import decode

_SENTENCE: Final = re.compile(r"[^.!?。！？]{20,}[.!?。！？]")


def sentence(text: str) -> str:
    """The sentence in the middle of a text, or its middle line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = [one.strip() for line in lines for one in _SENTENCE.findall(line)]
    return found[len(found) // 2] if found else lines[len(lines) // 2]


@pytest.mark.slow
def test_ninety_nine_of_a_hundred_are_found() -> None:
    folder = shared("bench/wcxb-dev")
    told = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    counts: Counter[str] = Counter()
    for name, item in told.items():
        octets = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
        if not item["text"].strip():
            continue
        try:
            text = decode(octets, None, name)
        except Rejected:
            counts["unreadable"] += 1
            continue
        page = source(octets, text)
        counts["unplaced" if page is None else locate(page, sentence(item["text"])).found] += 1
    found = counts["exactly"] + counts["otherwise"]
    assert counts.total() > 700
    assert found >= 0.99 * counts.total(), counts
