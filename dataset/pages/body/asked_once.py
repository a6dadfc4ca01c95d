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

_NAMING: Final = frozenset(("class", "id"))
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
    """XPaths of descendants whose conditions are about their own names and attributes.

    Several are asked in one walk. Of the conditions of one `not(.//…)` may be one as well.
    `path` is what they are together, `first` says that only the first element is wanted, `known`
    are the kinds that they were asked of, and the answers.
    """

    def __init__(self, *expressions: etree.XPath, first: bool = False) -> None:
        each = [_own(expression.path) for expression in expressions]
        asked = " | ".join(each)
        tags = [tag for one in each for tag in _tags(one)]
        self._tags = ["*"] if "*" in tags else list(dict.fromkeys(tags))
        self._attributes = frozenset(re.findall(r"@([\w-]+)", asked))
        # To ask for two attributes by name takes half the time of a look at all.
        self._kind = _by_names if self._attributes <= _NAMING else self._by_items
        self._is = etree.XPath(asked, namespaces=_NAMESPACES)
        # What an element holds is told by `not(.//…)`: of each kind it is asked without that then.
        self._holds = ".//" in asked
        self._sign, self._there = _sign(asked)
        self.path = " | ".join(expression.path for expression in expressions)
        self.first = first
        self.known: dict[tuple[object, ...], bool] = {}

    def __call__(self, tree: HtmlElement) -> list[HtmlElement]:
        """The elements found under `tree`, in document order."""
        found = self._found(tree)
        return list(islice(found, 1) if self.first else found)

    def _found(self, tree: HtmlElement) -> Iterator[HtmlElement]:
        known, kind_of, asks = self.known, self._kind, self._is
        for element in tree.iterdescendants(*self._tags):
            kind = kind_of(element)
            may_be = known.get(kind)
            if may_be is None:
                may_be = self._may_be(kind, element)
            if may_be and (not self._holds or asks(element)):
                yield element

    def _by_items(self, element: HtmlElement) -> tuple[object, ...]:
        attributes = self._attributes
        return (element.tag, *[one for one in element.items() if one[0] in attributes])

    def _may_be(self, kind: tuple[object, ...], element: HtmlElement) -> bool:
        """Whether elements of a kind are found, whatever they hold; kept in mind."""
        told = [one for one in element.items() if one[0] in self._attributes]
        if any(name in self._there or self._says(value) for name, value in told):
            # Less is told by `not(.//…)` of what holds something, never more.
            may_be = bool(self._is(etree.Element(element.tag, dict(told))))
        else:
            # Attributes that say nothing: it is what any element of its name is.
            bare = self.known.get((element.tag,))
            may_be = bool(self._is(etree.Element(element.tag))) if bare is None else bare
            self._keep((element.tag,), may_be)
        if sum(len(value) for _, value in told) <= LONGEST:
            self._keep(kind, may_be)
        return may_be

    def _keep(self, kind: tuple[object, ...], may_be: bool) -> None:
        if len(self.known) >= KNOWN:
            self.known.clear()
        self.known[kind] = may_be

    def _says(self, value: str) -> bool:
        # Without regard to case some letters of ASCII are others' too.
        return not value.isascii() or self._sign.search(value.lower()) is not None


def _by_names(element: HtmlElement) -> tuple[object, ...]:
    get = element.get
    return (element.tag, get("class"), get("id"))


def _own(path: str) -> str:
    """The expression asked of an element itself."""
    if (found := _PATH.fullmatch(path)) is not None:
        return f"self::{found[1]}"
    if _SEVERAL.fullmatch(path):
        return path.replace(".//", "self::")
    raise ValueError(f"not an expression of descendants: {path}")


def _tags(asked: str) -> list[str]:
    """The names of the elements that it is asked of, `*` for all."""
    names = _NAMES.match(asked.removeprefix("self::*"))
    return re.findall(r"self::(\w+)", names[0]) if names else ["*"]


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
