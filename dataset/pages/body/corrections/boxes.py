"""Boxes among the paragraphs of an article: newsletters, offers, walls, notes to the reader."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import dropwhile, islice
from typing import TYPE_CHECKING, Final

from twa.dataset.expressions import SignedExpression, expression
from twa.dataset.pages.body.blocks import key, sizes_around, text_of, weight, words
from twa.dataset.pages.body.corrections.links import link_share
from twa.dataset.pages.body.corrections.phrase_table import ENDS, phrased
from twa.dataset.pages.body.corrections.phrases import homes
from twa.dataset.pages.body.corrections.places import BUTTON, named, parts
from twa.dataset.pages.body.corrections.players import is_placeholder, is_player
from twa.dataset.pages.metadata.markup import lineage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml import html

    from twa.dataset.pages.article import RemovalReason
    from twa.dataset.pages.body.blocks import Node
    from twa.dataset.pages.body.corrections.phrases import Homes
    from twa.dataset.pages.body.draft import Draft, Line

LARGEST: Final = 700
"""Letters (see `blocks.weight`) of a box."""

SMALL: Final = 350
"""Letters up to which a field to fill in, or an offer and a button, make an offer of it."""

LISTED: Final = 3
"""Items of a list from which a field beside it is for the list: a recipe for so many people."""

HALF: Final = 0.5
"""Share of the prose that the element around the boxes holds."""

PROSE: Final = 60
"""Letters from which a line says where the prose stands."""

WHOLE: Final = 0.9
"""Share of links from which a line is a link."""

SHARED: Final = 80
"""Letters of a bar to share by."""

NOTICE: Final = 350
"""Letters of the notice of a wall."""

BOTTOM: Final = 3
"""Lines at the end among which an appeal with a link is one, whatever it says beside it."""

APPEAL: Final = 24
"""Characters at the start of a line within which it says what it appeals for."""

LAST: Final = 4
"""Lines at the end among which a wall is looked for, without those that are links."""

BEYOND: Final = 8
"""Blocks after the last line among which a wall is looked for."""

_HEADINGS: Final = ("h2", "h3", "h4")
_BOXES: Final = words("div section aside form fieldset figure ul")
_SHARED: Final = words("share shares sharer sharing social sns")
_ENTERED: Final = words("email tel text password")
_NAMED: Final = words(
    "newsletter signup subscribe subscription promo paywall offer offers piano regwall meter "
    "adblock adb notice banner cta donate donation membership ad ads advert sponsored "
    "poll quiz umfrage sondage encuesta enquete sondaggio"
)
_CALLS: Final = words("cta ctas calltoaction")
_CALL: Final = words("call to action")
# Where offers lead, whatever the words around the link: a letter, a channel, an app, a gift.
_LEADS: Final = expression(
    r"news-?letter|sub?scri(?!ptionid)|/assin[ae]|/abbonat?|sign-?up\b|/abo(?:s|nn\w*)?(?:[/?#.-]|$)|donat|paypal\.(?:me|com)/|donează|doneaza|/d[ao]ruj|/done(?:er|ren)\b|/donazion|/lahjoita|/stott|spenden?\b"
    r"|boletin|boletim|nyhedsbrev|nyhetsbrev|nieuwsbrief|uutiskirje|hirlevel|whatsapp\.com/channel"
    r"|chat\.whatsapp|//t\.me/|telegram\.(?:me|org)/|play\.google\.com/store|apps\.apple\.com"
    r"|itunes\.apple\.com/\w+/app|news\.google\.com/publications|google\.com/preferences/source"
    r"|//apoy[aeo]\w*\.|/(?:apoy[aeo]|support-us|soutenir|soutenez|unterst(?:ue|ü)tz|sostieni"
    r"|wspieraj|wesprzyj|podpor|tamogat|steun|membership)|patreon\.com|ko-fi\.com|buymeacoffee|viber\.com|invite\.viber",
    re.IGNORECASE,
)
# A field to fill in whose element a script has yet to make, in lower case.
_ADDRESSED: Final = SignedExpression(
    r"\b(?:your|ihre|deine|votre|tu|su|seu|je|uw|din|twój|la tua) e-?mail\b|e-?mail address"
    r"|e-mail-adresse|adresse e-?mail|correo electrónico|indirizzo e-?mail|adres e-?mail"
)
_CONSENT: Final = words("cookie cookies consent gdpr cmp onetrust usercentrics didomi cookiebot")
_COOKIES: Final = expression(
    r"cookie|consent|datenschutz|privacy|クッキー|隐私|隱私|الارتباط", re.IGNORECASE
)
# An appeal for gifts: imperatives alone.
_APPEALS: Final = (
    r"apóyanos|apoya (?:el|al|nuestro) (?:period|medio)|hazte (?:soci|miembro)|soutenez"
    r"|unterstütz(?:e|en sie) (?:uns\b|unser)|sostienici|apoie (?:o|a|nosso) |wesprzyj|wspieraj"
    r"|поддержите|підтримайте|támoga(?:ss|sd)|podpořte|podporte|steun ons|støt os|støtt oss"
    r"|stöd oss"
)
# Patterns of texts in lower case: to search regardless of case takes three times as long.
_OFFER: Final = SignedExpression(
    r"\b(?:subscri(?:be|bers?|ption)|newsletter|sign[ -]?up|ad[- ]?block\w*|free articles?"
    r"|log[ -]?in|membership|donat(?:e|ion)|abonn\w*|abbona(?:t|ment)\w*|suscr[ií]\w*"
    r"|assin(?:e|antes?|atura)|prenumer\w*|registrieren|anmelden|inscri(?:vez|re)\w*|werbeblocker)\b"
    r"|nieuwsbrief|schrijf je in|nyhedsbrev|nyhetsbrev|tilmeld|meld deg på|uutiskirje|bülten"
    r"|abone ol|hírlev|feliratkoz|iratkozz|zapisz się|biuletyn|odběr|přihlas|boletín|boletim"
    r"|iscriviti|block\w* (?:our )?ads?\b"
    r"|berlangganan|buletin|đăng ký|bản tin|εγγραφ|підпи|розсилк|рассылк|ניוזלטר|הירשמו|خبرنامه"
    r"|न्यूज़लेटर|सदस्यता|ニュースレター|뉴스레터"
    rf"|{_APPEALS}|membresía|寄付|후원|赞助|贊助"
    r"|подпис|订阅|訂閱|会员|會員|会員|購読|登録|구독|회원|اشترك|اشتراك|النشرة"
)
_APPEAL: Final = SignedExpression(_APPEALS)
_METER: Final = SignedExpression(
    r"\bfree (?:articles?|stories)\b.{0,40}\b(?:left|remaining|month|week)\b"
    r"|(?:articles?|stories) (?:left|remaining)\b|articles? gratuits? restants?"
    r"|(?:kostenlose|freie)n? artikel|artículos gratis"
)
_WALL: Final = SignedExpression(
    r"subscri(?:be|bers?|ption)\b.{0,40}\b(?:to (?:read|continue|keep|unlock)|only|exclusive)"
    r"|\bto (?:continue|keep|go on) reading\b|\b(?:exclusive|available|reserved|only)"
    r" (?:to|for) (?:our )?(?:\w+ )?(?:subscribers|members)\b|subscribers? (?:only|read all)\b"
    r"|\bread on with\b|already (?:a subscriber|subscribed)\b"
    r"|unlock (?:this|the full) (?:article|story)|(?:sign|log) in to (?:read|continue)"
    r"|this (?:article|story|content) is (?:only )?for\b"
    r"|jetzt weiterlesen|weiterlesen mit|(?:nur|exklusiv) für abonnent"
    r"|weiter(?:zu)?lesen .{0,30}abo|\babo\b.{0,40}\bweiter(?:zu)?lesen"
    r"|mit .{1,30}(?:plus|\+|abo)\b.{0,20}weiterlesen"
    r"|réservée?s? (?:à nos|aux) abonnés"
    r"|pour lire la suite|abonnez-vous pour|il vous reste .{0,30}à (?:lire|découvrir)"
    r"|(?:solo|exclusiv[oa]) para suscriptores|para seguir leyendo|suscríbete para"
    r"|riservat[oa] agli abbonati|abbonati per|per continuare a leggere"
    r"|exclusivo para assinantes|assine para|para continuar (?:lendo|a ler)"
    r"|alleen voor abonnees|om verder te lezen|för prenumeranter|(?:kun )?for abonnenter"
    r"|vain tilaajille|(?:tylko )?dla (?:prenumeratorów|subskrybentów)|aby (?:prze)?czytać dalej"
    r"|только для подписчиков|чтобы (?:про)?читать|оформите подписку|лише для передплатників"
    r"|会員限定(?!記事(?!です))|有料(?:会員(?:限定|専用|のみ|向け|の方)|記事)|続きを(?:読む|みる|見る)には|残り\s?[\d,]+\s?文字|この記事は(?:会員|有料)"
    r"|(?:订阅|登录|付费)后?(?:阅读|查看|继续)|会员专享|付费(?:内容|文章)|(?:訂閱|登入|付費)後?(?:閱讀|查看|繼續)"
    r"|會員專享|會員限定|付費(?:內容|文章)|구독자 전용|회원 전용|유료 (?:기사|회원)|로그인 후"
    r"|للمشتركين فقط|لمتابعة القراءة|abonelere özel|devamını okumak için"
    r"|(?:jen|len) pre? předplatitele|(?:jen|len) pre predplatiteľov|pro předplatitele"
    r"|csak előfizető|előfizetőknek szól|μόνο για συνδρομητές|למנויים בלבד|להמשיך לקרוא"
    r"|(?:doar|exclusiv) pentru abonați|citești mai departe|exclusiu per a (?:subscriptors|socis)"
    r"|per continuar llegint|केवल सब्सक्राइबर|पूरा पढ़ने के लिए|khusus (?:untuk )?pelanggan"
    r"|(?:schon|bereits) (?:digital)?abonnent(?:in)?\?|déjà abonnée? ?\?|ya eres suscriptor"
    r"|già abbonat[oi]|já é assinante|al abonnee\?|redan prenumerant|allerede abonnent"
    r"|(?:läs vidare|fortsätt läsa|læs videre|les videre|jatka lukemista)\b.{0,60}"
    r"(?:prenumer|abonn|tilaa)|oletko jo tilaaja|masz już (?:prenumerat|subskrypcj)"
    r"|(?:již|už) (?:máte|mám) p[rř]edplatné|már előfizető|zaten abone"
    r"|untuk membaca selengkapnya|chỉ dành cho (?:hội viên|thành viên)|để đọc tiếp"
    r"|فقط برای مشترکان|برای ادامه مطلب|samo (?:za )?pretplatni"
)


def boxes(draft: Draft) -> Draft:
    """Drop boxes that take something in (a form, a button) or offer something and are named so.

    A box is short, stands beside paragraphs of the article and is none of them. One sign alone
    is none: a heading, a word, a name.
    """
    held = shares(draft)
    prose = homes(draft)
    reasons: dict[int, RemovalReason] = {}
    known: dict[html.HtmlElement, bool] = {}
    alike: dict[html.HtmlElement, bool] = {}
    players: dict[html.HtmlElement, bool] = {}
    found: list[tuple[list[Node], html.HtmlElement | None]] = []
    end = 0
    for at, line in enumerate(draft.lines):
        nodes = draft.nodes(line)
        box = box_around(nodes[0], held) if nodes else None
        if box is not None and box is nodes[0].element:
            if box not in alike:
                alike[box] = _is_like_prose(box, prose)
            box = None if alike[box] else box
        found.append((nodes, box))
        if box is None and weight(line.key) >= PROSE:
            end = at
    for at, (line, (nodes, box)) in enumerate(zip(draft.lines, found, strict=True)):
        if not nodes:
            continue
        if nodes[0].tag in _BOXES and nodes[0].hrefs and _calls(nodes[0].element):
            reasons[at] = "promotion"
            continue
        if box is None:
            if _leads_to_offers(line, nodes, last=at >= len(draft.lines) - BOTTOM):
                reasons[at] = "promotion"
            continue
        if box not in known:
            known[box] = _is_offer(box, last=at > end)
        if box not in players:
            players[box] = is_player(box)
        if players[box]:
            reasons[at] = "caption"
        elif known[box] or (weight(line.key) <= SHARED and _is_notice(line.text)):
            reasons[at] = "promotion"
    for at in _wall(draft, held):
        reasons[at] = "wall"
    return draft.without(reasons) if len(reasons) < len(draft.lines) else draft


def _calls(element: html.HtmlElement) -> bool:
    """Whether an element is called a call to action, in one word or in three."""
    return named(element, _CALLS, 1) or parts(element.get("class") or "") >= _CALL


def _leads_to_offers(line: Line, nodes: Sequence[Node], *, last: bool) -> bool:
    """Whether the links of a short paragraph lead to what publishers offer, and are most of it.

    At the end it may begin with an appeal instead.
    """
    hrefs = [href for node in nodes for href in node.hrefs]
    return (
        bool(hrefs)
        and line.type == "paragraph"
        and weight(line.key) <= NOTICE
        and (
            sum(node.linked for node in nodes) >= HALF * len(line.key)
            or (last and _APPEAL.search(line.text[:APPEAL].lower()) is not None)
        )
        and (all(_LEADS.search(href) for href in hrefs) or _is_offered(line, nodes))
    )


def _is_offered(line: Line, nodes: Sequence[Node]) -> bool:
    """Whether a few words, that are a link and no sentence, say what publishers offer."""
    return (
        weight(line.key) <= SHARED
        and not line.text.endswith(ENDS)
        and sum(node.linked for node in nodes) >= WHOLE * len(line.key)
        and _OFFER.search(line.text.lower()) is not None
    )


def leads_to_offers(node: Node) -> bool:
    """Whether one of the links of a block leads to what publishers offer."""
    return any(_LEADS.search(href) for href in node.hrefs)


def offers(text: str) -> bool:
    """Whether a text is as short as a box, and says what publishers offer in boxes."""
    return weight(text) <= LARGEST and (_OFFER.search(text.lower()) is not None or phrased(text))


def in_placeholder(node: Node) -> bool:
    """Whether a block stands in what says that its reader has to agree to a player or a post."""
    around = node.element.getparent()
    return (
        around is not None
        and next(around.iter("button"), None) is not None
        and weight(said := text_of(around)) <= LARGEST
        and is_placeholder(" ".join(said.lower().split()), pressed=True)
    )


def is_walled(draft: Draft) -> bool:
    """Whether a wall that shows ends the text: where it stood among the lines, or after them."""
    if any(reason == "wall" for _, reason in draft.gone):
        return True
    placed = [line.last for line in draft.lines if line.last is not None]
    if not placed:
        return False
    after = draft.index.nodes[max(placed) + 1 : max(placed) + 1 + BEYOND]
    return any(_is_notice(node.text) for node in after if node.tag not in ("footer", "nav"))


def _is_notice(text: str) -> bool:
    return weight(text) <= NOTICE and _says_wall(text)


@lru_cache(maxsize=1024)
def _says_wall(text: str) -> bool:
    folded = text.lower()
    return _WALL.search(folded) is not None and _METER.search(folded) is None


def _wall(draft: Draft, held: Mapping[html.HtmlElement, float]) -> list[int]:
    """The last lines from the first that says a wall, if it is set apart from the prose."""
    count = len(draft.lines)
    told = [at for at, line in enumerate(draft.lines) if link_share(draft, line) <= HALF]
    for at in range(min(told[-LAST:], default=count), count):
        line = draft.lines[at]
        if _is_notice(line.text) and _apart(draft, line, held):
            return list(range(at, count))
    return []


def _apart(draft: Draft, line: Line, held: Mapping[html.HtmlElement, float]) -> bool:
    nodes = draft.nodes(line)
    return (
        link_share(draft, line) > 0
        or line.type == "heading"
        or any(box_around(node, held) is not None for node in nodes)
        or not line.text.rstrip().endswith((".", "!", "?", "。", "”"))
    )


def shares(draft: Draft) -> dict[html.HtmlElement, float]:
    """Elements → share of the draft's prose that they hold."""
    prose = [
        (nodes[0].element, size)
        for line in draft.lines
        if (size := weight(line.key)) >= PROSE
        and (nodes := draft.nodes(line))
        and not _is_notice(line.text)
    ]
    total = sum(size for _, size in prose)
    return {element: size / total for element, size in sizes_around(prose).items()}


