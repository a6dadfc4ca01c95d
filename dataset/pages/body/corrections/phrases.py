"""Correction: removes set phrases: credits, promotion, labels of comment sections.

A phrase counts only at the start of a short line, and most only at the end of an
article, read backwards until something else comes.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from twa.dataset.expressions import expression
from twa.dataset.pages.body.blocks import key, text_of, weight
from twa.dataset.pages.body.corrections.links import LINKED, link_share
from twa.dataset.pages.body.corrections.phrase_table import ENDS, Where, said
from twa.dataset.pages.body.corrections.places import FURNITURE, named

if TYPE_CHECKING:
    from lxml import html

    from twa.dataset.pages.article import RemovalReason
    from twa.dataset.pages.body.draft import Draft, Line

    Homes = frozenset[tuple[html.HtmlElement | None, str]]
    """Parents of paragraphs, and what these are."""

TOP: Final = 4
"""Lines at the start that count as an edge."""

PROSE: Final = 60
"""Characters from which a line is a paragraph whose place says where the article is."""

# An invitation to something of the publisher's: an imperative or a question to the reader, and
# what it leads to.
_QUESTION: Final = r"(?:want to|looking (?:to|for)|interested in|ready to)\b"
_OPENING: Final = expression(rf"\W{{0,9}}{_QUESTION}.{{1,140}}\?\W{{0,3}}$", re.IGNORECASE)
_INVITATION: Final = expression(
    rf"\W{{0,9}}(?:{_QUESTION}|(?:learn more|find out more|check out|explore (?:other|more|our)"
    r"|discover (?:more|our)|join (?:us|our)|register (?:for|now|here|today)|don.t miss|book your"
    r"|get your|visit our|watch our|listen to our|download (?:our|the)|meet us)\b)",
    re.IGNORECASE,
)
_OFFERED: Final = expression(
    r"\b(?:events?|webinars?|conferences?|expo|summits?|workshops?|newsletters?|podcasts?|tickets?"
    r"|white ?papers?|e-?books?|free trial|demo|submissions?|contributors?"
    r"|taking place in|co-located with|powered by)\b",
    re.IGNORECASE,
)
_INVITING: Final = 700
"""Characters of an invitation."""

_CONTACTS: Final = expression(
    r"(?:media|press|news) (?:contacts?|(?:en|in)quir(?:y|ies))"
    r"|contacts? for (?:the )?(?:media|press)|(?:presse|medien)kontakte?"
    r"|contacts? (?:presse|stampa)|contactos? (?:de|para la) prensa"
    r"|contatos? (?:de|para a) imprensa|kontakt dla mediów",
    re.IGNORECASE,
)
"""Headings below which those stand whom the press may ask."""
_REACHED: Final = expression(r"[\w.+-]{1,64}@[\w-]{1,64}\.\w|\d{2,}[\d ()/.-]{4,}\d")
_ASKED_LINES: Final = 8
"""Lines of what stands below such a heading at the end."""

_ASKED_LETTERS: Final = 300
"""Letters of one of them."""

_ANNOUNCING: Final = 60
"""Characters of what announces a list."""

_ASKED: Final = expression(
    r"[^.?!。？！]{4,}\b(?:you|your|yourself)\b[^.?!。？！]*\?", re.IGNORECASE
)
_ASKING: Final = 120
"""Characters of a question that leads over to one."""

_NAMED: Final = r"(?:[A-Z][\w.'’-]{0,20}|and|of|for|the)"

_WHOLE: Final = expression(
    r"(?i:\W{0,9}(?:(?:copyright|©|ⓒ|\(c\)).{0,30}\b(?:19|20)\d\d\b.{0,200}"
    r"|.{0,160}all rights reserved\W{0,3}"
    r"|all rights reserved\b.{1,200}\b(?:reproduced|republished|redistributed|copied)\b.{0,160}"
    r"|(?:additional )?(?:reporting|writing|editing) by (?-i:[A-Z]).{1,200}"
    rf"|contributing: (?-i:{_NAMED}(?:[,;]? {_NAMED}){{1,30}})\W{{0,3}}"
    # Who says it of the page, and to whom; of others an article tells.
    r"|(?=.{0,300}\b(?:we|us|our|th(?:is|ese) (?:articles?|posts?|pages?|stor(?:y|ies)|site|links?)"
    r"|you)\b).{0,300}\b(?:affiliate[ -]?links?|commission)\b.{0,200}"
    r"|(?:questions|comments|feedback)\? ?(?:(?:please|just|you can|feel free to) ){0,2}"
    r"(?:e-?mail|write to|contact) (?:us|me)\b.{0,60}"
    r"|.{0,200}(?:版权所有|版權所有|무단\s?전재|無断転載|責任編輯|责任编辑).{0,60}"
    r"|原(?:标题|標題|题)\s?[:：].{1,120}|(?:扫一扫|掃一掃|扫码|掃碼).{0,20}"
    r"(?:关注|關注|阅读|閱讀|下载|下載|分享|打开|打開|二维码|二維碼|微信|客户端|客戶端|app|手机|手機).{0,12}"
    r"|(?:免责声明|免責聲明|特别声明|特別聲明|版权声明|版權聲明)\s?[:：].{1,400}"
    r"|.{2,80} contributed (?:additional )?(?:reporting|research)\W{0,3}"
    r"|(?:本網站|本网站|本站).{0,40}(?:不得|禁止|[严嚴]禁)(?:轉載|转载).{0,60}"
    r"|.{0,300}\bcontributed (?:reporting |research )?to this (?:report|story|article)\W{0,3}"
    r"|the post .{1,300} appeared first on .{1,200}|this slideshow requires javascript\W{0,3}"
    r"|(?:last )?updated?(?: at| on|:).{0,40}\d.{0,40}"
    r"|(?:got|have) a (?:news |story )?tip\b.{0,80}"
    r"|.{0,120}\bshare this (?:post|article|story) (?:with|on|to)\b.{0,60}"
    r"|喜[欢歡][这這]篇文章.{0,60}"
    r"|\d{1,3} ?-?min(?:ute)?s?\.? (?:read|de lecture|lesezeit)\W{0,3}))"
)
"""Of some phrases: all that a line says, so that nothing of the article's is with it."""


