"""Names that people bear: given names of many languages, and surnames where they stand first.

Not to say who is a person (most names of the world are not here), but to tell `Elin Berg` from
`Blue Sky` where nothing else on a page does. `given_names.json` has what was written here, and the
given names of Faker 40.63 (https://github.com/joke2k/faker; its licence, MIT, lies beside them as
`given_names.LICENSE.txt`), less words that texts have in small letters or that bylines have as
something else.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Final


def is_given(word: str) -> bool:
    """Whether a person's name may begin with a word, case folded, as those that are known do."""
    return word in every()


@cache
def every() -> frozenset[str]:
    """All of them, case folded."""
    here = resources.files("twa.dataset.pages.metadata.credits.vocabulary")
    lines = json.loads((here / "given_names.json").read_text("utf-8"))
    return frozenset(name for line in lines for name in line.split())


HAN_SURNAMES: Final = frozenset(
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖蕭萧田董袁潘于於蒋蔣蔡余"
    "杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾鐘谭譚陆陸汪范金石廖贾賈夏韦韋付方白邹鄒孟熊秦邱江尹薛闫閆段雷侯龙龍史陶黎贺賀"
    "顾顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯常温溫康施文牛樊葛邢安齐齊易乔喬伍庞龐颜顏倪庄莊聂聶章鲁魯岳翟殷詹申欧歐耿关關"
    "兰蘭焦俞左柳甘祝包宁寧尚符舒阮柯纪紀梅童凌毕畢单單季裴霍涂成苗谷盛曲翁冉骆駱蓝藍路游辛靳欧阳管柴蒙鲍鮑华華喻祁蒲房滕屈"
    "饶饒解牟艾尤阳陽时時穆农農司卓古吉缪繆简簡车車项項连連芦蘆麦麥褚娄婁窦竇戚岑景党宫宮费費卜冷晏席卫衛米柏宗瞿桂全佟应應"
    "臧闵閔苟邬鄔边邊卞姬师師和仇栾欒隋商刁沙荣榮巫寇桑郎甄丛叢仲虞敖巩鞏明佘池查麻苑迟遲邝鄺官封谈談匡鞠惠荆荊乐樂冀郁胥"
    "南班储儲原栗燕楚鄢劳勞谌諶奚皮粟冼蔺藺楼樓盘盤满滿闻聞位厉厲伊仝区區郜海阚闞花权權强強帅帥屠豆朴盖蓋练練廉禹井祖漆巴"
    "丰豐支卿国國狄平计計索宣晋晉相初门門云容敬来来扈晁芮都普阙闕浦戈伏鹿薄邸雍辜羊阿乌烏母裘亓修邰赫杭况那鲜鮮诸諸慕皇钭舜"
)
"""First characters of Chinese surnames."""

HANGUL_SURNAMES: Final = frozenset(
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민나진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용예경봉사부황보"
)
"""First syllables of Korean surnames."""

JAPANESE_SURNAMES: Final = frozenset(
    "佐鈴高田伊渡山中小加吉斎斉松井木林清森池橋阿石前藤岡後長近村遠青坂福西太三原金野安大今宮河内川上武竹千和丸菅矢島平谷口柴岩星水沢"
    "荒服浅増飯久杉横秋倉尾古早片神戸関浜北南東新土熊堀望永栗桜成辻須志根白黒赤角樋市富堤寺亀笠篠菊萩葉辺門難馬鶴江相桑桐梅牧瀬滝黛"
    "甲芦姫児玉有榎緒乙柏香郡越駒堺櫻澤柳椎塩鹿曽園蛭深船本槙真溝室八薮湯結鷲綾飛比氷樺我手都鳥丹乃半日布細又皆向目持守柚由与依若脇並仁仲佃住保儀兵冨初別刈剣勝厚及只台名君周味品喜嘉国圓垣城塚壱夏外多奈妹妻"
    "姉子孝宇宗宝宿寒専尼屋岐峯峰嶋嵯巻帯常幡幸広度座庵延弓弘影役徳忍恩愛慶戎所扇折摂敷文斗方旭明春時智曲朝朴末朽杖来板枝染柊栄梶梨植椿楠楢榊槇樫櫛氏汐沖沼波泉泊津浦浪海涌湊滋澄瀧灘為照熱狩猪獅玄珍琴瓜生町"
    "疋的盛県瞳砂磯礒禰秀秦稲種積穂空立端竜笑笛筒箕箱築米粕粟紀紺経綿緑縄置羽習聖背臼舘舟芝花芹英茂茅茶草荻荘莉菰落蒔蓑蓮蔦薄薗藏虎蜂血袖要見訓諏設豊象貝財貴賀足跡路軽辛追逸運遊那郷酒釜銀鍋鍛鎌鎗間阪陣陶陸"
    "隅雄雅雑雨雪雲霜霧露静面革順風首鬼魚鮎鮫鳴鳩鴨鵜鷹麦麻黄鼻"
)
"""First characters of Japanese surnames."""

SURNAME_ENDS: Final = (
    *("ović", "ević", "ić", "ová", "escu", "eanu", "nen", "sson", "ssen", "zadə", "oğlu", "yan"),
    *("енко", "овић", "евић", "швили", "შვილი", "ძე", "յան", "όπουλος", "οπούλου", "ίδης", "ίδου"),
    *("ова", "ева", "чук", "щук"),
    *("άκης", "άκη", "iņš", "iņa", "ienė", "auskas", "evičius", "dóttir", "wicz"),
)
"""Ends of surnames that few other words have."""