def box_around(node: Node, held: Mapping[html.HtmlElement, float]) -> html.HtmlElement | None:
    """The outermost element around a block that stands beside the prose; null for a paragraph."""
    box = node.element
    for around in node.element.iterancestors():
        if held.get(around, 0) >= HALF:
            return box if box.tag in _BOXES else None
        box = around
    return None


def _is_like_prose(box: html.HtmlElement, prose: Homes) -> bool:
    """Whether a box without a name, a field or a button is what paragraphs beside it are."""
    return (
        (box.getparent(), box.tag) in prose
        and not (box.get("class") or box.get("id"))
        and next(box.iter("button", "input"), None) is None
    )


def _may_be_skipped(box: html.HtmlElement) -> bool:
    """Whether a box begins with a link past its text, for those who listen to the page."""
    link = next(box.iter("a"), None)
    href = "" if link is None else link.get("href") or ""
    if not href.startswith("#"):
        return False
    behind = dropwhile(lambda one: one is not link, box.iter())
    end = next((one for one in islice(behind, 1, None) if one.get("id") == href[1:]), None)
    return (
        end is not None
        and end.tag not in _HEADINGS
        and weight(key(text_of(end))) <= SHARED
        and not _is_followed(end, box)
    )


def _is_followed(element: html.HtmlElement, box: html.HtmlElement) -> bool:
    """Whether a box says something behind an element in it."""
    for around in lineage(element):
        if around is box:
            return False
        if around.tail and around.tail.strip():
            return True
        if any(text_of(one).strip() for one in around.itersiblings()):
            return True
    return False


