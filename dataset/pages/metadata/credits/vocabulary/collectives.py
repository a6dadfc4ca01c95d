"""Words of names of many: papers, desks, firms, offices of state."""

from __future__ import annotations

from typing import Final

from twa.dataset.expressions import expression
from twa.dataset.pages.metadata.credits.vocabulary import lists

HOUSES: Final = lists.words("""
    courier journal post mail sun star observer guardian independent examiner inquirer argus echo
    express
    telegraph mirror standard sentinel voice republic review digest bulletin dispatch ledger
    record recorder
    reporter advocate chronicles diary diaries daily weekly monthly today now online central
    insider planet
    nation world pilot beacon monitor register enterprise democrat republican call eagle globe hub
    lab labs
    academy guide guides kitchen cottage garden gardens farm house homes travels adventures bear
    cat dog
    collective agency works house room space place point street road valley river lake bay beach
    mountain
    zeitung anzeiger kurier bote rundschau tagblatt tageblatt morgenpost abendblatt nachrichten
    blatt
    diario periódico jornal folha giornale corriere gazzetta courrier canard dagblad krant avis
    tidning
    life love style mom mama dad girl boy geek nerd void loop machine human institute insurance
    ville commune mairie ciudad ayuntamiento city town village county parish church école stadt
    gemeinde kommune kommun comune prefeitura município municipio
""")
"""Words of the names of papers and sites: what bears one is named after nobody."""

WORDS: Final = lists.words("""
    staff team teams desk newsdesk newsroom news editorial editors reporters agencies agency
    redaktion
    redaction rédaction redacción redazione redação redactie redakcja redaktionen contributors
    writers
    service services correspondents bureau board department group groups press agence agencia
    agenzia
    agência agentur agentura journalists redaktionsteam university universität université
    universidad
    universidade università institute institut instituto college school foundation stiftung centre
    center
    council committee association society ministry ministère ministerio inc ltd pc pllc llp co
    corporation gmbh corp llc tv radio organization organisation feuerwehr
    polizei bundespolizei landespolizei police
    gendarmerie abteilung
    ufficio gabinete oficina dipartimento departamento direzione assessoria servizio servicio
    grupa groupe gruppo gruppe grupo holding kft zrt ооо оао зао tbk
    collective network alliance federation union company store studio studios solutions consulting
    magazine newspaper times herald tribune gazette chronicle newswire wire projects community club
    partners technologies software labs university's haber merkezi servisi редакция агентство
    zespół redakcja redakce redakcia redakcija redacția redaktion toimitus szerkesztőség
    redaktionen redaksi redazione redactie redacció redaktsioon newsroom newsdesk редакція
    редакцията
    σύνταξη ομάδα מערכת প্রতিবেদক প্রতিনিধি সংবাদদাতা ডেস্ক রিপোর্টার
    நிருபர் செய்தியாளர் విలేకరి ప్రతినిధి ಪ್ರತಿನಿಧಿ પ્રતિનિધિ
    ผู้สื่อข่าว ทีมข่าว डेस्क ब्यूरो वार्ताहर टीम प्रतिनिधी ലേഖകൻ ڈیسک
    กองบรรณาธิการ ведомости пресс-служба вестник وكالة وكالات تحرير قسم صحيفة مكتب фонд газета
    zeitung tagblatt tageblatt volksblatt kreisblatt wochenblatt nieuwsblad dagblad krant courant
    dagbladet avisen tidningen tidende folkeblad sanomat uutiset lehti päevaleht postimees
    gazeta gazete gazetesi qəzeti gazetasi gazeti dziennik gazzetta quotidiano periódico diari
    xornal egunkaria jornal ziarul graiul glasul cotidianul monitorul hírlap noviny novosti vijesti
    novine dnevnik harian majalah tabloid pahayagan новости известия весник новине газети газеті
    εφημερίδα جريدة روزنامه روزنامہ अखबार समाचार পত্রিকা
""")
"""Words of names of many: "News Desk", "Example Staff", "University of Somewhere"."""

LEGAL: Final = lists.words(
    "inc ltd pc pllc llc llp corp gmbh ag kg sa srl spa bv nv ab oy as aps plc"
)
"""What law adds to the names of firms, and papers do not sign with."""

ENDS: Final = expression(
    r"\w{3}(?:amt|anstalt|ministerium|departement|verband|verein|gesellschaft|kammer|redaktion"
    r"|redaktionen|redactie|agentur|zentrale|behörde|gemeinschaft|fraktion|universität|hochschule|verlag"
    r"|partei|gewerkschaft|genossenschaft|stiftung)(?:s|es)?\b"
    r"|\be\. ?V\b|\b(?:AG|KG|SE)\Z|(?i:\b(?:o\. ?o|s\. ?r\. ?[ol]|s\. ?p\. ?a)\.?\Z)",
)
"""Names of many that are written in one: Landesanstalt, Bundesverband; what law adds to names."""

TEAMS: Final = lists.words("""
    team staff editors desk newsroom redaktion redaktionen redakcja redakce redakcia redakcija
    redacția redacción redacció redacao redação rédaction redazione redactie redaksi redaktsioon
    toimitus szerkesztőség merkezi редакция редакція редакцията σύνταξη מערכת newsdesk
    ডেস্ক রিপোর্টার প্রতিবেদক প্রতিনিধি সংবাদদাতা डेस्क ब्यूरो संवाददाता प्रतिनिधी டெஸ்க்
    वार्ताहर நிருபர் செய்தியாளர் విలేకరి ప్రతినిధి ಪ್ರತಿನಿಧಿ પ્રતિનિધિ ผู้สื่อข่าว ทีมข่าว bureau
    ലേഖകൻ ഡെസ്ക്
    กองบรรณาธิการ التحرير تحریریه ڈیسک
""")
"""Words that end or begin the names of those who write without a name: `Example News Desk`."""

DESKS: Final = lists.words("""
    news tim web online digital editorial our the central agency agencies report
    haber nieuws nyheter uutis híradó
    நமது எமது మా ನಮ್ಮ અમારા নিজস্ব অনলাইন वेब न्यूज ऑनलाइन സ്വന്തം ویب
""")
"""Words beside those of `TEAMS` that name no house."""

CJK: Final = expression(
    r"(?:编辑部|編輯部|編集部|記者站|记者站|通讯社|通訊社|通信社|新聞社|新闻社"
    r"|新华社|新華社|中新社|中央社|取材班|委员会|委員会|研究所|大学|大學|大学校|株式会社|有限公司"
    r"|工作室|中心|事務所|事务所|電視台|电视台|频道|頻道|[网網]|(?:早|晚|日|时|時|快|周|京|商|都市)[报報]"
    r"|[\u3400-\u9fff]{2}(?:消息|快讯|快訊|商讯|科技|财经|財經|传媒|傳媒|媒体|媒體|资讯|資訊|在线|在線|杂志|雜誌"
    r"|周刊|週刊|观察|觀察|体育|體育|娱乐|娛樂|集团|集團|支部|办公室|辦公室|协会|協會|学会|學會)\Z"
    r"|(?:経済|政治|社会|国際|外信|運動|文化|科学|編集|報道|地方)部\Z|新聞\Z|新闻\Z|통신\Z|뉴스|일보\Z|신문\Z|편집국|취재팀|취재진|디지털팀|방송|연구소|연합\Z)"
)
"""Names of many where words are not parted by spaces."""
