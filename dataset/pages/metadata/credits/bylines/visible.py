"""Bylines that people see: found by place, label and markup, the best of them chosen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from twa.dataset.pages.metadata.credits.bylines import (
    belief,
    cards,
    leads,
    marking,
    marks,
    places,
    signatures,
)
from twa.dataset.pages.metadata.credits.bylines.clues import Clues
from twa.dataset.pages.metadata.credits.vocabulary import agencies, labels
from twa.dataset.pages.metadata.credits.wording import names, noise, parsing
from twa.dataset.pages.metadata.credits.wording.parsing import Named
from twa.dataset.pages.metadata.lines import PROSE
from twa.dataset.pages.metadata.markup import squeeze
from twa.dataset.pages.metadata.markup import words as text_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from twa.dataset.pages.metadata.credits.model import CreditedBy, Role
    from twa.dataset.pages.metadata.lines import PagePlace, VisibleLine
    from twa.dataset.pages.metadata.titles.sites import Sites

STRONG: Final = 7
"""From this score on a byline is believed against what is stated elsewhere."""

_EDGE: Final = 40
"""Characters at the edge of a paragraph, where Chinese, Japanese and Korean news name who wrote."""

_WITHIN: Final = re.compile(r"\b(?:by|von|par|por|oleh|words)\b|[:：]", re.IGNORECASE)
_REACH: Final = re.compile(
    r"\W*(?:media |press )?(?:contacts?|phone|tel|kontakt|contacto)\b|[\s(]*©|copyright\b"
    # Who stands where in a picture.
    r"|(?:\(?von links|v\. ?l\.|from left|de gauche|de izquierda|da esquerda|da sinistra)\b"
    # Whom it is about, or who pays.
    r"|\W*(?:(?:an )?interview with|in conversation with|q ?& ?a with|featuring|starring"
    r"|in (?:partnership|association|collaboration|cooperation) with)\b(?!.* by )"
    r"|\W*(?:(?:presented|powered|sponsored|supported|hosted|moderated|nominated|recommended) by"
    r"|(?:moderiert|kuratiert|präsentiert|gesponsert|gefördert|unterstützt) (?:von|durch))\b"
    r"|\W*(?:with|mit|avec) (?!associated press)(?-i:[A-ZÀ-Þ][\w'’.-]+ [A-ZÀ-Þ][\w'’-]+)"
    r"(?:,| and )"
    # A reader's question, and what is played on a stage.
    r"|\W*(?:q|question)\s?[:.]\s"
    # The hands of a show, of which each line names several.
    r"|(?!.*\b(?:written|words|text|story) by\b).*\b(?:music|theme(?: song)?|mixed|mastered) by\b"
    r"|\W*(?:(?:many |special )?thanks to|(?:mit )?dank an|merci à|gracias a|obrigad[oa] a)\b",
    re.IGNORECASE,
)
_LAST_BRACKET: Final = re.compile(
    r"([【（(〔［\[][^【（(〔［\[\]］〕)）】]{2,30}[\]］〕)）】])[。.]?\Z"
)
_PLAINLY: Final = re.compile(
    r"\W*(?:this \w{4,8} (?:was )?)?(?:written|posted|authored|publi[a-z]{2,4}|geschrieben"
    r"|verfasst|escrito|écrit|rédigé) (?:by|von|por|par)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Byline:
    """One line that names somebody: the names, the words, how sure, and where."""

    named: tuple[Named, ...]
    text: str
    score: float
    number: int
    source: CreditedBy
    marked: bool
    block: HtmlElement


def read(place: PagePlace, language: str | None, own: Sites) -> list[Byline]:
    """All bylines of a page, in reading order; `own` are the names of its site."""
    home = places.home(place)
    known = marking.MarksRead()
    bylines: list[Byline] = []
    for number, line in enumerate(place.lines):
        if number == place.head.line or not line.text.strip():
            continue
        line = cards.of_review(line, place)
        line = marking.name_alone(marking.with_colon(marking.unbracketed(line)), own)
        opens = place.head.line is not None and place.head.line < number <= place.head.first
        if opens and (lead := leads.read(line.text, language, first=number == place.head.first)):
            said, named = lead
            bylines.append(Byline(named, said, _RUN_IN, number, "html", False, line.block))
        elif len(line.text) > parsing.LONGEST:
            continue
        elif (byline := _byline(place, line, number, home, known, language, own)) is not None:
            bylines.append(byline)
    others = cards.commenters(((b.number, b.named) for b in bylines if b.marked), place)
    return [byline for byline in bylines if byline.number not in others]


_RUN_IN: Final = STRONG
"""The score of a label and names that begin the text."""


def _byline(
    place: PagePlace,
    line: VisibleLine,
    number: int,
    home: places.Home,
    known: marking.MarksRead,
    language: str | None,
    own: Sites,
) -> Byline | None:
    found, head = place.lines, place.head
    where = places.place(number, head)
    marked, texts, sure = marking.marked(line, known)
    plainly = len(line.text) <= 120 and _PLAINLY.match(line.text) is not None
    if places.is_hopeless(where, marked=marked, plainly=plainly):
        return None
    before = None if places.is_cell(line.block) else _role_beside(found, number)
    if before not in (None, "author", "contributor"):
        return None
    right_above = where == "above" and number >= (head.line or 0) - _ABOVE
    said = labels.plain(line.text, language)
    # `2 May 2031 – by Jane Roe`: above a headline a label may stand behind a date.
    role = labels.first(noise.dateless(said) if right_above else said)
    label = role in ("author", "contributor") or before is not None
    # Who edited, translated, sent it counts where nobody is said to have written it.
    minor = not marked and role in _MINOR and (where in ("head", "end") or right_above)
    bare = not (label or marked or minor)
    if bare and (where not in ("head", "end") or belief.is_sentence(line.text)):
        return None
    if cards.is_of_work(place, number):
        return None
    # A label in the middle of a line: `12 May — by Jane Roe`, `12月5日 記者陳大文`.
    within = names.cjk(line.text) or (where == "head" and _WITHIN.search(line.text) is not None)
    signed = bare and where == "end" and signatures.may_be(place, number)
    dated = bare and (signed or cards.may_be_bare(place, number))
    if (bare and ("©" in line.text or not (within or dated))) or _REACH.match(line.text):
        return None
    # Where a label says that they wrote, writers may be filed as topics.
    filed = {squeeze(text_of(e, " ")) for e in line.inner if not label and marks.filed(e)}
    named = [
        one
        for one in _names(line, texts, language, where if bare else None)
        if squeeze(one.name) not in filed
    ]
    if bare and where == "head":
        named = [one for one in named if not cards.is_subject(one, place)]
    if label and not any(one.labelled for one in named):
        named = [replace(one, labelled=True) for one in named]
    clues = Clues(
        where=where,
        label=label,
        marked=marked,
        sure=sure,
        dated=dated,
        plainly=plainly,
        size=len(line.text),
        language=language,
        presented=cards.presented(place, number, named, own) if dated else frozenset(),
    )
    kept = belief.kept(named, clues, found, number)
    if label and not kept and (house := parsing.behind_label(line.text, language)):
        kept = (Named(house, "organisation", "author", True),) if own.named(house) else ()
    if where in _OVER and "/" in places.links(line) and all(own.named(one.name) for one in kept):
        # The site's name, which some themes link home as its author.
        return None
    if kept and all(one.role == "source" for one in kept):
        # `MTI / Port Times`: the paper beside the agency.
        kept = tuple(one for one in named if one in kept or own.named(one.name))
    # `来源：本站原创 作者：…`, `Edited by … Report: …`: the line names who wrote too.
    minor = minor and not any(one.labelled and one.role == "author" for one in kept)
    if minor:
        amid = where == "end" or number > head.first
        if not any(one.labelled and _is_minor(one, amid=amid) for one in kept):
            return None
        kept = tuple(one for one in kept if one.labelled and one.role in _MINOR)
    roles = ("author", "source", "contributor", *_MINOR) if minor else _WRITE
    if not any(one.role in roles for one in kept):
        return None
    labelled = any(one.labelled and one.role in ("author", "contributor") for one in named)
    score = places.score(clues, labelled=labelled, above_text=number < head.first)
    if signed and signatures.is_one(kept, named, line.text):
        score = _SIGNED
    wired = bare and where == "end" and all(one.role == "source" for one in kept)
    if minor or (wired and score <= 0):
        score = _LEAST
    close = where == "above" and marked and head.line is not None and number >= head.line - 2
    near = (
        (where == "head" and (labelled or sure))
        or (close and labelled)
        or (marked and before is not None)
    )
    if score <= 0 or places.elsewhere(line.block, home, near=near, marked=marked):
        return None
    apart = where != "head" and before is None
    if apart and (cards.is_contact(found, number) or cards.is_of_teaser(line, kept, home, own)):
        return None
    source: CreditedBy = (
        "microdata" if sure and any(map(marking.is_microdata, marking.around(line))) else "html"
    )
    return Byline(kept, line.text, score, number, source, marked, line.block)


def _names(
    line: VisibleLine, texts: Sequence[str], language: str | None, bare_at: str | None
) -> list[Named]:
    """The names in the words that are marked, else in the line; in a paragraph, at its edge."""
    if texts:
        whole = parsing.read(line.text, language=language)
        said = {squeeze(one.name): one for one in whole if one.labelled}
        marked = [
            replace(one, role=told.role, kind=told.kind)
            if (told := said.get(squeeze(one.name)))
            else replace(one, role=_said_before(text, line) or one.role)
            for text in texts
            for one in parsing.read(text, language=language)
        ]
        return _completed(marked, whole, line.text)
    text, prose = line.text, line.size >= PROSE
    if bare_at is not None and prose:
        text = text[:_EDGE] if bare_at == "head" else text[-_EDGE:]
    bracket = _LAST_BRACKET.search(text) if bare_at is not None else None
    if bracket and bare_at == "head" and bracket.start():
        bracket = None
    if bracket and (prose or not _is_people(text[: bracket.start()], language)):
        text = bracket[1]
        if not names.cjk(text):
            text = text[1:-1]
    return [marking.agency_alone(one, line) for one in parsing.read(text, language=language)]


def _said_before(text: str, line: VisibleLine) -> Role | None:
    """The role that the word before what is marked says without a colon: `Fotos Kim Oltmann`."""
    before = line.text.partition(text)[0].split()
    return labels.alone(before[-1]) if before else None


def _is_people(text: str, language: str | None) -> bool:
    """Whether what stands before a bracket are names: `Jane Roe and Jon Ek (trainee)`."""
    named = parsing.read(text, language=language) if len(text) <= signatures.LONGEST else ()
    return bool(named) and all(names.alone(one.name) for one in named)


def _completed(marked: list[Named], line: Sequence[Named], text: str) -> list[Named]:
    """The names of the whole line, where it names those that are marked and others like them."""
    keys = {squeeze(one.name) for one in marked}
    others = [one for one in line if squeeze(one.name) not in keys]
    if len(line) <= len(marked) or not keys <= {squeeze(one.name) for one in line}:
        return marked
    listed = belief.is_list(line, len(text))
    return list(line) if all(belief.is_like(one, sure=listed) for one in others) else marked


def _role_beside(found: Sequence[VisibleLine], number: int) -> Role | None:
    """The role that a label on a line of its own gives to what stands behind it, or in its card."""
    if number + 1 < len(found) and len(found[number + 1].text) <= _LABEL:
        role = labels.alone(found[number + 1].text)
        if role and places.are_carded(found, number):
            return role
    number = _first_item(found, number)
    for back in (1, 2):
        if number - back < 0:
            return None
        text = found[number - back].text
        if len(text) > _LABEL:
            return None
        if role := labels.alone(text):
            own = places.are_carded(found, number - back - 1)
            return None if own or _is_office_of_one(found, number - back) else role
        if re.search(r"\w{3}", text):
            return None
    return None


_LABEL: Final = 40
"""Characters of a line that is a label."""


def _first_item(found: Sequence[VisibleLine], number: int) -> int:
    """The first of a list's lines, where one of its items is a line: a label stands above them.

    Of a row of cards, too, where a line is the first of one.
    """
    block = found[number].block
    if block.tag != "li":
        return cards.first_of_row(found, number)
    outer = block.getparent()
    above = range(number - 1, max(-1, number - _ITEMS), -1)
    return next((n + 1 for n in above if found[n].block.getparent() is not outer), number)


_ITEMS: Final = 12
"""Items of a list of writers."""


def _is_office_of_one(found: Sequence[VisibleLine], number: int) -> bool:
    """Whether a line is what the person on the line before it is, not a label of what follows."""
    return (
        number > 0
        and names.office(found[number].text)
        and any(names.alone(one.name) for one in parsing.read(found[number - 1].text))
    )


_WRITE: Final = ("author", "source", "contributor")
_MINOR: Final = ("editor", "translator", "source")
_LEAST: Final = 0.5
"""The score of a line that tells only who edited, translated or sent it."""


def _is_minor(one: Named, *, amid: bool) -> bool:
    """Whether a name of such a line counts; amid the text or behind it a source is a reference.

    Unless it is a wire.
    """
    if one.role == "source" and amid:
        return squeeze(one.name) in agencies.NAMES
    return one.role in _MINOR


_OVER: Final = ("above", "before")
"""Where lines above the headline stand."""

_ABOVE: Final = 2
"""Lines right above the headline."""

_SIGNED: Final = 1.0
"""The score of a name that stands alone behind the text: it counts where nothing else does."""


def _writers_elsewhere(bylines: Sequence[Byline], best: Byline) -> list[Byline]:
    """The labelled line of who wrote, where the best one tells only whose report it is."""
    if any(one.role != "source" for one in best.named):
        return []
    others = [b for b in bylines if any(n.labelled and n.role == "author" for n in b.named)]
    return sorted(others, key=lambda b: (-b.score, b.number))[:1]


def _is_card(one: HtmlElement, other: HtmlElement) -> bool:
    """Whether two names stand in elements of one making: cards in a row, below the text."""
    called = one.get("class")
    if one.tag == "li" and one.getparent() is other.getparent():
        return True
    return one.tag == other.tag and bool(called) and called == other.get("class")


def chosen(bylines: Sequence[Byline]) -> list[Byline]:
    """The best byline, and those that continue it."""
    if not bylines:
        return []
    best = max(bylines, key=lambda b: (b.score, -b.number))
    together = [best, *_writers_elsewhere(bylines, best)]
    for step in (1, -1):
        near, broken = best.number, False
        ordered = sorted(bylines, key=lambda b: step * b.number)
        for other in ordered:
            if step * (other.number - near) <= 0:
                continue
            if abs(other.number - near) > 3:
                break
            broken = broken or other.score < best.score - 1
            listed = best.block.tag == "li"
            carded = (listed or best.score <= STRONG) and _is_card(other.block, best.block)
            if broken and not (other.marked and (carded or other.block is best.block)):
                continue
            if other.marked == best.marked and all(belief.continues(one) for one in other.named):
                together.append(other)
                near = other.number
    return sorted(together, key=lambda b: b.number)
