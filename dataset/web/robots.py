"""robots.txt by RFC 9309: whether a crawler may fetch a URL."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, Literal, Self

from twa.dataset.web.patterns import Pattern, forms, target

PATH: Final = "/robots.txt"
"""Section 2.3: where the rules of an origin lie."""

LIMIT: Final = 1 << 20
"""Octets that are parsed. Section 2.5: the limit MUST be at least 500 kibibytes."""

MOST_SIGNALS: Final = 100
"""Content-Signal, Content-Usage and License lines that are kept, the first ones."""

MOST_AGENTS: Final = 100
"""Product tokens that are named with such a line, the first of its group."""

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
    "license": "license",
}

_LINE_END: Final = re.compile(rb"\r\n|\n|\r")
# Section 2.2.1: a product token is letters, "_" and "-"; a version after it is not compared.
_TOKEN: Final = re.compile(r"[A-Za-z_-]+")
_DELAY: Final = re.compile(r"\d{1,6}(?:\.\d{1,6})?")


def verdict_of_status(status: int | None) -> Verdict:
    """What an answer to the request for robots.txt means, by its status; null: none came.

    Section 2.3.1: a success is parsed; "unavailable" (4xx, and redirects that
    lead nowhere) lets a crawler access any resource; "unreachable" (5xx, or no
    answer) makes it assume complete disallow.
    """
    if status is None or status >= 500:
        return "disallow"
    return "parse" if 200 <= status < 300 else "allow"


def product_token(user_agent: str) -> str | None:
    """What of a User-Agent field robots.txt may name: its product, without the version."""
    token = _TOKEN.match(user_agent.strip())
    return token[0] if token else None


@dataclass(frozen=True, slots=True)
class _Rule:
    allow: bool
    pattern: Pattern


@dataclass(slots=True)
class _Group:
    """Lines that stand under some product tokens: `allow` or not with the value, as it stands."""

    lines: list[tuple[bool, str]] = field(default_factory=list)
    delay: float | None = None


@dataclass(frozen=True, slots=True)
class _Rules:
    """What all groups of one token say together, its patterns in the order in which they count."""

    rules: tuple[_Rule, ...]
    delay: float | None

    @classmethod
    def of(cls, groups: Sequence[_Group]) -> Self:
        made = [_Rule(a, Pattern.of(value)) for group in groups for a, value in group.lines]
        # Section 2.2.2: the most octets win; if allow and disallow are equivalent, allow.
        made.sort(key=lambda rule: (-rule.pattern.octets, not rule.allow))
        delays = [group.delay for group in groups if group.delay is not None]
        return cls(tuple(made), max(delays, default=None))


@dataclass(frozen=True, slots=True)
class Signal:
    """A Content-Signal, Content-Usage or License line, word for word, and the agents of its group.

    `agents` are product tokens, a comma and a space between them; null outside of any group.
    """

    agents: str | None
    line: str


class Robots:
    """The rules of one origin for one crawler. Frozen once made; equal octets give equal answers.

    Time and memory grow with the octets, and of all groups those are kept that name the crawler
    or "*".
    """

    def __init__(self) -> None:
        self._rules: _Rules | None = None
        self._closed = False
        self._sitemaps: list[str] = []
        self._signals: list[Signal] = []

    @classmethod
    def parse(cls, body: bytes, user_agent: str) -> Self:
        """The rules in a robots.txt for a crawler of that User-Agent field, or product token.

        Never raises: what is no line of the format says nothing.
        """
        robots = cls()
        robots._read(body, (product_token(user_agent) or "").lower())
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
    def signals(self) -> tuple[Signal, ...]:
        """Content-Signal, Content-Usage and License lines, in order."""
        return tuple(self._signals)

    def allowed(self, url: str) -> bool:
        """Whether the crawler may fetch `url`."""
        path = target(url)
        # Section 2.2.2: the /robots.txt URI is implicitly allowed.
        if path.partition("?")[0] == PATH:
            return True
        if self._closed:
            return False
        if self._rules is None:
            return True
        targets = forms(path)
        rule = next((rule for rule in self._rules.rules if rule.pattern.matches(targets)), None)
        # Section 2.2.2: if no match is found, or there are no rules, the URI is allowed.
        return rule is None or rule.allow

    @property
    def crawl_delay(self) -> float | None:
        """Seconds between requests that the crawler's group asks for, or None."""
        return self._rules.delay if self._rules else None

    def _read(self, body: bytes, token: str) -> None:
        # Section 2.2.1: the groups of the crawler's token, merged; else those of "*".
        groups: dict[str, list[_Group]] = {token: [], "*": []}
        group, agents = _Group(), dict[str, None]()
        naming = kept = False
        for name, value, line in _lines(body):
            if name == "user-agent":
                if not naming:
                    group, agents, kept = _Group(), {}, False
                naming = True
                agent = _agent(value)
                if agent is not None and agent not in agents:
                    agents[agent] = None
                    if agent in groups:
                        groups[agent].append(group)
                        kept = True
            elif name == "sitemap":
                self._sitemaps.append(value)
            elif name == "signal":
                # Section 2.2.4: other records must not interfere with the defined ones.
                if len(self._signals) < MOST_SIGNALS:
                    named = ", ".join(islice(agents, MOST_AGENTS))
                    self._signals.append(Signal(named or None, line))
            elif name == "license":
                # RSL 1.0: it stands outside of groups, wherever its line is.
                if len(self._signals) < MOST_SIGNALS:
                    self._signals.append(Signal(None, line))
            elif name == "crawl-delay":
                if _DELAY.fullmatch(value):
                    group.delay = max(group.delay or 0.0, float(value))
            else:
                naming = False
                if value and kept:
                    group.lines.append((name == "allow", value))
        if found := groups[token] or groups["*"]:
            self._rules = _Rules.of(found)


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
