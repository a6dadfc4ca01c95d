"""Names of the days of the week in the languages of news."""

from __future__ import annotations

import unicodedata
from typing import Final

_NAMES: Final = """
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri sat
    sun montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag lundi mardi mercredi
    jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo
    segunda-feira terça-feira quarta-feira quinta-feira sexta-feira lunedì martedì mercoledì
    giovedì venerdì sabato domenica maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
    mandag tirsdag onsdag torsdag fredag lørdag søndag måndag tisdag lördag söndag maanantai
    tiistai keskiviikko torstai perjantai lauantai sunnuntai poniedziałek wtorek środa czwartek
    piątek sobota niedziela pondělí úterý středa čtvrtek pátek neděle pondelok utorok streda
    štvrtok piatok nedeľa hétfő kedd szerda csütörtök péntek szombat vasárnap luni marți miercuri
    joi vineri sâmbătă duminică понеделник вторник сряда четвъртък петък събота неделя понедељак
    уторак среда четвртак петак субота недеља ponedjeljak ponedeljak utorak srijeda sreda četvrtak
    petak subota nedjelja nedelja ponedeljek torek četrtek petek nedelja понедельник среда четверг
    пятница суббота воскресенье понеділок вівторок середа четвер п’ятниця пʼятниця субота неділя
    δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή pazartesi salı çarşamba perşembe cuma
    cumartesi pazar الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت یکشنبه دوشنبه
    سه‌شنبه چهارشنبه پنجشنبه پنج‌شنبه جمعه شنبه اتوار پیر منگل بدھ جمعرات ہفتہ רביעי חמישי שישי
    ראשון सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार সোমবার মঙ্গলবার বুধবার বৃহস্পতিবার
    শুক্রবার শনিবার রবিবার thứ_hai thứ_ba thứ_tư thứ_năm thứ_sáu thứ_bảy chủ_nhật senin selasa
    rabu kamis jumat sabtu minggu isnin khamis jumaat ahad jumatatu jumanne jumatano alhamisi
    ijumaa jumamosi jumapili e_hënë e_martë e_mërkurë e_enjte e_premte e_shtunë e_diel pirmadienis
    antradienis trečiadienis ketvirtadienis penktadienis šeštadienis sekmadienis esmaspäev
    teisipäev kolmapäev neljapäev reede laupäev pühapäev วันจันทร์ วันอังคาร วันพุธ วันพฤหัสบดี
    วันศุกร์ วันเสาร์ วันอาทิตย์ आइतबार सोमबार मंगलबार मङ्गलबार बुधबार बिहीबार शुक्रबार शनिबार
    pirmdiena otrdiena trešdiena ceturtdiena piektdiena sestdiena svētdiena astelehena asteartea
    asteazkena osteguna ostirala larunbata igandea dilluns dimarts dimecres dijous divendres
    dissabte diumenge mánudagur þriðjudagur miðvikudagur fimmtudagur föstudagur laugardagur
    sunnudagur bazar_ertəsi çərşənbə_axşamı çərşənbə cümə_axşamı cümə şənbə дүйсенбі сейсенбі
    сәрсенбі бейсенбі жұма сенбі жексенбі dushanba seshanba chorshanba payshanba juma yakshanba
    ორშაბათი სამშაბათი ოთხშაბათი ხუთშაბათი პარასკევი შაბათი კვირა երկուշաբթի երեքշաբթի
    չորեքշաբթի հինգշաբթի ուրբաթ շաբաթ կիրակի
"""
"""As they stand beside a date; those of two words with a stroke between."""

SHORT: Final = (
    *("ma", "di", "wo", "do", "vr", "za", "zo", "mo", "mi", "fr", "sa", "so"),
    *("man", "tir", "tis", "ons", "tor", "tors", "fre", "lør", "lör", "søn", "sön"),
    *("lun", "mar", "mié", "jue", "vie", "sáb", "dom", "mer", "jeu", "ven", "sam", "dim", "gio"),
    *("seg", "ter", "qua", "qui", "sex", "pon", "wt", "śr", "czw", "pt", "sob", "niedz"),
    *("пн", "вт", "ср", "чт", "пт", "сб", "вс", "нд"),
)
"""Shortened ones, which are words and names too: only before a date are they days."""

WEEKDAYS: Final = frozenset(
    unicodedata.normalize("NFKC", name.replace("_", " ")).casefold() for name in _NAMES.split()
)
"""Case folded."""
