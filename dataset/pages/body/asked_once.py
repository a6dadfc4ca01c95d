"""Expressions that find elements by name and attributes, asked once of each kind of element.

trafilatura asks regular expressions of each element's class and id, many times over; most elements
of a page are alike, and so are those of the next. What is found is the same. The conditions are
asked in Python: libxml2 takes longer to begin with an expression than they take.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from twa.dataset.expressions import any_of, expression, signs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml import etree
    from lxml.html import HtmlElement

    Told = list[tuple[str, str]]
    Condition = Callable[[HtmlElement, Told, bool], bool]

KNOWN: Final = 1 << 14
"""Kinds of elements that an expression keeps in mind."""

LONGEST: Final = 500
"""Characters of attributes up to which a kind is kept in mind, so that pages can't fill it."""

_NAMING: Final = frozenset(("class", "id"))
# `(.//a|.//*[…][…])[1]`: which of those found is wanted, `first` says.
_PATH: Final = re.compile(r"\s*(\()?\s*(\.//.*?)\s*(?(1)\))\s*(?:\[1\])?\s*", re.DOTALL)
_STEP: Final = re.compile(r"(?:\A|\s*\|\s*)\.//(\*|\w+)")
_OPEN: Final = re.compile(r"\s*\[\s*")
_NEXT: Final = re.compile(r"\s+or\s+|\s*(\])")
# What a condition asks of the first of some attributes, of one alone, or of the element.
_TERM: Final = re.compile(
    r"re:test\(\s*(?P<tested>@[\w|@-]+),\s*'(?P<test>[^']*)'(?P<any_case>,\s*'i')?\s*\)"
    r"|contains\(\s*(?P<held>@[\w|@-]+),\s*'(?P<part>[^']*)'\s*\)"
    r"|contains\(\s*translate\(\s*(?P<folded>@[\w-]+),\s*'(?P<of>\w*)',\s*'(?P<to>\w*)'\s*\)"
    r",\s*'(?P<folded_part>[^']*)'\s*\)"
    r"|starts-with\(\s*(?P<begun>@[\w|@-]+),\s*'(?P<begin>[^']*)'\s*\)"
    r"|@(?P<is>[\w-]+)\s*=\s*'(?P<whole>[^']*)'"
    r"|@(?P<there>[\w-]+)"
    r"|(?P<negated>not\(\s*)?(?P<names>self::\w+(?(negated)(?:\s+or\s+self::\w+)*\s*\)))"
    r"|not\(\s*\.//(?P<without>\w+)\s*\)"
)


class AskedOnce:
    """XPaths of descendants whose conditions are about their own names and attributes.

    Several are asked in one walk. A condition may be `not(.//name)` as well. `path` is what they
    are together, `first` says that only the first element is wanted, `known` are the kinds that
    they were asked of, and the answers. Raises ValueError for other expressions.
    """

    def __init__(self, *expressions: etree.XPath, first: bool = False) -> None:
        self.path = " | ".join(one.path for one in expressions)
        self.first = first
        self.known: dict[tuple[object, ...], bool] = {}
        self._steps = [step for one in expressions for step in _steps(one.path)]
        tags = list(dict.fromkeys(tag for step in self._steps for tag in step.names))
        self._tags = ["*"] if "*" in tags else tags
        self._attributes = frozenset(re.findall(r"@([\w-]+)", self.path))
        # What an element holds is told by `not(.//…)`: of each kind it is asked without that then.
        self._holds = "not(.//" in self.path
        self._sign, self._there = _sign([term for step in self._steps for term in step.terms])
        # To ask for two attributes by name takes half the time of a look at all.
        self._kind = _by_names if self._attributes <= _NAMING else self._by_items

    def __call__(self, tree: HtmlElement) -> list[HtmlElement]:
        """The elements found under `tree`, in document order."""
        found = self._found(tree)
        return list(islice(found, 1) if self.first else found)

    def _found(self, tree: HtmlElement) -> Iterator[HtmlElement]:
        known, kind_of = self.known, self._kind
        for element in tree.iterdescendants(*self._tags):
            kind = kind_of(element)
            may_be = known.get(kind)
            if may_be is None:
                may_be = self._may_be(kind, element)
            if may_be and (not self._holds or self._is(element, self._told(element), whole=True)):
                yield element

    def _by_items(self, element: HtmlElement) -> tuple[object, ...]:
        return (element.tag, *self._told(element))

    def _told(self, element: HtmlElement) -> Told:
        attributes = self._attributes
        return [one for one in element.items() if one[0] in attributes]

    def _may_be(self, kind: tuple[object, ...], element: HtmlElement) -> bool:
        """Whether elements of a kind are found, whatever they hold; kept in mind."""
        told = self._told(element)
        if any(name in self._there or self._says(value) for name, value in told):
            may_be = self._is(element, told, whole=False)
        else:
            # Attributes that say nothing: it is what any element of its name is.
            bare = self.known.get((element.tag,))
            may_be = self._is(element, [], whole=False) if bare is None else bare
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

    def _is(self, element: HtmlElement, told: Told, *, whole: bool) -> bool:
        """Whether an element of these attributes is found; by what it holds too, if `whole`."""
        return any(
            (element.tag in step.names or "*" in step.names)
            and all(any(one(element, told, whole) for one in either) for either in step.needed)
            for step in self._steps
        )


