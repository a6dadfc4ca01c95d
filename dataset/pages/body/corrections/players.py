"""Boxes in which something is played or shown, or will be once the reader agrees to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from twa.dataset.expressions import SignedExpression
from twa.dataset.pages.body.blocks import key, text_of, weight, words
from twa.dataset.pages.body.corrections.places import named

if TYPE_CHECKING:
    from lxml import html

PLAYED: Final = 120
"""Letters of what a player says of what it plays."""

NOTICE: Final = 350
"""Letters of what a page says without scripts."""

_PLAYERS: Final = words("video videos player jwplayer jw vjs audioplayer videoplayer playlist")
# What stands in the place of a player or a post until its reader agrees, in lower case.
_PLACEHOLDER: Final = SignedExpression(
    r"to (?:display|view|see|show|watch) (?:this|the) (?:content|video|embed|post)|must enable"
    r"|pour (?:afficher|voir|visionner) ce(?:tte)? (?:contenu|vidéo|publication)"
    r"|para (?:mostrar|ver|visualizar|exibir) es[tds]e (?:contenido|conteúdo|v[íi]deo)"
    r"|per (?:visualizzare|vedere) quest[oa] (?:contenuto|video)|contenu tiers|contenu externe"
    r"|contenu n.a pas pu être chargé|externe[nrs]? inhalt"
    r"|inhalte? von drittanbietern|third[- ]party content|enable javascript"
    r"|empfohlener redaktioneller inhalt|mit ihrer zustimmung|to show you this content"
    r"|permission to use cookies|contenu est hébergé|om (?:deze|dit) (?:inhoud|content|video) te"
    r"|browser extensions?|externt innehåll|treści zewnętrzn|zewnętrznego dostawcy"
    r"|внешн\w+ контент|contenido externo|conteúdo externo"
)
_SCRIPTLESS: Final = SignedExpression(
    r"javascript\b.{0,120}\b(?:browser|navigateur|navegador)"
    r"|\b(?:browser|navigateur|navegador)\b.{0,120}javascript"
)


def is_player(box: html.HtmlElement) -> bool:
    """Whether a box is a player of sound or pictures, and says no more than what it plays."""
    plays = next(box.iter("video", "audio"), None) is not None or named(box, _PLAYERS, 1)
    return plays and weight(key(text_of(box))) <= PLAYED


def is_placeholder(said: str, *, pressed: bool) -> bool:
    """Whether a box says, in lower case, what it shows once its reader `pressed` or has scripts."""
    if pressed and _PLACEHOLDER.search(said) is not None:
        return True
    return weight(said) <= NOTICE and _SCRIPTLESS.search(said) is not None
