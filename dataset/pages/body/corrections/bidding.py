"""What bids readers to a channel, an app or a newsletter: both words in one short text."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

from twa.dataset.expressions import SignedExpression


def _searched(pattern: str) -> SignedExpression:
    """A pattern that texts in lower case are searched for: to fold case takes thrice as long."""
    return SignedExpression(unicodedata.normalize("NFC", pattern))


# A channel, and the imperative that bids readers there, in lower case.
_CHANNEL: Final = _searched(
    r"(?:hírlev|nieuwsbrief|nyhe[td]sbrev|uutiskirj|boletín|boletim|biuletyn|bülten|buletin|خبرنامه"
    r"|النشرة|メルマガ|ニュースレター|뉴스레터|電子報|bản tin"
    r"|whats ?app|telegram|viber|facebook|instagram|twitter|tiktok|youtube|google"
    r"|threads|bluesky|linkedin|spotify|apple podcasts|newsletters?|\bapps?\b|aplika[cs]\w+"
    r"|aplicaç?[cst]\w+|applicazione|uygulama\w*|\bline\b|channel|canal|kanal\w*|kanał\w*"
    r"|csatorna\w*|телеграм\w*|канал\w*|вайбер\w*|фе[йј]сбук\w*|инстаграм\w*|приложени\w+|застосун\w+|рассылк\w+"
    r"|جوجل|غوغل|گوگل|गूगल|גוגל"
    r"|κανάλι|תלגרם|טלגרם|וואטסאפ|ערוץ|פייסבוק|تلغرام|تليجرام|تيليجرام|واتس ?[اآ]ب|فيس ?بوك|قناتنا"
    r"|نبض|تلگرام|کانال|اینستاگرام|چینل|व्हाट्स ?[एऐ]प|टेलीग्राम|टेलिग्राम|फेसबुक|चैनल|[ऐए]प"
    r"|হোয়াটসঅ্যাপ"
    r"|চ্যানেল|ফেসবুক|ফলো|வாட்ஸ்அப்|சேனல்|వాట్సాప్|ఛానల్|വാട്സാപ്|ചാനൽ|ไลน์|เฟซบุ๊ก|ช่องทาง|เพจ|微信|公众号"
    r"|公眾號|臉書|粉絲|頻道|频道|好友|友だち|チャンネル|채널|카카오|네이버)"
)
# Imperatives alone: what reads as the past tense elsewhere has its object beside it.
_BIDDEN: Final = _searched(
    r"\b(?:follow (?:us|our|@)|like us on|sign up (?:here|now|to our)|subscribe (?:here|now)"
    r"|listen to (?:other|more|all|our) |join (?:us on|our)|subscribe to our"
    r"|click here to (?:join|follow)|listen (?:and subscribe )?on |ouça (?:no|em|agora)\b"
    r"|escúchal[oa]s? en|ascoltal[oa] su|écoutez-l[ea]s? sur|höre?n? (?:sie )?.{2,40} (?:auf|bei) "
    r"|luister (?:ook )?via|lyssna (?:också )?på|slucha[jć] (?:na|w) "
    r"|get our|download our|folgen? (?:sie )?uns|abonnieren sie|jetzt abonnieren|suivez[- ]nous"
    r"|rejoignez|abonnez-vous|télécharge[rz] (?:notre|l.)app|s[ií]g[ua]e?nos|seguinos|[uú]nete a"
    r"|(?:unite|únase|sumate|ingres[aá]) a (?:nuestr|la comunidad)|suscr[ií]b[ea]te"
    r"|desc[aá]rga(?:te)? (?:nuestra|la) app|siga (?:o|a|os|as|nosso|nossa) (?:canal|perfil|página)"
    r"|(?:entre no|participe do) (?:nosso |grupo|canal)|inscreva-se|baixe (?:o|nosso)|seguici"
    r"|seguiteci|iscriviti|unisciti|scarica (?:la nostra|l.)|volg ons|abonneer je|följ oss|følg oss"
    r"|meld deg på|seuraa meitä|tilaa uutiskirje|obserwuj nas|dołącz do (?:nas|nasz)|śledź nas"
    r"|pobierz (?:naszą )?aplik|sledujte nás|přidejte se k|pridajte sa k|stáhněte si|kövess"
    r"|urmăre[sș]te .{2,40} pe\b|suivez .{2,40} sur\b|segui .{2,40} su\b|folgen? sie .{2,40} auf\b"
    r"|obserwuj .{2,40} (?:na|w)\b|sledujte .{2,40} na\b|volg .{2,40} op\b|följ .{2,40} på\b"
    r"|følg .{2,40} på\b|iratkozz|csatlakozz|urmăre[sș]te-ne"
    r"|urmăriți-ne|abonează-te|alătură-te|pratite nas|zapratite"
    r"|preuzmite|instalirajte|подпи(?:сывайтесь|шитесь)|присоединяйтесь|следите за наш"
    r"|скачайте|читайте нас|підпи(?:суйтесь|суйтеся|шіться)|приєднуйтесь|стежте за|завантажте"
    r"|последвайте|абонирайте|пратите нас|ακολουθήστε|εγγραφείτε|takip ed(?:in|ebilirsiniz)"
    r"|takip etmek için|abone ol(?:un)?|katılın"
    r"|indirin|izləyin|abunə olun|obuna bo.ling|жазылыңыз|theo dõi (?:chúng tôi|báo|kênh|fanpage)"
    r"|simak (?:terus )?(?:breaking news|berita|artikel|informasi)|ikuti (?:kami|terus|saluran)"
    r"|bergabung di|sertai (?:kami|saluran)|unduh aplikasi|tufuate"
    r"|jiunge na(?:si)?|na ndiqni|sekite mus|sekojiet|jälgi meid|jarraitu gaitzazu)"
    r"|تابعوا|تابعونا|تابعنا|انضموا|اشتركوا|للاشتراك|انضم إلى قناتنا|اشترك في|دنبال کنید|عضو شوید"
    r"|بپیوندید"
    r"|(?:فالو|جوائن) کریں|הצטרפו (?:ל(?:ערוץ|קבוצ)|אלינו)|עקבו אחרינו|לחצו|से जुड़ें|जुड़ने के लिए"
    r"|फॉलो कर|डाउनलोड कर|सब्सक्राइब कर|जॉइन कर|ফলো করুন|যুক্ত হোন|সাবস্ক্রাইব করুন|இணையுங்கள்"
    r"|பின்தொடருங்கள்|ఫాలో అవ్వండి|చేరండి|ഫോളോ ചെയ്യ|ചേരൂ|ติดตาม(?:ข่าว|เรา|ได้ที่|ช่องทาง)|เพิ่มเพื่อน"
    r"|フォロー(?:する|して|は)|友だち追加|登録はこちら|구독하|팔로우하|(?:채널|친구) ?추가"
    r"|(?:关注|關注|订阅|訂閱|追蹤)(?:我们|我們|本|微信|公众号)|扫码|立即下[載载]|加入.{0,24}(?:好友|粉絲|頻道|line)"
)

BIDDING: Final = 300
"""Characters of what bids readers to a channel."""


def bids(text: str) -> bool:
    """Whether a short text bids its readers follow a channel, an app or a newsletter."""
    return len(text) <= BIDDING and _bids(text)


@lru_cache(maxsize=1024)
def _bids(text: str) -> bool:
    folded = text.lower()
    return _CHANNEL.search(folded) is not None and _BIDDEN.search(folded) is not None