class _Step(NamedTuple):
    """An alternative of an expression: names of elements, and of each of its conditions one."""

    names: frozenset[str]
    needed: list[list[Condition]]
    terms: list[re.Match[str]]


def _by_names(element: HtmlElement) -> tuple[object, ...]:
    get = element.get
    return (element.tag, get("class"), get("id"))


def _steps(path: str) -> Iterator[_Step]:
    found = _PATH.fullmatch(path)
    text, at = (found[2], 0) if found else ("", 0)
    while begun := _STEP.match(text, at):
        step, at = _Step(frozenset((begun[1],)), [], []), begun.end()
        while opened := _OPEN.match(text, at):
            terms, at = _terms(text, opened.end(), path)
            if "*" in step.names and all(one["names"] and not one["negated"] for one in terms):
                names = frozenset(one["names"].removeprefix("self::") for one in terms)
                step = step._replace(names=names)
            else:
                step.needed.append(list(map(_condition, terms)))
                step.terms.extend(terms)
        yield step
    if not text or at < len(text):
        raise ValueError(f"not an expression of descendants: {path}")


def _terms(text: str, at: int, path: str) -> tuple[list[re.Match[str]], int]:
    """The terms of a predicate that begins here, of which one is needed, and where it ends."""
    terms = []
    while term := _TERM.match(text, at):
        terms.append(term)
        after = _NEXT.match(text, term.end())
        if after is None:
            break
        at = after.end()
        if after[1]:
            return terms, at
    raise ValueError(f"not an expression of descendants: {path}")


def _condition(term: re.Match[str]) -> Condition:
    """What a term asks of an element, what it tells of itself, and whether all of it is there."""
    if term["is"]:
        stated = (term["is"], term["whole"])
        return lambda _element, told, _whole: stated in told
    if name := term["there"]:
        return lambda _element, told, _whole: any(one == name for one, _ in told)
    if without := term["without"]:
        return lambda element, _told, whole: not whole or element.find(f".//{without}") is None
    if listed := term["names"]:
        names = frozenset(re.findall(r"self::(\w+)", listed))
        wanted = not term["negated"]
        return lambda element, _told, _whole: (element.tag in names) is wanted
    asked = term["tested"] or term["held"] or term["folded"] or term["begun"]
    attributes = frozenset(one.lstrip("@") for one in asked.split("|"))
    says = _asked(term)
    # Of several attributes, XPath takes the first.
    return lambda _element, told, _whole: says(
        next((value for name, value in told if name in attributes), "")
    )


def _asked(term: re.Match[str]) -> Callable[[str], bool]:
    """What a term asks of the value of an attribute."""
    if (part := term["part"]) is not None:
        return lambda value: part in value
    if (begin := term["begin"]) is not None:
        return lambda value: value.startswith(begin)
    if (folded := term["folded_part"]) is not None:
        fold = str.maketrans(term["of"], term["to"])
        return lambda value: folded in value.translate(fold)
    test = expression(term["test"], re.IGNORECASE if term["any_case"] else 0)
    return lambda value: test.search(value) is not None


def _sign(terms: list[re.Match[str]]) -> tuple[re.Pattern[str], frozenset[str]]:
    """What each attribute has, in lower case, that makes a term true, and few others have.

    And the attributes that are enough by being there. Where it can't be told, what all have.
    """
    there = frozenset(one["there"] for one in terms if one["there"])
    wholes = {one["whole"].lower() for one in terms if one["is"]}
    parts: set[str] = set()
    try:
        for one in terms:
            part = one["part"] or one["folded_part"] or one["begin"]
            parts.update(
                map(str.lower, signs(one["test"]) if one["test"] else filter(None, [part]))
            )
    except ValueError:
        return re.compile(""), there
    either = (any_of(sorted(parts)), rf"\A{any_of(sorted(wholes))}\Z" if wholes else "")
    return re.compile("|".join(filter(None, either))), there
