"""What becomes of a record: the words of the account that a manifest gives of each WARC."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, get_args

from twa.dataset.facts.model import Fact

Fate = Literal[
    "page",
    "feed",
    "redirect",
    "rules",
    "support",
    "description",
    "other-type",
    "not-modified",
    "left-out",
    "no-capture",
    "copy",
    "rejected",
    "repeated",
]
"""Where a record ends; `schemas/manifest.schema.json` says what each means."""

PENDING: Final = "revisit"
"""Of a revisit until its original is known (`ledger.revisits`); no manifest has it."""

FATES: Final[tuple[str, ...]] = get_args(Fate)


def fate_of(facts: Iterable[Fact]) -> str:
    """Where a record ends of which these facts were understood; rejects beside others are remarks.

    Of a page or a feed that was read, what was wrong with a part of it is no end.
    """
    kinds = {fact["kind"] for fact in facts}
    for kind, fate in (("page", "page"), ("poll", "feed"), ("redirect", "redirect")):
        if kind in kinds:
            return fate
    if "revisit" in kinds:
        return PENDING
    return "rejected" if "reject" in kinds else "other-type"
