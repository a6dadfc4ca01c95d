"""Evidence about rights in force at a capture: the column `rights`.

Pure: what the page's own record states, and what its origin's rules said then.
Whether anything of it binds anybody is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any, Final, Literal, get_args

from twa.dataset.facts.origin_rules import success
from twa.dataset.ledger.rules import Rules
from twa.dataset.web.answers import REDIRECTS
from twa.dataset.web.directives import LONGEST, MOST, StatementPlace
from twa.dataset.web.robots import Robots, product_token
from twa.dataset.web.tdmrep import POLICY, RESERVATION, Source, Statement, TdmFile, choose

AGENT: Final = "twa"
"""The product token that robots.txt is asked about where the archive names no crawler."""

_SIGNAL: Final[StatementPlace] = "robots-txt"
_TDM_FILE: Final = "tdm-file"

RobotsVerdict = Literal["allowed", "disallowed", "unknown"]
"""What robots.txt says of a page; `schemas/common.schema.json` says what each means."""

RightsClaim = Mapping[str, Any]
"""An item of `statements`, as in the schemas."""


def evidence(
    url: str,
    said: Iterable[RightsClaim],
    *,
    agent: str | None,
    robots: Rules | None,
    tdm: Rules | None,
) -> dict[str, Any]:
    """The column of a page at `url` of which header, markup and feed state `said`."""
    token = product_token(agent or "") or AGENT
    stated = [*islice(_signals(robots, token), MOST), *_tdm_file(url, tdm), *said]
    choice = choose(_choices(stated))
    return {
        "robots": _verdict(url, token, robots),
        "robots_agent": token,
        "robots_captured_at": robots and robots.at,
        "robots_record": robots and robots.record,
        "tdm_reservation": choice.reservation,
        "tdm_policy": choice.policy,
        "tdm_source": choice.source,
        "tdm_captured_at": tdm and tdm.at,
        "tdm_record": tdm and tdm.record,
        "statements": [
            {name: one[name] for name in ("source", "name", "agent", "value", "record_id")}
            for one in stated
        ],
    }


def _verdict(url: str, agent: str, robots: Rules | None) -> RobotsVerdict:
    """`allowed` or `disallowed`; `unknown` where the archive does not say."""
    if robots is None or robots.status in REDIRECTS:
        return "unknown"
    if success(robots.status):
        if robots.body is None:
            return "unknown"
        rules = _parsed(robots.body, agent)
    else:
        rules = Robots.for_status(robots.status)
    return "allowed" if rules.allowed(url) else "disallowed"


def _signals(robots: Rules | None, agent: str) -> Iterator[RightsClaim]:
    if robots is None or robots.body is None:
        return
    for signal in _parsed(robots.body, agent).signals:
        name, _, value = signal.line.partition(":")
        if value := value.strip():
            yield {
                "source": _SIGNAL,
                "name": name.strip().lower(),
                "agent": signal.agents,
                "value": _clean(value),
                "record_id": robots.record["record_id"],
            }


def _tdm_file(url: str, tdm: Rules | None) -> Iterator[RightsClaim]:
    if tdm is None or tdm.body is None:
        return
    rule = _parsed_tdm(tdm.body).about(url)
    for name, value in ((RESERVATION, rule and rule.reservation), (POLICY, rule and rule.policy)):
        if value:
            yield {
                "source": _TDM_FILE,
                "name": name,
                "agent": None,
                "value": _clean(value),
                "record_id": tdm.record["record_id"],
            }


def _clean(value: str) -> str:
    """What UTF-8 can hold: octets that are no text, and halves of surrogate pairs, become `?`."""
    return value[:LONGEST].encode("utf-8", "replace").decode()


def _choices(stated: Iterable[RightsClaim]) -> Iterator[Statement]:
    """What file, header and markup say in the terms of TDMRep; of each name the first."""
    found: dict[tuple[str, str], str] = {}
    for one in stated:
        found.setdefault((one["source"], one["name"]), one["value"])
    for source in get_args(Source):
        reservation, policy = found.get((source, RESERVATION)), found.get((source, POLICY))
        yield Statement(source, reservation, policy)


@lru_cache(maxsize=32)
def _parsed(body: str, agent: str) -> Robots:
    return Robots.parse(body.encode("latin-1"), agent)


@lru_cache(maxsize=32)
def _parsed_tdm(body: str) -> TdmFile:
    return TdmFile.parse(body.encode("latin-1"))
