"""The words of a line that its markup marks as the names of who wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from twa.dataset.pages.metadata.credits.bylines import belief, marks
from twa.dataset.pages.metadata.credits.vocabulary import agencies, labels, offices
from twa.dataset.pages.metadata.credits.wording import names, parsing
from twa.dataset.pages.metadata.markup import line as small
from twa.dataset.pages.metadata.markup import squeeze
from twa.dataset.pages.metadata.markup import words as text_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from twa.dataset.pages.metadata.credits.bylines.marks import Marks
    from twa.dataset.pages.metadata.credits.wording.parsing import Named
    from twa.dataset.pages.metadata.lines import VisibleLine
    from twa.dataset.pages.metadata.titles.sites import Sites


def around(line: VisibleLine) -> Iterator[HtmlElement]:
    yield from line.inner
    element: HtmlElement | None = line.block
    for _ in range(4):
        if element is None or element.tag in ("body", "html", "main", "article", "section"):
            return
        yield element
        element = element.getparent()


class MarksRead:
    """The marks of a page's elements, each read once."""

    def __init__(self) -> None:
        self._marks: dict[HtmlElement, Marks] = {}
        self._above: dict[HtmlElement | None, bool] = {}

    def of(self, element: HtmlElement) -> Marks:
        found = self._marks.get(element)
        if found is None:
            found = self._marks[element] = marks.of(element)
        return found

    def outer(self, block: HtmlElement) -> list[tuple[HtmlElement, Marks]]:
        """A block and the next few around it, if any of them is marked; else none."""
        above = block.getparent()
        # Most lines stand beside others, whose outer elements are theirs.
        is_marked = self._above.get(above)
        if is_marked is None:
            is_marked = any(self.of(e).is_writer for e in _outer(above, _LEVELS - 1))
            self._above[above] = is_marked
        if not (is_marked or self.of(block).is_writer):
            return []
        around = [(e, self.of(e)) for e in _outer(block, _LEVELS)]
        return around if any(mark.is_writer for _, mark in around) else []


def marked(line: VisibleLine, known: MarksRead) -> tuple[bool, list[str], bool]:
    """Whether the markup says that a line names its writers, the words that it marks, how sure."""
    within = [(e, known.of(e)) for e in line.inner]
    sure = [e for e, mark in within if mark.stated]
    inner = [e for e, mark in within if mark.called]
    links = [e for e, mark in within if marks.linked(e) and not (mark.barred or marks.filed(e))]
    around = known.outer(line.block)
    if not (sure or inner or links or around):
        return _is_linked_name(line), [], False
    if not (sure or inner or links) and any(map(marks.filed, line.inner)):
        return False, [], False
    outer = []
    is_sure = bool(sure)
    for element, mark in around:
        if mark.barred and not mark.called:
            break
        if mark.is_writer and _short(element):
            outer.append(element)
            is_sure = is_sure or mark.stated
    own = [e for e in line.inner if e.get("itemprop") == "name"] if is_sure else []
    linked = links if outer or inner or sure else []
    for group in (linked, own, _names_only(sure), _names_only(inner)):
        texts = [text for e in group if (text := text_of(e, " ")) and len(text) < len(line.text)]
        texts = _joined([text for text in texts if not text.startswith("@")])
        if texts and (not labels.labelled(texts[0]) or not labels.labelled(line.text)):
            return True, texts, is_sure
    if sure or inner or outer:
        return True, [], is_sure
    if links and len(links) <= 6 and len(line.text) < 150:
        texts = [_name_in(e) for e in links]
        people = [text for text in texts if _is_somebody(text)]
        named = [t for t in texts if t in people or (people and belief.is_sign(t))]
        return bool(people), named, False
    return False, [], False


def _name_in(link: HtmlElement) -> str:
    """The words of a link; of one that is a card, the name: what its bearer is follows it."""
    whole = text_of(link, " ")
    for inner in link.iterdescendants():
        name = text_of(inner, " ")
        if names.alone(name) and whole.startswith(name):
            return name if offices.told(whole[len(name) :], offices.OFFICES) else whole
    return whole


