"""Whom an article credits: what the page states for machines, joined with what people see."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from twa.dataset.pages.metadata import jsonld
from twa.dataset.pages.metadata.credits import boxes, mastheads, owners, scripted, stated, wires
from twa.dataset.pages.metadata.credits.bylines import belief, places, visible
from twa.dataset.pages.metadata.credits.bylines.visible import Byline
from twa.dataset.pages.metadata.credits.model import Credit, Credits
from twa.dataset.pages.metadata.credits.wording import names, parsing, words
from twa.dataset.pages.metadata.markup import squeeze

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twa.dataset.pages.metadata.credits.model import Role
    from twa.dataset.pages.metadata.lines import Head, PagePlace, VisibleLine
    from twa.dataset.pages.metadata.markup import Markup
    from twa.dataset.pages.metadata.titles.sites import Sites

_RANK: Final = {"author": 0, "contributor": 1}


def read(
    graph: jsonld.Graph,
    articles: Sequence[jsonld.Node],
    markup: Markup,
    place: PagePlace,
    known: Sites,
    site_names: Sequence[str],
    host: str,
    title: str | None = None,
) -> Credits:
    """The credits of the article of this title, on the site that bears `site_names`, at `host`."""
    language = markup.language
    found, head = place.lines, place.head
    bylines = visible.read(place, language, known)
    # A login gives way to anybody, and a line that names the site alone to who wrote.
    lines = [b for b in bylines if not _is_account(b)] or bylines
    signed = [b for b in lines if not _is_of_house(b, known)]
    certain = (b for b in signed if b.marked or _is_labelled(b))
    wrote = any(_is_signed(b, found, head) for b in certain)
    seen = visible.chosen(signed if wrote else lines)
    told = _as_shown(stated.of_json_ld(graph, articles, language), bylines)
    written = [c for c in told if c.role in ("author", "source")]
    if not written or all(_weak(c, known) for c in written):
        shown = {squeeze(one.name) for byline in bylines for one in byline.named}
        metas = _as_shown(stated.of_metas(markup, shown, language), bylines)
        if metas and (not written or any(not _weak(c, known) for c in metas)):
            told = metas
    credits = _housed(_joined(told, seen, found, head, markup, known), known)
    # A house that only machines are told of gives way to people of whom any place knows.
    housed = bool(credits) and all(c.source != "html" and _is_own(c.name, known) for c in credits)
    if not credits or housed:
        others = _housed(
            scripted.read(markup.root, title, language)
            or stated.of_microdata(markup, language)
            or stated.of_address(markup, host)
            or stated.of_pictures(place.heading)
            or boxes.read(place)
            or wires.read(place, known),
            known,
        )
        if not housed or any(c.kind == "person" for c in others):
            credits = others
    if not credits and any(_NEWS.intersection(jsonld.kinds(node)) for node in articles[:1]):
        credits = [c for c in told if _is_house(c)]
    if not credits and (owner := owners.read(site_names, host, found)):
        credits = [Credit(owner, "person", "author", "site-name", owner)]
    if not credits:
        credits = mastheads.read(place, known, site_names, markup.title)
    credits.sort(key=lambda c: _RANK.get(c.role, 2))
    return Credits(tuple(credits), _byline(seen, credits, found, head))


_NEWS: Final = frozenset(
    (
        *("NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "LiveBlogPosting"),
        *("OpinionNewsArticle", "BackgroundNewsArticle"),
    )
)
"""Types of articles whose house is credited where nobody else is."""


def _is_house(credit: Credit) -> bool:
    """Whether a paper is stated, as what it is, to be the author of its article."""
    last = credit.name.casefold().split()[-1].strip(".")
    stated = credit.source == "json-ld" and credit.role == "author"
    return stated and credit.kind == "organisation" and last not in words.LEGAL


def _housed(credits: Sequence[Credit], known: Sites) -> list[Credit]:
    """Credits where the site itself is a house, unless people bear its name.

    Beside people neither it nor what one of them is (Staff Writer) is credited.
    """
    found = [
        replace(c, kind="organisation")
        if (known.named(c.name) and not _may_be_owner(c.name)) or _is_branch(c, credits, known)
        else _unsigned(c, known)
        for c in credits
    ]
    people = any(c.kind == "person" and c.role == "author" for c in found)
    return [
        c
        for c in found
        if not (people and c.kind == "organisation")
        or not (_is_own(c.name, known) or names.office(c.name) or names.desk(c.name))
    ]


def _is_branch(credit: Credit, credits: Sequence[Credit], known: Sites) -> bool:
    """Whether a name begins with the site's, behind a writer's: `Jane Roe, Portal Insight`."""
    first, _, rest = credit.name.partition(" ")
    beside = any(c.raw == credit.raw and c.name != credit.name for c in credits)
    return bool(rest) and beside and known.named(first) and not names.borne(credit.name)


def _may_be_owner(name: str) -> bool:
    """Whether the name of a site is a person's: no house with an article (`Le Phare`)."""
    article = name.split()[0] in ("Le", "La", "Les", "El", "Il")
    return not article and names.alone(name) and names.borne(name)


def _unsigned(credit: Credit, known: Sites) -> Credit:
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


def _is_own(name: str, known: Sites) -> bool:
    """Whether a name is the site's, or that of its desk."""
    return known.named(name) or known.named(_house(name))


def _is_house_of(name: str, known: Sites) -> bool:
    """Whether a name is the site's or its desk's, and nobody's whose site it is."""
    return _is_own(name, known) and not _may_be_owner(name)


def _weak(credit: Credit, known: Sites) -> bool:
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
    return not words.LOGINS.isdisjoint(folded) or any(c.isdigit() for c in name)


