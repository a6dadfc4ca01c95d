"""Correction: removes set phrases: credits, promotion, labels of comment sections.

Each row of the table is one kind of phrase in the languages it was seen in. A
phrase counts only at the start of a short line, and most only at the end of an
article, read backwards until something else comes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from twa.dataset.pages.body.corrections.links import link_share
from twa.dataset.pages.body.corrections.places import FURNITURE, named

if TYPE_CHECKING:
    from lxml import html

    from twa.dataset.pages.article import RemovalReason
    from twa.dataset.pages.body.draft import Draft, Line

Where = Literal["anywhere", "edges", "end"]

TOP: Final = 4
"""Lines at the start that count as an edge."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a kind of line begins with, how long such lines are at most, and where they stand."""

    reason: RemovalReason
    where: Where
    longest: int
    pattern: re.Pattern[str]


def _phrase(reason: RemovalReason, where: Where, longest: int, *alternatives: str) -> Phrase:
    pattern = re.compile(rf"\W{{0,9}}(?:{'|'.join(alternatives)})", re.IGNORECASE)
    return Phrase(reason, where, longest, pattern)


PHRASES: Final = (
    _phrase(
        *("credit", "end", 400),
        r"(?:additional )?(?:reporting|writing|editing|production|research) by\b",
        r".{0,300}?\bcontributed (?:reporting |research )?to this"
        r" (?:report|story|article|post|piece)\b",
        r"(?:責任編輯|责任编辑|責編|责编|编辑|編輯|撰文|校对|校對)\s?[:：]",
        r"(?:mit (?:agentur)?material|quelle|avec (?:afp|reuters)|fuente|fonte)\b.{0,40}$",
        r"(?:photo credits?|crédits? photos?|bildnachweise?|bildquellen?|fotos?|fot\.|photos?)"
        r"\s?[:：].{0,60}$",
    ),
    _phrase(
        *("copyright", "end", 300),
        *(r"copyright\b", "©", "ⓒ", r"\(c\) ?\d{4}", "all rights reserved"),
        *("alle rechte vorbehalten", "tous droits réservés", "todos los derechos reservados"),
        *("版权", "版權", r"무단\s?전재", "جميع الحقوق محفوظة"),
    ),
    _phrase(
        *("comments", "end", 60),
        r"(?:\d{1,6} )?(?:comments?|kommentare?|commentaires?|comentarios?)\W{0,3}$",
        r"(?:评论|評論|留言|التعليقات)\W{0,3}$",
        r"(?:leave a (?:comment|reply)|tell us what you think)\b",
        r"join the (?:conversation|discussion)\b",
    ),
    _phrase(
        *("filing", "edges", 200),
        r"(?:filed under|tagged(?: with)?|tags?|categor(?:y|ies)|posted in|topics?)\s?[:：|]",
        r"(?:schlagw[oö]rter|themen|étiquettes|mots[- ]clés|etiquetas|temas)\s?[:：|]",
        r"(?:标签|標籤|关键词|關鍵字|الوسوم)\s?[:：|]",
    ),
    # An address alone is where the page says that it is; a placeholder is for who has no scripts.
    _phrase("contact", "edges", 300, r"https?://\S{1,280}$"),
    _phrase(
        *("label", "anywhere", 120),
        r"this slideshow requires javascript\W{0,3}$",
        r"loading(?: \w{1,12}){0,2}(?:\.{2,}|…)\W{0,3}$",
        r"(?:please )?(?:enable|turn on|activate) javascript\b",
        r"you are using an (?:outdated|old|unsupported) browser\b",
        r"(?:advertisement|anzeige|werbung|publicité|publicidade?|pubblicità|advertentie|annonse?"
        r"|reklama?|реклама|广告|廣告|広告|광고|إعلان)\W{0,3}$",
        r"(?:story|article|content|scroll)\b.{0,20} (?:below|after|to continue)\b.{0,20}"
        r"\bad(?:vertisement)?\W{0,3}$",
        r"(?:listen to this (?:article|story)|artikel anhören"
        r"|escuch[ae] (?:esta nota|este artículo)(?: aquí)?|écouter (?:cet |l.)article"
        r"|ascolta (?:questo |l.)articolo)\W{0,3}$",
    ),
    # What says what was changed is a sentence of the article.
    _phrase(
        *("update", "end", 90),
        r"(?:last )?updated?(?: at| on|:)? (?=.{0,40}\d)(?!.{0,60}[:–—-] (?:\S+ ){3})",
    ),
    _phrase(
        *("reading time", "edges", 60),
        r"(?:(?:estimated )?reading time|tempo d[ei] le(?:i|t)tura|temps de lecture)\b",
        r"(?:tiempo de lectura|lesezeit|lesedauer)\b",
        r"\d{1,3} ?-?min(?:ute)?s?\.? (?:read|de lecture|lesezeit)\W{0,3}$",
        r"ten tekst przeczytasz\b",
    ),
    _phrase(
        *("contact", "end", 120),
        r"(?:(?:e-?mail|twitter|facebook|contact)\W{1,3})?[\w.+-]{1,64}@[\w.-]{1,64}\W{0,3}$",
        r"(?:https?://)?(?:www\.)?(?:twitter|facebook|instagram|x)\.com/\S{1,60}$",
        r"(?:got|have) a (?:news |story )?tip\b",
    ),
    _phrase("feed footer", "anywhere", 400, r"the post .{1,300} appeared first on\b"),
    _phrase(
        *("promotion", "anywhere", 300),
        r"click here (?:to|for)\b.{0,120}$|(?:subscribe|sign up) (?:to|for|now|today)\b",
        r"get the .{1,40} app\b|download (?:the|our) .{1,40}\bapp\b",
        r"like (?:this|what you)\b[^.]{0,40}\? (?:share|subscribe|sign)\b",
        r"if you (?:enjoyed|liked) (?:reading )?this (?:article|story|post)\b"
        r"|support .{1,40} journalism\b",
    ),
    _phrase(
        *("promotion", "end", 400),
        r"follow .{1,80} (?:on|at|via|auf|sur|en) (?:@|https?:|www\b|x\b|twitter|facebook|instagram"
        r"|linkedin|youtube|telegram|whatsapp|threads|bluesky|tiktok|google)",
        r"follow .{1,60} full coverage\b",
        r"for (?:the latest|more) .{1,60}\bdownload (?:the|our)\b.{1,60}\bapps?\b",
        r"(?:folgen? (?:sie )?uns|suivez[- ]nous|s[ií]g[ua]e?nos|seguici|siga[- ]nos|volg ons"
        r"|följ oss|følg oss?|seuraa meitä|obserwuj nas|sledujte nás)\b.{1,60}\b(?:x|twitter"
        r"|facebook|instagram|linkedin|youtube|telegram|whatsapp|threads|bluesky|tiktok|google)\b",
        r"get .{1,80}\b(?:delivered|(?:in|to) your inbox|through your letterbox)\b",
        r".{0,200}?\b(?:subscribe|sign up)\b.{0,80}\bnewsletter\b",
        r".{0,120}?\bnewsletter (?:abonnieren|anmelden)\b",
        r".{0,120}?\b(?:abonnez-vous|inscrivez-vous|suscríbete)\b",
    ),
    _phrase(
        *("label", "end", 60),
        r"(?:explore further|read (?:more|next|also)|don.t miss|see also|more (?:on this|from))\b",
        r"(?:related|recommended|you (?:may|might) also like|share this|mehr zum thema)\b",
        r"(?:lesen sie auch|auch interessant|à lire aussi|lire aussi|lea también|leggi anche)\b",
        r"mehr themen\b|das könnte (?:sie|dich) auch|czytaj (?:też|także|więcej)\b|läs också\b"
        r"|lue myös\b|les også\b|lees ook\b|zobacz (?:też|także)\b",
        r"[lt]e puede interesar\b|相关阅读|相關閱讀|延伸阅读|延伸閱讀|اقرأ أيضا",
    ),
)