def phrases(draft: Draft) -> Draft:
    """Drop lines that begin with a set phrase, and headings that are left with nothing below."""
    prose = homes(draft)
    reasons = {
        at: reason
        for at, line in enumerate(draft.lines)
        if ((reason := _said(line, "anywhere")) or (reason := _said_above(draft, at)))
        and _is_set_apart(draft, line, prose)
    }
    reasons.update(dict.fromkeys(_contacts(draft), "contact"))
    for at in range(len(draft.lines) - 1, -1, -1):
        if at in reasons:
            continue
        line = draft.lines[at]
        below = at + 1 in reasons and reasons[at + 1] == "promotion"
        reason = _said(line, "end") or _said(line, "edges")
        if reason and not _is_set_apart(draft, line, prose):
            reason = None
        reason = reason or _invites(draft, line, below)
        if not reason and link_share(draft, line) >= LINKED:
            reason = "link-only"
        if not reason and (_heads(line) or _announces(draft, line)):
            reason = "heading of nothing"
        if not reason:
            break
        reasons[at] = reason
    return draft.without(reasons)


def _contacts(draft: Draft) -> range:
    """Lines from a label of contacts for the press to the end, that say how to reach them."""
    count = len(draft.lines)
    for at in range(max(1, count - _ASKED_LINES), count):
        line, below = draft.lines[at], draft.lines[at + 1 :]
        if (
            line.type in ("heading", "paragraph")
            and _CONTACTS.fullmatch(line.text.strip(" :："))
            and all(weight(one.key) <= _ASKED_LETTERS and one.type != "heading" for one in below)
            and any(_REACHED.search(one.text) for one in below)
        ):
            return range(at, count)
    return range(0)


def _heads(line: Line) -> bool:
    """Whether a line is a heading, and no sentence that is set as one, above a picture."""
    return line.type == "heading" and not (
        weight(line.key) >= PROSE and line.text.endswith(ENDS) and not line.text.endswith("?")
    )


def _announces(draft: Draft, line: Line) -> bool:
    """Whether a few words in bold, with a colon, stand where a heading could: before a list."""
    return (
        len(line.text) <= _ANNOUNCING
        and line.text.endswith((":", "："))
        and any(
            key(text_of(bold)) == node.key
            for node in draft.nodes(line)
            for bold in node.element.iterchildren("b", "strong")
        )
    )


def homes(draft: Draft) -> Homes:
    """Where the paragraphs of a draft stand: parents, and what their children are.

    A place of one paragraph is none, where others have more.
    """
    held = Counter(
        (node.element.getparent(), node.tag)
        for line in draft.lines
        if line.type == "paragraph" and len(line.key) >= PROSE
        for node in draft.nodes(line)
    )
    most = max(held.values(), default=0)
    return frozenset(home for home, count in held.items() if count > 1 or most == 1)


def _is_set_apart(draft: Draft, line: Line, prose: Homes) -> bool:
    """A second sign beside a phrase, without which its line may be the article's own sentence.

    It is all that the line says, or the line has a link, no sentence's end, or another place
    than the paragraphs of the article.
    """
    if _WHOLE.fullmatch(line.text) or link_share(draft, line) > 0:
        return True
    nodes = draft.nodes(line)
    if any(
        node.element.find(".//em") is not None
        or node.element.find(".//i") is not None
        or next(node.element.iterancestors("em", "i"), None) is not None
        for node in nodes
    ):
        return True
    if line.type == "list-item":
        return False
    if not line.text.rstrip().endswith(ENDS):
        return True
    return bool(nodes) and any(
        (node.element.getparent(), node.tag) not in prose or named(node.element, FURNITURE)
        for node in nodes
    )


def invites(text: str) -> bool:
    """Whether a text invites its reader to something of the publisher's."""
    return (
        len(text) <= _INVITING
        and _INVITATION.match(text) is not None
        and _OFFERED.search(text) is not None
    )


def asks(text: str) -> bool:
    """Whether a text is one short question to the reader, as it leads over to an invitation."""
    return len(text) <= _ASKING and _ASKED.fullmatch(text) is not None


def _said(line: Line, where: Where) -> RemovalReason | None:
    if where == "anywhere" and line.type not in ("paragraph", "heading"):
        return None
    return said(line.text, where)


def _said_above(draft: Draft, at: int) -> RemovalReason | None:
    """What a line says above the text; an address below a paragraph is what that is about."""
    reason = _said(draft.lines[at], "edges") if at < TOP else None
    if reason == "contact" and any(weight(line.key) >= PROSE for line in draft.lines[:at]):
        return None
    return reason


def _invites(draft: Draft, line: Line, below: bool) -> RemovalReason | None:
    """Promotion: an invitation with a link, or the question that opens one `below`."""
    linked = link_share(draft, line) > 0
    if (linked and invites(line.text)) or (below and _OPENING.match(line.text)):
        return "promotion"
    return None
