"""Words of what somebody is: roles in the news, offices elsewhere, and what goes with them."""

from __future__ import annotations

from typing import Final

from twa.dataset.pages.metadata.credits.vocabulary import lists

ROLES: Final = lists.words("""
    reporter reporters correspondent correspondents editor editors writer writers journalist
    journalists columnist columnists contributor contributors producer producers presenter
    photographer photojournalist videographer blogger chief desk bureau staff intern analyst
    director commentator author freelance freelancer multimedia specialist manager
    professor lecturer researcher
    redakteur redakteurin korrespondent korrespondenten korrespondentin reporterin journalistin
    autorin volontär volontärin chefredakteur chefredakteurin ressortleiter ressortleiterin
    kolumnist kolumnistin
    fotograf fotografin mitarbeiter mitarbeiterin redaktionsmitglied mitarbeiters chefreporter
    chefreporterin
    journaliste rédacteur rédactrice correspondant correspondante chroniqueur chroniqueuse
    éditorialiste
    periodista redactor redactora corresponsal columnista reportero reportera
    enviado enviada
    jornalista repórter editora colunista correspondente
    giornalista inviato corrispondente redattore
    redacteur verslaggever
    envoyé envoyée envoyés envoyées spécial spéciale spéciaux spéciales correspondants
    correspondantes journalistes rédacteurs stringer freelancer enviados enviadas corresponsales
    periodistas jornalistas giornalisti inviati inviate corrispondenti korrespondentinnen
    újságíró szerkesztő novinář novinářka redaktor redaktorka korespondent korespondentka novinar
    novinarka novinár dziennikarz dziennikarka toimittaja kirjeenvaihtaja журналістка
    кореспондентка журналистка корреспондентка репортер новинар новинарка δημοσιογράφος συντάκτης
    gazeteci editör wartawan blaðamaður fréttamaður žurnalistas žurnāliste ajakirjanik
    muhabir muhabiri журналист корреспондент редактор обозреватель כתב כתבת संवाददाता
    mwandishi waandishi
    خبرنگار کارشناس سردبیر دبیر صحفي صحفية مراسل مراسلة كاتب كاتبة محرر محررة صحافي صحافية
""")
"""Any of these makes a phrase a role. Case folded."""

HYPHENED: Final = ROLES | {"experte", "expertin", "autor", "mitglied"}
"""Of these a word is that begins with the house's name and a hyphen."""

OFFICES: Final = ROLES | lists.words("""
    founder co-founder cofounder ceo cto cmo coo cfo president vice head lead consultant coordinator
    strategist marketer expert experts verified certified licensed advisor adviser specialist
    owner partner
    engineer developer designer teacher coach trainer therapist dietitian nutritionist attorney
    reviewer
    grader accredited qualified product marketing content journalism copywriter creative
    curator conservator archivist librarian historian educator instructor principal superintendent
    dietician psychologist psychiatrist physician surgeon pharmacist nurse midwife counselor
    counsellor arborist horticulturist agronomist gardener ranger volunteer ambassador trustee
    secretary treasurer administrator officer assistant associate chair chairman chairwoman
    chairperson chef sommelier solicitor barrister paralegal lawyer counsel economist scientist
    architect planner agent broker realtor fellow student worker
    rechtsanwalt rechtsanwältin fachanwalt fachanwältin steuerberater steuerberaterin
    geschäftsführer geschäftsführerin vorsitzende vorsitzender leiter leiterin referent referentin
    direktor direktorin präsident präsidentin professorin
    avocat avocate notaire directeur directrice président présidente professeur professeure
    chercheur chercheuse ingénieur ingénieure
    abogado abogada directora coordinador coordinadora profesor profesora presidente presidenta
    gerente investigador investigadora médico médica advogado advogada diretor diretora coordenador
    coordenadora pesquisador pesquisadora avvocato direttore direttrice responsabile
    advocaat voorzitter directrice direktør rådgiver adwokat prezes dyrektor директор юрист адвокат
    профессор эксперт avukat müdürü uzmanı
""")
"""With words of offices and titles beside those of news: none stands in the name that a label or
markup points at, but a pen name that is stated for machines may have one."""

MODIFIERS: Final = lists.words("""
    senior junior deputy associate assistant managing executive special investigative contributing
    guest former and of the at for political politics foreign diplomatic defence defense security
    health medical business economics economic financial finance markets sports sport football
    technology tech science education environment climate energy culture arts entertainment music
    film media crime legal court home affairs social local national international world regional
    europe european asia africa middle east us uk washington digital data news opinion features
    travel food lifestyle royal religion transport consumer in
""")
"""Words that go with a role: "senior political correspondent"."""

OFFICE_OF_ONE: Final = lists.words("""
    reporter correspondent editor writer journalist columnist contributor producer photographer
    blogger redakteur redakteurin korrespondent korrespondentin journaliste rédacteur rédactrice
    correspondant correspondante periodista redactor redactora corresponsal reportero reportera
    jornalista repórter redator redatora giornalista inviato redattore redattrice muhabir muhabiri
    журналист корреспондент редактор
""")
"""The roles that one person has, and no desk is called by."""


def told(text: str, among: frozenset[str] = ROLES) -> bool:
    """Whether a word of a text is one of these: `Home and legal correspondent`."""
    return not among.isdisjoint(text.casefold().replace(",", " ").split())
