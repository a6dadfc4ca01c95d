"""Names in cards: those that only place and shape say are the writers', and those of others."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice, pairwise, starmap
from typing import TYPE_CHECKING, Final

from twa.dataset.pages.metadata.credits.bylines import belief, marks, places
from twa.dataset.pages.metadata.credits.vocabulary import agencies, offices, toponyms
from twa.dataset.pages.metadata.credits.wording import names, noise, parsing
from twa.dataset.pages.metadata.lines import PROSE
from twa.dataset.pages.metadata.markup import lineage, squeeze
from twa.dataset.pages.metadata.markup import words as text_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from twa.dataset.pages.metadata.credits.wording.parsing import Named
    from twa.dataset.pages.metadata.lines import PagePlace, VisibleLine
    from twa.dataset.pages.metadata.titles.sites import Sites

_CARD: Final = 2
"""Lines around a name that are in its card."""
_BRIEF: Final = 60
"""Characters of a line of a card."""
_DATED: Final = 80
"""Characters of a line of dates."""
_STEM: Final = 4
"""Letters of a word that its inflected forms have in common, at least."""


def may_be_bare(place: PagePlace, number: int) -> bool:
    """Whether a line without label or markup may be a byline.

    It has a date, or one is near, or a role, or it follows the headline.
    """
    found, head = place.lines, place.head
    line = found[number]
    if len(line.text) > 80 or any(marks.filed(element) for element in line.inner):
        return False
    if head.line is None or not head.line < number < head.first or places.is_listed(line.block):
        return False
    if number == head.line + 1 or _is_role(found, number + 1):
        return True
    near = [found[n].text for n in range(number - 3, number + 4) if 0 <= n < len(found)]
    return any(len(text) < _DATED and belief.is_dated(text) for text in near)


def presented(place: PagePlace, number: int, named: Sequence[Named], own: Sites) -> frozenset[str]:
    """Those of a line's names that stand in a card: the line is theirs, and a date or role is near.

    They have the shape of a person's name in a script with capitals, link nowhere, are not what
    the page is filed under, and the text does not speak of them, as it does of its subjects.
    """
    found, head = place.lines, place.head
    line = found[number]
    if head.line is None or not head.line < number < head.first:
        return frozenset()
    bare = noise.dateless(line.text).strip(" |,;·•–—-")
    if not belief.is_list(named, len(bare)) or places.links(line):
        return frozenset()
    if not (_is_in_card(place, number) or _is_below(place, number)):
        return frozenset()
    return frozenset(
        one.name
        for one in named
        if names.alone(one.name)
        and one.name[0].isupper()
        and not own.ends(one.name)
        and not _is_told_of(one.name, place)
        and not toponyms.has_one(one.name)
        and not _is_in_menu(one.name, line)
    )


def _is_in_card(place: PagePlace, number: int) -> bool:
    """Whether an element holds this line, a date or a role, and neither headline nor text."""
    found, head = place.lines, place.head
    block = found[number].block
    held = {block, *block.iterancestors()}
    for other in (found[head.line or 0], *found[head.first : head.first + 1]):
        held -= {other.block, *other.block.iterancestors()}
    around = range(max(0, number - _CARD), min(len(found), number + _CARD + 1))
    blocks = {n: found[n].block for n in around if n != number}
    beside = {n for n, b in blocks.items() if held.intersection((b, *b.iterancestors()))}
    if number + 1 in beside and _is_role(found, number + 1):
        return True
    return any(len(found[n].text) < _DATED and belief.is_dated(found[n].text) for n in beside)


def _is_below(place: PagePlace, number: int) -> bool:
    """Whether a line is the first below the headline, and the next is when it was published.

    An agency may stand between.
    """
    texts = [line.text for line in place.lines[number + 1 : number + 3]]
    if texts and squeeze(texts[0]) in agencies.NAMES:
        texts.pop(0)
    dated = bool(texts) and len(texts[0]) < _DATED and belief.is_dated(texts[0])
    return number - 1 == place.head.line and dated


def _is_role(found: Sequence[VisibleLine], number: int) -> bool:
    """Whether a line is what somebody is: `Harbour correspondent`."""
    if number >= len(found) or len(found[number].text) > _BRIEF:
        return False
    return offices.told(found[number].text)


def _is_told_of(name: str, place: PagePlace) -> bool:
    """Whether the headline or a paragraph has one of the name's words, inflected or not."""
    stems = tuple(
        part[: max(_STEM, len(part) - 2)] for part in name.casefold().split() if len(part) > 2
    )
    return any(
        word.startswith(stems)
        for number, line in enumerate(place.lines)
        if line.size >= PROSE or number == place.head.line
        for word in line.text.casefold().replace("’", " ").replace("-", " ").split()
    )


