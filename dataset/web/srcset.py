"""Image candidates that a browser takes from `srcset` at common widths.

HTML, section 4.8.4.3 ("Sizes of images"): an author lists the same picture in
several widths, and each browser takes one, by the width of its window, the
density of its screen and what `sizes` says of the layout. Which rule it takes
it by is its own business ("in a user agent-specific manner"), so the question
here is which ones any browser could take at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import sqrt
from typing import Final, NamedTuple

VIEWPORTS: Final = (360.0, 1920.0)
"""Widths of windows, in CSS pixels, from a phone's to a wide screen's."""

DENSITIES: Final = (1.0, 2.0)
"""Device pixels in a CSS pixel."""

_URL: Final = re.compile(r"[\s,]*(\S+)")
_DESCRIPTORS: Final = re.compile(r"(?:\([^)]*\)?|[^,(])*")
_DESCRIPTOR: Final = re.compile(r"(\d+(?:\.\d+)?)([wx])\Z")
# A condition of `sizes` that bounds the window, and the length that ends one of its entries.
_BOUND: Final = re.compile(r"\(\s*(min|max)-width\s*:\s*(\d+(?:\.\d+)?)(px|em|rem)\s*\)", re.I)
_LENGTH: Final = re.compile(r"(?:\A|[\s)])(\d+(?:\.\d+)?)(px|em|rem|vw)\s*\Z", re.I)
_PIXELS: Final = {"px": 1.0, "em": 16.0, "rem": 16.0}


class _Candidate(NamedTuple):
    url: str
    width: bool
    value: float


class _Range(NamedTuple):
    low: float
    high: float


def taken(srcset: str, sizes: str | None = None) -> list[str]:
    """The URLs that a browser may take, as they stand, in their order.

    Where widths (`w`) and densities (`x`) are mixed, which HTML forbids, each
    kind is judged by itself.
    """
    candidates = list(_candidates(srcset))
    layout = _layout(sizes or "100vw")
    wanted = {
        True: _Range(layout.low * DENSITIES[0], layout.high * DENSITIES[1]),
        False: _Range(*DENSITIES),
    }
    chosen = set()
    for kind, needed in wanted.items():
        values = sorted({one.value for one in candidates if one.width is kind})
        chosen |= {(kind, value) for value in _values(values, needed)}
    return [one.url for one in candidates if (one.width, one.value) in chosen]


def _candidates(srcset: str) -> Iterator[_Candidate]:
    """HTML, "parse a srcset attribute": an URL may hold commas, but not end in one."""
    position = 0
    while found := _URL.match(srcset, position):
        position = found.end()
        url = found[1].rstrip(",")
        words = ""
        if url == found[1]:
            rest = _DESCRIPTORS.match(srcset, position)
            assert rest is not None  # it matches the empty string
            words, position = rest[0], rest.end()
        stated = [one for word in words.split() if (one := _DESCRIPTOR.match(word.lower()))]
        value, unit = (float(stated[0][1]), stated[0][2]) if stated else (1.0, "x")
        if url:
            yield _Candidate(url, unit == "w", value)


def _values(values: list[float], needed: _Range) -> Iterator[float]:
    """Those of the ascending `values` that are taken for something within `needed`.

    Firefox takes the smallest that is enough, Chromium the next smaller one up
    to the geometric mean of both; the largest is for all that is wanted beyond it.
    """
    for place, value in enumerate(values):
        before = values[place - 1] if place else 0.0
        is_last = place + 1 == len(values)
        reaches = float("inf") if is_last else sqrt(value * values[place + 1])
        if needed.low <= reaches and needed.high > before:
            yield value


def _layout(sizes: str) -> _Range:
    """From how narrow to how wide the image may be laid out, in CSS pixels."""
    ranges = [_entry(entry) for entry in sizes.split(",")]
    known = [one for one in ranges if one is not None]
    if len(known) < len(ranges):
        # `auto`, calc() and what else only a layout engine can tell.
        return _Range(*VIEWPORTS)
    return _Range(min(one.low for one in known), max(one.high for one in known))


def _entry(entry: str) -> _Range | None:
    low, high = VIEWPORTS
    for bound in _BOUND.finditer(entry):
        pixels = float(bound[2]) * _PIXELS[bound[3].lower()]
        if bound[1].lower() == "min":
            low = max(low, min(pixels, high))
        else:
            high = min(high, max(pixels, low))
    length = _LENGTH.search(entry)
    if length is None:
        return None
    value, unit = float(length[1]), length[2].lower()
    if unit == "vw":
        return _Range(low * value / 100, high * value / 100)
    return _Range(value * _PIXELS[unit], value * _PIXELS[unit])