def _is_offer(box: html.HtmlElement, *, last: bool) -> bool:
    """Whether a box takes something in, or offers something; `last` ones stand below the text."""
    said = " ".join(" ".join(box.itertext()).split())
    size = weight(said)
    if size > LARGEST or next(box.iter("blockquote"), None) is not None:
        return False  # the posts of others may say what offers do
    if size <= SHARED and named(box, _SHARED, 1):
        return True
    if _may_be_skipped(box):
        return True
    if size <= SHARED and "?" in said and sum(1 for _ in islice(box.iter("button"), 2)) == 2:
        return True  # readers are asked what they think of it
    entered = any((one.get("type") or "text") in _ENTERED for one in box.iter("input"))
    pressed = next(box.iter("button"), None) is not None or any(
        named(link, BUTTON, 1) for link in box.iter("a")
    )
    folded = said.lower()
    offered = _OFFER.search(folded) is not None
    if size <= SMALL and entered and (offered or sum(1 for _ in box.iter("li")) < LISTED):
        return True
    if _calls(box) and (pressed or next(box.iter("a"), None) is not None):
        return True
    called = named(box, _NAMED, 1)
    if called and pressed and size <= SMALL:
        return True
    if named(box, _CONSENT, 1) and _COOKIES.search(said) is not None:
        return True
    links = [link.get("href") or "" for link in box.iter("a")]
    if is_placeholder(folded, pressed=pressed or bool(links)):
        return True
    if (offered or size <= SMALL) and links and all(map(_LEADS.search, links)):
        return True
    if offered and size <= SMALL:
        return (
            pressed
            or called
            or (last and bool(links))
            or any(one.search(folded) for one in (_METER, _ADDRESSED))
        )
    return offered and (entered or (pressed and called))