def _is_in_menu(name: str, line: VisibleLine) -> bool:
    """Whether the page links from these words to something else than a writer."""
    key = squeeze(name)
    return any(
        squeeze(text_of(link)) == key and not marks.linked(link)
        for link in line.block.getroottree().iter("a")
    )


def is_subject(one: Named, place: PagePlace) -> bool:
    """Whether the headline tells of somebody, or names its writer before a colon."""
    before, colon, _ = place.headline.partition(":")
    key = squeeze(one.name)
    told = names.alone(one.name) and key in squeeze(place.headline)
    return told and not one.labelled and not (colon and squeeze(before) == key)


def is_of_work(place: PagePlace, number: int) -> bool:
    """Whether a line names who wrote what the page is about: a play that is staged, a book.

    The next line is who staged it, or the headline of a review says the same.
    """
    found, line = place.lines, place.lines[number].text
    if number + 1 < len(found) and _STAGED.match(found[number + 1].text):
        return True
    return _BY.match(line) is not None and squeeze(line) in squeeze(_review(place))


def of_review(line: VisibleLine, place: PagePlace) -> VisibleLine:
    """A line that says who reviewed, as what it is below the headline of a review: its byline."""
    if not (_REVIEWED.match(line.text) and _review(place)):
        return line
    return replace(line, text=_REVIEWED.sub("By ", line.text))


def _review(place: PagePlace) -> str:
    """The headline of a review; nothing of another article."""
    return place.headline if "review" in place.headline.casefold() else ""


_STAGED: Final = re.compile(r"\W*(?:directed|choreographed|conducted|adapted) by\b", re.IGNORECASE)
_REVIEWED: Final = re.compile(r"\W*(?:book |film )?review(?:ed)? by:? (?=\S)", re.IGNORECASE)
_BY: Final = re.compile(r"by \S+ \S", re.IGNORECASE)


def first_of_row(found: Sequence[VisibleLine], number: int) -> int:
    """The first line of a row of cards of which this line opens one: all are of one making."""
    card = found[number].block
    before = set(lineage(found[number - 1].block)) if number else set()
    for outer in islice(lineage(card), 1 + _AROUND):
        if outer in before:
            break
        card = outer
    if card.get("class") is None and card.tag != "li":
        return number
    before_it = islice(card.itersiblings(preceding=True), _CARDS)
    making = (card.tag, card.get("class"))
    alike = {e for e in before_it if (e.tag, e.get("class")) == making}
    first = number
    for back in range(number - 1, max(-1, number - _CARDS), -1):
        if alike.isdisjoint(lineage(found[back].block)):
            return first
        first = back
    return number


def is_contact(found: Sequence[VisibleLine], number: int) -> bool:
    """Whether a line stands below a heading that says whom to ask, or who works there."""
    for back in range(number - 1, max(-1, number - _CARDS), -1):
        line = found[back]
        if line.size >= PROSE:
            return False
        if line.block.tag in _HEADINGS and not names.alone(line.text):
            return _CONTACTS.fullmatch(line.text) is not None
    return False


