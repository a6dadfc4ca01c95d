"""The news agencies of the world, as bylines and datelines spell them."""

from __future__ import annotations

from typing import Final

from twa.dataset.pages.metadata.credits.vocabulary import lists

NAMES: Final = lists.phrases("""
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
