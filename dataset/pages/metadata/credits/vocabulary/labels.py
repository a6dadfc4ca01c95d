"""Labels of bylines: the words that say what those behind them did, in many languages."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from twa.dataset.expressions import expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from twa.dataset.pages.metadata.credits.model import Role

_NOUNS: Final = (
    r"(?:guest |opinion )?(?:story|words|text|analysis|opinion|commentary|interviews?|reviews?"
    r"|reports?|reporting"
    r"|essay|columns?|guest post|article|post|blog|content|recipe|writing)"
)
# Labels that need no colon, for they can be nothing else where names stand.
_OPEN: Final[tuple[tuple[Role, str], ...]] = (
    (
        "source",
        r"(?:mit )?(?:material|informationen) von|con información de|con informazioni (?:di|da)"
        r"|com informações (?:da|do|de)|(?:with|using) (?:material|(?:agency )?inputs?) (?:from|by)"
        r"|по материалам|по данным|по информации|за матеріалами|за даними|према|na podstawie",
    ),
    (
        "photographer",
        r"(?:photo(?:graph)?s?|photography|pictures?|images?|video|camera|cover photo|lead image)"
        r"(?: (?:credit|courtesy))?(?: and \w{4,14})? (?:by|of|:)|fotos? (?:von|de|di)"
        r"|photos? (?:de|par)|foto(?:grafie)? door|автор(?:ы)? фото,?"
        # `… Words Jane Roe Photography Jon Ek`, at the end of a standfirst.
        r"|(?:photography|photographs|photos|pictures|images)(?= (?-i:[A-Z]\S+ [A-Z]\S+)\Z)",
    ),
    (
        "illustrator",
        r"(?:illustrat(?:ions?|ed)|graphics?|design(?:ed)?|art(?:work)?|drawings?|charts?)"
        r"(?: and \w{4,14})? by|illustrationen? von|illustrations? (?:de|par)",
    ),
    (
        "translator",
        r"translat(?:ed|ion)(?: from [A-Z]\w{2,12}(?: into [A-Z]\w{2,12})?)? by|übersetz(?:t"
        r"|ung) von"
        r"|traduit (?:de l'\w+ )?par|traduction (?:de|par)|traducid[oa] por|traduzid[oa] por"
        r"|tradotto da",
    ),
    (
        "editor",
        r"edit(?:ed|ing|or)(?: and \w{4,14})? by|redigiert von|édité par|editad[oa] por"
        r"|a cura di(?= redazione)",
    ),
    (
        "reviewer",
        r"(?:(?:medically|clinically|expert|scientifically|technically|legally|fact[- ]?"
        r"|peer[- ]?)\s?)?"
        r"(?:reviewed|fact[- ]checked|checked|verified|approved)(?: and \w{4,14})? by|reviewers?:",
    ),
    (
        "contributor",
        r"(?:(?:with )?(?:additional|further)|with) (?:reporting|contributions?|research|writing"
        r"|assistance|files|input) (?:by|from)|contributed to by|mitarbeit von"
        r"|avec la (?:contribution|participation) de",
    ),
    (
        "author",
        rf"(?:(?:th(?:is|e) )?(?:{_NOUNS} )?(?:was )?(?:originally )?(?:written|posted|published"
        r"|compiled|produced|prepared"
        r"|contributed|created|submitted|updated|last updated|reported|authored|penned|researched"
        r"|added|shared)"
        r"(?: and \w{4,14})? by"
        rf"|{_NOUNS}(?: and \w{{4,14}})? by|more (?:stories|articles|posts|from) (?:by|from)"
        rf"|(?:articles?|posts?) (?:written )?by"
        r"|words(?= (?-i:[A-Z]\S+ [A-Z]\S+) (?:photograph(?:y|s)|photos|pictures|images)\b)"
        r"|\Aeine? \w{3,20} von"
        r"|(?:\Aaus (?-i:[A-ZÄÖÜ])\w{2,20} )?bericht(?:et|en)"
        r"(?= (?-i:[A-ZÄÖÜ])\w+ (?-i:[A-ZÄÖÜ]))"
        r"|(?:verfasst|geschrieben|veröffentlicht|erstellt|publiziert"
        r"|eingestellt|gespeichert|eingetragen|gepostet|protokolliert"
        r"|(?:gast)?(?:beitrag|artikel|kommentar|kolumne)|text(?: und (?:fotos?|interview"
        r"|bilder))?|interview|bericht|analyse|essay|reportage|porträt"
        r"|rezension|glosse|kritik|pressemitteilung|alle (?:beiträge|artikel|texte)|mehr) von"
        r"|(?:écrit|publié|rédigé|propos recueillis|article|texte|posté)"
        r" par|(?:escrito|publicado|texto|redactado|elaborado|postado|reportagem|análise"
        r"|análisis) (?:por|de)"
        r"|de no(?:s|tre) (?:correspondante?s?|envoyée?s? spéciale?s?)"
        r"(?: (?:à|en|au) [\w-]{3,20})?,?"
        r"|(?:scritto|pubblicato) da|articolo di|a cura di|test[oi] di"
        r"|test[oi] e (?:foto(?:grafie)?|immagini|video) di|foto e test[oi] di"
        r"|text(?:e|o)s? (?:et|y|e) (?:photos|fotos|imágenes|imagens) (?:de|por|par)"
        r"|geschreven door|skrevet af"
        r"|skrevet av|skriven av|gepost door|napsal[ai]?|írta|γράφ(?:ει|ουν) (?:ο|η|οι)?"
        r"|ditulis oleh|dipublikasikan oleh|napisane przez)",
    ),
)
# Labels only at the beginning of a line, or behind a sign that parts or a date.
_TWO: Final = r"(?= (?-i:[A-ZÀ-Þ])[\w'’-]+ (?-i:[A-ZÀ-Þ])[\w'’-]+\s*(?:\Z|[|·•,]))"
"""A given name and a surname, and nothing else of a phrase: `Words Jane Roe`."""
_FIRST: Final[tuple[tuple[Role, str], ...]] = (
    ("photographer", rf"(?:photograph(?:y|s)|photos?|fotos?|fotografie){_TWO}"),
    (
        "author",
        # `From Jane Roe, Port`
        r"from(?= (?-i:[A-Z])[\w'.-]+ (?-i:[A-Z])[\w '.-]{1,30}, (?-i:[A-Z])[\w-]{2,15}\Z)"
        rf"|(?:words|text|(?:(?:staff|contributing|special) (?:writer|reporter|correspondent)"
        rf"|columnist)){_TWO}"
        r"|by:?|von:?(?! (?:der|den|dem|und|zu)\b)|par:?|por:?|da(?= [A-ZÀ-Þ])"
        r"|d[oa](?= (?-i:\d?[A-Z][A-Z\d]{1,7})\b)|nga:?(?= (?-i:[A-ZÇË]))"
        r"|di(?= \w+ \w| redazione\b)|door|av|af|oleh:?|od|од|theo(?= (?-i:[A-ZĐ]{3,})\b)"
        r"|(?:oprac|opr)\.?|opracował[aiy]?"
        r"|autor(?:ka|ica|in|i)?(?= (?-i:[A-ZÀ-Ž])\w+ (?-i:[A-ZÀ-Ž]))"
        r"|(?-i:de)(?= (?-i:[A-ZȘȚĂÎÂ])\w+ (?-i:[A-ZȘȚĂÎÂ]))"
        r"|από τ(?:ον|ην|ους|ις)|(?:του|της|των)(?= (?-i:[Α-ΩΆ-Ώ])\w+ (?-i:[Α-ΩΆ-Ώ]))"
        r"|γρ[άα]φ(?:ει|ουν)|сурвалжлагч"
        r"|מאת:?|โดย:?|द्वारा|تحریر|به قلم|piše|пише|imeandikwa na"
        r"|بقلم|كتب(?:ت|ه)?|إعداد|أعد(?:ه|ته)|الكاتبة?|بواسطة|نوشته|автор(?=[:\s])",
    ),
)
# Labels that need a colon or its like.
_COLON: Final[tuple[tuple[Role, str], ...]] = (
    (
        "photographer",
        r"fotos?|photos?|pictures?|bild(?:er)?|video|photograph(?:er|y)s?|fotograf(?:in|ie|ía|ia)?"
        r"|crédit photo|ảnh|фото|fotoğraf(?:lar)?|kuva|zdjęcia|φωτ[οό](?:γραφίες)?|צילום|ภาพ"
        r"|foto(?:ğraf)?|kamera|görüntü|fotó|valokuv(?:a|at|us)|kuvat|nuotr(?:auka|\.)?|fotografij[ae]"
        r"|ფოტო|լուսանկար(?:ը|ներ)?|фотография|снимк[аи]|фотограф|عکس|عکاس|تصویر|फोटो|छायाचित्र|ছবি"
        r"|படம்|صور|تصوير|摄影|攝影|撮影|写真|摄|사진|图片?|圖片?",
    ),
    (
        "illustrator",
        r"illustrat(?:ion|or)s?|grafik|infografik|graphics?|design|иллюстрации|插画|插圖|イラスト"
        r"|그림",
    ),
    (
        "translator",
        r"translat(?:ion|or)s?|übersetzung|traduction|traducción|tradução|traduzione|перевод"
        r"|çeviri|翻译|翻譯|翻訳|译者?|訳|번역|ترجمة|مترجم",
    ),
    (
        "editor",
        r"edit(?:or|ing)s?|redaktion|bearbeitung|édition|edición|edição|редактор|editör|责任编辑"
        r"|責任編輯|责编|責編|编辑|編輯|編集|校对|審核|审核"
        r"|संपादन|सम्पादन|संपादक|সম্পাদনা|ویراستار|ویرایش|редактура|redigering|redakcja"
        r"|편집|تحرير|biên tập|toimetaja|redaktors|szerkesztő|szerkesztette|urednik|уредник",
    ),
    ("reviewer", r"review(?:er|ed)s?|fact[- ]check(?:er|ed)?|faktencheck"),
    (
        "contributor",
        r"contributors?|contributing (?:authors?|writers?)|mitarbeit|collaboration|colaboración"
        r"|colaboração|collaborazione",
    ),
    (
        "author",
        r"interviews?|authors?|auth\.|writers?|written|reporters?|words|text(?:e|o)?|story|journalists?|creator"
        r"|autor(?:in|en|es|as?|em|zy|i|k[aiy]|ica|iai)?|autoři|szerzők|автори|autore|auteurs?|redacción|redação|redactor|texte|testo"
        r"|journaliste|periodista|repórter|reportagem"
        r"|text(?: und (?:fotos?|interview|bilder))|tekst[iy]?|teksts|tekstas|penulis|pewarta"
        r"|wartawan"
        r"|jurnalis|kontributor|laporan|reporter|yazar|yazan|haber(?:\s?[-–/]?\s?(?:kamera|foto(?:ğraf)?))?|hazırlayan|mwandishi"
        r"|opracowani[ea]|oprac\.|toimittaja|kirjoittaja|höfundur|autorius|autors|írta|szöveg|piše|пише"
        r"|пишува|avtor(?:ica|ji)?"
        r"|ავტორი|հեղինակ|müəllif|muallif|pengarang|نویسنده|خبرنگار|گزارشگر|نگارنده|گزارش|تحریر|رپورٹ"
        r"|כתב|מאת|लेखक|रिपोर्ट(?:र)?|রিপোর্ট|লেখক|লেখা|प्रतिवेदक|ผู้เขียน|เรื่อง"
        r"|எழுதியவர்|bài và ảnh|γρ[άα]φει|κείμενο|επιμέλεια|ρεπορτάζ"
        r"|автор(?:ка)? текст[ау]|аутор|аўтар"
        r"|журналіст(?:ка)?|кореспондент|készítette|besedilo|kirjutas|autore|phóng viên|biên soạn"
        r"|muhabir|автор(?:ы)?|текст|журналист|корреспондент|tác giả|bài(?: viết)?|thực hiện"
        r"|người viết"
        r"|الكاتب|كاتب|المحرر|投稿者|執筆(?:者)?|著者|筆者|ライター|글쓴이|글|작성자|취재|기자"
        r"|저자|συντάκτης|szerző|författare|skribent",
    ),
    (
        "source",
        r"source|quelle|fuente|fonte|источник|джерело|извор|izvor|източник|kaynak|mənbə|nguồn|المصدر"
        r"|منبع|מקור|स्रोत|সূত্র|ที่มา|zdroj|źródło|forrás|surs[aă]|πηγή|lähde|källa|kilde|bron|burimi"
        r"|来源|來源|稿源|出典|提供|출처|sumber",
    ),
)
_END: Final = r"\s{0,3}[:：\-–—|／/]\s{0,3}"


def _compiled(with_colon: tuple[tuple[Role, str], ...]) -> re.Pattern[str]:
    parts = []
    for number, (role, form) in enumerate(_OPEN):
        parts.append(rf"(?P<o{number}_{role}>(?:{form}))\b\s{{0,3}}[:：]?\s{{0,3}}")
    for number, (role, form) in enumerate(with_colon):
        parts.append(rf"(?P<c{number}_{role}>(?:{form})(?:\(s\)|\(e?n\))?)\s{{0,3}}[:：՝]\s{{0,3}}")
    first = [
        rf"(?P<f{number}_{role}>(?:{form}))(?:\s{{1,3}}|[:：|／/]\s{{0,3}})(?=\S)"
        for number, (role, form) in enumerate(_FIRST)
    ]
    # Where a label may begin is asked once for all of them: most places are within a word.
    return expression(
        rf"(?:(?<=\W)|\A)(?:{'|'.join(parts)})"
        rf"|(?:\A|(?<=[|;•·–—:])\s{{0,3}}|(?<=\s[/-]\s))(?:{'|'.join(first)})",
        re.IGNORECASE,
    )


_LABEL: Final = _compiled(_COLON)
# More than half of the labels need a colon, and most lines have none.
_WITHOUT_COLON: Final = _compiled(())
_COLONS: Final = re.compile("[:：՝]")


def _label_in(text: str) -> re.Pattern[str]:
    return _WITHOUT_COLON if _COLONS.search(text) is None else _LABEL


# Words that are a label in one language only, and something else in others.
_BY: Final = {
    language: expression(rf"\A\W{{0,3}}(?:{words})(?=:?\s+[^\W\d_])", re.IGNORECASE)
    for language, words in (
        ("sw", "na"),
        ("vi", "theo"),
        ("sq", "(?:shkruar |shkruan |nga: )?nga"),
        ("af", "deur"),
        ("ca", "per"),
        ("tl", "(?:ulat )?ni(?:na)?"),
        ("fil", "(?:ulat )?ni(?:na)?"),
        ("cy", "gan"),
        ("is", "eftir"),
        ("pl", "tekst"),
        ("mt", "minn"),
    )
}


# Amharic writes "by" at the head of the name.
_ATTACHED: Final = {"am": re.compile(r"\Aበ\s?(?=[\u1200-\u135a]{2,12}\s[\u1200-\u135a]{2,12}\Z)")}


_WRITES: Final = frozenset(
    (
        *("skrifar", "skriver", "schreibt", "escribe", "écrit", "scrive", "pisze", "piše"),
        *("пишет", "пише", "пишува", "kirjoittaa", "kirjutab", "rašo", "raksta"),
    )
)
"""Labels that stand behind the name, at the end of its line: `Jane Roe schreibt`."""
_NAME: Final = 4
"""Words of a name before such a label, at most."""


# `This is a guest post by Jane Roe`, `Today’s article comes from guest author Jane Roe`
_GUEST: Final = expression(
    r"\A\W{0,3}(?:editor['’]s note: )?(?:(?:this|today['’]s|the following)(?: \w{4,8}){0,2}"
    r" (?:is|was|comes(?: to you)?|written) (?:by |from )?(?:an? |our )?)?(?:special )?guest"
    r" (?:(?:blog )?(?:post|article|column|essay|commentary|contribution|blog)"
    r" (?:(?:was )?(?:written |contributed )?by|from)"
    r"|(?:author|blogger|columnist|writer|contributor),?(?= (?-i:[A-ZÀ-Þ])))\s",
    re.IGNORECASE,
)


def plain(text: str, language: str | None) -> str:
    """A line whose label only one language has, or stands behind, with one that all are read by."""
    text = _GUEST.sub("By ", text, count=1)
    name, _, last = text.rpartition(" ")
    if last in _WRITES and 2 <= len(name.split()) <= _NAME and name.istitle():
        text = f"By {name}"
    spoken = re.split("[-_]", (language or "").casefold())[0]
    if attached := _ATTACHED.get(spoken):
        return attached.sub("By ", text)
    label = _BY.get(spoken)
    if label is None or (plain := label.sub("By", text, count=1)) == text:
        return text
    # Swahili has one word for "by" and "and".
    return plain.replace(" na ", " and ") if spoken == "sw" else plain


def segments(text: str) -> Iterator[tuple[Role | None, str]]:
    """The pieces of a line, each with the role that its label gives; None before any label."""
    role: Role | None = None
    position = 0
    for match in _label_in(text).finditer(text):
        before = text[position : match.start()].strip()
        if before:
            yield role, before
        role = _role(match)
        position = match.end()
    rest = text[position:].strip()
    if rest or role is not None:
        yield role, rest


def _role(match: re.Match[str]) -> Role:
    name = match.lastgroup or "o_author"
    role: Role = name.partition("_")[2]  # type: ignore[assignment]
    return role


@lru_cache(maxsize=8192)
def alone(text: str) -> Role | None:
    """The role that a line says which is a label and nothing else (`Written by`, `Text:`)."""
    if len(text) > 40:
        return None
    folded = text.strip(" :：|-–—")
    if not folded:
        return None
    match = _LABEL.match(folded + ": x")
    if match and match.end() >= len(folded) + 1 and text != "x":
        return _role(match)
    match = _label_in(folded).match(folded + " x")
    return _role(match) if match and match.end() >= len(folded) + 1 else None


def labelled(text: str) -> bool:
    """Whether a line begins with a label of those who wrote."""
    return first(text) in ("author", "contributor")


def first(text: str) -> Role | None:
    """The role that a label at the beginning of a line gives."""
    match = _label_in(text).match(text.lstrip(" |•·–—-"))
    return _role(match) if match else None
