"""The box about a writer that stands below an article: a name, and what its bearer is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from twa.dataset.pages.metadata.credits.bylines import places
from twa.dataset.pages.metadata.credits.model import Credit
from twa.dataset.pages.metadata.credits.vocabulary import given_names
from twa.dataset.pages.metadata.credits.wording import names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twa.dataset.pages.metadata.lines import PagePlace, VisibleLine

_TELLS: Final = (
    r"(?:is|was|has|holds|writes|covers|works|joined|leads|serves|brings|loves|started|founded"
    r"|ist|hat|schreibt|arbeitet|est|écrit|es|escribe|trabaja|é|escreve|è|scrive)\b"
)
# `Jane explores …`, not what somebody says in a text.
_DOES: Final = r"(?!says|adds|thinks|believes|notes|explains|recalls)[a-z]{3,}s\b"
_NEXT: Final = 2
"""Lines below the name of which one tells who that is."""

LONGEST: Final = 40
"""Characters of a line that is a name."""


def read(place: PagePlace) -> list[Credit]:
    """The one writer whom a box below the text presents; none where several are."""
    home = places.home(place)
    found: dict[str, Credit] = {}
    for number, line in enumerate(place.lines):
        if number <= place.head.first or not _is_name(line.text):
            continue
        if _is_told(place.lines[number + 1 : number + 1 + _NEXT], line.text) and not (
            places.elsewhere(line.block, home, near=False, marked=True)
        ):
            found.setdefault(line.text, Credit(line.text, "person", "author", "html", line.text))
    return list(found.values()) if len(found) == 1 else []


def _is_name(text: str) -> bool:
    if not 4 <= len(text) <= LONGEST or not text[0].isupper():
        return False
    return names.borne(text) and names.alone(text)


def _is_told(lines: Sequence[VisibleLine], name: str) -> bool:
    first = name.split()[0]
    # `About Ports`: a heading of links.
    does = f"|{re.escape(first)} {_DOES}" if given_names.is_given(first.casefold()) else ""
    told = re.compile(rf"(?i:(?:{re.escape(name)}|{re.escape(first)}),?\s+{_TELLS}){does}")
    return any(told.match(line.text) for line in lines)
