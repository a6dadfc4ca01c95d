"""The words of a line that its markup marks as the names of who wrote."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from twa.dataset.pages.metadata.credits import labels, marks, names, parsing
from twa.dataset.pages.metadata.markup import words as text_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from twa.dataset.pages.metadata.lines import Line


def around(line: Line) -> Iterator[HtmlElement]:
    yield from line.inner
    element: HtmlElement | None = line.block
    for _ in range(4):
        if element is None or element.tag in ("body", "html", "main", "article", "section"):
            return
        yield element
        element = element.getparent()


def marked(line: Line) -> tuple[bool, list[str], bool]:
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
        texts = [text for text in texts if not text.startswith("@")]
        if texts and not labels.labelled(texts[0]):
            return True, texts, is_sure
    if sure or inner or outer:
        return True, [], is_sure
    if links and len(links) <= 6 and len(line.text) < 150:
        texts = [text for e in links if _is_somebody(text := text_of(e, " "))]
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


def is_microdata(element: HtmlElement) -> bool:
    return "author" in (element.get("itemprop") or "").lower()


def _is_somebody(text: str) -> bool:
    return names.alone(text) or (names.collective(text) and len(text.split()) <= 4)
