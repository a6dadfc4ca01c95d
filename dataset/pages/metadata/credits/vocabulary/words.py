"""Words that tell a name from a phrase: particles, articles, small and common words, places."""

from __future__ import annotations

from typing import Final

from twa.dataset.pages.metadata.credits.vocabulary import lists

PARTICLES: Final = lists.words("""
    van von vom zu der den de del della di da dal dos das du la le ten ter al el bin ibn abu st mac
    o y e i
""")
"""Small words that begin or join a surname."""

FUNCTION: Final = (
    lists.words("""
    the of and for to in on at is are was with your our my this that what how why when who from into
    about as be it its or not no an we you his her their und ist für mit auf est pour dans avec sur
    para con una per un une che
""")
    - PARTICLES
)
"""Words that a headline has and a person's name has not."""

ARTICLES: Final = lists.words("the this a an our der die das les los las il gli")
"""Words that no name of a person begins with."""

COMMON: Final = lists.words("""
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

PLACES: Final = lists.names("""
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
