"""Path patterns of robots.txt: RFC 9309, sections 2.2.2 and 2.2.3.

TDMRep (section "Use of regular expressions") takes them over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import quote, unquote_to_bytes

# The path and query of an absolute URL.
_TARGET: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*([^#]*)")
_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED: Final = frozenset(
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"
)
# RFC 3986, section 2.2, without "*" and "$", which section 2.2.3 gives a meaning.
_KEPT: Final = "%:/?#[]@!&'()+,;=-._~"
_DELIMITER: Final = re.compile("%(?:3A|2F|3F|23|5B|5D|40)")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern: its pieces between asterisks, in each form it may be compared in."""

    octets: int
    forms: tuple[tuple[str, ...], ...]
    anchored: bool

    @classmethod
    def of(cls, pattern: str) -> Self:
        """The pattern as it stands in a file."""
        # Section 2.2.3: "$" designates the end of the match pattern, only at its end.
        anchored = pattern.endswith("$")
        pieces = (pattern.removesuffix("$") if anchored else pattern).split("*")
        spelled = tuple(tuple(form.split("*")) for form in _forms("*".join(map(_normal, pieces))))
        octets = sum(map(len, spelled[0])) + len(pieces) - 1 + anchored
        return cls(octets, spelled, anchored)

    def matches(self, targets: tuple[str, ...]) -> bool:
        """Whether it matches one of the `forms` of a path and query."""
        return any(_match(form, t, self.anchored) for form in self.forms for t in targets)


def target(url: str) -> str:
    """The path and query of an absolute URL, as it stands; `/` for what has none."""
    found = _TARGET.match(url)
    path = found[1] if found else ""
    return path if path.startswith("/") else f"/{path}"


def forms(path: str) -> tuple[str, ...]:
    """A path and query in each form that it may be compared in."""
    return _forms(_normal(path))


def _normal(text: str) -> str:
    """Section 2.2.2: other than reserved characters stand bare, the rest in upper-case escapes."""

    def one(match: re.Match[str]) -> str:
        octet = int(match[1], 16)
        return chr(octet) if octet in _UNRESERVED else f"%{match[1].upper()}"

    return quote(_ESCAPE.sub(one, text), safe=_KEPT, errors="surrogateescape")


def _forms(text: str) -> tuple[str, ...]:
    """The text, and the same with the delimiters in its query bare where they were escaped.

    The example of section 2.2.2 takes `?u=https://x` and `?u=https%3A%2F%2Fx` for
    the same; in a path they differ.
    """
    path, mark, query = text.partition("?")
    bare = _DELIMITER.sub(lambda match: unquote_to_bytes(match[0]).decode("ascii"), query)
    return (text,) if bare == query else (text, f"{path}{mark}{bare}")


def _match(pieces: tuple[str, ...], target: str, anchored: bool) -> bool:
    """Section 2.2.3: from the first octet on, "*" for any octets; each piece as early as it can."""
    first, *rest = pieces
    if not target.startswith(first):
        return False
    if not rest:
        return not anchored or target == first
    *middle, last = rest
    position = len(first)
    for piece in middle:
        found = target.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    if anchored:
        return len(target) - len(last) >= position and target.endswith(last)
    return target.find(last, position) >= 0
