"""What a page states for machines of its writers, joined with what its readers see."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from twa.dataset.pages.metadata.credits import houses, stated
from twa.dataset.pages.metadata.credits.bylines import belief, places, visible
from twa.dataset.pages.metadata.credits.bylines.visible import Byline
from twa.dataset.pages.metadata.credits.model import Credit
from twa.dataset.pages.metadata.credits.vocabulary import agencies, menus, offices
from twa.dataset.pages.metadata.credits.wording import names, parsing
from twa.dataset.pages.metadata.markup import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from twa.dataset.pages.metadata.credits.model import Role
    from twa.dataset.pages.metadata.lines import Head, VisibleLine
    from twa.dataset.pages.metadata.markup import Markup
    from twa.dataset.pages.metadata.titles.sites import Sites

_LATIN: Final = "\u036f"
"""The last letter of Latin script."""
_TITLE: Final = re.compile(r"(?:dr|dra|prof|professor)\b\.?\s+", re.IGNORECASE)


def joined(
    told: list[Credit],
    seen: list[Byline],
    found: Sequence[VisibleLine],
    head: Head,
    markup: Markup,
    known: Sites,
) -> list[Credit]:
    """The credits `told` to machines and those of the bylines `seen`, each once.

    Where they name different people, those who tell less give way.
    """
    shown = [houses.unsigned(c, known) for c in _credits(seen)]
    score = max((b.score for b in seen), default=0.0)
    written = [c for c in told if c.role in ("author", "source")]
    if not written:
        return _once(shown + told)
    keys = {squeeze(c.name) for c in written}
    confirmed = any(_shown(c, found, head) for c in written)
    weak = all(is_weak(c, known) for c in written)
    signed = _credits([byline for byline in seen if is_labelled(byline)])
    if weak and confirmed and signed and keys.isdisjoint(squeeze(c.name) for c in signed):
        # `Port Wire` above the text, `(Reporting by Jane Roe)` below it.
        return _once(signed + told)
    named = [c for c in told if not _is_login(c.name)]
    wrote = _credits([byline for byline in seen if is_signed(byline, found, head)])
    vague = all(_is_login(c.name) or houses.is_house(c.name, known) for c in written)
    if vague and (any(map(_is_writer, wrote)) or (not named and any(map(_is_wire, shown)))):
        return _once(shown + named)
    shown_keys = {squeeze(c.name) for c in shown}
    called = {c.name for c in shown if " " not in c.name and c.kind == "person"}
    first = any(c.name.partition(" ")[0] in called for c in written if names.alone(c.name))
    if first or keys & shown_keys or any(_akin(a, b) for a in keys for b in shown_keys):
        # They agree: the visible byline may have more names, and spells them for readers.
        return _once(told + _more(seen, told))
    people = [c for c in shown if c.kind == "person"]
    if score >= visible.STRONG and not confirmed and (weak or people):
        return _once(
            shown + [c for c in told if c.role != "author" and not houses.is_own(c.name, known)]
        )
    if weak:
        if people and score >= visible.STRONG:
            return _once(shown + told)
        everything = squeeze(" ".join(line.text for line in found))
        written = [c for c in written if _believed(c, markup, known, everything, confirmed)]
        if not written and shown:
            return _once(shown)
        return _once(written + [c for c in told if c.role not in ("author", "source")])
    return _once(told)


def as_shown(stated: Sequence[Credit], bylines: Sequence[Byline]) -> list[Credit]:
    """Stated names as readers see them: with a title before them, not in capitals, no login.

    What readers see as whose report it was, is that.
    """
    told = _as_did(stated, bylines)
    whole = _credits([byline for byline in bylines if byline.marked or is_labelled(byline)])
    spelled: dict[str, Credit] = {}
    for c in _credits(bylines):
        if c.role in ("author", "source"):
            spelled.setdefault(_untitled(c.name), c)
    return [
        replace(c, name=one.name, kind=one.kind, role=one.role)
        if (one := spelled.get(_untitled(c.name)) or _in_full(c, whole))
        and (
            c.name.isupper()
            or c.name.islower()
            or _tells_more(one.name, c)
            or (_is_wire(one) and not _is_wire(c))
        )
        else c
        for c in told
    ]


def _in_full(stated: Credit, shown: Sequence[Credit]) -> Credit | None:
    """The one writer shown whose given name is all that is stated: `Jane`, for `Jane Roe`."""
    if " " in stated.name or names.cjk(stated.name):
        return None
    alike = {c.name: c for c in shown if c.name.startswith(f"{stated.name} ") and _is_writer(c)}
    return alike.popitem()[1] if len(alike) == 1 else None


def _as_did(told: Sequence[Credit], bylines: Sequence[Byline]) -> list[Credit]:
    """Stated authors of Chinese pages whom readers see as the editors alone, as those.

    Some systems know of no other who worked on a page.
    """
    did: defaultdict[str, set[Role]] = defaultdict(set)
    for byline in bylines:
        for one in byline.named:
            did[squeeze(one.name)].add(one.role)
    return [
        replace(c, role="editor")
        if c.role == "author" and names.cjk(c.name) and did.get(squeeze(c.name)) == {"editor"}
        else c
        for c in told
    ]


def _untitled(name: str) -> str:
    return squeeze(_TITLE.sub("", name))


def _tells_more(name: str, stated: Credit) -> bool:
    """Whether a name as shown has a title, or the parts that a login has not."""
    return _TITLE.match(name) is not None or (" " in name and " " not in stated.name)


def is_weak(credit: Credit, known: Sites) -> bool:
    """Whether a stated name tells little: the site itself, a desk, a login."""
    if credit.kind == "organisation" or known.named(credit.name):
        return not (names.alone(credit.name) and names.borne(credit.name))
    lone = " " not in credit.name and not names.cjk(credit.name)
    login = lone or _is_login(credit.name)
    # A paper in one word of its own script, which may be a name there too.
    own = lone and credit.name[0] > _LATIN and not names.borne(credit.name)
    return own or (credit.kind == "unknown" and login)


def _is_login(name: str) -> bool:
    """Whether a name has what only an account has: digits, `admin`."""
    folded = name.casefold().split()
    return not menus.LOGINS.isdisjoint(folded) or any(c.isdigit() for c in name)


def pen_names(told: Sequence[Credit], markup: Markup, known: Sites) -> list[Credit]:
    """Those of the stated names that are one word, and that a card for sharing or a `<meta>` says.

    Whoever shares the page shows them (`Written by stephenl`); one with digits is a machine's, and
    `cms_editor` an office.
    """
    return [
        c
        for c in told
        if c.role == "author" and c.kind == "unknown" and " " not in c.name
        if not (_is_login(c.name) or _is_post(c.name) or houses.is_own(c.name, known))
        if stated.affirmed(markup, c.name)
    ]


def _is_post(name: str) -> bool:
    """Whether a login says what its bearer does: `web-editor`, `hp_admin`."""
    parts = re.split(r"[\W_]+", name.casefold())
    return any(part in menus.LOGINS or part in offices.ROLES for part in parts)


def _is_writer(credit: Credit) -> bool:
    return credit.role == "author" and names.alone(credit.name)


def _is_wire(credit: Credit) -> bool:
    return credit.role == "source" and credit.kind == "organisation"


def is_signed(byline: Byline, found: Sequence[VisibleLine], head: Head) -> bool:
    """Whether a byline says who wrote: above the text, beside its last paragraph, or by a label."""
    wrote = any(one.role == "author" for one in byline.named)
    close = byline.number < head.first or (
        byline.number > head.last and byline.block.getparent() is found[head.last].block.getparent()
    )
    return is_labelled(byline) or (wrote and close)


def is_account(byline: Byline) -> bool:
    """Whether a byline names a login alone, and no label says that it wrote."""
    return all(_is_login(one.name) and not one.labelled for one in byline.named)


def is_labelled(byline: Byline) -> bool:
    """Whether a byline says of a person that they wrote, wherever it stands."""
    return any(
        one.labelled and one.role == "author" and names.alone(one.name) for one in byline.named
    )


def _shown(credit: Credit, found: Sequence[VisibleLine], head: Head) -> bool:
    """Whether a name stands by itself in a line near the headline, but for labels and dates."""
    key = squeeze(credit.name)
    start = 0 if head.line is None else max(0, head.line - 4)
    return any(
        len(line.text) <= len(credit.name) + 80
        and key in squeeze(line.text)
        and "©" not in line.text
        and line.block.tag != "footer"
        and any(squeeze(one.name) == key for one in parsing.read(line.text))
        for line in found[start : head.end]
    )


def _believed(
    credit: Credit, markup: Markup, known: Sites, everything: str, confirmed: bool
) -> bool:
    """Whether a house or a login that is stated for machines is credited for readers too."""
    own = houses.is_own(credit.name, known)
    vague = own or credit.kind == "unknown" or _is_login(credit.name)
    if confirmed or (credit.source == "json-ld" and not vague):
        return True
    if squeeze(credit.name) not in everything:
        return False
    return stated.affirmed(markup, credit.name)


def _more(seen: Sequence[Byline], told: Sequence[Credit]) -> list[Credit]:
    """The names of a visible byline beyond those stated that stand beside one of them."""
    keys = [squeeze(c.name) for c in told]
    near = [b.number for b in seen if any(key in squeeze(b.text) for key in keys)]
    found = []
    for byline in seen:
        if places.is_caption(byline.block):
            continue
        beside = byline.number in near
        close = byline.marked and any(abs(byline.number - number) <= 3 for number in near)
        for credit in _credits([byline]):
            listed = beside and belief.is_list(byline.named, len(byline.text))
            person = (
                (beside or close)
                and names.alone(credit.name)
                and (listed or names.borne(credit.name))
            )
            agency = squeeze(credit.name) in agencies.NAMES and (beside or close)
            firm = beside and credit.kind == "organisation" and " " in credit.name
            if (person or agency or firm) and not _repeats(credit, told):
                found.append(credit)
    return found


def _akin(one: str, other: str) -> bool:
    """Whether two squeezed names are one person's: with a middle name, a title, a degree."""
    short, long = sorted((one, other), key=len)
    return len(short) >= 6 and (long.startswith(short) or long.endswith(short))


def _repeats(credit: Credit, told: Sequence[Credit]) -> bool:
    key = squeeze(credit.name)
    return any(_akin(key, squeeze(c.name)) for c in told)


def _credits(seen: Sequence[Byline]) -> list[Credit]:
    return [
        Credit(one.name, one.kind, one.role, byline.source, byline.text)
        for byline in seen
        for one in byline.named
    ]


def _once(credits: Sequence[Credit]) -> list[Credit]:
    unique: dict[str, Credit] = {}
    for credit in credits:
        unique.setdefault(squeeze(credit.name), credit)
    accounts = {account for c in unique.values() for account in _accounts(c.name)}
    return [c for c in unique.values() if not (c.name.islower() and c.name in accounts)]


def _accounts(name: str) -> Iterator[str]:
    """What somebody of two names may log in as: `jroe`, `jane.roe`."""
    first, _, last = name.casefold().partition(" ")
    if last.isalpha():
        yield from (first[0] + last, first + last, f"{first}.{last}", first + last[0])
