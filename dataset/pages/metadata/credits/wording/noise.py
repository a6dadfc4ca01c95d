"""What stands in a byline and is no name: addresses, dates, times, and all behind a verb."""

from __future__ import annotations

import re
from typing import Final

from twa.dataset.web import calendars

ADDRESS: Final = re.compile(
    r"(?:https?://|www\.)\S{1,300}|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
    r"|(?<=\w )\(?@\w{1,40}\)?"
)
_MONTHS: Final = "|".join(sorted(map(re.escape, calendars.MONTHS), key=len, reverse=True))
_DAYS: Final = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|(?:mon|diens|donners|frei"
    r"|sams|sonn)tag|mittwoch"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes"
    r"|sábado|domingo"
)
# Dates, times, lengths of reading and their like: a stroke in the line for whoever splits it.
DATES: Final = re.compile(
    r"\b\d{4}-\d\d-\d\dT[\d:.]{4,15}(?:Z|[+-]\d\d:?\d\d)?|"
    rf"(?:\b(?:on|at|le|el|am|den|em|il|last|first"
    rf"|of the)\s{{1,3}})?(?:\b(?:{_DAYS})\b\.?,?\s{{0,3}})?"
    rf"(?:\b\d{{1,2}}(?:st|nd|rd|th|er|º)?\.?[\s-]{{0,3}}(?:de "
    rf"|of )?(?:{_MONTHS})\b\.?,?(?:[\s-]{{0,3}}(?:de |del )?\d{{4}}\b)?"
    rf"|\b(?:{_MONTHS})\b\.?\s{{0,3}}\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s{{0,3}}\d{{4}}\b)?"
    rf"|\b(?:{_MONTHS})\b\.?,?\s\d{{4}}\b"
    r"|\d{4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]"
    r"|\b\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{2,4}\.?"
    r"|\b\d{1,2}/\d{1,2}\b\s{0,3}—\s{0,3}\d{4})"
    r"|(?:\b(?:at|à|um|às|a las)\s{1,3})?\b\d{1,2}\s?(?:[:h時时]"
    r"|(?<=\d)\.(?=\d\d\b))\s?\d{2}(?::\d\d)?[分분]?\s?(?:[ap]\.?m\.?\b)?(?:\s?(?:uhr|hrs"
    r"|[A-Z]{2,5})\b)?"
    r"|\b\d{1,4}\s(?:comments?|kommentare?|commentaires?|comentarios?|comentários?|commenti|reacties"
    r"|yorum|комментари\w{1,3})\b"
    r"|\b\d{1,3}(?:\s?[–-]\s?\d{1,3})?[\s-]?(?:min(?:ute)?s?|minuten|phút|분|分钟|分鐘)\b\.?(?:\s?(?:read(?:ing)?"
    r"|lesezeit|de lecture|de lectura|de leitura|di lettura)\b)?(?:\s?time)?"
    r"|\b(?:\d{1,3}|an?|one|two|three)\s(?:seconds?|minutes?|hours?|days?|weeks?|months?"
    r"|years?)\sago\b|\b(?:19|20)\d\d\b"
    rf"|\s(?:{_DAYS})\Z",
    re.IGNORECASE,
)
# Behind any of these stands something that is no name any more.
REST: Final = re.compile(
    r"\s+(?:[Ii]n|reports? from|reporting from|aus|à|at|At|for the|en|em) (?=[A-ZÀ-ÞА-Я]).{0,200}\Z"
    r"|\s+in [a-z]{2,20}\Z|\s+(?:[Ff]or|para|pour|für) (?=[A-ZÀ-Þ@]).{0,200}\Z"
    r"|\s+(?:is|was|are|has|ist|est|es|è|writes|joined) (?=an? |the |ein|une? |le |la |il |el |un"
    r"|in\b|our\b|at\b|been\b).{0,300}\Z"
    r"|(?i:\s*(?:[;,|·•]|\s-|\s–)?\s*\b(?:updated|published|posted|last updated|last modified"
    r"|modified|first published|published on"
    r"|view (?:all|more|in|profile)|see (?:all|more|full)|read (?:more|full|bio)|full bio|follow"
    r"|updated on|stand:|actualizado|mis à jour"
    r"|aktualisiert|veröffentlicht|publié le|comments?\b|no comments|share|filed under|in category"
    r"|photo courtesy)\b.{0,300}\Z)",
)
_DAY_LAST: Final = re.compile(rf"\s(?:{_DAYS})\Z", re.IGNORECASE)


def dateless(text: str) -> str:
    """A line with a stroke for each of its dates."""
    # The pattern is slow, and most lines have nothing that a date has.
    if any(map(str.isdigit, text)) or "ago" in text.lower() or _DAY_LAST.search(text):
        return DATES.sub(" | ", text)
    return text
