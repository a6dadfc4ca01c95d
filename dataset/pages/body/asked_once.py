"""Expressions that find elements by name and attributes, asked once of each kind of element.

trafilatura asks regular expressions of each element's class and id, many times over; most elements
of a page are alike, and so are those of the next. What is found is the same.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

KNOWN: Final = 1 << 14
"""Kinds of elements that an expression keeps in mind."""

LONGEST: Final = 500
"""Characters of attributes up to which a kind is kept in mind, so that pages can't fill it."""

_TEST: Final = "re:test("
_NAMESPACES: Final = {"re": "http://exslt.org/regular-expressions"}
# `.//*[self::a or self::b][…]`, `(.//*[…][…])[1]`, or `.//*[…][…][1]`.
_PATH: Final = re.compile(r"\s*\(?\s*\.//(\*\[.*?\])\s*\)?\s*(?:\[1\]\s*)?", re.DOTALL)
# `.//a|.//b[…]|.//*[…]`
_SEVERAL: Final = re.compile(
    r"\.//[a-z]+(?:\[(?:(?!\.//).)*?\])?(?:\|\.//[a-z*]+(?:\[(?:(?!\.//).)*?\])?)+"
)
_NAMES: Final = re.compile(r"\[\s*self::\w+(?:\s+or\s+self::\w+)*\s*\]")


class AskedOnce:
    """An XPath of descendants whose conditions are about their own names and attributes.

    It may be several, joined by `|`; of the conditions of one alone `not(.//…)` may be one as well.
    `path` is the expression, `first` says that only the first element is wanted, `known` are the
    kinds that it was asked of, and the answers.
    """

    @classmethod
    def of(cls, expression: etree.XPath, *, first: bool = False) -> AskedOnce | etree.XPath:
        """The expression asked so, or as it is where it has no regular expressions."""
        asks = isinstance(expression, etree.XPath) and _TEST in expression.path
        return cls(expression, first=first) if asks else expression

    def __init__(self, expression: etree.XPath, *, first: bool = False) -> None:
        found = _PATH.fullmatch(expression.path)
        if found is not None:
            asked = f"self::{found[1]}"
        elif _SEVERAL.fullmatch(expression.path):
            asked = expression.path.replace(".//", "self::")
        else:
            raise ValueError(f"not an expression of descendants: {expression.path}")
        names = _NAMES.match(asked.removeprefix("self::*"))
        self._tags = re.findall(r"self::(\w+)", names[0]) if names else ["*"]
        self._attributes = frozenset(re.findall(r"@([\w-]+)", asked))
        self._is = etree.XPath(asked, namespaces=_NAMESPACES)
        # What an element holds is told by `not(.//…)`: of each kind it is asked without that then.
        self._holds = ".//" in asked
        self.path = expression.path
        self.first = first
        self.known: dict[tuple[object, ...], bool] = {}

    def __call__(self, tree: HtmlElement) -> list[HtmlElement]:
        """The elements found under `tree`, in document order."""
        found = self._found(tree)
        return list(islice(found, 1) if self.first else found)

    def _found(self, tree: HtmlElement) -> Iterator[HtmlElement]:
        known, attributes, asks = self.known, self._attributes, self._is
        for element in tree.iterdescendants(*self._tags):
            told = [one for one in element.items() if one[0] in attributes]
            kind = (element.tag, *told)
            may_be = known.get(kind)
            if may_be is None:
                # Less is told by `not(.//…)` of what holds something, never more.
                alone = etree.Element(element.tag, dict(told)) if self._holds else element
                may_be = bool(asks(alone))
                if sum(len(value) for _, value in told) <= LONGEST:
                    if len(known) >= KNOWN:
                        known.clear()
                    known[kind] = may_be
            if may_be and (not self._holds or asks(element)):
                yield element
