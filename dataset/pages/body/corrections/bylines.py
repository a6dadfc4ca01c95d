"""Correction: removes bylines from the body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from twa.dataset.expressions import expression
from twa.dataset.pages.body.blocks import key, text_of, weight, words
from twa.dataset.pages.body.corrections.phrase_table import ENDS
from twa.dataset.pages.body.corrections.places import named
from twa.dataset.pages.metadata.markup import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from twa.dataset.pages.body.draft import Draft, Line

TOP: Final = 6
"""Lines at the start among which bylines are looked for."""

PROSE: Final = 60
"""Letters (see `blocks.weight`) of a paragraph, of which one at most stands before a byline."""

BOTTOM: Final = 2
"""Lines at the end, without bylines, above which these are not looked for."""

LONGEST: Final = 160
"""Characters of a byline."""

NEAR: Final = 2
"""Elements around a line in which a name says that it is a byline."""

LEFT: Final = 10
"""Letters that may be left of a byline without names, dates and their usual words."""

SIGNED: Final = 60
"""Letters of a name in an element called a byline, or to the right of the last line."""

ASIDE: Final = 8
"""Characters before the name of whom it is said: a star, an article."""

ABOUT: Final = 400
"""Characters of what is said of an author below the text."""

_REACHED: Final = expression(r"[\w.+-]{1,64}@[\w-]{1,64}\.\w|(?<!\w)@\w{3}")
_RIGHT: Final = expression(r"text-align\s*:\s*right", re.IGNORECASE)
_DATE: Final = expression(
    r"\b(?:19|20)\d\d\b|\b(?:[01]?\d|2[0-3])[:h][0-5]\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b"
    r"|(?:19|20)\d\d\s?[年년]"
)
# A date and a clock, side by side, as no sentence says them.
_STAMP: Final = expression(
    r"(?:19|20)\d\d\D{0,9}(?<!\d)\d{1,2}[:.][0-5]\d"
    r"|(?<!\d)(?:19|20)\d\d[./年년-] ?\d{1,2}[./月월-] ?\d{1,2}(?!\d)[日일]?\D{0,5}\d{1,2}[:時시]"
    r"|\A\d{1,2}[./]\d{1,2}\D{0,6}\d{1,2}[:.][0-5]\d\Z"
    r"|(?<!\d)\d{1,2}[./-]\d{1,2}[./-]\d\d,? {1,3}\d{1,2}[:.][0-5]\d(?!\d)"
)
_DESKS: Final = (
    r"redaktion|redacción|rédaction|redazione|redactie|redação|redakcj[aię]|redakc[eií]|redakcija"
    r"|redacția|redaksi|toimitus|szerkesztőség|редакци[яії]|newsroom|news desk"
)
_USUAL: Final = expression(
    r"\b(?:by|von|por|par|da|di|de|del|van|door|av|af|written|posted|published|updated|modified"
    r"|publiziert|publicerad|julkaistu|opublikowano|publikováno|опубликовано|опубліковано|heute"
    r"|created|last|on|at|the|and|und|et|y|e|publicado|publié|pubblicato|veröffentlicht"
    r"|aktualisiert|actualizado|mis à jour|le|el|am|um|uhr|alle|ore|staff|reporter|correspondent"
    rf"|editor|writer|{_DESKS}|onze|unsere|our|notre|nuestra|nossa|nostra|vår|am|pm|a\.m|p\.m"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mai|juin|juil|août|déc|ene|abr|ago|dic"
    r"|mär|okt|dez|gen|mag|giu|lug|set|ott)\w{0,7}"
    r"|[A-Z]{2,4}T|utc|gmt|et|pt)\b"
    r"|发布时间|發布時間|时间|時間|来源|來源|作者|记者|記者|责任编辑|编辑|編輯|기사입력|입력|수정|\d{1,4}",
    re.IGNORECASE,
)


_MADE: Final = expression(
    r"\b(?:by|written|posted|published|updated|modified|publicado|publié|pubblicato|veröffentlicht"
    r"|publiziert|publicerad|julkaistu|opublikowano|publikováno|опубликовано|опубліковано"
    rf"|aktualisiert|actualizado|mis à jour|uhr|stand|{_DESKS})\b"
    r"|发布|發布|发表|更新|时间|時間|来源|來源|入力|입력|수정|掲載|公開",
    re.IGNORECASE,
)
_CALLED: Final = words("byline bylines author authors")
_BYLINES: Final = words(
    "byline by author date time published posted meta dateline timestamp pubdate"
)


def byline(draft: Draft) -> Draft:
    """Drop lines at both ends that say nothing but names of authors and dates."""
    names = [name.casefold() for name in draft.authors]
    count = len(draft.lines)
    prose = [at for at, line in enumerate(draft.lines) if weight(line.key) >= PROSE]
    top = min(TOP, count, *prose[1:2])
    found = {
        at
        for at in range(top)
        if _is_byline(draft, draft.lines[at], names) or _is_called_byline(draft, draft.lines[at])
    }
    others = 0
    for at in range(count - 1, -1, -1):
        line = draft.lines[at]
        if _is_byline(draft, line, names) or (at and _is_signature(draft, line, names)):
            found.add(at)
            continue
        others += 1
        if others == BOTTOM:
            break
    return draft.without(dict.fromkeys(sorted(found), "byline"))


def _is_called_byline(draft: Draft, line: Line) -> bool:
    """Whether a few words that are no sentence stand in what is called a byline."""
    return (
        line.type in ("paragraph", "list-item")
        and weight(line.key) <= SIGNED
        and not line.text.endswith(ENDS)
        and any(named(node.element, _CALLED, NEAR + 1) for node in draft.nodes(line))
    )


def _is_signature(draft: Draft, line: Line, names: Sequence[str]) -> bool:
    """Whether a line at the end says who wrote: short, set right; or of an author, in italics."""
    if line.type == "table":
        return False
    nodes = draft.nodes(line)
    if len(line.text) <= LONGEST and _REACHED.search(line.text):
        said = line.text.casefold()
        return any(said.find(name) in range(LEFT) for name in names)
    if len(line.text) <= SIGNED and not line.text.endswith(ENDS):
        return any(
            node.element.get("align") == "right" or _RIGHT.search(node.element.get("style") or "")
            for node in nodes
        )
    return len(line.text) <= ABOUT and any(
        line.text.casefold().find(name) in range(ASIDE)
        and any(key(text_of(one)) == node.key for one in node.element.iter("em", "i"))
        for name in names
        for node in nodes
    )


def is_stamped(text: str) -> bool:
    """Whether a short text, that ends as no sentence does, has a date and a clock side by side."""
    return (
        len(text) <= LONGEST
        and not text.removesuffix(".m.").endswith((*ENDS, ":"))
        and _STAMP.search(text) is not None
    )


def is_byline(draft: Draft, line: Line) -> bool:
    """Whether a line says nothing but who wrote an article and when, wherever it stands."""
    return _is_byline(draft, line, [name.casefold() for name in draft.authors])


def _is_byline(draft: Draft, line: Line, names: Sequence[str]) -> bool:
    if len(line.text) > LONGEST or line.type == "table":
        return False
    if line.type == "paragraph" and any(map(is_stamped, _said(draft, line))):
        return True
    if line.type in ("list-item", "heading") and not _is_named_so(draft, line):
        return False
    text = line.text.casefold()
    named = [name for name in names if name in text]
    if not named and not (_DATE.search(text) and _is_dated(draft, line)):
        return False
    for name in named:
        text = text.replace(name, " ")
    return len(squeeze(_USUAL.sub(" ", text))) <= LEFT


def _said(draft: Draft, line: Line) -> Iterator[str]:
    """A line as it is, and as the page has it where extractors left out what it says of time."""
    yield line.text
    for node in draft.nodes(line)[:1]:
        yield node.text


def _is_dated(draft: Draft, line: Line) -> bool:
    """A second sign that a date is the article's: a word of its making, or its place."""
    return _MADE.search(line.text) is not None or _is_named_so(draft, line)


def _is_named_so(draft: Draft, line: Line) -> bool:
    return any(
        named(node.element, _BYLINES, NEAR)
        or node.element.find(".//time") is not None
        or any(
            not draft.live and named(one, _BYLINES, 1) and key(text_of(one)) == node.key
            for one in node.element.iterchildren("span", "small", "font", "em")
        )
        for node in draft.nodes(line)
    )
