"""Regular expressions that are compiled when they are first used.

To compile ours takes longer than most of what a run with little news has to do, and most runs ask
few of them: of the time in which a build was imported, two fifths went there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, AnyStr, Final, cast

_ASKED: Final = frozenset(
    (
        *("match", "fullmatch", "search", "findall", "finditer", "split", "sub", "subn"),
        *("pattern", "flags", "groups", "groupindex", "scanner"),
    )
)


def expression(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` gives, at the first use. A fault in it is raised there, too."""
    return cast("re.Pattern[AnyStr]", _Expression(pattern, flags))


def any_of(words: Iterable[str]) -> str:
    """A pattern of any of these words, the longest first, in groups by their first letters.

    It finds what the alternation of all finds, and need not try each of hundreds at every letter
    of a text; groups by more letters are no faster, and take longer to compile.
    """
    follow: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        follow.setdefault(word[0], []).append(re.escape(word[1:]))
    groups = (f"{re.escape(letter)}(?:{'|'.join(rest)})" for letter, rest in follow.items())
    return f"(?:{'|'.join(groups)})"


BRIEF: Final = 60
"""Characters up to which one search for any of many words is quicker than one for each."""


class SignedExpression:
    """A long alternation that few texts have: searched for only in those that have a sign of it.

    Of whatever it finds some word is a part, one for each alternative (its sign). To look for a
    hundred words takes a tenth of the time that `re` takes to try a hundred alternatives at each
    letter. Case counts. Raises ValueError at the first search where an alternative has no sign.
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._expression = expression(pattern)
        self._signs: tuple[str, ...] = ()
        self._plain: tuple[str, ...] = ()
        self._sign: re.Pattern[str] | None = None

    def search(self, text: str) -> re.Match[str] | None:
        """What `re.search` finds."""
        if self._sign is None:
            self._signs = signs(self.pattern)
            self._plain = tuple(filter(str.isascii, self._signs))
            self._sign = expression(any_of(self._signs))
        if len(text) <= BRIEF:
            has_sign = self._sign.search(text) is not None
        else:
            has_sign = any(map(text.__contains__, self._plain if text.isascii() else self._signs))
        return self._expression.search(text) if has_sign else None


def signs(pattern: str) -> tuple[str, ...]:
    """Words of which one at least is a part of whatever the pattern finds."""
    found = _signs(parser.parse(pattern))
    if found is None:
        raise ValueError(f"finds what has no sign: {pattern}")
    return tuple(dict.fromkeys(found))


def _signs(parsed: Iterable[tuple[Any, Any]]) -> list[str] | None:
    """The signs of a sequence: its longest run of letters, or those of its best alternation."""
    runs = [""]
    held: list[list[str]] = []
    for code, value in parsed:
        if code is codes.LITERAL:
            runs[-1] += chr(value)
            continue
        runs.append("")
        if code is codes.BRANCH:
            each = [_signs(one) for one in value[1]]
            held.append([] if None in each else [sign for one in each for sign in one or ()])
        elif (code is codes.SUBPATTERN and not value[1] & re.IGNORECASE) or (
            code in (codes.MAX_REPEAT, codes.MIN_REPEAT) and value[0] > 0
        ):
            held.append(_signs(value[-1]) or [])
    held.append([run for run in (max(runs, key=len),) if run])
    best = max(held, key=lambda one: min(map(len, one), default=0))
    return best or None


class _Expression:
    """Stands for a pattern until it is asked for something, and then has all that it has."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self._pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name not in _ASKED:
            raise AttributeError(name)
        compiled = re.compile(self._pattern, self._flags)
        # From here on nothing stands between.
        self.__dict__.update((one, getattr(compiled, one)) for one in _ASKED)
        return self.__dict__[name]
