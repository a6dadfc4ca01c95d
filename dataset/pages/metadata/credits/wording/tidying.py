"""A name without what clings to it: marks, an agency, a role."""

from __future__ import annotations

import re
from typing import Final

from twa.dataset.pages.metadata.credits.vocabulary import agencies, offices
from twa.dataset.pages.metadata.credits.wording import names
from twa.dataset.pages.metadata.markup import squeeze


def tidy(piece: str) -> str:
    name = _TITLED.sub(
        "", " ".join(piece.strip(" \t.,;:|/-–—·•⋅∙*／｜■●◆▲▼★☆◎○□◇※\"'“”„«»‹›↑→#+~©®").split())
    )
    if names.cjk(name):
        name = re.sub(r"\s?[(（\[].*", "", name)
        return re.sub(r"\A(\w)\s+(\w)\Z", r"\1\2", name)
    if name.startswith("@"):
        name = name[1:]
    if name.count("(") != name.count(")"):
        name = name.strip("()")
    if piece.rstrip().endswith(".") and re.search(
        r"(?:^|[\s.])(?:jr|sr|jun|sen|ph\.d|m\.d|e\.v|[^\W\d_])\Z", name, re.I
    ):
        name += "."
    person, of, _ = name.partition(" of ")
    if of and " " in person and names.alone(person) and names.borne(person):
        # `Jane Roe of Tall Ledger`
        name = person
    return _without_agency(without_role(name))


# `RAin Dr. Jane Roe`
_TITLED: Final = re.compile(
    r"\A(?:RAin|RA|StBin|StB|Rechtsanw(?:alt|ältin)|Fachanw(?:alt|ältin)|Steuerberater(?:in)?)\s+"
    r"(?=\S+\s\S)"
)


def _without_agency(name: str) -> str:
    """`Jane Roe Associated Press` → `Jane Roe`: the agency is no part of her name.

    `ELTA inf` → `ELTA`: what it sent is none of its own.
    """
    parts = name.split()
    if len(parts) == 2 and parts[1] in _SENT and squeeze(parts[0]) in agencies.NAMES:
        return parts[0]
    for start in range(2, len(parts)):
        if squeeze(" ".join(parts[start:])) in agencies.NAMES:
            # `Port News from Associated Press`
            kept = parts[: start - (parts[start - 1] in _FROM)]
            return " ".join(kept).rstrip(".,")
    return name


_SENT: Final = ("inf", "inform")
_FROM: Final = ("from", "via")
_SHORT: Final = 4


def without_role(name: str) -> str:
    """`Senior Reporter Jane Roe`, `Jane Roe Political Editor` → `Jane Roe`."""
    parts = name.split()
    folded = [part.casefold().strip(".,:") for part in parts]
    roles = [index for index, word in enumerate(folded) if word in offices.ROLES]
    # `Bote-Redakteurin Jane Roe`
    if " " in name and folded[0].rpartition("-")[2] in offices.HYPHENED:
        roles.insert(0, 0)
    if not roles or names.collective(name):
        return name
    # `Jane Roe Special Correspondent in Lyon`, not `Senior Political Editor Jane Roe`.
    behind = roles[0] == 2 and names.alone(" ".join(parts[:2])) and names.borne(parts[0])
    if not behind and roles[-1] <= 2 and 2 <= len(parts) - roles[-1] - 1 <= 4:
        return " ".join(parts[roles[-1] + 1 :])
    end = roles[0]
    while end > 2 and folded[end - 1] in offices.MODIFIERS:
        end -= 1
    if end == 2 and folded[1] in offices.MODIFIERS and not names.borne(name):
        # `AAA Travel Editor`: whose it is, and no name.
        return name
    if end >= 2:
        short = " ".join(parts[:end]).rstrip(",")
        # A full stop ends the name, but an initial or `Jr.` has it.
        return short.rstrip(".") if len(parts[end - 1]) > _SHORT else short
    return name
