"""The person after whom a site is named: who writes a blog that names nobody else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from twa.dataset.pages.metadata.credits.vocabulary import collectives
from twa.dataset.pages.metadata.credits.wording import names
from twa.dataset.pages.metadata.markup import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from twa.dataset.pages.metadata.lines import VisibleLine

_BLOG: Final = re.compile(
    r"(?:['’]s)?\s+(?:personal |own )?(?:blog|weblog|website|web ?site|home ?page|newsletter|notes"
    r"|writing|site)\Z|\s+on (?:svbtle|medium|substack|tumblr)\Z"
    r"|\A(?:the |el |le |il |o )?(?:blog|website|newsletter) (?:of|de|du|di|do|von)\s+",
    re.IGNORECASE,
)
_CLAIM: Final = re.compile(
    r"(?:©|copyright|\(c\))[\s©]{0,3}(?:\d{4}[\s–—-]{0,3}){0,2},?\s{0,3}(?:by )?"
    r"(?P<name>[^\W\d][\w.'’ -]{4,40}?)(?=\.? all rights|[.|·•,]|\s\d{4}|\Z)",
    re.IGNORECASE,
)
_CLOSE: Final = 20
_LONG: Final = 200
_RIGHTS: Final = re.compile(r"©|copyright|\(c\)", re.IGNORECASE)


def read(site_names: Iterable[str], host: str, found: Sequence[VisibleLine]) -> str | None:
    """The name of a site that is a person's, if its page bears that out.

    It has the shape of a name, none of its words is one of papers or of trades, none is used in
    the page as a common word, and the host, a claim of copyright or the word "blog" go with it.
    """
    for stated in (*site_names, *_home_links(found), *_claimed(found, host)):
        name = _BLOG.sub("", stated.strip())
        if not names.alone(name) or names.cjk(name) or not names.borne(name) or name.isupper():
            continue
        folded = {part.casefold().strip(".,'’") for part in name.split()}
        if not collectives.HOUSES.isdisjoint(folded) or len(name.split()) > 3:
            continue
        if any(len(part) > 2 and part.isupper() for part in name.split()):
            continue
        if _borne_out(name, stated, host, found) and not _common(name, found):
            return name
    return None


def _claimed(found: Sequence[VisibleLine], host: str) -> list[str]:
    """Who claims the copyright of the page in its last lines, if the host is called so."""
    claims = (_CLAIM.search(line.text) for line in found[-_CLOSE:] if len(line.text) < _LONG)
    names = [claim["name"].strip(" .,") for claim in claims if claim]
    return [name for name in names if _in_host(name, host)]


def _in_host(name: str, host: str) -> bool:
    return any(len(part) > 3 and squeeze(part) in squeeze(host) for part in name.split())


def _home_links(found: Sequence[VisibleLine]) -> list[str]:
    """What the link to the home page says, among the first lines and the last."""
    return [
        line.text
        for line in (*found[:_EDGE], *found[-_EDGE:])
        if len(line.text) <= 40 and any(e.tag == "a" and e.get("href") == "/" for e in line.inner)
    ]


_EDGE: Final = 5


def _borne_out(name: str, stated: str, host: str, found: Sequence[VisibleLine]) -> bool:
    key = squeeze(name)
    if name != stated.strip() or _in_host(name, host):
        return True
    return any(
        _RIGHTS.search(line.text) and key in squeeze(line.text)
        for line in found[-_CLOSE:]
        if len(line.text) < _LONG
    )


def _common(name: str, found: Sequence[VisibleLine]) -> bool:
    """Whether a word of the name stands in the page without its capital."""
    wanted = "|".join(re.escape(part.casefold()) for part in name.split() if len(part) > 2)
    small = re.compile(rf"(?<![\w@./-])(?:{wanted})(?![\w@./-])")
    return any(small.search(line.text) for line in found)
