"""The words of date lines that say what was done then: published, modified, in many languages."""

from __future__ import annotations

import re
from typing import Final

from twa.dataset.expressions import expression

_PUBLISHED: Final = (
    r"(?:first |originally )?(?:published|posted|created|publication date|date published)(?: on"
    r"| at)?|(?:publish(?:ed|ing)?|post(?:ed)?|upload(?:ed)?|(?<![^\W\d_]\s))date(?= ?:)"
    r"|publié(?:e)?(?: le)?|mise? en ligne(?: le)?|publicado(?: el| em)?|publicada(?: el| em)?"
    r"|fecha de publicación|pubblicato(?: il)?"
    r"|veröffentlicht(?: am)?|publiziert(?: am)?|erstellt(?: am)?|erschienen(?: am)?"
    r"|gepostet(?: am)?|geplaatst|gepubliceerd|publicerad|publisert|birt|offentliggjort|julkaistu"
    r"|opublikowano|data publikacji|опубликован[оа]?|дата публикации|опубліковано"
    r"|publikováno|megjelent|δημοσίευση"
    r"|yayın(?:lanma|landı)?(?: tarihi)?|giriş(?: tarihi)?|oluşturulma(?: tarihi)?"
    r"|eklenme(?: tarihi)?|ngày đăng|đăng(?: lúc| ngày)?|xuất bản"
    r"|diterbitkan|disiarkan|inilathala|dipublikasikan|tayang|发布(?:时间|日期|于)?|發[佈布](?:時間|日期|於)?"
    r"|发表(?:时间|于)?|刊登|刊出|出版|公開(?:日時?)?|掲載(?:日)?|投稿(?:日)?|配信(?:日時?)?"
    r"|입력(?:일시)?|등록(?:일시?)?|게재|발행(?:일)?|승인|작성(?:일시?)?|نُ?شر(?:ت)?(?: في)?"
    r"|تاريخ النشر|النشر|تاریخ انتشار|زمان انتشار"
    r"|منتشر(?: شده)?|انتشار|שפורסם|פורסם|प्रकाशित|प्रकाशन|প্রকাশিত|প্রকাশ"
    r"|เผยแพร่(?:เมื่อ)?|објављено|публикувано|objavljeno|data publicării|publicat(?: la| el)?"
    r"|közzétéve|publikuar(?: më)?"
    r"|zverejnené|paskelbta|publicēts|avaldatud|imechapishwa"
)
_MODIFIED: Final = (
    r"(?:last )?(?:updated|modified|edited|revised|reviewed)(?: on| at)?(?: date)?|update(?=:| )"
    r"|(?:zuletzt |letzte )?(?:aktualisiert|aktualisierung|geändert|bearbeitet|änderung)"
    r"(?: am)?|stand(?=:| )|mise? à jour(?: le)?|màj|modifié(?:e)?(?: le)?|(?:última "
    r"|last )?(?:actualizad[oa]|actualización|modificación)(?: el)?"
    r"|(?:última )?(?:atualizad[oa]|atualização)(?: em)?|(?:ultimo )?aggiorna(?:to|mento)(?: il)?"
    r"|modificato(?: il)?|bijgewerkt|gewijzigd|laatste update|oppdatert|uppdaterad|opdateret"
    r"|päivitetty|(?:ostatnia )?aktualizacja|zaktualizowano|aktualizov[aá]n[oé]|обновлен[оа]?"
    r"|изменен[оа]?|оновлено|(?:data )?actualiz(?:at[ăa]?|ării)(?: la)?|frissítve|módosítva"
    r"|ανανεώθηκε|(?:τελευταία )?ενημ[έε]ρωση|ενημερώθηκε"
    r"|(?:son )?güncelle(?:me|ndi|nme)(?: tarihi)?|cập nhật(?: lúc)?|diperbarui|diupdate"
    r"|更新(?:时间|時間|日時?|日期|于|於)?|修改(?:时间|時間)?|最終更新(?:日時?)?|最后更新|最後更新"
    r"|(?:최종)?\s?수정(?:일시?)?|업데이트|تحديث|آخر تحديث|تم التحديث|تاريخ التحديث"
    r"|به‌?روز(?:رسانی| شده)(?: در)?|آخرین (?:به‌?روزرسانی|ویرایش)"
    r"|עודכן|अपडेट(?:ेड)?|अद्यतन|সর্বশেষ আপডেট|আপডেট"
    r"|อัปเดต(?:เมื่อ)?|อัพเดท|ปรับปรุง(?:เมื่อ)?"
    r"|ажурирано|обновено|последна промяна|ažurirano|izmijenjeno|posodobljeno|përditësuar"
    r"|(?:di)?kemas ?kini|zadnja izmjena|ultima actualizare|uppfært"
    r"|actualitzat(?: el)?|actualizado ás|modifica(?: il)?"
    r"|yenilənib|განახლებულია|թարմացվել է|imesasishwa|terakhir diubah|dikemaskini"
    r"|aktualizované|atnaujinta|atjaunots|uuendatud"
)
# Not `date`, `data`, `tarih` alone: those are of the article.
_EVENT: Final = (
    r"events?|when|deadline|closing date|expir\w+|valid|opening|concert|match|game|kick-?off"
    r"|veranstaltung\w*|termin|wann|beginn|anmeldeschluss|événement|quand|date limite"
    r"|evento|cuándo|quando|fecha límite|prazo|scadenza|wanneer|wydarzenie|kiedy|akce|kdy"
    r"|мероприятие|начало|когда|etkinlik|son başvuru"
    r"|日時|開催日?時?|会期|會期|会議日|締切|活动时间|活動時間|截止\w*|일시"
    r"|الفعالية|موعد"
)
_OF_EVENT: Final = expression(rf"(?:{_EVENT})(?: [^\W\d]{{1,12}}){{0,2}}\s?[:：]", re.IGNORECASE)
# From one time of a day to another.
_FROM_TO: Final = expression(
    r"(?<![\d:])\d{1,2}[:h]\d{2}\s?(?:uhr|[ap]\.?m\.?)?\s?(?:[–—-]|bis|to|until|till|à|a las|às)\s?"
    r"\d{1,2}[:h]\d{2}(?!\d)",
    re.IGNORECASE,
)


def of_event(text: str) -> bool:
    """Whether the date in a line is of what the article is about: by its label, or its hours."""
    return _OF_EVENT.match(text) is not None or _FROM_TO.search(text) is not None


BEHIND: Final = expression(
    r"[(（]([^()（）]{0,20}\d[^()（）]{0,20}?)\s?(最終更新|更新|修正|수정)[)）]"
)
"""A date in brackets with its label behind it, as in Japan: `（2025/11/3 10:10 更新）`."""

LABEL: Final = expression(
    rf"(?<![^\W\d_])(?:(?P<modified>{_MODIFIED})"
    rf"|(?P<published>{_PUBLISHED}))(?![^\W\d_\u3400-\u9fff\uac00-\ud7af])",
    re.IGNORECASE,
)
"""A label of a date, with the group of what it says."""

PAGE: Final = expression(
    r"\A(?:th(?:is|e) |diese[rs]? |cette |esta |este |questa )?"
    r"(?:page|article|content|document|post|story|guide|information|seite|artikel|beitrag|página"
    r"|artículo|artigo|pagina|articolo|strona|sida|side)"
    r"(?: (?:was|is|has been|wurde|a été|fue|foi))?\s+",
    re.IGNORECASE,
)
"""What a label may say first, of what it dates: `Page last updated: …`."""
