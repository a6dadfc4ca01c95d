"""The words of bylines that are nobody's name: roles, desks, agencies, logins.

A table of vocabulary in the languages of the news; `bylines` beside it is the rule.
"""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.casefold().split())


def _phrases(text: str) -> frozenset[str]:
    """Phrases parted by bars, squeezed to their letters and digits."""
    return frozenset("".join(filter(str.isalnum, p.casefold())) for p in text.split("|")) - {""}


ROLES: Final = _words("""
    reporter reporters correspondent correspondents editor editors writer writers journalist
    journalists columnist columnists contributor contributors producer producers presenter
    photographer photojournalist videographer blogger chief desk bureau staff intern analyst
    director commentator author freelance freelancer multimedia specialist manager
    professor lecturer researcher
    redakteur redakteurin korrespondent korrespondentin reporterin journalistin autorin volontär
    volontärin chefredakteur chefredakteurin ressortleiter ressortleiterin kolumnist kolumnistin
    fotograf fotografin mitarbeiter mitarbeiterin chefreporter chefreporterin
    journaliste rédacteur rédactrice correspondant correspondante chroniqueur chroniqueuse
    éditorialiste
    periodista redactor redactora corresponsal columnista reportero reportera
    jornalista repórter editora colunista correspondente
    giornalista inviato corrispondente redattore
    redacteur verslaggever
    muhabir muhabiri журналист корреспондент редактор обозреватель
""")
"""Any of these makes a phrase a role. Case folded."""

MODIFIERS: Final = _words("""
    senior junior deputy associate assistant managing executive special investigative contributing
    guest former and of the at for political politics foreign diplomatic defence defense security
    health medical business economics economic financial finance markets sports sport football
    technology tech science education environment climate energy culture arts entertainment music
    film media crime legal court home affairs social local national international world regional
    europe european asia africa middle east us uk washington digital data news opinion features
    travel food lifestyle royal religion transport consumer in
""")
"""Words that go with a role: "senior political correspondent"."""

COLLECTIVES: Final = _words("""
    staff team desk newsroom news editorial editors reporters agencies agency redaktion redaction
    rédaction redacción redazione redação redactie redakcja online digital web contributors writers
    service correspondent correspondents reporter editor bureau board department media group
    journalists redaktionsteam university universität université universidad universidade università
    institute institut instituto college school foundation stiftung centre center council committee
    association society ministry inc ltd gmbh corp llc tv radio
""")
"""Words of names of many: "News Desk", "Example Staff", "University of Somewhere"."""

PARTICLES: Final = _words("""
    van von vom zu der den de del della di da dal dos das du la le ten ter al el bin ibn abu st mac
    o y e i
""")
"""Small words that begin or join a surname."""

NOBODY: Final = _phrases("""
    admin|administrator|root|editor|editors|editorial|editorial team|editorial board
    |editorial staff|staff|staff writer|staff reporter|staff writers|web desk|news desk|newsdesk
    |newsroom|news|team|web team|online|online desk|webmaster|guest|guest author
    |guest contributor|contributor|contributors|unknown|unknown author|author|authors|anonymous
    |anonym|undefined|null|none|n/a|nan|agencies|agency|news agency|agenturen|agences|agencias
    |wires|wire|wire services|redaktion|redaktionsteam|die redaktion|online redaktion|redaction
    |la redaction|rédaction|la rédaction|redacción|la redacción|redazione|la redazione|redação
    |da redação|redactie|de redactie|redakcja|redaksi|tim redaksi|редакция|press release
    |pressemitteilung|sponsored|advertorial|user|test|subscriber|member|written by|posted by|share
    |follow|comments|read more|more|view profile|view all posts|website|twitter|facebook|email|by
    |von|par|por|super user|kontakt|our correspondent|special correspondent|various authors
    |編集委員|論説委員|特派員|支局長|論説委員長|本报记者|记者|记者站|编辑|作者|编辑部|綜合報道|综合报道|综合|综合外电
    |القسم|التحرير|فريق التحرير
""")
"""Nobody's name, whoever writes it."""

AGENCIES: Final = _phrases("""
    afp|dpa|ap|apa|ansa|efe|epd|kna|sid|upi|ani|pti|ians|tass|tt|ntb|ritzau|belga|anp|stt|cp|pa
    |aap|reuters|associated press|the associated press|bloomberg|xinhua|新华社|新华网|新華社
    |中新社|中新网|中国新闻网|央视新闻|共同通信|時事通信|agence france-presse|pa media
    |press association|europa press|lusa|mti|čtk|tasr|pap|interfax|anadolu|anadolu agency|yonhap
""")
"""News agencies: an author where stated as one, never one beside people."""
