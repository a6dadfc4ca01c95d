"""Words that places and sections are called by, and hardly anybody.

Where only place and shape say that a line is a name, one of these words says that it is not.
"""

from __future__ import annotations

from typing import Final

_WORDS: Final = """
    new old great greater north south east west northern southern eastern western upper lower
    saint st fort port mount city county town bay beach hill hills valley river springs falls
    island islands district region province state municipality village lake green salt court
    league cup premier brief bread carpet daily morning evening weekly world sport sports news
    press release content interview exclusive breaking top story stories market markets
    bad sankt neu neue neuer neues alt alte kreis landkreis stadt gemeinde bezirk ober unter
    dritte erste zweite liga bundesliga künstliche intelligenz wirtschaft politik kultur wiener
    san santa santo são sao villa ciudad puerto río rio mar monte sierra nueva nuevo la las los
    el provincia partido barrio distrito copa serie justicia federal salud medio medios ambiente
    pública público profesional nacional regional local
    boa belo belém campo porto vila nova novo ribeirão meio vida série estado município
    le les saint-denis sainte haut haute haut-rhin bas basse val mont seine loire côte côtes
    ligue coupe faits divers vie assemblée nationale région département mairie
    reggio monte torre castel vibo ascoli porto borgo coppa vita consiglio comune provincia
    den zuid noord oost alphen gemeente
    nowy nowa nowe zielona jelenia stalowa bielsko góra gmina powiat mistrzów wiadomości
    ekstraklasa puchar wielka
    karlovy karlovo české český hradec ústí nové nový nová banská liptovský spišská město mesto
    alba baia satu piatra râmnicu târgu județul consiliul
    velika veliki novi nova nove donji donja gornji gornja slavonski kosovska sremska stara stari
    opština općina grad
    велика велики велико великий нижний нижняя верхний новая новый новое новые старый стара стари
    нова нове новий біла білий кривий верхній нижній область район край город місто громада лига
    ліга премьер главные новости новини
    kota kabupaten tanjung bandar jawa jakarta sumatera kalimantan sulawesi alor johor petaling
    shah daerah kabar berita gaya hidup provinsi kecamatan
    yeni doğu batı kuzey güney süper lig ligi son dakika haber haberler
    norra södra östra västra stora lilla kommun län øst vest nordre søndre kommune
    etelä pohjois itä länsi vanha uusi kaupunki
    nagy kis felső alsó megye szabolcs budapest
    νέα νέος άγιος αγία δήμος λίγκα
    naujoji naujasis pietų šiaurės rytų vakarų vecais jaunais
    lungsod hilagang timog bayan lalawigan
    đà cần thừa đời sống thời pháp luật kinh doanh tỉnh huyện quận thành
    zona sector área distrikt prefeitura
"""
_TOPONYMS: Final = frozenset(_WORDS.split())


def has_one(name: str) -> bool:
    """Whether one of the words of a name is of places or sections."""
    parts = name.casefold().replace("-", " ").replace(".", " ").split()
    return not _TOPONYMS.isdisjoint(parts)