_LATIN: Final = "\u036f"
"""The last letter of Latin script."""


def _joined(
    told: list[Credit],
    seen: list[Byline],
    found: Sequence[VisibleLine],
    head: Head,
    markup: Markup,
    known: Sites,
) -> list[Credit]:
    shown = [_unsigned(c, known) for c in _credits(seen)]
    score = max((b.score for b in seen), default=0.0)
    written = [c for c in told if c.role in ("author", "source")]
    if not written:
        return _once(shown + told)
    keys = {squeeze(c.name) for c in written}
    confirmed = any(_shown(c, found, head) for c in written)
    weak = all(_weak(c, known) for c in written)
    signed = _credits([byline for byline in seen if _is_labelled(byline)])
    if weak and confirmed and signed and keys.isdisjoint(squeeze(c.name) for c in signed):
        # `Port Wire` above the text, `(Reporting by Jane Roe)` below it.
        return _once(signed + told)
    named = [c for c in told if not _is_login(c.name)]
    wrote = _credits([byline for byline in seen if _is_signed(byline, found, head)])
    vague = all(_is_login(c.name) or _is_house_of(c.name, known) for c in written)
    if vague and (any(map(_is_writer, wrote)) or (not named and any(map(_is_wire, shown)))):
        return _once(shown + named)
    shown_keys = {squeeze(c.name) for c in shown}
    if keys & shown_keys or any(_akin(a, b) for a in keys for b in shown_keys):
        # They agree: the visible byline may have more names, and spells them for readers.
        return _once(told + _more(seen, told))
    people = [c for c in shown if c.kind == "person"]
    if score >= visible.STRONG and not confirmed and (weak or people):
        return _once(shown + [c for c in told if c.role != "author" and not _is_own(c.name, known)])
    if weak:
        if people and score >= visible.STRONG:
            return _once(shown + told)
        everything = squeeze(" ".join(line.text for line in found))
        written = [c for c in written if _believed(c, markup, known, everything, confirmed)]
        if not written and shown:
            return _once(shown)
        return _once(written + [c for c in told if c.role not in ("author", "source")])
    return _once(told)


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


def _as_shown(stated: Sequence[Credit], bylines: Sequence[Byline]) -> list[Credit]:
    """Stated names as readers see them: with a title before them, not in capitals, no login.

    What readers see as whose report it was, is that.
    """
    told = _as_did(stated, bylines)
    spelled: dict[str, Credit] = {}
    for c in _credits(bylines):
        if c.role in ("author", "source"):
            spelled.setdefault(_untitled(c.name), c)
    return [
        replace(c, name=one.name, kind=one.kind, role=one.role)
        if (one := spelled.get(_untitled(c.name)))
        and (
            c.name.isupper()
            or c.name.islower()
            or _tells_more(one.name, c)
            or (_is_wire(one) and not _is_wire(c))
        )
        else c
        for c in told
    ]


def _is_of_house(byline: Byline, known: Sites) -> bool:
    return all(_is_house_of(one.name, known) for one in byline.named)


def _is_writer(credit: Credit) -> bool:
    return credit.role == "author" and names.alone(credit.name)


def _is_wire(credit: Credit) -> bool:
    return credit.role == "source" and credit.kind == "organisation"


def _is_signed(byline: Byline, found: Sequence[VisibleLine], head: Head) -> bool:
    """Whether a byline says who wrote: above the text, beside its last paragraph, or by a label."""
    wrote = any(one.role == "author" for one in byline.named)
    close = byline.number < head.first or (
        byline.number > head.last and byline.block.getparent() is found[head.last].block.getparent()
    )
    return _is_labelled(byline) or (wrote and close)


def _is_account(byline: Byline) -> bool:
    """Whether a byline names a login alone, and no label says that it wrote."""
    return all(_is_login(one.name) and not one.labelled for one in byline.named)


def _is_labelled(byline: Byline) -> bool:
    """Whether a byline says of a person that they wrote, wherever it stands."""
    return any(
        one.labelled and one.role == "author" and names.alone(one.name) for one in byline.named
    )


_TITLE: Final = re.compile(r"(?:dr|dra|prof|professor)\b\.?\s+", re.IGNORECASE)


def _untitled(name: str) -> str:
    return squeeze(_TITLE.sub("", name))


def _tells_more(name: str, stated: Credit) -> bool:
    """Whether a name as shown has a title, or the parts that a login has not."""
    return _TITLE.match(name) is not None or (" " in name and " " not in stated.name)


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
    own = _is_own(credit.name, known)
    if confirmed or (credit.source == "json-ld" and credit.kind != "unknown" and not own):
        return True
    if squeeze(credit.name) not in everything:
        return False
    return stated.affirmed(markup, credit.name)


def _house(name: str) -> str:
    """`Example Editorial Team`, `Example Inc` → `Example`: whose team it is."""
    return " ".join(
        part for part in name.split() if part.casefold().strip(".,") not in words.COLLECTIVES
    )


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
            agency = squeeze(credit.name) in words.AGENCIES and (beside or close)
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
    return list(unique.values())


def _byline(
    seen: Sequence[Byline], credits: Sequence[Credit], found: Sequence[VisibleLine], head: Head
) -> str | None:
    """The words of the byline as they stand on the page."""
    keys = [squeeze(c.name) for c in credits]
    for byline in seen:
        if any(key in squeeze(byline.text) for key in keys):
            return byline.text
    start = max(0, (head.line or 0) - places.BEFORE)
    for line in found[start : head.end]:
        if len(line.text) <= 120 and any(key in squeeze(line.text) for key in keys if len(key) > 3):
            return line.text
    return None