# What needs no second sign: nobody says this in an article but of itself.
_WHOLE: Final = re.compile(
    r"(?i:\W{0,9}(?:(?:copyright|©|ⓒ|\(c\)).{0,30}\b(?:19|20)\d\d\b.{0,200}"
    r"|.{0,160}all rights reserved\W{0,3}"
    r"|(?:additional )?(?:reporting|writing|editing) by (?-i:[A-Z]).{1,200}"
    r"|.{0,200}(?:版权所有|版權所有|무단\s?전재|無断転載|責任編輯|责任编辑).{0,60}"
    r"|.{0,300}\bcontributed (?:reporting |research )?to this (?:report|story|article)\W{0,3}"
    r"|the post .{1,300} appeared first on .{1,200}|this slideshow requires javascript\W{0,3}"
    r"|(?:last )?updated?(?: at| on|:).{0,40}\d.{0,40}"
    r"|(?:got|have) a (?:news |story )?tip\b.{0,80}"
    r"|\d{1,3} ?-?min(?:ute)?s?\.? (?:read|de lecture|lesezeit)\W{0,3}))"
)
_ENDS: Final = (".", "!", "?", "。", "！", "？", "…", ".”", '."', "»", "」", "؟", "۔", "।")
PROSE: Final = 60
"""Characters from which a line is a paragraph whose place says where the article is."""

