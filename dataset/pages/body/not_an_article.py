"""Pages that answer in an article's place: a check of the browser, a login, a notice of absence.

One sign is none: articles are written about logins too. The page's title or its text must say it,
it must have little text, and nothing of what articles state of themselves.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from twa.dataset.expressions import expression
from twa.dataset.pages.body.blocks import weight

if TYPE_CHECKING:
    from twa.dataset.pages.metadata.statements import Metadata

LONGEST: Final = 800
"""Letters (see `blocks.weight`) of such a page."""

SHORTEST: Final = 10
"""Letters of a page that says anything at all; one that only a script sends on has a word."""

ABSENT: Final = "a notice that the page is not there"
GUARDED: Final = "a login, or a check of the browser"
CONSENT: Final = "a question for consent"
HOLLOW: Final = "hardly a word"
FAULTY: Final = "a notice that the site has a fault"
LOADING: Final = "a notice that the page is loading"

_GUARDED_TITLE: Final = expression(
    r"\W*(?:just a moment|attention required|access denied|checking your browser|are you a robot"
    r"|human verification|verify you are human|security check|please wait"
    r"|one moment(?:, please)?\W*$"
    r"|(?:log|sign)[ -]?in\b|subscriber login|(?:error )?40[13]\b|anmelden\b|anmeldung\b"
    r"|connexion\b"
    r"|iniciar sesión|acceso denegado|accedi\b|inloggen\b|вход\b|ログイン|请登录|請登入"
    r"|登录$|登入$|로그인|تسجيل الدخول)",
    re.IGNORECASE,
)
# A code or a sigh may stand before it: "Error 404: …", "Oops! …".
_ABSENT_TITLE: Final = expression(
    r"(?:\W|(?:oops|ups|sorry|error|erreur|fehler|erro|errore|ошибка|错误|錯誤|http|404|410)\b)*"
    r"(?:(?<=404)(?!\d)|(?<=410)(?!\d)"
    r"|(?:the |this |that )?(?:page|article|story|post|content)"
    r" (?:(?:you .{0,30}|was |is |could )?(?:not (?:be )?(?:found|available|exist)"
    r"|unavailable|gone)"
    r"|(?:can[’'‘]?t|cannot|couldn[’'‘]?t) be found|(?:no longer|doesn[’'‘]?t|does not) exists?)"
    r"|not found|page gone|nothing (?:was )?found|we can[’'‘]?t find|we couldn[’'‘]?t find"
    r"|(?:die |diese )?(?:seite|artikel)(?: wurde)? (?:nicht gefunden|existiert nicht)"
    r"|(?:la |cette )?(?:page|article|contenu) (?:introuvable|non trouvée?|n[’']existe)"
    r"|(?:la |esta )?página no (?:encontrada|existe|disponible)|no se (?:encuentra|encontró)"
    r"|(?:a |esta )?página não (?:foi )?(?:encontrada|existe)|pagina non (?:trovata|esiste)"
    r"|(?:de )?pagina (?:is )?niet gevonden|sidan (?:hittades inte|finns inte|kunde inte hittas)"
    r"|siden (?:ble ikke|blev ikke) funnet|siden (?:blev )?ikke fundet|sivua ei löy"
    r"|nie znaleziono (?:strony)?|strona nie (?:istnieje|została)|stránka (?:nebyla )?nenalezena"
    r"|страница не (?:найдена|существует)|сторінку не знайдено|sayfa bulunamadı|halaman tidak"
    r"|không tìm thấy|ページが見つかりません|お探しのページ|[页頁]面不存在"
    r"|找不到(?:[该此这這])?(?:[页頁]|[网網][页頁])"
    r"|您(?:访问|訪問)的(?:页面|頁面)|페이지를 찾을 수 없|الصفحة غير موجودة|הדף לא נמצא|ไม่พบหน้า)",
    re.IGNORECASE,
)
_GUARDED: Final = expression(
    r"checking (?:your browser|if the site connection is secure)|verif(?:y|ying) (?:that )?you are"
    r" (?:a )?human|enable javascript and cookies to continue|ddos protection by|\bray id\b"
    r"|needs to review the security of your connection"
    r"|(?:not|no) a? ?(?:ro)?bot\b|\bcaptcha\b|kein roboter|pas un robot|no (?:soy|eres) un robot"
    r"|não (?:sou|é) um robô|non sono un robot|geen robot|не робот|机器人|機器人|ロボットでは",
    re.IGNORECASE,
)
_ABSENT: Final = expression(
    r"(?:page|article|story) (?:you (?:are looking for|requested)|that you requested).{0,60}(?:not"
    r"|no longer|moved|removed|exist)|(?:could not|couldn[’']t|can[’']?t|cannot) find"
    r" (?:what|the page|the article|the story) (?:that )?you (?:were|are) looking for",
    re.IGNORECASE,
)
_FAULTY: Final = expression(
    r"(?:\W|(?:sorry|oops|whoops|error|ups|oups|fehler|erreur)\b)*"
    r"(?:(?:it looks like )?something (?:went|has gone|is) wrong\b"
    r"|(?:an )?(?:internal|unexpected|unknown) (?:server )?error (?:has )?occurred"
    r"|(?:da|etwas|hier) ist (?:leider )?etwas schief|une erreur (?:est survenue|s[’']est produite)"
    r"|algo (?:ha salido|salió) mal|algo deu errado|qualcosa è andato storto"
    r"|er (?:is|ging) iets mis)",
    re.IGNORECASE,
)
_TAKEN_DOWN: Final = expression(
    r"^\W*(?:(?:sorry|oops)\W+)?(?:(?:this|the) (?:article|story|page|post|content)"
    r" (?:(?:is|was|has been) (?:no longer available|not available any ?more|unavailable|removed"
    r"|deleted|withdrawn|taken down|archived)|no longer exists|has expired)"
    r"|diese[rs]? (?:artikel|beitrag|inhalt|seite) (?:ist|wurde) (?:leider )?(?:nicht mehr"
    r"|gelöscht|entfernt)|(?:cet article|cette page) n[’']est plus"
    r"|(?:este artículo|esta página) ya no|(?:este artigo|esta página) (?:já )?não está"
    r"|questo articolo non è più|dit artikel is niet (?:meer|langer)"
    r"|[该該此这這]篇?(?:文章|新闻|新聞|内容|內容)(?:已|不存在)"
    r"|[この当]*記事は(?:削除|公開を終了|存在)|해당 기사는? 삭제)",
    re.IGNORECASE | re.MULTILINE,
)
_CONSENT_TITLE: Final = expression(
    r"\W*(?:before you continue|we value your privacy|we care about your privacy"
    r"|your privacy (?:choices|settings|matters)|(?:cookie|privacy|consent)[ -]?(?:consent|settings"
    r"|preferences|choices|wall|manager)\W*$|consent\W*$|(?:manage|your) consent\b"
    r"|accept (?:all )?cookies|cookie-?einstellungen\W*$|(?:ihre )?privatsphäre-?einstellungen"
    r"|zustimmung\W*$|(?:vos|votre) (?:choix|vie privée).{0,30}(?:cookies|importante)"
    r"|(?:valoramos|respetamos) (?:su|tu) privacidad|rispettiamo la (?:tua|vostra) privacy"
    r"|wij? (?:waarderen|respecteren) (?:uw|je) privacy|cookie-?instellingen\W*$)",
    re.IGNORECASE,
)
_CONSENT: Final = expression(
    r"store and(?:/or)? access information on (?:a|your) device|we and our (?:[\d.,]+ )?partners"
    r"|(?:unsere|nos|nuestros|i nostri|onze) (?:[\d.,]+ )?(?:partner|partenaires|socios)"
    r".{0,80}(?:cookies|gerät|appareil|dispositivo|apparaat)",
    re.IGNORECASE,
)
_LOADING: Final = expression(
    r"\W*(?:loading|please wait|wird geladen|chargement(?: en cours)?|cargando|carregando"
    r"|caricamento(?: in corso)?|laden|загрузка|加载中|載入中|読み込み中|로딩 ?중|جار التحميل)\W*",
    re.IGNORECASE,
)


def notice_in(text: str, metadata: Metadata) -> str | None:
    """What a page shows in an article's place, by what it says of itself and has not.

    None where it may be an article, else what the constants of this module say.
    """
    if _LOADING.fullmatch(text):
        return LOADING
    if weight(text) > LONGEST or metadata.published is not None or metadata.authors:
        return None
    title = metadata.title or ""
    if _GUARDED.search(text) or _GUARDED_TITLE.match(title):
        return GUARDED
    if _CONSENT.search(text) or _CONSENT_TITLE.match(title):
        return CONSENT
    if _ABSENT.search(text) or _TAKEN_DOWN.search(text) or _ABSENT_TITLE.match(title):
        return ABSENT
    if _FAULTY.match(text):
        return FAULTY
    return HOLLOW if weight(text) < SHORTEST else None
