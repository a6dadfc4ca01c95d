"""The words of bylines that are nobody's name: roles, desks, agencies, logins.

A table of vocabulary in the languages of the news; `names` and `parsing` beside it are the rules.
"""

from __future__ import annotations

from typing import Final

from twa.dataset.expressions import expression


def _words(text: str) -> frozenset[str]:
    return frozenset(text.casefold().split())


def _names(text: str) -> frozenset[str]:
    """Names parted by bars, as they stand."""
    return frozenset(name.strip() for name in text.split("|"))


def _phrases(text: str) -> frozenset[str]:
    """Phrases parted by bars, squeezed to their letters and digits."""
    return frozenset("".join(filter(str.isalnum, p.casefold())) for p in text.split("|")) - {""}


ROLES: Final = _words("""
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

HOUSES: Final = _words("""
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

OFFICES: Final = ROLES | _words("""
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

LEGAL: Final = _words("inc ltd pc pllc llc llp corp gmbh ag kg sa srl spa bv nv ab oy as aps plc")
"""What law adds to the names of firms, and papers do not sign with."""

PARTICLES: Final = _words("""
    van von vom zu der den de del della di da dal dos das du la le ten ter al el bin ibn abu st mac
    o y e i
""")
"""Small words that begin or join a surname."""

NOBODY: Final = _phrases("""
    admin|administrator|root|author|authors|unknown|unknown author|undefined|null|none|n/a|user
    |test|subscriber|member
    |written by|posted by|share|follow|comments|read more|more|view profile|view all|view all posts
    |website|twitter|facebook
    |email|by|von|par|por|super user|superuser|webmaster|web master|site admin|siteadmin|wpadmin
    |administrador|default
    |kontakt|contact|here|guest|no author|by line|byline|name|anonymous user|not available|no name
    |dev|editor|writer
    |see full bio|full bio|bio|about the author|about author|rss|rss feed|print|updated|published
    |staff|記者|记者|作者|编辑|編輯
    |記事|本报记者|本報記者|기자|작성자|المحرر|الكاتب|автор|sponsored|advertorial|advertisement
    |press release|pressemitteilung
    |latest posts|recent posts|related|articles|date|read|time|share this|share this article
    |follow us|us|me|you
    |تاريخ النشر|تاریخ انتشار|زمان انتشار|آخر تحديث|نشر|شناسه خبر|کد خبر|प्रकाशित|अपडेट|प्रकाशित तिथि
    |data publikacji|data publicării|fecha de publicación|date de publication|ngày đăng
    |red|autor|autorin|text|redakteur|verfasser|zeige alle|the author|this author|various|others
    |未知|佚名|匿名|不详|不詳|原创|原創|本站|本站原创|本站原創|网络|網絡|網路|互联网|网友|網友|管理员|管理員
    |整合|整理|综合|綜合|转载|轉載|nga
    |et al|uns|mir|nous|nosotros|nós|zvg|z.v.g.|symbolbild|archivbild
""")
"""Nobody's name, whoever writes it."""

SYSTEMS_CJK: Final = expression(r"(?:发布|發佈|管理|采编|採編|建站)系[统統]\Z")
"""What a page was made with, stated as its author: `港湾版通发布系统`."""

COLLECTIVE_ENDS: Final = expression(
    r"\w{3}(?:amt|anstalt|ministerium|departement|verband|verein|gesellschaft|kammer|redaktion"
    r"|redaktionen|redactie|agentur|zentrale|behörde|gemeinschaft|fraktion|universität|hochschule|verlag"
    r"|partei|gewerkschaft|genossenschaft|stiftung)(?:s|es)?\b"
    r"|\be\. ?V\b|\b(?:AG|KG|SE)\Z|(?i:\b(?:o\. ?o|s\. ?r\. ?[ol]|s\. ?p\. ?a)\.?\Z)",
)
"""The same where words are written in one: Landesanstalt, Bundesverband; what law adds to names."""

TEAMS: Final = _words("""
    team staff editors desk newsroom redaktion redaktionen redakcja redakce redakcia redakcija
    redacția redacción redacció redacao redação rédaction redazione redactie redaksi redaktsioon
    toimitus szerkesztőség merkezi редакция редакція редакцията σύνταξη מערכת newsdesk
    ডেস্ক রিপোর্টার প্রতিবেদক প্রতিনিধি সংবাদদাতা डेस्क ब्यूरो संवाददाता प्रतिनिधी டெஸ்க்
    वार्ताहर நிருபர் செய்தியாளர் విలేకరి ప్రతినిధి ಪ್ರತಿನಿಧಿ પ્રતિનિધિ ผู้สื่อข่าว ทีมข่าว bureau
    ലേഖകൻ ഡെസ്ക്
    กองบรรณาธิการ التحرير تحریریه ڈیسک
""")
"""Words that end or begin the names of those who write without a name: `Example News Desk`."""

DESKS: Final = _words("""
    news tim web online digital editorial our the central haber nieuws nyheter uutis híradó
    நமது எமது మా ನಮ್ಮ અમારા নিজস্ব অনলাইন वेब न्यूज ऑनलाइन സ്വന്തം ویب
""")
"""Words beside those of `TEAMS` that name no house."""

OFFICE_OF_ONE: Final = _words("""
    reporter correspondent editor writer journalist columnist contributor producer photographer
    blogger redakteur redakteurin korrespondent korrespondentin journaliste rédacteur rédactrice
    correspondant correspondante periodista redactor redactora corresponsal reportero reportera
    jornalista repórter redator redatora giornalista inviato redattore redattrice muhabir muhabiri
    журналист корреспондент редактор
""")
"""The roles that one person has, and no desk is called by."""

COLLECTIVE_CJK: Final = expression(
    r"(?:编辑部|編輯部|編集部|記者站|记者站|通讯社|通訊社|通信社|新聞社|新闻社"
    r"|新华社|新華社|中新社|中央社|取材班|委员会|委員会|研究所|大学|大學|大学校|株式会社|有限公司"
    r"|工作室|中心|事務所|事务所|電視台|电视台|频道|頻道|[网網]|(?:早|晚|日|时|時|快|周|京|商|都市)[报報]"
    r"|[\u3400-\u9fff]{2}(?:消息|快讯|快訊|商讯|科技|财经|財經|传媒|傳媒|媒体|媒體|资讯|資訊|在线|在線|杂志|雜誌"
    r"|周刊|週刊|观察|觀察|体育|體育|娱乐|娛樂|集团|集團|支部|办公室|辦公室|协会|協會|学会|學會)\Z"
    r"|(?:経済|政治|社会|国際|外信|運動|文化|科学|編集|報道|地方)部\Z|新聞\Z|新闻\Z|통신\Z|뉴스|일보\Z|신문\Z|편집국|취재팀|취재진|디지털팀|방송|연구소|연합\Z)"
)
"""The same where words are not parted by spaces."""

FUNCTION: Final = (
    _words("""
    the of and for to in on at is are was with your our my this that what how why when who from into
    about as be it its or not no an we you his her their und ist für mit auf est pour dans avec sur
    para con una per un une che
""")
    - PARTICLES
)
"""Words that a headline has and a person's name has not."""

LOGINS: Final = _words("admin administrator webmaster user wordpress wp")
"""Words of accounts: who bears one may be anybody."""

ARTICLES: Final = _words("the this a an our der die das les los las il gli")
"""Words that no name of a person begins with."""

CHROME: Final = _words("""
    zeige alle beiträge added rating bewertung weiterlesen artikel schreibe antworten
    share follow subscribe subscription twitter facebook instagram linkedin whatsapp telegram
    pinterest myspace tumblr stumbleupon digg size
    youtube reddit tiktok threads bluesky mastodon rss email e-mail login log sign signin signup
    register
    account menu search home homepage contact privacy policy terms cookie cookies advertise
    advertisement
    ad ads sponsored view views see read reads reading full bio biography profile profiles more
    stories
    story articles feed feeds comments comment reply posted updated published print save bookmark
    copy
    link links listen watch play video videos gallery photos newsletter newsletters minutes minute
    mins
    min ago today yesterday skip content click here next previous back page pages category
    categories
    pdf version
    tags tag topics topic related latest trending popular about standards practices guidelines
    download edition
    submit continue toggle close open all show hide learn get join donate shop cart language english
    teilen drucken merken kommentare anmelden abonnieren startseite suche mehr lesen partager
    commentaires
    lire suivre compartir comentarios leer seguir compartilhar comentários condividi commenti leggi
    paylaş yorum yorumlar takip поделиться комментарии подписаться читать chia sẻ bình luận
    مشاركة شارك تعليق تعليقات متابعة المزيد stand uhr aktualisiert mis publié editor's
""")
"""Words of menus, share bars, accounts and date lines: no name has one."""

SURNAMES: Final = _words(
    "page more read close chia min link story save bình luận leer mais lire stand"
)
"""Words of menus that are surnames as well."""

CHROME_CJK: Final = (
    *("查看", "行情"),
    *("配信", "ツイート", "リツイート", "ブックマーク"),
    *(
        "分享",
        "评论",
        "評論",
        "登录",
        "登入",
        "註冊",
        "注册",
        "收藏",
        "关注",
        "關注",
        "阅读",
        "閱讀",
        "発佈",
        "發佈",
        "发布",
        "發布",
    ),
    *(
        "微信",
        "微博",
        "退出",
        "收起",
        "展开",
        "关于",
        "關於",
        "最近",
        "時間",
        "时间",
        "更新",
        "打印",
        "列印",
        "字号",
        "字體",
        "字体",
        "首页",
        "首頁",
        "点击",
        "窗口",
        "视窗",
        "相关",
        "相關",
        "原创作者",
        "原創作者",
        "推荐",
        "推薦",
        "點擊",
        "浏览",
        "瀏覽",
        "会員限定",
        "コメント",
        "シェア",
        "ログイン",
    ),
    *(
        "記事",
        "一覧",
        "続き",
        "更新日",
        "公開",
        "投稿",
        "입력",
        "수정",
        "댓글",
        "공유",
        "기사",
        "구독",
        "로그인",
        "등록",
        "보기",
        "报道",
        "報導",
    ),
    *(
        "报导",
        "責任",
        "责任",
        "来源",
        "來源",
        "本报讯",
        "全文",
        "新闻",
        "ニュース",
        "について",
        "する",
        "した",
        "です",
        "ます",
    ),
)
"""The same where words are not parted by spaces."""

COMMON: Final = _words("""
    county
    business technology tech health science sports sport politics opinion culture world news
    travel food
    lifestyle entertainment education finance money markets marketing design development software
    guide
    guides blog blogs resources resource tips review reviews best top new introduction overview
    table
    contents summary conclusion key takeaways frequently asked questions faq free trial case study
    studies
    products product company services service customer customers success digital online web mobile
    data
    cloud security artificial intelligence machine learning social media search engine
    optimization seo
    content home garden kitchen fitness yoga mental wellness art music film books book games gaming
    real estate insurance tax investing career jobs events event press release releases podcast
    podcasts
    webinar webinars quick getting started general editorial featured analysis insights insight
    research
    united states kingdom new york san francisco los angeles hong kong south north east west
    middle africa
    asia europe america american european german french january february march april june july
    august
    september october november december monday tuesday wednesday thursday friday saturday sunday
    photo image credit source advertisement breaking live update exclusive premium local
    international
    wirtschaft politik kultur sport wissen gesundheit reise panorama économie politique société
    monde
    economía política sociedad mundo cultura deportes economia sociedade esportes ekonomi siyaset
    gündem
    zprávy správy νέα hírek новини вести vijesti novice noticias notícias notizie nouvelles știri
    nieuws nyheder nyheter uutiset uudised žinios ziņas haberler haberleri berita lajme wiadomości
    экономика политика общество спорт культура kinh tế thể thao giáo dục pháp luật thế giới
    phone mailing address directions map contact joined fax website prevention account blue sky
    program
    copyright rights reserved policy pricing demo platform tools tool industry industries strategy
    management leadership engineering programming code open project projects small large black white
    high school history nature environment climate energy space family parenting beauty fashion
    style
    fun funny ideas how-to recipes dinner dessert breakfast introduction chapter part section figure
    buy sale deals deal shopping gift shipping delivery order wedding industry growth sales team hr
    payroll compliance accounting legal law medical patient care clinic dental veterinary pet pets
""")
"""Words of sections, headings and labels: beside a date without a label they make no name."""

PLACES: Final = _names("""
    berlin|hamburg|münchen|munich|köln|frankfurt|frankfurt am main|stuttgart|düsseldorf|wien|vienna
    |zürich|zurich|bern|basel
    |genf|geneva|genève|paris|lyon|marseille|bruxelles|brüssel|brussels|london|edinburgh|dublin
    |madrid|barcelona|sevilla|valencia
    |lisboa|lisbon|porto|roma|rome|milano|milan|napoli|torino|amsterdam|den haag|the hague
    |kopenhagen|copenhagen|stockholm|oslo|helsinki
    |warszawa|warsaw|prag|prague|budapest|bukarest|bucharest|athen|athens|istanbul|ankara|izmir
    |i̇stanbul|i̇zmir|moskau|moscow|москва|киев|kyiv|kiev
    |washington|new york|los angeles|chicago|boston|san francisco|toronto|ottawa|montreal
    |mexico city|ciudad de méxico|bogotá|lima|santiago
    |buenos aires|são paulo|rio de janeiro|brasília|caracas|la habana|tokyo|beijing|shanghai
    |hong kong|taipei|seoul|singapore|bangkok
    |hanoi|hà nội|ho chi minh city|tp hcm|jakarta|manila|kuala lumpur|new delhi|delhi|mumbai
    |kolkata|chennai|bengaluru|bangalore|islamabad
    |karachi|lahore|dhaka|kathmandu|colombo|kabul|tehran|baghdad|beirut|damascus|jerusalem|tel aviv
    |cairo|dubai|abu dhabi|riyadh|doha
    |nairobi|lagos|abuja|accra|johannesburg|cape town|pretoria|sydney|melbourne|canberra|wellington
    |auckland|الرياض|القاهرة|بيروت|دبي|دمشق
    |بغداد|عمان|الدوحة|عمّان|عدن|صنعاء|الخرطوم|طرابلس|تونس|الجزائر|الرباط|غزة|رام الله|القدس
    |المنامة|مسقط|الكويت|جدة|لندن|باريس|واشنطن|نيويورك|موسكو|أنقرة|طهران|تهران|北京|上海|台北|東京|香港|大阪|서울|부산|deutschland|france|españa|italia
    |portugal|brasil|india|china|japan|ukraine|russia|palma de mallorca|santa cruz de tenerife
    |las palmas de gran canaria|santiago de compostela|san sebastián|santo domingo|san juan
    |san josé|san salvador|ciudad de guatemala|ciudad de panamá|belo horizonte|porto alegre
    |río de janeiro|são luís|nova iorque|nueva york|nova york|nowy jork|new york city
    |tel aviv-jaffa|kota kinabalu|johor bahru|george town|port moresby|phnom penh|addis ababa
    |dar es salaam|port harcourt|port louis|cape coast|east london|sri jayawardenepura kotte
    |navi mumbai|uttar pradesh|andhra pradesh|west bengal|new jersey|new mexico|new orleans
    |salt lake city|st. petersburg|nizhny novgorod|нижний новгород|ростов-на-дону|novi sad
    |нови сад|banja luka|бања лука|cluj-napoca|târgu mureș|veliko tarnovo|велико търново
    |стара загора|hradec králové|ústí nad labem|české budějovice|banská bystrica|zielona góra
    |gorzów wielkopolski|bielsko-biała
""")
"""Cities and countries of datelines, case folded."""

AGENCIES: Final = _phrases("""
    afp|dpa|dpa-afx|ap|apa|iha|i̇ha|dha|rt|cna|tnn|kuna|spa|wam|wafa|vna|ttxvn|antara|bernama|sapa
    |ips|press trust of india|deutsche presse-agentur|deutsche welle|dw|bbc|cnn|canadian press
    |healthday|healthday news|rfe/rl
    |the canadian press|kyodo|kyodo news|jiji|jiji press|тасс|риа новости|интерфакс|рейтер
    |укринформ|رويترز|أ ف ب|أ.ف.ب|د ب أ|وكالات|وام|واس|الأناضول|連合ニュース|联合国新闻|聯合新聞網
    |中央社|法新社|路透社|路透|美联社|美聯社|朝鲜中央通讯社|연합뉴스|뉴시스|뉴스1|로이터|时事通信
    |ロイター|ロイター通信|afp通信|afp時事|keystone-sda|sda|ats|sda-ats|apa|ansa|efe|epd|kna|sid|upi|ani|pti|ians
    |tass|tt|ntb|ritzau|belga|anp|stt|cp|pa
    |भाषा|वार्ता|यूएनआई|ukrinform|interfax-ukraine|интерфакс-украина|unian|миа|mia|sta|srna|срна|makfax|макфакс
    |armenpress|արմենպրես|арменпресс|interpressnews|kazinform|qazinform|moldpres
    |mena|أ ش أ|سونا|suna|saba|petra|irna|isna|mehr news|fars news|tasnim|مهر|تسنیم|ایلنا
    |agencies|news agencies|wire services|wire reports|wires|agency report|agency reports
    |agency reporter|rss nepal|रासस|montsame|монцамэ|ziana|angop|inforpress
    |agencia efe|agencia télam|noticias argentinas
    |tanjug|танјуг|hina|fena|agerpres|mediafax|news.ro|sita|бта|bta|укрінформ|уніан|белта
    |belta|казинформ|азертадж|azərtac|απε-μπε|απε|ana-mpa|bna|qna|قنا|سانا|بترا|واج
    |فرانس برس|الفرنسية|أسوشيتد برس|سبوتنيك|شينخوا|ایرنا|ایسنا|رویترز|اے پی پی|اے ایف پی|رائٹرز
    |पीटीआई|एएनआई|आईएएनएस|एएफपी|रॉयटर्स|পিটিআই|এএফপি|রয়টার্স|বাসস|ইউএনবি|เอเอฟพี|รอยเตอร์
    |bss|unb|app|pna|nan|gna|telam|télam|agência brasil|folhapress|estadão conteúdo|notimex|andina
    |prensa latina|adnkronos|agi|askanews|lapresse|servimedia|colpisa|delfi|bns|leta|elta|cihan
    |agencias|agences|agenzie|agências|agencje|ajanslar|агентства|एजेंसी|एजेंसियां|共同|時事
    |ttxvn|thông tấn xã việt nam|рейтерс|афп|ройтерс|рбк-украина
    |la presse canadienne|presse canadienne|gna
    |aap|reuters|associated press|the associated press|bloomberg|xinhua|新华社|新华网|新華社
    |中新社|中新网|中国新闻网|央视新闻|共同通信|時事通信|agence france-presse|pa media
    |lehtikuva|ria novosti|інтерфакс-україна|anadolu ajansı|azertac|уза|акиpress
    |philippine news agency|ghana news agency|panapress|colprensa|agencia uno|acn|novanews
    |sputnik|спутник|روئٹرز|רויטרס|ρόιτερς|彭博社|สำนักข่าวไทย|كونا|sana|এপি
    |nampa|news agency of nigeria|akipress|kcna|new ziana|keystone-ats|awp|fonet|infotag|belapan
    |белапан|кабар|zanis|bopa|agência estado|pajhwok|itar-tass|acan-efe|stt-lehtikuva
    |press association|europa press|lusa|mti|čtk|tasr|pap|interfax|anadolu|anadolu agency|yonhap
""")
"""News agencies: an author where stated as one, never one beside people."""