# An invitation to something of the publisher's: an imperative or a question to the reader, and
# what it leads to.
_QUESTION: Final = r"(?:want to|looking (?:to|for)|interested in|ready to)\b"
_OPENING: Final = re.compile(rf"\W{{0,9}}{_QUESTION}.{{1,140}}\?\W{{0,3}}$", re.IGNORECASE)
_INVITATION: Final = re.compile(
    rf"\W{{0,9}}(?:{_QUESTION}|(?:learn more|find out more|check out|explore (?:other|more|our)"
    r"|discover (?:more|our)|join (?:us|our)|register (?:for|now|here|today)|don.t miss|book your"
    r"|get your|visit our|watch our|listen to our|download (?:our|the)|meet us)\b)",
    re.IGNORECASE,
)
_OFFERED: Final = re.compile(
    r"\b(?:events?|webinars?|conferences?|expo|summits?|workshops?|newsletters?|podcasts?|tickets?"
    r"|white ?papers?|e-?books?|free trial|demo|taking place in|co-located with|powered by)\b",
    re.IGNORECASE,
)
_INVITING: Final = 700
"""Characters of an invitation."""

_ASKED: Final = re.compile(
    r"[^.?!。？！]{4,}\b(?:you|your|yourself)\b[^.?!。？！]*\?", re.IGNORECASE
)
_ASKING: Final = 120
"""Characters of a question that leads over to one."""


def phrases(draft: Draft) -> Draft:
    """Drop lines that begin with a set phrase, and headings that are left with nothing below."""
    prose = _homes(draft)
    reasons = {
        at: reason
        for at, line in enumerate(draft.lines)
        if ((reason := _said(line, "anywhere")) or (at < TOP and (reason := _said(line, "edges"))))
        and _is_set_apart(draft, line, prose)
    }
    for at in range(len(draft.lines) - 1, -1, -1):
        if at in reasons:
            continue
        line = draft.lines[at]
        below = at + 1 in reasons and reasons[at + 1] == "promotion"
        reason = _said(line, "end") or _said(line, "edges")
        if reason and not _is_set_apart(draft, line, prose):
            reason = None
        reason = reason or _invites(draft, line, below)
        if not reason and line.type == "heading":
            reason = "heading of nothing"
        if not reason:
            break
        reasons[at] = reason
    return draft.without(reasons)


def _homes(draft: Draft) -> frozenset[tuple[html.HtmlElement | None, str]]:
    """Where the paragraphs of a draft stand: parents, and what their children are."""
    return frozenset(
        (node.element.getparent(), node.tag)
        for line in draft.lines
        if line.type == "paragraph" and len(line.key) >= PROSE
        for node in draft.nodes(line)
    )


def _is_set_apart(
    draft: Draft, line: Line, prose: frozenset[tuple[html.HtmlElement | None, str]]
) -> bool:
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
    if not line.text.rstrip().endswith(_ENDS):
        return True
    return bool(nodes) and any(
        (node.element.getparent(), node.tag) not in prose or named(node.element, FURNITURE)
        for node in nodes
    )


def said(text: str, where: Where) -> RemovalReason | None:
    """The reason to drop a line that says this, standing there; null for none."""
    for phrase in PHRASES:
        if phrase.where == where and len(text) <= phrase.longest and phrase.pattern.match(text):
            return phrase.reason
    return None


def phrased(text: str) -> bool:
    """Whether a text begins as promotion, credits and labels do, wherever it stands."""
    return any(
        len(text) <= phrase.longest and phrase.pattern.match(text) is not None for phrase in PHRASES
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


def _invites(draft: Draft, line: Line, below: bool) -> RemovalReason | None:
    """Promotion: an invitation with a link, or the question that opens one `below`."""
    linked = link_share(draft, line) > 0
    if (linked and invites(line.text)) or (below and _OPENING.match(line.text)):
        return "promotion"
    return None