_CARDS: Final = 16
"""Lines of a row of cards."""
_HEADINGS: Final = frozenset(("h2", "h3", "h4", "h5", "h6"))
_CONTACTS: Final = re.compile(
    r"(?:(?:key|media|press|main|your|our|related|for more information,?) ){0,2}"
    r"(?:contacts?(?: us| persons?| information| details)?|people|professionals|experts|attorneys"
    r"|lawyers|speakers|team|members)"
    r"|(?:meet|about) (?:the|our) (?:team|people|experts|speakers)|get in touch|the team"
    r"|(?:ihre? )?(?:kontakte?|ansprechpartner(?:in|innen)?)|team|contactos?|contatti|contatos?"
    r"|(?:vos )?(?:contacts|interlocuteurs)|contactpersoon|contactpersonen|kontaktpersoner?",
    re.IGNORECASE,
)


def is_of_teaser(line: VisibleLine, named: Sequence[Named], home: places.Home, own: Sites) -> bool:
    """Whether a name stands in a card that links to an article of its `own` site: who wrote that.

    A card of this article's writer links to them, to their addresses, to what else they wrote.
    """
    keys = [squeeze(one.name) for one in named]
    outer: HtmlElement | None = line.block
    for _ in range(_AROUND):
        if outer is None or outer in home.elements or outer.tag in ("body", "main"):
            return False
        for link in outer.iter("a"):
            told = text_of(link, " ")
            if (
                len(told.split()) < _TOLD
                or _is_day(told)
                or any(key in squeeze(told) for key in keys)
            ):
                continue
            leads = link.get("href") or ""
            # A fragment is of this page: `2 comments on The lock closes`.
            if not marks.linked(link) and "#" not in leads and own.has_page(leads):
                return len(text_of(outer, " ")) < parsing.LONGEST
        outer = outer.getparent()
    return False


def _is_day(text: str) -> bool:
    """Whether the words of a link are a date: `20. März 2014`."""
    return len(text) <= _DAY and belief.is_dated(text)


_DAY: Final = 20
"""Characters of a written date."""

_AROUND: Final = 3
"""Elements around a name that may be the card it stands in."""

_TOLD: Final = 3
"""Words of a link that are a headline."""


def commenters(marked: Iterable[tuple[int, Sequence[Named]]], place: PagePlace) -> set[int]:
    """The lines behind the text that name who said what follows each of them.

    They stand in elements of one making, with words between them that do not speak of them, and
    link to no page of a writer: comments, whatever the page calls them. `marked` are the lines
    whose markup says that they name writers, by number, with the names.
    """
    behind = range(place.head.last + 1, len(place.lines))
    row = {number: named for number, named in marked if number in behind}
    if not row:
        return set()
    made: defaultdict[tuple[str, str] | None, list[int]] = defaultdict(list)
    for number in behind:
        made[_making(place.lines[number])].append(number)
    found: set[int] = set()
    for alike in filter(None, map(made.get, {_making(place.lines[n]) for n in row} - {None})):
        apart = all(b - a > 1 for a, b in pairwise(alike))
        named = {number: row[number] for number in alike if number in row}
        if len(alike) > 1 and apart and not any(starmap(partial(_is_writer, place), named.items())):
            found.update(named)
    return found


def _making(line: VisibleLine) -> tuple[str, str] | None:
    """The tag and class of the element of a line; None where it has no class."""
    called = line.block.get("class")
    return (str(line.block.tag), called) if called else None


def _is_writer(place: PagePlace, number: int, named: Sequence[Named]) -> bool:
    """Whether a line has a label, or a link to its bearer's page, or the next one tells of them."""
    line = place.lines[number]
    after = "".join(following.text for following in place.lines[number + 1 : number + 2])
    return (
        any(one.labelled or one.name.split()[0] in after for one in named)
        or any(map(marks.linked, line.inner))
        or any(outer.tag == "a" for outer in islice(line.block.iterancestors(), _AROUND))
    )
