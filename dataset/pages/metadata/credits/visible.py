"""Bylines that people see: found by place, label and markup, the best of them chosen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from twa.dataset.pages.metadata.credits import labels, marks, names, parsing, words
from twa.dataset.pages.metadata.credits.model import Role
from twa.dataset.pages.metadata.credits.parsing import Named
from twa.dataset.pages.metadata.lines import Head, Line, Place
from twa.dataset.pages.metadata.markup import foreign_by_name, names_of, squeeze
from twa.dataset.pages.metadata.markup import words as text_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

BEFORE: Final = 8
"""Lines above the headline among which a byline may stand."""

_BRIEF: Final = 60
"""Characters of a line that is nothing but a byline, though the name in it may be any word."""

STRONG: Final = 7
"""From this score on a byline is believed against what is stated elsewhere."""

_WITHIN: Final = re.compile(r"\b(?:by|von|par|por|oleh)\b|[:：]", re.IGNORECASE)
_FIELD: Final = re.compile(r"author|byline|writer|by-line|auteur|autor", re.IGNORECASE)
_REACH: Final = re.compile(
    r"\W*(?:media |press )?(?:contacts?|phone|tel|kontakt|contacto)\b", re.IGNORECASE
)
_DATED: Final = re.compile(
    r"\d{4}|\d{1,2}[./:]\d{1,2}|\d\s?(?:min|分|phút)|\bago\b|[^\W\d]{3}\.?\s\d{1,2}\b"
    r"|\b\d{1,2}\.?\s[^\W\d]{3}",
    re.IGNORECASE,
)
_TEAM: Final = re.compile(
    r"\b(?:team|staff|editors|desk|newsroom|redaktion|redacción|redação|rédaction)\Z", re.IGNORECASE
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
    source: str
    marked: bool


def read(place: Place, language: str | None) -> list[Byline]:
    """All bylines of a page, in reading order."""
    found, head, heading = place.lines, place.head, place.heading
    bylines: list[Byline] = []
    for number, line in enumerate(found):
        if len(line.text) > parsing.LONGEST or number == head.line or _REACH.match(line.text):
            continue
        if (byline := _byline(found, number, head, heading, language)) is not None:
            bylines.append(byline)
    return bylines


def _byline(
    found: Sequence[Line],
    number: int,
    head: Head,
    heading: HtmlElement | None,
    language: str | None,
) -> Byline | None:
    line = found[number]
    place = _place(number, head)
    before = _role_before(found, number)
    if before not in (None, "author", "contributor"):
        return None
    label = labels.labelled(line.text) or before is not None
    marked, texts, sure = _marked(line)
    bare = not label and not marked
    cjk = names.cjk(line.text)
    if bare and place not in ("head", "end"):
        return None
    # A label in the middle of a line: `12 May — by Jane Roe`, `12月5日 記者陳大文`.
    within = cjk or (place == "head" and _WITHIN.search(line.text) is not None)
    dated = bare and _may_be_bare(found, number, head)
    if bare and not within and not dated:
        return None
    named: list[Named] = []
    for text in texts or [line.text]:
        named.extend(parsing.read(text, language=language))
    if texts:
        named = _completed(named, parsing.read(line.text, language=language))
    if label and not any(one.labelled for one in named):
        named = [Named(n.name, n.kind, n.role, True) for n in named]
    labelled = any(one.labelled and one.role in ("author", "contributor") for one in named)
    plainly = _PLAINLY.match(line.text) is not None and len(line.text) <= 120
    kept = tuple(
        dict.fromkeys(
            one
            for one in named
            if (one.labelled or not bare or dated)
            and _credible(one, marked=marked, sure=sure)
            and (place == "head" or marked or _certain(one) or plainly)
            and (marked or one.kind != "unknown" or len(line.text) <= _BRIEF)
            and (place in ("head", "above") or label or sure or _borne(one, language))
            and (
                not bare or one.labelled or _borne(one, language) or _rare(one.name, found, number)
            )
        )
    )
    # Behind the first name stand others of its kind, or what its bearer is.
    lone = bool(kept) and " " not in kept[0].name and label
    kept = tuple(
        one
        for number, one in enumerate(kept)
        if number == 0 or _beside(one) or (lone and " " not in one.name)
    )
    if not any(one.role in ("author", "source", "contributor") for one in kept):
        return None
    score = _score(place, marked=marked, sure=sure, labelled=labelled, number=number, head=head)
    if plainly and score <= 0 and place == "below":
        score = 1.0
    near = place == "head" and (labelled or sure)
    if score <= 0 or _elsewhere(line.block, heading, near=near, marked=marked):
        return None
    source = "microdata" if sure and any(map(_is_microdata, _around(line))) else "html"
    return Byline(kept, line.text, score, number, source, marked)


def _completed(marked: list[Named], line: Sequence[Named]) -> list[Named]:
    """The names of the whole line, where it names those that are marked and others like them."""
    keys = {squeeze(one.name) for one in marked}
    others = [one for one in line if squeeze(one.name) not in keys]
    if len(line) <= len(marked) or not keys <= {squeeze(one.name) for one in line}:
        return marked
    people = all(names.alone(one.name) and names.borne(one.name) for one in others)
    return list(line) if people else marked


def _rare(name: str, found: Sequence[Line], number: int) -> bool:
    """Whether a name stands right beside a date, and no word of it is a common one in the page."""
    beside = (found[n].text for n in (number - 1, number, number + 1) if 0 <= n < len(found))
    if not any(len(text) < 60 and _DATED.search(text) for text in beside) or names.cjk(name):
        return False
    parts = "|".join(re.escape(part.casefold()) for part in name.split() if len(part) > 2)
    small = re.compile(rf"(?<![\w@./-])(?:{parts})(?![\w@./-])")
    return bool(parts) and not any(small.search(line.text) for line in found)


def _borne(one: Named, language: str | None) -> bool:
    """Whether a name that neither label nor place vouches for is certainly one of somebody."""
    if one.kind == "organisation":
        return squeeze(one.name) in words.AGENCIES or bool(_TEAM.search(one.name))
    if names.cjk(one.name) and (language or "").lower().startswith("ja"):
        return True
    return names.borne(one.name)


def _place(number: int, head: Head) -> str:
    if head.line is None:
        return "head" if number < head.first else ("end" if number > head.last else "body")
    if head.line < number < head.end:
        return "head"
    if head.line - BEFORE <= number < head.line:
        return "above"
    if head.last - 2 <= number <= head.last + 12:
        return "end"
    return "below" if number > head.line else "before"


def _score(
    place: str, *, marked: bool, sure: bool, labelled: bool, number: int, head: Head
) -> float:
    score = 0.0
    if marked:
        score += 6
    if sure:
        score += 1
    if labelled:
        score += 6 if not marked else 3
    if not marked and not labelled:
        score = 3
    if place == "head":
        score += 2 if number < head.first else 0.5
    elif place == "above":
        score -= 1
    elif place == "end":
        score -= 3 if labelled else 4
    elif place == "below":
        score -= 4 if labelled and marked else 5 if marked else 9
    elif place == "before":
        score -= 6
    else:
        score -= 3
    return score


def _role_before(found: Sequence[Line], number: int) -> Role | None:
    """The role that a label on a line of its own gives to what stands on the next."""
    for back in (1, 2):
        if number - back < 0:
            return None
        text = found[number - back].text
        if len(text) > 40:
            return None
        if role := labels.alone(text):
            return role
        if re.search(r"\w{3}", text):
            return None
    return None


def _around(line: Line) -> Iterator[HtmlElement]:
    yield from line.inner
    element: HtmlElement | None = line.block
    for _ in range(4):
        if element is None or element.tag in ("body", "html", "main", "article", "section"):
            return
        yield element
        element = element.getparent()


def _marked(line: Line) -> tuple[bool, list[str], bool]:
    """Whether the markup says that a line names its writers, the words that it marks, how sure."""
    if any(marks.filed(element) for element in line.inner if element.tag == "a") and not any(
        marks.stated(e) or marks.called(e) for e in line.inner
    ):
        return False, [], False
    sure = [e for e in line.inner if marks.stated(e)]
    links = [e for e in line.inner if marks.linked(e) and not marks.barred(e)]
    inner = [e for e in line.inner if marks.called(e)]
    outer = []
    for element in _outer(line):
        if marks.barred(element) and not marks.called(element):
            break
        if (marks.called(element) or marks.stated(element)) and _short(element):
            outer.append(element)
    is_sure = bool(sure) or any(marks.stated(e) for e in outer)
    for group in (links if outer or inner or sure else [], _names_only(sure), _names_only(inner)):
        texts = [text for e in group if (text := text_of(e, " ")) and len(text) < len(line.text)]
        if texts and not labels.labelled(texts[0]):
            return True, texts, is_sure
    if sure or inner or outer:
        return True, [], is_sure
    if links and len(links) <= 6 and len(line.text) < 150:
        texts = [text for e in links if names.alone(text := text_of(e, " "))]
        return bool(texts), texts, False
    return False, [], False


def _names_only(elements: list[HtmlElement]) -> list[HtmlElement]:
    """The innermost of marked elements."""
    outside = {id(a) for e in elements for a in e.iterancestors()}
    return [e for e in elements if id(e) not in outside]


def _outer(line: Line) -> Iterator[HtmlElement]:
    element: HtmlElement | None = line.block
    for _ in range(5):
        if element is None or element.tag in ("body", "html", "main", "section"):
            return
        yield element
        element = element.getparent()


def _short(element: HtmlElement) -> bool:
    total = 0
    for text in element.itertext():
        total += len(text.strip())
        if total > parsing.LONGEST:
            return False
    return True


def _is_microdata(element: HtmlElement) -> bool:
    return "author" in (element.get("itemprop") or "").lower()


def _may_be_bare(found: Sequence[Line], number: int, head: Head) -> bool:
    """Whether a line without label or markup may be a byline: dated, or beside a date."""
    line = found[number]
    if len(line.text) > 80 or any(marks.filed(element) for element in line.inner):
        return False
    if line.block.tag in ("h1", "h2", "h3", "figcaption", "blockquote", "td", "th"):
        return False
    if head.line is None or not head.line < number < head.first:
        return False
    near = [found[n].text for n in range(number - 3, number + 4) if 0 <= n < len(found)]
    return any(len(text) < 80 and _DATED.search(text) for text in near)


def _elsewhere(
    block: HtmlElement, heading: HtmlElement | None, *, near: bool, marked: bool
) -> bool:
    """Whether a line stands where other articles are told, or comments.

    What a site keeps of its writers may look so in itself (a card, an article of its own): an
    element called after the author or the byline holds it then.
    """
    home = set() if heading is None else set(heading.iterancestors())
    cards = any(ancestor.tag == "article" for ancestor in home)
    found = False
    element: HtmlElement | None = block
    while element is not None and element not in home and element.tag != "body":
        if _FIELD.search(names_of(element)):
            found = False
        elif foreign_by_name(element) and not near:
            found = True
        elif element.tag == "footer":
            found = found or not _in_article(element)
        elif element.tag == "aside":
            found = found or not (near or marked)
        elif cards and element.tag == "article":
            found = True
        element = element.getparent()
    return found


def _in_article(element: HtmlElement) -> bool:
    return any(outer.tag == "article" for outer in element.iterancestors())


def _credible(one: Named, *, marked: bool, sure: bool) -> bool:
    if one.role not in ("author", "contributor", "source"):
        return True
    parts = one.name.split()
    folded = {part.casefold().strip(".,'’") for part in parts}
    if one.kind == "organisation":
        agency = squeeze(one.name) in words.AGENCIES
        return one.labelled or marked or agency or bool(_TEAM.search(one.name))
    if all(word in words.OFFICES or word in words.MODIFIERS for word in folded):
        return False
    common = 2 * len(words.COMMON & folded) >= len(folded)
    plain = words.FUNCTION.isdisjoint(folded) and parts[0].casefold() not in words.ARTICLES
    if one.labelled:
        if one.kind == "person":
            return len(parts) > 1 or not common
        if one.name.islower() and "-" in one.name:
            return False
        return len(parts) <= 4 and plain and (len(parts) == 1 or one.name[:1].isupper() or marked)
    if marked:
        if not words.OFFICES.isdisjoint(folded) or (common and not sure):
            return False
        lone = " " not in one.name
        if one.kind == "unknown" and (len(one.name) < 3 or (lone and "-" in one.name)):
            return False
        return one.kind == "person" or (plain and len(parts) <= (4 if sure else 2))
    return names.alone(one.name)


def chosen(bylines: Sequence[Byline]) -> list[Byline]:
    """The best byline, and those that continue it."""
    if not bylines:
        return []
    best = max(bylines, key=lambda b: (b.score, -b.number))
    together = [best]
    for step in (1, -1):
        near = best.number
        ordered = sorted(bylines, key=lambda b: step * b.number)
        for other in ordered:
            if step * (other.number - near) <= 0:
                continue
            if abs(other.number - near) > 3 or other.score < best.score - 1:
                break
            if other.marked == best.marked and all(_continues(one) for one in other.named):
                together.append(other)
                near = other.number
    return sorted(together, key=lambda b: b.number)


def _certain(one: Named) -> bool:
    """Whether a name is one wherever it stands."""
    return names.alone(one.name) or squeeze(one.name) in words.AGENCIES or names.cjk(one.name)


def _beside(one: Named) -> bool:
    return one.role != "author" or _certain(one) or one.kind == "organisation"


def _continues(one: Named) -> bool:
    """Whether a name on a line of its own goes with that of the byline beside it."""
    return one.role != "author" or names.alone(one.name) or one.kind == "organisation"