def _is_linked_name(line: VisibleLine) -> bool:
    """Whether a line is a name and all that a link to its bearer's page says, around its block."""
    for element in islice(line.block.iterancestors(), _AROUND):
        if element.tag == "a":
            if not (marks.linked(element) and names.alone(line.text)):
                return False
            return small(element, len(line.text)) == line.text
    return False


_AROUND: Final = 3
"""Elements around a line in which a link may hold it."""


def _joined(texts: list[str]) -> list[str]:
    """A given name and a surname that are marked each by itself, as one."""
    whole = " ".join(texts)
    return (
        [whole] if len(texts) == _PARTS and whole.count(" ") == 1 and names.alone(whole) else texts
    )


_PARTS: Final = 2


def _names_only(elements: list[HtmlElement]) -> list[HtmlElement]:
    """The innermost of marked elements."""
    outside = {id(a) for e in elements for a in e.iterancestors()}
    return [e for e in elements if id(e) not in outside]


def _outer(element: HtmlElement | None, levels: int) -> Iterator[HtmlElement]:
    for _ in range(levels):
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


def is_microdata(element: HtmlElement) -> bool:
    return "author" in (element.get("itemprop") or "").lower()


def _is_somebody(text: str) -> bool:
    return names.alone(text) or (names.collective(text) and len(text.split()) <= 4)


def unbracketed(line: VisibleLine) -> VisibleLine:
    """A line that is a label and names in brackets, without them: `(Reporting by Jane Roe)`."""
    if line.text[0] not in "([（【［" or line.text[-1] not in ")]）】］":
        return line
    inner = line.text[1:-1]
    if labels.first(inner) is None or not _UNBROKEN.fullmatch(inner):
        return line
    return replace(line, text=inner)


_UNBROKEN: Final = re.compile(r"[^()\[\]（）【】［］]{1,200}")


def with_colon(line: VisibleLine) -> VisibleLine:
    """A line whose first words are a label by an element of their own, with a colon behind it."""
    first = line.inner[0] if line.inner and len(line.text) <= _LONGEST else None
    if first is None or first.tag not in _LABELS or not line.text[:1].isalpha():
        return line
    label = text_of(first, " ")
    rest = line.text[len(label) :].lstrip()
    if not (label and rest[:1].isalpha() and line.text.startswith(label) and labels.alone(label)):
        return line
    return replace(line, text=f"{label}: {rest}")


def name_alone(line: VisibleLine, own: Sites) -> VisibleLine:
    """A line without its last element: the site's name, what a person is, or `All stories`."""
    last = line.inner[-1] if len(line.inner) > 1 and len(line.text) <= _LONGEST else None
    if last is None:
        return line
    end = text_of(last, " ")
    rest = line.text.removesuffix(end).strip()
    if not end or len(rest) == len(line.text) or not names.alone(rest):
        return line
    if marks.leads_to_another(last, end) if last.tag == "a" else own.named(end) or _is_office(end):
        return replace(line, text=rest, inner=line.inner[:-1])
    return line


def _is_office(text: str) -> bool:
    """Whether words are what a person is: `Home and legal correspondent`."""
    return labels.alone(text) in (None, "author") and offices.told(text)


_LEVELS: Final = 5
"""Elements around a line whose marks are its own, its block the first."""

_LABELS: Final = frozenset(("strong", "b", "em", "i", "span"))
_LONGEST: Final = 120
"""Characters of a line that is a label and names."""


def agency_alone(one: Named, line: VisibleLine) -> Named:
    """An agency without the place beside it, where it has its own element: `EFE Huelva`."""
    head = one.name.partition(" ")[0]
    if one.kind != "organisation" or head == one.name or squeeze(head) not in agencies.NAMES:
        return one
    if all(text_of(element) != head for element in line.inner):
        return one
    return replace(one, name=head, role="source")
