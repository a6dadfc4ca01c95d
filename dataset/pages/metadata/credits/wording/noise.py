"""What stands in a byline and is no name: addresses, dates, times, and all behind a verb."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from twa.dataset.dates import calendars
from twa.dataset.dates.weekdays import SHORT, WEEKDAYS
from twa.dataset.expressions import any_of, expression
from twa.dataset.pages.metadata.credits.vocabulary import labels as bylabels
from twa.dataset.pages.metadata.dates import labels

_MAIL: Final = r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
MAIL: Final = expression(_MAIL)
ADDRESS: Final = expression(
    rf"(?:https?://|www\.)\S{{1,300}}|{_MAIL}"
    r"|(?<=\w )\(?@\w{1,40}\)?"
)
# Shorter ones are surnames as well: Wei Sun.
_LONG_DAYS: Final = any_of(day for day in WEEKDAYS if len(day) > 4)
# Behind any of these stands something that is no name any more.
REST: Final = expression(
    r"\s+(?:[Ii]n|reports? from|reporting from|aus|à|at|At|for the|em) (?=[A-ZÀ-ÞА-Я]).{0,200}\Z"
    r"|\s+in [a-z]{2,20}\Z|(?<=[A-Z]{2})\s+FOR (?=[A-Z]{2}).{0,200}\Z"
    r"|\s+(?i:special (?:to|for)) .{0,200}\Z"
    r"|\s+(?:[Ff]or|para|pour|für) (?=[A-ZÀ-Þ@]).{0,200}\Z"
    r"|\s+(?:is|was|are|has|ist|est|es|è|writes|joined) (?=an? |the |ein|une? |le |la |il |el |un"
    r"|in\b|our\b|at\b|been\b).{0,300}\Z"
    r"|(?i:\s*(?:[;,|·•]|\s-|\s–)?\s*\b(?:updated|published|posted|last updated|last modified"
    r"|modified|first published|published on"
    r"|view (?:all|more|in|profile)|see (?:all|more|full)|read (?:more|full|bio)|full bio|follow"
    r"|updated on|stand:|actualizado|mis à jour"
    r"|aktualisiert|veröffentlicht|publié le|comments?\b|no comments|share|filed under|in category"
    r"|photo courtesy)\b.{0,300}\Z)",
)
_DAY_LAST: Final = expression(rf"\s{_LONG_DAYS}\Z", re.IGNORECASE)


@cache
def dates() -> re.Pattern[str]:
    """What is a date, a time, a length of reading or their like; made when first asked for."""
    months = any_of((*calendars.MONTHS, *calendars.JALALI))
    days = any_of((*WEEKDAYS, *SHORT))
    pattern = (
        r"\b\d{4}-\d\d-\d\dT[\d:.]{4,15}(?:Z|[+-]\d\d:?\d\d)?|"
        rf"(?:\b(?:on|at|le|el|am|den|em|il|dnia|dne|dňa|pada|tanggal|last|first"
        rf"|of the)\s{{1,3}})?(?:\b{days}\b\.?[,،]?\s{{0,3}})?"
        rf"(?:\b\d{{1,2}}(?:st|nd|rd|th|er|º)?\.?[\s-]{{0,3}}(?:de "
        rf"|of )?{months}\b\.?,?(?:[\s-]{{0,3}}(?:de |del )?\d{{4}}\b)?"
        rf"|\b{months}\b\.?[\s-]{{0,3}}\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?[\s-]{{0,3}}\d{{4}}\b)?"
        rf"|\b{months}\b\.?,?\s\d{{4}}\b"
        r"|\d{4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]"
        r"|\b\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{2,4}\.?"
        r"|\b\d{1,2}/\d{1,2}\b\s{0,3}—\s{0,3}\d{4})"
        r"|(?:\b(?:at|à|um|às|a las|klo?)\s{1,3})?\b\d{1,2}\s?(?:[:h時时]"
        r"|(?<=\d)\.(?=\d\d\b))\s?\d{2}(?::\d\d)?[分분]?"
        r"\s?(?:[ap]\.?m\.?\b|[صم]\b|صباحا\b|مساء\b)?(?:\s?(?:uhr|hrs|(?-i:[A-Z]{2,5}))\b|\s?น\.)?"
        r"|\b\d{1,4}\s(?:comments?|kommentare?|commentaires?|comentarios?|comentários?|commenti|reacties"
        r"|yorum|комментари\w{1,3})\b"
        r"|(?:\b(?:read(?:ing)? time|lesezeit|lesedauer|leestijd|temps de lecture|tiempo de lectura"
        r"|tempo de leitura|tempo di lettura|lästid|læsetid|lesetid|okuma süresi|czas czytania"
        r"|время чтения)\s?[:：]?\s?)?"
        r"\b\d{1,3}(?:\s?[–-]\s?\d{1,3})?[\s-]?(?:min(?:ute)?s?|minutos?|minuti|minuut|minuter|minuten|phút|хв|мин(?:ут[аы]?)?|분|分钟|分鐘)\b\.?(?:\s?(?:read(?:ing)?"
        r"|lesezeit|de lecture|de lectura|de leitura|di lettura)\b)?(?:\s?time)?"
        r"|\b(?:\d{1,3}|an?|one|two|three)\s(?:seconds?|minutes?|hours?|days?|weeks?|months?"
        r"|years?)\sago\b|\b(?:19|20)\d\d\b"
    )
    return expression(pattern, re.IGNORECASE)


def dateless(text: str) -> str:
    """A line with a stroke for each of its dates, and the label before it."""
    text = dayless(text)
    # The pattern is slow, and most lines have nothing that a date has.
    if any(map(str.isdigit, text)) or "ago" in text.lower():
        parted = dates().sub(" | ", text)
        return parted if "|" not in parted else _labels().sub(" | ", parted)
    return text


def dayless(text: str) -> str:
    """A line without the weekday at its end, which behind one word of a name is a surname."""
    day = _DAY_LAST.search(text)
    if day is None:
        return text
    *before, last = text[: day.start()].split() or [""]
    is_surname = last.istitle() and (not before or bylabels.alone(" ".join(before)) is not None)
    return text if is_surname else text[: day.start()]


@cache
def _labels() -> re.Pattern[str]:
    """What says of the date behind it that something was published or changed then."""
    return expression(rf"{labels.LABEL.pattern}\s{{0,3}}[:：]?\s{{0,3}}(?=\|)", re.IGNORECASE)


# `Jane Roe in Berlin and Jon Ek in Paris`: each where they were.
_EACH_IN: Final = expression(
    r"\s+(?:in|à|en|em|aus) [A-ZÀ-Þ][\w.'’-]{1,20}(?:\s[A-ZÀ-Þ][\w.'’-]{1,20}){0,2}"
    r"(?=\s*(?:[,;]|\b(?:and|und|et|y|e|en)\b)\s*[A-ZÀ-Þ])"
    # `Jane Roe for the Port Times and Jon Ek for the Gazette`
    r"|\s+for (?:the )?[A-ZÀ-Þ][\w.'’-]{1,20}(?:\s[A-ZÀ-Þ][\w.'’-]{1,20}){0,3}"
    r"(?=\s*(?:,|\band\b)\s*[A-ZÀ-Þ][\w.'’-]{1,20}\s[A-ZÀ-Þ][\w.'’-]{1,20}\s(?:for|in)\b)"
)
# What its bearer is, as the BBC states it behind the name or below it, in each of its languages.
_ROLE: Final = expression(
    r"(?:\A|\s)(?:Role|Título del autor|Место работы|Unvan|Vai trò|Peranan|Nafasi|पदनाम|পদবি|عہدہ"
    r"|شغل|Посада|Rôle)\s?,\s.{0,100}\Z"
)
# `en Madrid`, where the word is not Dutch for "and".
_IN: Final = expression(r"\s+en (?=[A-ZÀ-Þ]).{0,200}\Z")
_EN_IS_AND: Final = ("nl", "af", "fy")


def rested(text: str, language: str | None) -> str:
    """A piece of a byline up to what tells something else than who: where, for whom."""
    text = REST.sub("", _EACH_IN.sub("", _ROLE.sub("", text)))
    return text if (language or "").lower().startswith(_EN_IS_AND) else _IN.sub("", text)
