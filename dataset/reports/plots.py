"""Draws numbers as tables with a bar beside each: the plot is its own table.

The page of a run needs no script, so it has no other plots; `twa browse` draws those over time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from twa.dataset.reports.markup import Node, element


def bars(counts: Mapping[str, int], *, title: str) -> Node:
    """A row for each count, its label whole; `title` says what is counted."""
    most = max(counts.values(), default=0)
    rows = [
        element(
            "tr",
            element("th", label, scope="row"),
            element("td", rod(count, most), _class="rods"),
            element("td", number(count)),
        )
        for label, count in counts.items()
    ]
    return element(
        "figure",
        element("figcaption", title),
        element("table", element("tbody", *rows), _class="ranked"),
    )


def over_runs(labels: Sequence[Node], values: Mapping[str, Sequence[float]], *, title: str) -> Node:
    """A row for each run, as its label says; of `values` a column each, its unit in its name."""
    heads = [element("th", name, scope="col", colspan=2) for name in values]
    rows = []
    for at, label in enumerate(labels):
        cells = [
            cell
            for column in values.values()
            for cell in (
                element("td", number(column[at]), _class="number"),
                element("td", rod(column[at], max(column)), _class="rods"),
            )
        ]
        rows.append(element("tr", element("th", label, scope="row"), *cells))
    head = element("tr", element("th", "run", scope="col"), *heads)
    table = element(
        "table", element("caption", title), element("thead", head), element("tbody", *rows)
    )
    # Wider than a phone: it can be moved sideways, by keys, too.
    return element("div", table, _class="trends", tabindex=0, role="group", aria_label=title)


def rod(value: float, most: float) -> Node:
    """A bar as long as the value is of the greatest."""
    width = 100 * value / most if most else 0
    bar = element("rect", width=f"{width:.1f}", height=10)
    return element("svg", bar, viewBox="0 0 100 10", preserveAspectRatio="none", aria_hidden="true")


def number(value: float) -> str:
    """A number for people: whole from a hundred on."""
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:,.1f}"
