"""Correction: removes what is told of an article's writers below it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from twa.dataset.pages.body.blocks import text_of, weight, words
from twa.dataset.pages.body.corrections.boxes import LARGEST, PROSE, box_around, shares
from twa.dataset.pages.body.corrections.phrases import homes
from twa.dataset.pages.body.corrections.places import named
from twa.dataset.pages.metadata.markup import lineage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml import html

    from twa.dataset.pages.article import RemovalReason
    from twa.dataset.pages.body.blocks import Node
    from twa.dataset.pages.body.draft import Draft

BOTTOM: Final = 8
"""Lines at the end among which they are looked for."""

ASIDE: Final = 30
"""Characters before the name of whom it is said: an article, a heading."""

NEAR: Final = 4
"""Elements around a line in which a name says that it tells of a writer."""

FAR: Final = 6
"""Elements around a line in which the name of such a box is looked for."""

_PLUGINS: Final = words("saboxplugin abh molongui ppma authorbox authorbio aboutauthor")
"""How the boxes are called that systems add to tell of writers, whatever theirs is called."""

_NAMED: Final = words(
    "bio biography contributor contributors profile profil author authors autor autores autora "
    "autori autore auteur auteurs skribent forfatter reporter writer kirjoittaja yazar"
)


def bios(draft: Draft) -> Draft:
    """Drop boxes at the end, apart from the prose, that are named so or begin with a writer."""
    held, prose = shares(draft), homes(draft)
    names = [name.casefold() for name in draft.authors]
    reasons: dict[int, RemovalReason] = {}
    known: dict[html.HtmlElement, bool] = {}
    for at in range(len(draft.lines) - 1, max(0, len(draft.lines) - BOTTOM) - 1, -1):
        line = draft.lines[at]
        nodes = draft.nodes(line)
        box = box_around(nodes[0], held) if nodes else None
        if any(named(node.element, _PLUGINS, FAR) for node in nodes[:1]):
            reasons[at] = "byline"
            continue
        if box is None or line.type == "list-item" or (box.getparent(), box.tag) in prose:
            if weight(line.key) >= PROSE:
                break
            continue
        if box not in known:
            known[box] = _tells(box, nodes[0], names)
        if known[box]:
            reasons[at] = "byline"
    # What would take the first line along is no box at the end.
    return draft if 0 in reasons else draft.without(reasons)


def _tells(box: html.HtmlElement, node: Node, names: Sequence[str]) -> bool:
    """Whether a box says little, and is called a writer's or begins with the name of one."""
    said = " ".join(text_of(box).split()).casefold()
    if weight(said) > LARGEST:
        return False
    if any(said.find(name) in range(ASIDE) for name in names):
        return True
    for one in islice(lineage(node.element), NEAR):
        if named(one, _NAMED, 1):
            return True
        if one is box:
            break
    return False
