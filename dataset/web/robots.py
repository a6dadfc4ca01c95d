"""robots.txt by RFC 9309: what it says to one crawler about one URL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, Self
from urllib.parse import quote, unquote_to_bytes

LIMIT: Final = 1 << 20
"""Octets that are parsed. Section 2.5: the limit MUST be at least 500 kibibytes."""

Verdict = Literal["parse", "allow", "disallow"]

# Names of lines, with the misspellings that are common enough for other crawlers to take.
_NAMES: Final = {
    "user-agent": "user-agent",
    "useragent": "user-agent",
    "user agent": "user-agent",
    "allow": "allow",
    "disallow": "disallow",
    "dissallow": "disallow",
    "dissalow": "disallow",
    "disalow": "disallow",
    "diasllow": "disallow",
    "disallaw": "disallow",
    "crawl-delay": "crawl-delay",
    "crawl delay": "crawl-delay",
    "crawldelay": "crawl-delay",
    "sitemap": "sitemap",
    "site-map": "sitemap",
    "content-signal": "signal",
    "content-usage": "signal",
}

_LINE_END: Final = re.compile(rb"\r\n|\n|\r")
# Section 2.2.1: a product token is letters, "_" and "-"; a version after it is not compared.
_TOKEN: Final = re.compile(r"[A-Za-z_-]+")
_DELAY: Final = re.compile(r"\d{1,6}(?:\.\d{1,6})?")
# The path and query of an absolute URL.
_TARGET: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*([^#]*)")
_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED: Final = frozenset(
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"
)
# RFC 3986, section 2.2, without "*" and "$", which section 2.2.3 gives a meaning.
_KEPT: Final = "%:/?#[]@!&'()+,;=-._~"
_DELIMITER: Final = re.compile("%(?:3A|2F|3F|23|5B|5D|40)")


def verdict_of_status(status: int | None) -> Verdict:
    """What an answer to the request for robots.txt means, by its status; null: none came.

    Section 2.3.1: a success is parsed; "unavailable" (4xx, and redirects that
    lead nowhere) lets a crawler access any resource; "unreachable" (5xx, or no
    answer) makes it assume complete disallow.
    """
    if status is None or status >= 500:
        return "disallow"
    return "parse" if 200 <= status < 300 else "allow"


@dataclass(frozen=True, slots=True)
class _Rule:
    """A pattern: its pieces between asterisks, in each form it may be compared in."""

    allow: bool
    octets: int
    forms: tuple[tuple[str, ...], ...]
    anchored: bool

    @classmethod
    def of(cls, allow: bool, pattern: str) -> Self:
        # Section 2.2.3: "$" designates the end of the match pattern, only at its end.
        anchored = pattern.endswith("$")
        pieces = (pattern.removesuffix("$") if anchored else pattern).split("*")
        forms = tuple(tuple(form.split("*")) for form in _forms("*".join(map(_normal, pieces))))
        return cls(allow, sum(map(len, forms[0])) + len(pieces) - 1 + anchored, forms, anchored)

    def matches(self, targets: tuple[str, ...]) -> bool:
        return any(_match(form, t, self.anchored) for form in self.forms for t in targets)


@dataclass(slots=True)
class _Group:
    rules: list[_Rule]
    delay: float | None = None


class Robots:
    """The rules of one origin. Frozen once made; equal octets give equal answers."""

    def __init__(self) -> None:
        self._groups: dict[str, _Group] = {}
        self._closed = False
        self._sitemaps: list[str] = []
        self._signals: list[str] = []

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """The rules in a robots.txt. Never raises: what is no line of the format says nothing."""
        robots = cls()
        robots._read(body)
        for group in robots._groups.values():
            # Section 2.2.2: the most octets win; if allow and disallow are equivalent, allow.
            group.rules.sort(key=lambda rule: (-rule.octets, not rule.allow))
        return robots

    @classmethod
    def for_status(cls, status: int | None) -> Self:
        """The rules that an answer without rules amounts to, by `verdict_of_status`."""
        robots = cls()
        robots._closed = verdict_of_status(status) == "disallow"
        return robots

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The URLs of Sitemap lines, as they stood, in order."""
        return tuple(self._sitemaps)

    @property
    def signals(self) -> tuple[str, ...]:
        """Content-Signal and Content-Usage lines, word for word, in order."""
        return tuple(self._signals)

    def allowed(self, user_agent: str, url: str) -> bool:
        """Whether a crawler of that User-Agent field, or product token, may fetch `url`."""
        found = _TARGET.match(url)
        target = found[1] if found else ""
        target = target if target.startswith("/") else f"/{target}"
        # Section 2.2.2: the /robots.txt URI is implicitly allowed.
        if target.partition("?")[0] == "/robots.txt":
            return True
        if self._closed:
            return False
        group = self._group(user_agent)
        if group is None:
            return True
        targets = _forms(_normal(target))
        rule = next((rule for rule in group.rules if rule.matches(targets)), None)
        # Section 2.2.2: if no match is found, or there are no rules, the URI is allowed.
        return rule is None or rule.allow

    def crawl_delay(self, user_agent: str) -> float | None:
        """Seconds between requests that the group of this crawler asks for, or None."""
        group = self._group(user_agent)
        return group.delay if group else None

    def _group(self, user_agent: str) -> _Group | None:
        """Section 2.2.1: the groups of the crawler's token, merged; else those of "*"."""
        token = _TOKEN.match(user_agent.strip())
        own = self._groups.get(token[0].lower()) if token else None
        return own or self._groups.get("*")

    def _read(self, body: bytes) -> None:
        current: list[_Group] = []
        naming = False
        for name, value, line in _lines(body):
            if name == "user-agent":
                if not naming:
                    current = []
                naming = True
                if agent := _agent(value):
                    current.append(self._groups.setdefault(agent, _Group([])))
            elif name == "sitemap":
                self._sitemaps.append(value)
            elif name == "signal":
                # Section 2.2.4: other records must not interfere with the defined ones.
                self._signals.append(line)
            elif name == "crawl-delay":
                for group in current if _DELAY.fullmatch(value) else ():
                    group.delay = max(group.delay or 0.0, float(value))
            else:
                naming = False
                if value:
                    rule = _Rule.of(name == "allow", value)
                    for group in current:
                        group.rules.append(rule)


def _lines(body: bytes) -> Iterator[tuple[str, str, str]]:
    """Name, value and the line itself of each line that has a name we know."""
    lines = _LINE_END.split(body.removeprefix(b"\xef\xbb\xbf")[:LIMIT])
    if len(body) > LIMIT:
        # Half a rule is another rule.
        del lines[-1]
    for octets in lines:
        line = octets.decode("utf-8", "surrogateescape").strip()
        statement = line.partition("#")[0]
        name, colon, value = statement.partition(":")
        if not colon:
            name, _, value = statement.partition(" ")
        if known := _NAMES.get(name.strip().lower()):
            yield known, value.strip(), line


def _agent(value: str) -> str | None:
    if value.startswith("*"):
        return "*"
    token = _TOKEN.match(value)
    return token[0].lower() if token else None


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
