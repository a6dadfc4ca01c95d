"""The part of a page that its reader sees, decided in one pass before the article is looked for.

Elements that are hidden go: by attribute, by inline style, by the class names under which
frameworks hide (what stylesheets say is not known here). What is left is mended (`mending`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from copy import deepcopy
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from lxml import etree

from twa.dataset.expressions import SignedExpression, any_of, expression, signs
from twa.dataset.pages.body.blocks import words
from twa.dataset.pages.body.corrections.places import named
from twa.dataset.pages.body.mending import (
    LINKED,
    MUCH,
    Measured,
    clean,
    close_links,
    drop_returns,
    join_code,
    mend,
    set_formulas,
    set_layout,
    set_posts,
    set_streamed,
    to_mend,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.html import HtmlElement

MOST: Final = 0.8
"""Share from which that is so too of what opens at a click."""

SLIDES: Final = 3
"""Hidden elements of one kind from which they are counted together."""

LONG: Final = 300
"""Characters from which `aria-hidden`, which readers see and devices skip, is no ornament."""

STYLED: Final = 400
"""Characters of a style that are looked at for signs of what is faint."""

NAMED: Final = 1000
"""Characters of a class that are looked at."""

CAP: Final = 2
"""Characters of a letter that is drawn large."""

_NEVER: Final = ("script", "style", "noscript", "rt", "rp", "rtc")
_DIALOGS: Final = ("dialog", "alertdialog")
_MAY_OPEN: Final = frozenset(("role", "aria-modal"))
_STATING: Final = frozenset(("style", "hidden", "aria-hidden", "popover"))
# Of styles in lower case.
_STYLE: Final = SignedExpression(
    r"(?:^|[;\s])(?:display\s*:\s*none|(?:content-)?visibility\s*:\s*(?:hidden|collapse)"
    r"|font-size\s*:\s*0(?:px|r?em|%|pt)?\s*(?:;|!|\Z))"
)
_CLIPPED: Final = SignedExpression(
    r"clip\s*:\s*rect\(\s*[01](?:px)?[\s,]|clip-path\s*:\s*inset\(\s*(?:50|100)%"
    r"|(?:text-indent|left|right|top|bottom)\s*:\s*-\d{3,}"
)
# What a script may yet fade in or unfold: a reader never sees it only within a sentence.
_FAINT: Final = re.compile(
    r"(?:^|[;\s])(?:opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|\Z)|transform\s*:\s*scale\(0"
    r"|(?:max-)?(?:width|height)\s*:\s*[01](?:px)?\s*(?:;|!|\Z).*overflow\s*:\s*hidden"
    r"|overflow\s*:\s*hidden.*(?:max-)?(?:width|height)\s*:\s*[01](?:px)?\s*(?:;|!|\Z))",
    re.IGNORECASE | re.DOTALL,
)
_OPENED: Final = words("modal popup dialog lightbox overlay")
_INLINE: Final = words("span a b i em strong small sup sub u font abbr mark")
# Classes, lower case and without hyphens: by all of the name, and by a part of it.
_HIDING: Final = words(
    "hidden dnone hide invisible displaynone nodisplay uhidden ishidden jshidden nghide ukhidden "
    "vishidden hidetext texthide showforsr mweditsection printonly visibleprint onlyprint srtext "
    "printheader printfooter nocontent robotsnocontent"
)
# These hide a few words, and are names of other things too.
_HIDING_FEW: Final = words("vh sr wai dn clip clipped assistive readertext dprint showprint")
_HIDDEN_PART: Final = SignedExpression(
    r"(?<!not)(?<!undo)(?:visuallyhid|visualhid|hid(?:e|den)visually|accessiblyhid|acchide|sronly"
    r"|screenreader|assistivetext|a11y(?:only|hid|text)|offscreen(?!canvas)|elementinvisible"
    r"|readersonly|readeronly)"
)
_SIGN: Final = expression(any_of((*sorted(_HIDING), *signs(_HIDDEN_PART.pattern))))
# `hidden md:block`, `d-none d-md-block`: hidden on one kind of screen, shown on another.
_RESPONSIVE: Final = re.compile(
    r"(?:[a-z0-9]+:|d-(?:sm|md|lg|xl|xxl)-)(?:block|flex|grid|inline\S*|contents|table\S*)"
)
_DROPPED_CAP: Final = re.compile(r"drop|initial|cap\b", re.IGNORECASE)


def shown(tree: HtmlElement) -> HtmlElement:
    """A copy of a page's tree with what a reader sees, made for extractors.

    Ruby keeps its base text, formulas are there once (their TeX where it is known), `q` has its
    quotation marks, declarative shadow roots stand where they are attached, text is in
    normalisation form C without characters that nobody sees.
    """
    tree = deepcopy(tree)
    set_formulas(tree)
    etree.strip_elements(tree, *_NEVER, with_tail=False)
    # Held, so that lxml need not make them anew in each of the walks below.
    elements = list(tree.iter())
    set_streamed(tree)
    mended = to_mend(elements)
    lengths = _without_dialogs(tree, elements, Measured(tree))
    close_links(tree, lengths)
    drop_returns(tree)
    set_posts(tree, lengths)
    set_layout(tree, lengths)
    hidden = [
        element
        for element in tree.iter()
        if (names := element.keys())
        and (
            (not _STATING.isdisjoint(names) and _is_stated_hidden(element, lengths))
            or ("class" in names and _is_called_hidden(element, lengths))
        )
    ]
    shown_in_turn = _in_turn(hidden, lengths)
    for element in hidden:
        if element not in shown_in_turn and not _is_seen(element, lengths):
            element.drop_tree()
    for element in mended:
        mend(element, lengths)
    join_code(tree)
    clean(tree)
    return tree


def _without_dialogs(
    tree: HtmlElement, elements: Iterable[HtmlElement], lengths: Measured
) -> Measured:
    """Drop what opens over the page, and say how long the rest is.

    What holds an article may be opened at once, and what is nearly all has no page below it.
    """
    small = [
        dialog
        for dialog in elements
        if (dialog.tag == "dialog" or not _MAY_OPEN.isdisjoint(dialog.keys()))
        and _is_dialog(dialog)
        and next(dialog.iter("h1", "article"), None) is None
        and lengths(dialog) < MOST * lengths.total
    ]
    for dialog in small:
        dialog.drop_tree()
    return Measured(tree) if small else lengths


def _is_dialog(element: HtmlElement) -> bool:
    """Whether an element opens over a page: one of its menus, for consent, to log in."""
    if element.tag == "dialog":
        return True
    stated = element.get
    return stated("role") in _DIALOGS or stated("aria-modal") == "true"


def _is_stated_hidden(element: HtmlElement, lengths: Measured) -> bool:
    """Whether an attribute or the style of an element hides it."""
    stated = element.get
    if stated("aria-hidden") == "true" or stated("popover") is not None:
        return True
    if (known := stated("hidden")) is not None and known != "until-found":
        return True
    if style := (stated("style") or "").lower():
        if _STYLE.search(style) or _CLIPPED.search(style):
            return True
        if element.tag in _INLINE and _FAINT.search(style, 0, STYLED) and lengths(element) < LINKED:
            return True
    return False


def _is_called_hidden(element: HtmlElement, lengths: Measured) -> bool:
    """Whether a class of an element hides it."""
    hides, hides_few = _hiding((element.get("class") or "")[:NAMED])
    if hides_few and element.tag in _INLINE:
        return lengths(element) < LINKED
    return hides


@lru_cache(maxsize=8192)
def _hiding(name: str) -> tuple[bool, bool]:
    """Whether a class is one of those by which frameworks hide, and whether it hides a few words.

    On every screen: what shows again on another is not hidden.
    """
    names = name.split()
    # Few classes have a word of those in them: all are asked for at once.
    hides = _SIGN.search(_plain(name)) is not None and any(map(_hides, names))
    hides_few = not _HIDING_FEW.isdisjoint(names)
    if (hides or hides_few) and any(map(_RESPONSIVE.fullmatch, names)):
        return False, False
    return hides, hides_few


def _hides(name: str) -> bool:
    plain = _plain(name)
    return ":" not in name and (plain in _HIDING or _HIDDEN_PART.search(plain) is not None)


def _plain(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")


def _in_turn(hidden: list[HtmlElement], lengths: Measured) -> frozenset[HtmlElement]:
    """Hidden elements of one kind that are much of the page together: slides, folds of prose."""
    alike: defaultdict[tuple[object, ...], list[HtmlElement]] = defaultdict(list)
    for element in hidden:
        around = element.getparent()
        if around is not None and next(element.iter("p"), None) is not None:
            kind = (element.tag, element.get("class"), around.tag, around.get("class"))
            alike[kind].append(element)
    return frozenset(
        element
        for same in alike.values()
        if len(same) >= SLIDES and sum(map(lengths, same)) >= MUCH * lengths.total
        for element in same
    )


def _is_seen(element: HtmlElement, lengths: Measured) -> bool:
    """Whether an element is seen although it says that it is hidden."""
    said = lengths(element)
    if element.getparent() is None or said >= MOST * lengths.total:
        return True
    if said >= MUCH * lengths.total:
        return not named(element, _OPENED, 1)
    style = (element.get("style") or "").lower()
    if element.get("aria-hidden") != "true" or element.get("hidden") is not None:
        return False
    if _STYLE.search(style):
        return False
    # Text that only devices are to skip is seen, and so is a letter that is drawn large.
    return said >= LONG or (
        said <= CAP and _DROPPED_CAP.search(element.get("class") or "") is not None
    )
