"""Regular expressions that are compiled when they are first used.

To compile ours takes longer than most of what a run with little news has to do, and most runs ask
few of them: of the time in which a build was imported, two fifths went there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
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
