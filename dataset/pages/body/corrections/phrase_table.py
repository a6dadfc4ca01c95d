"""Set phrases: what credits, promotion, labels and links to other articles begin with.

Each row of the table is one kind of phrase in the languages it was seen in. It says what a line
may be, no more: `phrases` asks for a second sign.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from twa.dataset.expressions import expression
from twa.dataset.pages.body.corrections.bidding import bids

if TYPE_CHECKING:
    from twa.dataset.pages.article import RemovalReason

Where = Literal["anywhere", "edges", "end"]

ENDS: Final = (".", "!", "?", "。", "！", "？", "…", ".”", '."', "»", "」", "؟", "۔", "।")
"""How sentences end."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a kind of line begins with, how long such lines are at most, and where they stand."""

    reason: RemovalReason
    where: Where
    longest: int
    pattern: re.Pattern[str]


def _phrase(reason: RemovalReason, where: Where, longest: int, *alternatives: str) -> Phrase:
    said = unicodedata.normalize("NFC", "|".join(alternatives))
    pattern = expression(rf"\W{{0,9}}(?:{said})", re.IGNORECASE)
    return Phrase(reason, where, longest, pattern)


_VIEWS: Final = (
    r"(?:(?:page )?views|hits|reads|aufrufe|vues|visitas|visualizações|visualizzazioni|wyświetleń"
    r"|zobrazení|okunma|lượt xem|dibaca|(?:количество )?(?:показов|просмотр(?:ов|ы))|переглядів"
    r"|点击(?:数|量)?|阅读(?:数|量)?|浏览(?:数|量|次数)?|點閱(?:數)?|閲覧数|조회(?:수)?|المشاهدات|مشاهدة|بازدید)"
)

