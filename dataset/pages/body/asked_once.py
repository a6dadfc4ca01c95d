"""Expressions that find elements by name and attributes, asked once of each kind of element.

trafilatura asks regular expressions of each element's class and id, many times over; most elements
of a page are alike, and so are those of the next. What is found is the same.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from lxml import etree

from twa.dataset.expressions import any_of, signs

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
# A condition that an attribute makes true: by an expression in it, a part of it, all of it, or by
# being there.
_CONDITION: Final = re.compile(
    r"re:test\(\s*@[\w|@-]+,\s*'(?P<test>[^']*)'(?:,\s*'i')?\s*\)"
    r"|(?:contains|starts-with)\(\s*@[\w|@-]+,\s*'(?P<part>[^']*)'\s*\)"
    r"|@[\w-]+\s*=\s*'(?P<whole>[^']*)'"
    r"|@(?P<there>[\w-]+)(?=\s*(?:\]|or\b|and\b|\Z))"
)
_FOLDED: Final = re.compile(r"translate\((@[\w-]+)[^()]*\)")
# What an attribute makes false, or something else than these.
_OTHER: Final = re.compile(r"not\(\s*(?!\s|self::|\.//)|@")


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
        self._sign, self._there = _sign(asked)
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
            may_be = known.get((element.tag, *told))
            if may_be is None:
                may_be = self._may_be(element.tag, told)
            if may_be and (not self._holds or asks(element)):
                yield element

    def _may_be(self, tag: str, told: list[tuple[str, str]]) -> bool:
        """Whether elements of a kind are found, whatever they hold; kept in mind."""
        if told and not any(name in self._there or self._says(value) for name, value in told):
            # Attributes that say nothing: it is what any element of its name is.
            may_be = self.known[tag,] if (tag,) in self.known else self._may_be(tag, [])
        else:
            # Less is told by `not(.//…)` of what holds something, never more.
            may_be = bool(self._is(etree.Element(tag, dict(told))))
        if sum(len(value) for _, value in told) <= LONGEST:
            if len(self.known) >= KNOWN:
                self.known.clear()
            self.known[tag, *told] = may_be
        return may_be

    def _says(self, value: str) -> bool:
        # Without regard to case some letters of ASCII are others' too.
        return not value.isascii() or self._sign.search(value.lower()) is not None


def _sign(asked: str) -> tuple[re.Pattern[str], frozenset[str]]:
    """What each attribute has, in lower case, that makes a condition true, and few others have.

    And the attributes that are enough by being there. Where it can't be told, what all have.
    """
    asked = _FOLDED.sub(r"\1", asked)
    found = list(_CONDITION.finditer(asked))
    there = frozenset(one["there"] for one in found if one["there"])
    wholes = {one["whole"].lower() for one in found if one["whole"]}
    parts = {one["part"].lower() for one in found if one["part"]}
    try:
        for one in found:
            parts.update(map(str.lower, signs(one["test"]) if one["test"] else ()))
    except ValueError:
        return re.compile(""), there
    if _OTHER.search(_CONDITION.sub("", asked)):
        return re.compile(""), there
    either = (any_of(sorted(parts)), rf"\A{any_of(sorted(wholes))}\Z" if wholes else "")
    return re.compile("|".join(filter(None, either))), there
