"""Classifies a body: whole, partial, behind a paywall, or no prose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twa.dataset.pages.article import BodyStatus
    from twa.dataset.pages.metadata.statements import Metadata

WALLED: Final = 2500
"""Characters up to which a text that is said not to be free is taken for the part shown freely."""

SHORT: Final = 800
"""Characters up to which a page of pictures or with a video is that, and not an article."""

PICTURES: Final = 5
"""Captions from which a page with little text is a gallery."""

EXCERPT: Final = 0.6
"""Length of the text, as share of a witness that has all of it, under which it is an excerpt."""

_LIVE: Final = frozenset(("LiveBlogPosting",))
_VIDEO: Final = frozenset(("VideoObject", "Clip", "BroadcastEvent", "TVEpisode"))
_GALLERY: Final = frozenset(("ImageGallery", "MediaGallery"))
_LIVE_PATH: Final = re.compile(
    r"/(?:live|liveblog|live-blog|live-updates?|live-?ticker|newsticker|en-direct|minuto-a-minuto)"
    r"(?:[/?#]|$)|[/-](?:live-blog|live-updates|liveticker)(?:[/?#.-]|$)"
)
_CUT: Final = re.compile(
    r"(?:[\[(](?:…|\.\.\.)[\])]|(?:…|\.\.\.)\s{0,3}\(?(?:read more|continue reading|more"
    r"|weiterlesen|lire la suite|leer más|leggi tutto|阅读全文|閱讀全文|続きを読む))\W{0,3}$",
    re.IGNORECASE,
)
_MORE: Final = re.compile(
    r"(?:continue reading|read (?:more|the full (?:story|article))|to (?:continue|keep) reading"
    r"|subscribe to (?:read|continue)|weiterlesen|jetzt abonnieren|lire la suite"
    r"|(?:article|contenu) réservé aux abonnés|leer más|阅读全文|閱讀全文|اقرأ المزيد)",
    re.IGNORECASE,
)
_TAIL: Final = 200


def is_live(metadata: Metadata, url: str) -> bool:
    """Whether the page is a live blog, by its JSON-LD or its address."""
    return metadata.kind in _LIVE or _LIVE_PATH.search(url) is not None


def status_of(
    text: str,
    metadata: Metadata,
    captions: Sequence[str],
    *,
    walled: bool,
    live: bool,
) -> BodyStatus:
    """The status of a body that has text, from what the page says and what is there.

    `walled` says that a wall shows where the text ends. A text is an excerpt too where
    `articleBody` begins with it and goes on.
    """
    if live:
        return "live"
    if metadata.is_accessible_for_free is False and len(text) <= WALLED:
        return "paywalled"
    if metadata.is_accessible_for_free is None and len(text) <= WALLED and walled:
        return "paywalled"
    body = metadata.article_body or ""
    if _CUT.search(text[-_TAIL:]) or len(text) < EXCERPT * len(body):
        return "excerpt"
    if len(text) <= SHORT:
        if metadata.kind in _GALLERY or len(captions) >= PICTURES:
            return "gallery"
        if metadata.kind in _VIDEO:
            return "video"
        if _MORE.search(text[-_TAIL:]):
            return "excerpt"
    return "full"
