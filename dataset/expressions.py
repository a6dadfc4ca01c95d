"""Regular expressions that are compiled when they are first used.

To compile ours takes longer than most of what a run with little news has to do, and most runs ask
few of them: of the time in which a build was imported, two fifths went there.
"""

from __future__ import annotations

import re
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
