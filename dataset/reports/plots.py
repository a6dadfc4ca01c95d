"""Draws plots as inline SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from twa.dataset.reports.markup import Node, element

_ROW: Final = 26
_LABEL: Final = 190
_WIDTH: Final = 640
_VALUE: Final = 70
_HEIGHT: Final = 120
_LONGEST: Final = 28


def bars(counts: Mapping[str, int], *, title: str) -> Node:
    """A horizontal bar for each count, labelled; `title` says what the plot shows."""
    most = max(counts.values(), default=0) or 1
    room = _WIDTH - _LABEL - _VALUE
    rows = []
    for number, (label, count) in enumerate(counts.items()):
        middle = number * _ROW + _ROW / 2
        width = max(room * count / most, 1 if count else 0)
        rows += [
            element("text", _short(label), x=_LABEL - 8, y=middle, _class="label"),
            element("rect", x=_LABEL, y=middle - 8, width=f"{width:.1f}", height=16, rx=3),
            element("text", f"{count:,}", x=f"{_LABEL + width + 6:.1f}", y=middle, _class="value"),
        ]
    return _figure(title, _WIDTH, max(len(counts), 1) * _ROW, rows)


def columns(values: Sequence[tuple[str, float]], *, title: str, unit: str) -> Node:
    """A column for each value, oldest first; the last, which is this run, stands out."""
    most = max((value for _, value in values), default=0) or 1
    step = _WIDTH / max(len(values), 12)
    drawn = []
    for number, (label, value) in enumerate(values):
        height = max(_HEIGHT * value / most, 1 if value else 0)
        drawn.append(
            element(
                "rect",
                element("title", f"{label}: {_number(value)} {unit}"),
                x=f"{number * step + 1:.1f}",
                y=f"{_HEIGHT - height + 18:.1f}",
                width=f"{step - 2:.1f}",
                height=f"{height:.1f}",
                _class="now" if number == len(values) - 1 else "then",
            )
        )
    scale = element("text", f"{_number(most)} {unit}", x=0, y=8, _class="scale")
    ground = element("line", x1=0, y1=_HEIGHT + 18, x2=_WIDTH, y2=_HEIGHT + 18)
    return _figure(title, _WIDTH, _HEIGHT + 20, [scale, *drawn, ground])


def _figure(title: str, width: int, height: float, drawn: Sequence[Node]) -> Node:
    picture = element(
        "svg", *drawn, viewBox=f"0 0 {width} {height:g}", role="img", aria_label=title
    )
    return element("figure", element("figcaption", title), picture)


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:,.1f}"
