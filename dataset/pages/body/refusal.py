"""Pages that answer in an article's place: a check of the browser, a login, a notice of absence.

One sign is none: articles are written about logins too. The page's title or its text must say it,
it must have little text, and nothing of what articles state of themselves.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from twa.dataset.pages.body.blocks import weight

if TYPE_CHECKING:
    from twa.dataset.pages.metadata.statements import Metadata

LONGEST: Final = 800
"""Letters (see `blocks.weight`) of such a page."""

_TITLE: Final = re.compile(
    r"\W*(?:just a moment|attention required|access denied|checking your browser|are you a robot"
    r"|human verification|verify you are human|security check|please wait|one moment, please"
    r"|(?:error )?40[0134]\b|(?:page|article|story) (?:not found|unavailable)|not found|page gone"
    r"|(?:log|sign)[ -]?in\b|subscriber login|seite nicht gefunden|anmelden\b|anmeldung\b"
    r"|page (?:introuvable|non trouvée)|connexion\b|página no encontrada|iniciar sesión"
    r"|acceso denegado"
    r"|página não encontrada|pagina non trovata|accedi\b|pagina niet gevonden|inloggen\b"
    r"|sidan (?:hittades inte|kunde inte hittas)|siden (?:ble ikke|blev ikke) funnet|sivua ei löy"
    r"|nie znaleziono strony|strona nie istnieje|страница не найдена|вход\b|сторінку не знайдено"
    r"|ページが見つかりません|お探しのページ|ログイン|页面不存在|找不到(?:页面|頁面|網頁)|请登录|請登入|登录$|登入$"
    r"|페이지를 찾을 수 없|로그인|الصفحة غير موجودة|تسجيل الدخول|sayfa bulunamadı)",
    re.IGNORECASE,
)
_SAID: Final = re.compile(
    r"checking (?:your browser|if the site connection is secure)|verif(?:y|ying) (?:that )?you are"
    r" (?:a )?human|enable javascript and cookies to continue|ddos protection by|\bray id\b"
    r"|needs to review the security of your connection|(?:page|article|story) (?:you (?:are looking"
    r" for|requested)|that you requested).{0,60}(?:not|no longer|moved|removed|exist)",
    re.IGNORECASE,
)
_LOADING: Final = re.compile(
    r"\W*(?:loading|please wait|wird geladen|chargement(?: en cours)?|cargando|carregando"
    r"|caricamento(?: in corso)?|laden|загрузка|加载中|載入中|読み込み中|로딩 ?중|جار التحميل)\W*",
    re.IGNORECASE,
)


def is_no_article(text: str, metadata: Metadata) -> bool:
    """Whether what a page shows is no article, by what it says of itself and has not."""
    if _LOADING.fullmatch(text):
        return True
    if weight(text) > LONGEST or metadata.published is not None or metadata.authors:
        return False
    return _SAID.search(text) is not None or _TITLE.match(metadata.title or "") is not None
