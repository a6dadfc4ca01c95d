"""What stands where a name might, and is nobody's: menus, share bars, logins, systems."""

from __future__ import annotations

from typing import Final

from twa.dataset.expressions import expression
from twa.dataset.pages.metadata.credits.vocabulary import lists

NOBODY: Final = lists.phrases("""
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
    |invitation|appointment|region|country|category|topic|type|year|month|subject|industry|location
    |et al|uns|mir|nous|nosotros|nós|zvg|z.v.g.|symbolbild|archivbild
""")
"""Nobody's name, whoever writes it."""

SYSTEMS_CJK: Final = expression(r"(?:发布|發佈|管理|采编|採編|建站)系[统統]\Z")
"""What a page was made with, stated as its author: `港湾版通发布系统`."""

LOGINS: Final = lists.words("admin administrator webmaster user wordpress wp api")
"""Words of accounts: who bears one may be anybody."""

CHROME: Final = lists.words("""
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

SURNAMES: Final = lists.words(
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
"""Words of menus where words are not parted by spaces."""
