"""The house that publishes a page: what its name is, and when it is credited."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from twa.dataset.pages.metadata.credits.bylines import belief
from twa.dataset.pages.metadata.credits.vocabulary import collectives
from twa.dataset.pages.metadata.credits.wording import names
from twa.dataset.pages.metadata.markup import squeeze

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twa.dataset.pages.metadata.credits.model import Credit
    from twa.dataset.pages.metadata.titles.sites import Sites


def is_house(name: str, known: Sites) -> bool:
    """Whether a name is the site's or its desk's, and nobody's whose site it is."""
    return is_own(name, known) and not _may_be_owner(name)


def is_own(name: str, known: Sites) -> bool:
    """Whether a name is the site's, or that of its desk."""
    return known.named(name) or known.named(_without_team(name))


def _without_team(name: str) -> str:
    """`Example Editorial Team`, `Example Inc` → `Example`: whose team it is."""
    return " ".join(
        part for part in name.split() if part.casefold().strip(".,") not in collectives.WORDS
    )


def _may_be_owner(name: str) -> bool:
    """Whether the name of a site is a person's: no house with an article (`Le Phare`)."""
    article = name.split()[0] in ("Le", "La", "Les", "El", "Il")
    return not article and names.alone(name) and names.borne(name)


def is_stated(credit: Credit) -> bool:
    """Whether a paper is stated, as what it is, to be the author of its article."""
    last = credit.name.casefold().split()[-1].strip(".")
    stated = credit.source == "json-ld" and credit.role == "author"
    return stated and credit.kind == "organisation" and last not in collectives.LEGAL


def housed(credits: Sequence[Credit], known: Sites) -> list[Credit]:
    """Credits where the site itself is a house, unless people bear its name.

    Beside people neither it nor what one of them is (Staff Writer) is credited.
    """
    found = [
        replace(c, kind="organisation")
        if (known.named(c.name) and not _may_be_owner(c.name)) or _is_branch(c, credits, known)
        else unsigned(c, known)
        for c in credits
    ]
    people = any(c.kind == "person" and c.role == "author" for c in found)
    return [
        c
        for c in found
        if not (people and c.kind == "organisation")
        or not (is_own(c.name, known) or names.office(c.name) or names.desk(c.name))
    ]


def _is_branch(credit: Credit, credits: Sequence[Credit], known: Sites) -> bool:
    """Whether a name begins with the site's, behind a writer's: `Jane Roe, Portal Insight`."""
    first, _, rest = credit.name.partition(" ")
    beside = any(c.raw == credit.raw and c.name != credit.name for c in credits)
    return bool(rest) and beside and known.named(first) and not names.borne(credit.name)


def unsigned(credit: Credit, known: Sites) -> Credit:
    """A person without the paper's own name or letters: `Port Times Jon Ek`, `Jon Ek PT North`."""
    parts = credit.name.split()
    for size in range(1, len(parts)):
        front, back = " ".join(parts[:size]), " ".join(parts[size:])
        if squeeze(front) in known.squeezed and names.alone(back):
            return replace(credit, name=back, kind="person")
        if not names.alone(front):
            continue
        # One word behind a name is a surname, and in a name in capitals letters may be one.
        house = " " in back and squeeze(back) in known.squeezed
        letters = belief.is_sign(parts[size]) and known.initials(parts[size])
        if house or (letters and not front.isupper()):
            return replace(credit, name=front, kind="person")
    return credit