PHRASES: Final = (
    _phrase(
        *("credit", "end", 400),
        r"(?:additional )?(?:reporting|writing|editing|production|research) by\b",
        r"(?:edited by|editor|toimetaja|редактор|szerkesztő|editör)\s?[:：].{2,60}$",
        r"with (?:assistance (?:by|from)|(?:a )?(?:reports?|files) from) (?-i:[A-Z])[^.!?]{2,300}$",
        r".{2,80}?\bcontributed (?:additional )?(?:reporting|research)\W{0,3}$",
        r".{0,300}?\bcontributed (?:reporting |research )?to this"
        r" (?:report|story|article|post|piece)\b",
        r"(?:[纠糾][错錯]\W{1,9})?(?:責任編輯|责任编辑|責編|责编|编辑|編輯|撰文|校对|校對)\s?[:：]",
        r"contributing\s?[:：] (?-i:[A-Z])|by (?-i:[A-Z]\S{1,20} [A-Z]\S{1,20})(?: \S{1,20}){0,3}$",
        r"(?:mit (?:agentur)?material|quelle|avec (?:afp|reuters)|fuente|fonte)\b.{0,40}$",
        r"(?:photo (?:credits?|sources?)|crédits? photos?|bildnachweise?|bildquellen?|fotos?|fot\."
        r"|photos?|images?|illustrations?)"
        r"\s?[:：].{0,100}$",
        # Where it is from: "Źródło: …"; who wrote it, in brackets or by initials: "dpa/ih".
        r"(?:źródło|zdroj|forrás|sursa|izvor|vir|извор|източник|источник|джерело|крыніца|πηγή"
        r"|kaynak|mənbə|المصدر|منبع|स्रोत|সূত্র|nguồn|(?:theo|sumber)|source|bron|källa|kilde|lähde"
        r"|allikas|avots|šaltinis|출처|出典|来源|來源)\s?[:：].{1,60}$",
        r"[(（\[【<＜](?:[^()（）\[\]【】<>＜＞.!?。]|\b\w\.){2,40}[)）\]】>＞]\W{0,2}$",
        r"[^\W\d_]{2,5}(?:[/|][^\W\d_]{2,5}){1,3}\W{0,2}$",
        r"[_\W]{1,9}$|/\w{2,12}/?$|(?-i:[A-Z]{2,8})\W?$",
        r"《[^《》]{2,20}》\s?[(（][^()（）]{6,30}版[^()（）]{0,4}[)）]$",  # where it was printed
        r"(?:first )?published (?:in|on|by) .{2,60}\b(?:19|20)\d\d\W{0,2}$|انتهای پیام.{0,12}$",
    ),
    _phrase(
        *("copyright", "end", 300),
        *(r"copyright\b", "©", "ⓒ", r"\(c\) ?\d{4}", "all rights reserved"),
        r"si est[áa]s? interesad[oa] en licenciar|(?:for|to) (?:reprints?|licens\w+|republish)\b",
        r"(?:本網站|本网站|本文|本站).{0,40}(?:不得|禁止|[严嚴]禁)(?:轉載|转载)",
        r"(?:крадењето|преземањето) (?:на )?авторски|преузимање (?:текста|садржаја)",
        *("alle rechte vorbehalten", "tous droits réservés", "todos los derechos reservados"),
        *("版权", "版權", r"무단\s?전재", "جميع الحقوق محفوظة", "저작권자"),
        *("riproduzione riservata", "wszelkie prawa zastrzeżone", "minden jog fenntartva"),
        *(
            "все права защищены",
            "všechna práva",
            "hak cipta",
            "無断転載",
            "無断複製",
            "toate drepturile",
        ),
    ),
    _phrase(
        *("comments", "end", 60),
        r"(?:\d{1,6} )?(?:comments?|kommentare?|commentaires?|comentarios?)\W{0,3}$",
        r"(?:评论|評論|留言|التعليقات|댓글|コメント|תגובות|комментарии|коментарі|коментари|komentari"
        r"|komentarze|komentáře|hozzászólások|yorumlar|σχόλια|نظرات|bình luận|ý kiến|komentar"
        r"|reacties|commenti|comentários|kommentarer|kommentit)(?: ?\(?\d{0,6}\)?)\W{0,3}$",
        r"(?:leave a (?:comment|reply)|tell us what you think)\b",
        r"join (?:the (?:conversation|discussion)|our commenting forum|thought-provoking)\b",
    ),
    # What a publisher says of the comments below: whose views they are, and who reads them first.
    _phrase(
        *("comments", "end", 500),
        r"comments (?:are|is) (?:closed|moderated|subject to)\b"
        r"|.{0,160}\bvoit keskustella aiheesta\b"
        r"|.{0,80}\b(?:views|opinions) (?:expressed )?in (?:the )?comments\b"
        r"|(?:el contenido de )?los comentarios (?:es|son) (?:la )?(?:opinión|responsabilidad)"
        r"|(?:les )?commentaires (?:sont|n.engagent)|(?:os )?comentários são de responsabilidade"
        r"|الآراء الواردة (?:أدناه|في التعليقات)|ترحب .{2,40} بال(?:نقاش|تعليقات)",
    ),
    _phrase(
        *("filing", "edges", 200),
        r"(?:filed under|tagged(?: with)?|tags?|categor(?:y|ies)|posted in|topics?"
        r"|keywords)\s?[:：|]",
        r"(?:schlagw[oö]rter|themen|étiquettes|mots[- ]clés|etiquetas|temas)\s?[:：|]",
        r"archivado en\W{0,2}$",
        r"(?:标签|標籤|关键词|關鍵字|الوسوم)\s?[:：|]",
    ),
    # What a theme says of a post.
    _phrase(
        *("filing", "end", 400),
        r"this (?:entry|post|article) was (?:posted|published|filed|written|tagged)\b"
        r"|(?:dieser|der) (?:beitrag|eintrag|artikel) wurde (?:am|veröffentlicht|unter|in|von)\b"
        r"|cet(?:te)? (?:article|entrée) a été publiée?\b|esta entrada f[ou][ei] publicada"
        r"|(?:esse|este) (?:post|artigo) foi publicado"
        r"|quest[oa] (?:articolo|voce) è stat[oa] pubblicat"
        r"|dit bericht (?:werd|is) geplaatst|ten wpis został opublikowany"
        r"|запись опубликована|ця публікація розміщена|この(?:記事|投稿|エントリー?)は.{2,60}投稿",
    ),
    # An address alone is where the page says that it is; a placeholder is for who has no scripts.
    _phrase("contact", "edges", 300, r"https?://\S{1,280}$"),
    _phrase(
        *("credit", "anywhere", 70),
        r"(?:photo(?:graph)?s?|photo credit|photos? by|fotos?|fotografi[ea]s?|bild|bilder|zdjęcie"
        r"|fot|kép|снимка|фото|фота|φωτογραφία|ảnh|写真|사진|图片|圖片"
        r"|images?|illustrations?|(?:题|題|头|頭|封面|配)[图圖](?=来自|來自|[:：])"
        r"|(?:borító|nyitó|címlap)kép|(?:titel|aufmacher|omslags)bild|imagen de portada|kansikuva"
        r"|(?:foto|imagem) de capa|immagine di copertina|zdjęcie główne|(?:úvodní|titulní) foto"
        r"|forsidefoto|kapak fotoğrafı"
        # Whose picture it is: "Sursa foto: …".
        r"|(?:surs[aă]|fonte|fuente|quelle|źródło|zdroj|forrás|izvor|извор|источник|джерело|kaynak"
        r"|sumber|nguồn|source)(?: d[ei]| der| av)? (?:foto\w*|fotografi\w*|photos?|imag\w+|zdjęć"
        r"|zdjęcia|kép\w*|фото\w*|ảnh|gambar))(?:\s?[:：]|来自|來自) ?[^.!?。]{2,60}$",
        # The same in brackets, or by courtesy.
        r"[(（\[](?:featured |cover |header )?(?:image|photo|picture)s?\b[^!?。)）\]]{2,50}[)）\]]$"
        r"|(?:photo|image|picture|video)s? courtesy (?:of )?[^.!?]{2,50}$",
    ),
    _phrase(
        *("credit", "anywhere", 200),
        r"(?-i:[A-Z])[^.!?]{2,120}\bcontributed (?:reporting |research )?to this"
        r" (?:report|story|article)\W{0,3}$",
        r"with (?:files|reporting) (?:by|from) (?-i:[A-Z])[^.!?]{2,120}$",
    ),
    _phrase(
        *("credit", "edges", 70),
        r"(?:photo(?:graph)?(?:s|y)|pictures|illustrations?|words(?: and (?:photos|pictures))?) by"
        r" (?-i:[A-Z])[^.!?]{2,50}$|(?:propos|entretien) recueillis? par (?-i:[A-Z])[^.!?]{2,50}$",
        r"(?:te[kx]st|texto|texte|testo|tekst|words|ord)\s?[:：](?=.{0,40}\b(?:photos?|fot[oe]s?|bild"
        r"|bilder|pictures))[^.!?]{2,60}$",
    ),
    _phrase(
        *("label", "anywhere", 120),
        r".{0,40}?\d{1,2}:\d\d ?/ ?\d{1,2}:\d\d\W{0,3}$",  # a player, and how far it is
        r"(?:this )?(?:summary|key points|takeaways).{0,30}\b(?:generated|created|written)\b.{0,20}"
        r"\b(?:ai|artificial intelligence)\b.{0,60}$|ai[- ](?:assisted|generated|powered)"
        r" (?:summary|key points|takeaways|overview)\W{0,3}$",
        # The same in other languages: by whom what stands above the text was summed up.
        r".{0,60}\b(?:(?:von|mit|durch) (?:hilfe von )?(?:einer )?ki (?:erstellt|erzeugt|generiert)"
        r"|(?:généré|rédigé|réalisé)e?s? par (?:une |l.)?(?:ia|intelligence artificielle)"
        r"|(?:generad|hech|cread)[oa]s? (?:con|por) (?:la |una )?(?:ia|inteligencia artificial)"
        r"|(?:gerad|feit|criad)[oa]s? (?:com|por) (?:uma |a )?(?:ia|inteligência artificial)"
        r"|(?:generat|creat)[oaie] (?:con|da)(?:ll.)? ?(?:ia|intelligenza artificiale)"
        r"|(?:gemaakt|gegenereerd) (?:door|met) (?:behulp van )?ai|tekoälyn (?:tekemä|laatima)"
        r"|(?:skapa[dt]|skrive[nt]|laget|lavet|generera[dt]|generert) (?:av|af|med)"
        r" (?:hj[äæ]lp a[vf] )?(?:ai|ki))\b.{0,60}$",
        r"this slideshow requires javascript\W{0,3}$",
        r"(?:(?:bonus|бонус) )?(?:video|видео|відео|vídeo|vidéo|videó|wideo|βίντεο|فيديو"
        r"|视频|影片|動画|동영상)\s?[:：]$",
        # Where on the site a page stands: its folders, parted by signs.
        r"(?:you are here|sie (?:sind|befinden sich) hier|vous êtes ici|estás? (?:aquí|en)"
        r"|usted está aquí|você está (?:aqui|em)|ti trovi in|sei (?:qui|in)"
        r"|(?:je|u) bent hier|jesteś tutaj|nacházíte se|itt (?:van|áll)"
        r"|вы (?:здесь|находитесь)|ви (?:тут|знаходитесь)|bạn đang ở"
        r"|(?:您|你)?(?:现在|現在|目前|当前|當前|所在)?(?:的|所在的)?位置|현재 ?위치"
        r"|現在(?:地|位置)|أنت هنا)"
        r"\s?[:：]? ?[^.!?。]{0,60}[>»›/→＞]",
        r"loading(?:(?: \w{1,12}){0,2}(?:\.{2,}|…))?\W{0,3}$",
        r"(?:share(?: this)?|partager|teilen|compartir|compartilhar|condividi|delen|dela|del|jaa"
        r"|udostępnij|sdílet|zdieľať|megosztás|distribuie|podeli|podijeli|поделиться|поділитися"
        r"|сподели|κοινοποίηση|paylaş|paylaşın|شارك|مشاركة|اشتراک|שתפו|शेयर|শেয়ার|แชร์|chia sẻ"
        r"|bagikan|kongsi|シェア|공유|分享)\W{0,3}$",
        r"(?:table of contents|inhaltsverzeichnis|table des matières|tabla de contenidos?|sommario"
        r"|inhoudsopgave|spis treści|оглавление|目次|目录|目錄|목차|جدول المحتويات)\W{0,3}$",
        r"(?:please )?(?:enable|turn on|activate) javascript\b",
        r"(?:you are (?:currently )?not|you must be) logged in\b.{0,80}$"
        r"|sie sind (?:aktuell |derzeit |momentan )?nicht (?:eingeloggt|angemeldet)\b.{0,80}$",
        r"you are using an (?:outdated|old|unsupported) browser\b",
        r"mainos(?:mainos)? ?(?:päättyy|jatkuu)\W{0,3}$",
        r"(?:advertisements?|sponsored(?: content)?|anzeige|werbung|publicité|publicidade?"
        r"|pubblicità|advertentie|annonse?|pr|annonce|mainos|reklaam|reklāma|hirdetés|publicitate"
        r"|inzerce|oglas|reklama?|реклама|διαφήμιση|iklan|quảng cáo|tangazo|广告|廣告|広告|광고"
        r"|スポンサーリンク|إعلان(?:ات)?|تبلیغات|آگهی|اشتہار|פרסומת|विज्ञापन|जाहिरात|বিজ্ঞাপন|જાહેરાત"
        r"|விளம்பரம்|ప్రకటన|ಜಾಹೀರಾತು|പരസ്യം|දැන්වීම|โฆษณา|ໂຄສະນາ|ពាណិជ្ជកម្ម|კონტექსტური რეკლამა"
        r"|გაგრძელება რეკლამის შემდეგ)"
        r"(?:\W{1,5}(?:scroll|continue|continúa|weiter|suite|below"
        r"|(?:story|article|content) continues).{0,40})?\W{0,3}$",
        r"(?:story|article|content|report|scroll)\b.{0,20} (?:below|after|to continue)\b"
        r".{0,20}(?:\b(?:ad(?:vertisement)?|content|reading))?\W{0,3}$",
        r"(?:(?:la |el )?(?:nota|noticia|artículo|contenido) )?(?:contin[uú]a|sigue) .{0,20}"
        r"publicidade?.{0,12}$|(?:l.article|la suite|suite) .{0,20}(?:publicité|pub)\W{0,3}$",
        r"(?:l.articolo )?(?:continua|prosegue) .{0,30}pubblicità\W{0,3}$"
        r"|(?:(?:artikel|text|inhalt|lesen sie)\b.{0,20} )?(?:nach|unter) der (?:anzeige|werbung)"
        r".{0,20}$|(?:(?:tekst|artikel|verhaal) (?:gaat|loopt)|lees) (?:verder|door) (?:onder|na)\b"
        r".{0,40}$",
        r"(?:saken|artikkelen|artikeln|artiklen|juttu|artikkeli) (?:forts(?:e|ä|æ)tt?er"
        r"|jatkuu)\b.{0,40}$"
        r"|(?:dalsz\w+ (?:część|ciąg)|ciąg dalszy|pozostała część|reszta)\b.{0,30}"
        r"(?:pod|poniżej)\b.{0,30}$|(?:článek|článok|text) pokrač\w+ (?:pod|po|za)\b.{0,30}$",
        r"(?:a )?cikk\w* .{0,30}folytatódik\W{0,3}$|articolul continuă\b.{0,30}$"
        r"|(?:članak|tekst|vijest|vest|чланак|текст) се? ?(?:nastavlja|наставља)\b.{0,30}$"
        r"|(?:članak|tekst|vijest|vest) se nastavlja\b.{0,30}$"
        r"|(?:haberin|yazının) devamı\b.{0,30}$|продолжение (?:после|под) реклам\w+\W{0,3}$"
        r"|gulir (?:ke bawah )?untuk\b.{0,40}$|lanjutkan membaca\b.{0,40}$|\[gambas:.{0,40}$"
        r"|simak (?:juga )?video\b.{0,110}$|(?:watch|see) (?:the )?(?:full )?video (?:below"
        r"|here)\W{0,3}$",
        r"(?:listen to this (?:article|story)|artikel anhören|(?:be)?luister (?:naar )?dit artikel"
        r"|(?:lyt til|lytt til|lyssna på) (?:artik|sak)\w+|kuuntele (?:juttu|artikkeli)"
        r"|posłuchaj (?:artykułu|tekstu)|(?:про)?слуша(?:ть|й) (?:статью|новость|материал)"
        r"|haberi dinle|nghe (?:đọc )?bài(?: viết| báo)?|استمع (?:إلى |لل?)(?:ال)?(?:مقال|خبر)"
        r"|(?:기사|뉴스) ?듣기|音声で(?:聴|聞)く|(?:聽|听)(?:新聞|新闻|文章)"
        r"|escuch[ae] (?:esta nota|este artículo)(?: aquí)?|écouter (?:cet |l.)article"
        r"|ascolta (?:questo |l.)articolo|ouça (?:este|o) (?:artigo|conteúdo))[\W\d]{0,24}$",
        r".{0,200}\bctrl ?\+ ?enter\b",
        r"#(?: ?#){1,4}$|[-–—] ?30 ?[-–—]$",  # below a statement to the press
        r"(?:keep|continue) reading\W{0,3}$|【(?:写真|画像|動画|図解|グラフ)[^】]{0,8}】.{0,60}$",
    ),
    # What stands above and below a statement to the press.
    _phrase(
        *("label", "edges", 60),
        r"for immediate release\W{0,3}$|zur sofortigen veröffentlichung\W{0,3}$"
        r"|pour diffusion immédiate\W{0,3}$"
        r"|para (?:su )?(?:publicación inmediata|divulgação imediata)\W{0,3}$",
    ),
    # How often a page was asked for.
    _phrase(
        *("label", "edges", 60),
        rf"{_VIEWS}\s?[:：]?\s?\d[\d.,\s]*$|\d[\d.,\s]*{_VIEWS}\W{{0,2}}$",
    ),
    # Where a text came from as it is, and by which rules it was made.
    _phrase(
        *("label", "end", 300),
        r"conforme a los criterios de\b|sendungshinweis\s?[:：]"
        r"|(?:über )?dieses thema (?:berichtete|im programm)",
        r"except for the headline, this (?:story|copy|article|report) has not been\b"
        r"|th(?:is|e) (?:story|article|report|copy) (?:has been|is|was) (?:published|taken"
        r"|auto-?generated|sourced) from (?:an? |the )?(?:wire|syndicated|(?:news )?agency)\b",
    ),
    # What says what was changed is a sentence of the article.
    _phrase(
        *("update", "end", 90),
        r"(?:last )?updated?(?: at| on|:)? (?=.{0,40}\d)(?!.{0,60}[:–—-] (?:\S+ ){3})",
    ),
    _phrase(
        *("reading time", "edges", 60),
        r"(?:(?:estimated )?reading time|tempo d[ei] le(?:i|t)tura|temps de lecture)\b",
        r"(?:tiempo de lectura|lesezeit|lesedauer)\b",
        r"\d{1,3} ?-?min(?:ute)?s?\.? (?:read|de lecture|lesezeit)\W{0,3}$",
        r"ten tekst przeczytasz\b",
    ),
    _phrase(
        *("contact", "end", 120),
        r"(?:(?:e-?mail|twitter|facebook|contact)\W{1,3})?[\w.+-]{1,64}(?:@|\[at\])[\w.-]{1,64}(?:\W{1,3}end)?\W{0,3}$",
        r"(?:.{2,60} on )?(?:twitter|facebook|instagram|x)\s?[:：] ?(?:@\w|https?:)\S{2,80}$",
        r"to contact the (?:authors?|editors?|reporters?|staff|writers?) .{0,60}[:：]",
        r"(?:questions|comments|feedback)\?.{0,60}\b(?:e-?mail|write to|contact) (?:us|me)\b",
        r"(?:\S{1,20} ){1,6}[\w.+-]{1,64}@[\w.-]{1,64}\W{0,3}$",
        # Whom to ask, below a statement to the press: a name, an address and a number.
        r"(?:media|press|news) (?:contacts?|(?:en|in)quir(?:y|ies))\s?[:：]"
        r"|(?:presse|medien)kontakt\s?[:：]"
        r"|contacts? (?:presse|de prensa|stampa|de imprensa)\s?[:：]|kontakt dla mediów\s?[:：]",
        r".{0,60}?\be-?mail\s?[:：] ?[\w.+-]{1,64}@[\w.-]{1,64}.{0,20}\b(?:tel|phone|fon|mobil)"
        r"|.{0,60}?\b(?:tel|phone|telefon|téléphone|teléfono|fon|mobile?)\b.{0,40}[\w.+-]{1,64}@\S{3,64}$",
        r"(?:https?://)?(?:www\.)?(?:twitter|facebook|instagram|x)\.com/\S{1,60}$",
        r"(?:(?:have you )?got|have|do you have) an? (?:news |story )?(?:tip|story to share)\b"
        r"|heb (?:je|u) een tip\b"
        r"|dacă (?:ai|aveți) .{0,60}\b(?:trimite|scrie)|(?:si )?tien(?:es|e) (?:una )?(?:foto"
        r"|información|denuncia|pista)\b|vous avez une info|hai una (?:segnalazione|notizia)\b"
        r"|tem uma (?:denúncia|sugestão|informação)\b|masz (?:ciekawy )?(?:temat|informacj)"
        r"|вы стали (?:очевидцем|свидетелем)|(?:máte|viděli jste) (?:tip|zajímav)"
        # What readers may tell of the page: that it is wrong.
        r"|(?:(?:have you |did you )?(?:found|find|spotted|spot|noticed|notice|see) (?:an?|any)"
        r" (?:error|mistake|typo)s?\b|fehler (?:gefunden|entdeckt)|(?:vous avez )?(?:repéré|trouvé"
        r"|vu) une (?:erreur|coquille)\b|(?:¿ ?)?(?:has |ha )?(?:encontrado|encontraste|visto"
        r"|detectado|detectaste) (?:un|algún) error|(?:encontrou|viu|achou) (?:um|algum) erro"
        r"|(?:hai )?(?:trovato|notato) un errore|ai (?:găsit|observat) o (?:greșeală|eroare)"
        r"|(?:zauważyłe[śs]|znalazłeś|widzisz) (?:błąd|literówk)|(?:našli jste|našiel ste|našel jsi"
        r"|našli ste) .{0,12}chyb|hibát (?:talált|vett észre|látsz)|(?:заметили|нашли|увидели"
        r"|обнаружили) (?:ошибку|опечатку)|(?:помітили|знайшли) (?:помилку|одрук)|מצאתם טעות"
        r"|(?:hittat|sett) (?:ett |et )?(?:fel|feil)\b|fout (?:gezien|gevonden|ontdekt)"
        r"|huomasitko virheen|発見した誤り|誤字脱字).{0,120}"
        r"|제보는?\b|.{0,12}기사제보|haben sie (?:einen )?(?:hinweise?|tipps?)\b|har du (?:ett "
        r"|et )?tips\b|(?:har du sett något\? )?tipsa oss\b",
    ),
    # That links are paid for: said of the page, not in the article.
    _phrase(
        *("promotion", "edges", 400),
        r".{0,160}\baffiliate[ -]?(?:links?|commissions?|partners?)\b"
        r"|.{0,120}\b(?:earn|receive|get|make) an? (?:small |affiliate )?commission\b"
        r"|.{0,160}\bliens? (?:affiliés?|d.affiliation)\b"
        r"|.{0,160}\b(?:enlaces?|links?) de (?:afiliad|afiliación)"
        r"|.{0,100}(?:アフィリエイト(?:広告|リンク|プログラム))",
    ),
    # What portals say of themselves below a text: where it is from, and how to read it elsewhere.
    _phrase(
        *("label", "edges", 400),
        r"原(?:标题|標題|题)\s?[:：]|扫一扫|掃一掃|扫码|掃碼|长按.{0,12}(?:识别|关注)|[请請]?(?:用)?微信扫",
        r"(?:免责声明|免責聲明|特别声明|特別聲明|版权声明|版權聲明|声明|聲明)\s?[:：】]",
        r"(?:本文|以上).{0,40}[仅僅]代表.{0,24}(?:观点|觀點|立场|立場)",
        r".{0,40}(?:扫描|掃描|扫码|掃碼|识别|識別).{0,14}二[维維][码碼]",
        r"点击.{0,8}(?:蓝字|关注|阅读原文)|(?:喜欢|觉得).{0,10}点.{0,6}(?:在看|赞)|點擊.{0,8}關注",
        r"海量资讯|更多.{0,20}(?:尽在|盡在|[请請敬]*(?:关注|關注|下载|下載))|[长長]按.{0,12}二维码",
        r"凡(?:本[网網站]|注明).{0,40}(?:作品|稿件|来源|來源)|本文(?:来源|來源|来自|來自)\s?[:：于於]?",
    ),
    _phrase("feed footer", "anywhere", 400, r"the post .{1,300} appeared first on\b"),
    _phrase(
        *("promotion", "anywhere", 300),
        r"click here (?:to|for)\b.{0,120}$|(?:subscribe|sign up) (?:to|for|now|today)\b",
        r"get [^.!?]{1,60}\bnewsletter\W{0,3}$",
        r"get the .{1,40} app\b|download (?:the|our) .{1,40}\bapp\b",
        r"like (?:this|what you)\b[^.]{0,40}\? (?:share|subscribe|sign)\b",
        r"if you (?:enjoyed|liked) (?:reading )?this (?:article|story|post)\b"
        r"|support .{1,40} journalism\b",
    ),
    _phrase(
        *("promotion", "end", 400),
        r"follow .{1,80} (?:on|at|via|auf|sur|en) (?:@|https?:|www\b|x\b|twitter|facebook|instagram"
        r"|linkedin|youtube|telegram|whatsapp|threads|bluesky|tiktok|google)",
        r"we use cookies\b|[^.?!]{0,80}\b(?:accept|allow) (?:all |our |the )?cookies\b",
        r".{0,120}\bshare this (?:post|article|story) (?:with|on|to)\b.{0,60}$",
        r"喜[欢歡][这這]篇文章.{0,60}$",
        r"follow .{1,60}(?: full|[’'s]) coverage\b|catch all the\b.{1,200}\bapps?\b",
        r"for (?:the latest|more) .{1,60}\bdownload (?:the|our)\b.{1,60}\bapps?\b",
        r"(?:folgen? (?:sie )?uns|suivez[- ]nous|s[ií]g[ua]e?nos|seguici|siga[- ]nos|volg ons"
        r"|följ oss|følg oss?|seuraa meitä|obserwuj nas|sledujte nás)\b.{1,60}\b(?:x|twitter"
        r"|facebook|instagram|linkedin|youtube|telegram|whatsapp|threads|bluesky|tiktok|google)\b",
        r"get .{1,80}\b(?:delivered|(?:in|to) your inbox|through your letterbox)\b",
        r".{0,200}?\b(?:subscribe|sign up)\b.{0,80}\bnewsletter\b",
        r".{0,120}?\bnewsletter (?:abonnieren|anmelden)\b",
        r".{0,200}?\bin (?:deinen?|ihren?) posteingang\b",
        r".{0,120}?\b(?:abonnez-vous|inscrivez-vous|suscríbete)\b",
        r".{0,120}?\bno credit card (?:is )?(?:required|needed)\b.{0,60}$",
        r"(?:did|have) you (?:make|made|tried?) this recipe\?",
        r".{0,120}?\b(?:cancela cuando quieras|cancel (?:at )?any ?time|jederzeit kündbar"
        r"|(?:annulable|résiliable|sans engagement)\b|disdici quando vuoi|cancele quando quiser"
        r"|zrezygnuj w każdej chwili|отмен\w+ в любой момент)\W{0,3}$",
    ),
    _phrase(
        *("label", "end", 90),
        r"(?:explore further|read (?:more|next|also)|don.t miss|see also|more (?:on this|from))\b",
        r"(?:related|recommended|you (?:may|might) also like|share this|mehr zum thema)\b",
        r"(?:lesen sie auch|auch interessant|à lire aussi|lire aussi|lea también|leggi anche)\b",
        r"mehr themen\b|das könnte (?:sie|dich) auch|czytaj (?:też|także|więcej)\b|läs också\b"
        r"|lue myös\b|les også\b|lees ook\b|zobacz (?:też|także)\b",
        # A player, or a list of them, behind its label.
        r"(?:vídeos?|vidéos?|videos?|видео|відео|wideo|fotos|photos|фото)\s?[:：] ?[^.!?]{1,80}$"
        r"|\d{1,4} (?:vídeos?|vidéos?|videos?|видео|відео|fotos|photos|фото)\W{0,3}$",
        # Where more of the site's news stand, with a link there: what is bidden, and no sentence.
        r"(?:veja|leia|confira|acesse) \W{0,3}(?:mais|outras) notícias\b"
        r"|(?:lea|lee|ver|vea) (?:más|otras) noticias\b|retrouvez tout(?:e|es) l(?:'|’|es )actu"
        r"|leggi (?:tutte le|altre|le altre) notizie\b|czytaj więcej (?:wiadomości|informacji)\b"
        r"|(?:baca|simak) (?:berita|artikel) (?:lain|menarik|terkini|selengkapnya)\w*\b"
        r"|(?:read|get|find) (?:more|(?:all )?the latest) (?:news|stories|updates)\b",
        r"(?:(?:mehr|weitere|alle) (?:nachrichten|meldungen|berichte) (?:aus|zu[mr]?|von|auf)\b"
        r"|(?:mais|outras) notícias\b|(?:más|otras) noticias\b|(?:tutte le|altre) notizie\b"
        r"|toute l.actu|plus d.(?:actu|infos)|więcej (?:wiadomości|informacji|artykułów)\b"
        r"|(?:другие|больше|все|ещё больше) новост(?:и|ей)\b|(?:більше|інші|усі|всі) новин"
        r"|(?:mai multe|alte) (?:știri|stiri)\b|(?:další|viac|více) (?:zprávy|zpráv|správ)\b"
        r"|további hírek\b|(?:ل?لمزيد|المزيد) من الأخبار).{0,60}[^.!?]$",
        r"[lt]e puede interesar\b|相关阅读|相關閱讀|延伸阅读|延伸閱讀|اقرأ أيضا",
    ),
)


def said(text: str, where: Where) -> RemovalReason | None:
    """The reason to drop a line that says this, standing there; null for none."""
    if where == "anywhere" and bids(text):
        return "promotion"
    for phrase in PHRASES:
        if phrase.where == where and len(text) <= phrase.longest and phrase.pattern.match(text):
            return phrase.reason
    return None


def phrased(text: str) -> bool:
    """Whether a text begins as promotion, credits and labels do, wherever it stands."""
    return bids(text) or any(
        len(text) <= phrase.longest and phrase.pattern.match(text) is not None for phrase in PHRASES
    )
