"""Names that people bear: given names of many languages, and surnames where they stand first.

Not to say who is a person (most names of the world are not here), but to tell `Elin Berg` from
`Blue Sky` where nothing else on a page does.
"""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


GIVEN: Final = _words("""
aaron abby abdul abdullah abigail abraham ada adam adele adrian adriana agnes agnieszka ahmad
ahmed aidan aileen aino
aisha akira alain alan alana alba albert alberto alejandra alejandro aleksandr aleksandra alena
alessandra alessandro alex
alexa alexander alexandra alexandre alexis alfred alfredo ali alice alicia alina alison allan
allen allison alma alok
alvaro alyssa amal amalia amanda amber amelia amelie amina amir amit amy ana anders andi andre
andré andrea andreas andrei
andres andrés andrew andrey andria andrius andrzej andy angel angela angelica angelika angelina
angie angus anika anil anita anja
ann anna annabel anne annelie annette annie annika anthony antje antoine anton antonia antonio ana
anusha april arash
ariana ariel arif arjun arlene arne arnold artem arthur arturo arun asa asher ashley asser astrid
athena aubrey audrey august
aurelie aurora austin ava avery axel ayesha ayse ayşe barbara barry bart bastian beata beate
beatrice beatriz becca becky
belinda ben benedikt benjamin benoit benoît bernard bernd bernhard bertrand beth bethany betsy
betty beverly bianca bill
billy birgit bjorn björn blake bob bobby bogdan boris brad bradley brandon brenda brendan brett
brian briana brianna bridget brigitte
britta brittany brooke bruce bruno bryan bryce burak caitlin caleb calvin cameron camila camilla
camille candace cara carina
carl carla carlo carlos carmen carol carolina caroline carolyn carrie carsten cary casey cassandra
catalina catherine
cathy cecile cécile cecilia celine céline cem chad chantal charlene charles charlie charlotte
chase chelsea cheryl chiara
chloe chloé chris christa christian christiane christina christine christoph christophe
christopher chuck cindy claire clara
clare clark claudia claudio claus clemens clement clément clifford clive cody colin colleen connie
connor conor constance
corey corinne cornelia courtney craig cristian cristina curtis cynthia cyril daisy dale damian
damien dan dana daniel daniela
daniele danielle danny daria dario darius darren daryl dave david dawn dean deanna debbie deborah
debra declan deepak
deirdre delphine denis denise dennis derek desmond detlef devin devon diana diane didier diego
dieter dimitri dina dirk
divya dmitri dmitry dominic dominik dominique don donald donna dora doris dorothea dorothy doug
douglas drew duncan
dustin dylan earl ed eddie edgar edith eduardo edward edwin egor eileen ekaterina elaine eleanor
elena eleonora eli elia elias elif
elin elina elisa elisabeth elise eliza elizabeth ella elle ellen ellie elliot elliott eloise elsa
elvira emanuel emil
emilia emiliano emilie emilio emily emine emma emmanuel emmanuelle emre enrico enrique eoin eric
erica erich erik erika erin
ernest ernesto erwin esra esteban estelle esther ethan etienne eugene eugenia eva evan eve evelyn
ewa fabian fabien
fabio fabrice faisal faith farah fatima fatma faye federica federico felicia felicity felipe felix
ferdinand fernanda
fernando fiona flavia florence florian fran frances francesca francesco francine francis francisco
franck francois
françois françoise frank frankie franz fred freddie frederic frédéric frederick frederik frida
friedrich fritz gabriel
gabriela gabriele gabriella gabrielle gail gareth garrett gary gavin gemma gene geoff geoffrey
georg george georges
georgia georgina gerald gerard gérard gerd gerhard german germán gert ghassan gianluca gianni
gilbert gilles gillian gina
giorgio giovanna giovanni giulia giulio giuseppe gisela glen glenn gloria gonzalo gordon grace
graham grant greg gregor
gregory greta gretchen guido guillaume guillermo gunnar gunter günter günther gus gustav gustavo
guy gwen hakan halina
hamza hanna hannah hannes hans harald harold harriet harris harry hasan hassan hayley hazel
heather hector hedwig heidi
heike heiko heinrich heinz helen helena helene helga helmut hendrik henri henrik henrique henry
herbert herman hermann
hilary hilde holger holly hope horst howard hubert hugh hugo huseyin hüseyin ian ibrahim ida
ignacio igor ilana ilona ilse
imran ina ines inés inga inge ingo ingrid ioana ira irene irina iris irma isaac isabel isabella
isabelle isaiah ismail
ivan ivana ivo ivy iwona jack jackie jackson jacob jacqueline jacques jaime jake jakob jakub jamal
james jamie jan jana
jane janet janice janine jared jasmin jasmine jason jasper javier jay jean jean-baptiste
jean-claude jean-françois jean-luc
jean-marc jean-michel jean-paul jean-philippe jean-pierre jeanette jeanne jeff jeffrey jelena jen
jenna jennie jennifer jenny jens
jeremiah jeremy jérôme jerome jerry jesper jess jesse jessica jessie jesus jesús jill jim jimmy jo
joachim joan joana joann
joanna joanne joao joão joaquin joaquín jochen jodie joe joel johan johann johanna johannes john
johnny jon jonas jonathan
jordan jordi jorg jörg jorge jose josé josef joseph josephine josh joshua joy joyce juan juana
juanita judith judy juergen jürgen julia
julian juliana julie julien juliet juliette julio julius june justin justine justyna kai kaitlin
kamal kamil karen karim karin karina karl karla karoline karsten
kasper kate katerina katharina katherine kathleen kathrin kathryn kathy katia katie katja katrin
katy kay kayla keith kelly
kelsey ken kendra kenneth kenny kerry kerstin kevin khaled khalid kieran kim kimberly kirsten
kirsty kjell klaus konrad
konstantin krista kristen kristian kristin kristina kristine kristof krzysztof kumar kurt kyle
lana lance lara larry lars
laura laure lauren laurence laurent lauri laurie lea leah leanne lee leena leif leila lena lennart
leo leon leona leonard
leonardo leonie leonora leslie lester leticia lewis lia liam libby lidia liliana lillian lily lina
linda lindsay lindsey
linus lionel lisa liv livia liz liza lloyd lois lola lorena lorenzo loretta lori lorraine lothar
lotte lou louis louisa
louise luc luca lucas lucia lucía luciano lucie lucille lucinda lucy ludovic ludwig luigi luis
luís luisa luiz lukas
łukasz luke lydia lynn lynne maarten mackenzie maddie madeleine madeline madison maggie magda
magdalena magnus mahmoud maja
malcolm malin malte manfred manon manuel manuela mara marc marcel marcela marcello marcelo marcia
marcin marco marcos marcus
marek margaret margarita margot maria maría mariam marian mariana marianne marie marija marilyn
marina mario marion marisa
marissa marius marjorie mark marko marko markus marlene marta martha martin martina marty martyn
mary maryam mascha mason massimo
mateo mateus mateusz mathew mathias mathieu mathilde matt matteo matthew matthias matthieu mattias
maureen maurice mauro
max maxim maxime maximilian maya md meagan megan meghan mehdi mehmet mel melanie melinda melissa
mercedes meredith mia
micah michael michaela michał michal michel michele michelle mick miguel mihai mika mikael mike
mikhail mikko mila milan milena
miles milica milo mina miranda miriam mirjam mirko miroslav mitchell mohamed mohammad mohammed
mohd moira molly mona
monica mónica monika monique morgan morten moritz moses muhammad murat mustafa myles myriam nadia
nadine nadja nadezhda nancy
naomi natalia natalie natasha nate nathalie nathan nathaniel neal ned neha neil nelson nia
nicholas nick nicki nicky nico
nicola nicolas nicole niels nigel nik nikhil nikita niklas nikola nikolai nikolas nils nina nisha
noah noel noelle noemi
nora norbert norma norman nuno octavia ola olaf ole oleg oleksandr olena olga oliver olivia
olivier olli omar orlando
oscar oskar osman otto owain owen pablo paige pam pamela paola paolo pascal pat patricia patrick
patrik patrizia patty paul
paula paulina pauline paulo pavel pawel paweł pedro peggy penelope penny per perry pete peter petr
petra petter phil philip
philipp philippa philippe phillip phoebe phyllis pia pierre pietro pilar pippa piotr prakash
pranav preston priya przemysław
rachel radek rafael rafał rahul rainer raj rajesh ralf ralph ramon ramona randall randy raphael
raquel rashid raul raúl ravi
ray raymond rebecca rebekah regan reggie regina reinhard rémi rémy renata renate rene rené renee
reuben rex rhonda ricardo
riccardo richard rick ricky riley rita rob robbie robert roberta roberto robin robyn rocio rocío
rod roderick rodney rodrigo
roger rohan roland rolf romain roman ron ronald rory rosa rosalind rosario rose roseanne rosemary
rosie ross roxanne roy
ruben rubén rudi rudolf rui rupert russell ruth ryan sabine sabrina sally salma salvador salvatore
sam samantha samar samir samuel
sander sandra sandrine sandy sanjay santiago sara sarah sascha saskia saul scott sean sebastian
sébastien sebastien
selena selina selma serena serge sergei sergey sergio seth severin shane shannon sharon shaun
shauna shawn sheila shelby
shelley sherry shirin shirley shivani sidney siegfried sigrid silke silvia silvio simon simona
simone siobhan sofia sofie
solene solveig sonia sonja sophia sophie soren søren spencer stacey stacy stan stanislav stanley
stefan stefania stefanie stefano
steffen stella stephan stephane stéphane stephanie stephen steve steven stewart stuart sue sunil
suresh susan susana
susann susanna susanne susie suzanne sven svenja svetlana sybille sylvain sylvia sylvie tabea
tamara tammy tania tanja tanya tara
tariq tatiana taylor ted teodor teresa terence terri terry tess tessa thea theo theodor theodore
theresa thérèse thibault thierry thilo thomas
thorsten tiago tiffany till tim timo timothy tina tobias todd tom tomas tomás tomasz tommaso tommy
toni tony torben torsten tracey
tracy travis trevor tricia trina tristan troy tyler ulf uli ulla ulrich ulrike ulrika umar ursula
ute uwe vadim valentin
valentina valerie valérie vanessa vera verena veronica veronika veronique véronique vicki vicky
victor victoria vijay vikram viktor
viktoria vince vincent vincenzo viola violet virginia virginie vitor vivek vivian viviana vivien
vladimir volker wade walter
wanda warren wayne wendy werner wesley whitney wilfried wilhelm will william willie willy winston
wolfgang xavier yann
yannick yara yasmin yasmine yolanda youssef yulia yuri yusuf yves yvonne zac zach zachary zainab
zara zeynep zoe zoë zsolt
akiko aiko daisuke haruki haruto hiroshi hiroko hiroyuki kaori kazuki keiko kenji kenta kenzo mai
makoto mariko masahiro masaki
megumi michiko miki naoko naoki noriko ryo ryota sakura satoshi shinji shota takashi takeshi taro
tomoko yoko yoshi yuki yuko yumi
wei li wang zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang
xie song tang deng han feng cao
peng xiao cheng yuan dong pan yu jiang cai tan ding ren lu fan jin shi yao ye kong jing ling mei
ming jun jie hui hong xin ying yan ziyi
kim lee park choi jung jeong kang cho yoon jang lim min-jun seo-yeon ji-hoon nguyen nguyễn tran
trần le lê pham phạm hoang hoàng huynh
phan vu vũ vo võ dang đặng bui bùi do đỗ ho hồ ngo ngô duong dương ly lý minh anh thu lan hoa
huong hương thao linh trang
abena adaeze adebayo ade akua amara amina aminata amadou ayodele babatunde bola chidi chika
chinedu chinonso chukwuemeka emeka femi
folake funmi ifeoma ibrahima idris ify kofi kojo kwabena kwame kwesi lindiwe lerato mamadou musa
mwangi nana ngozi njeri nkechi
nomsa obinna ola olumide oluwaseun ousmane sipho tendai thabo themba tunde uche wanjiku yaw yemi
zanele
aarav aditi aditya ajay akash akshay amitabh ananya anand anjali ankit ankita anuj archana arvind
asha ashok ashwin bharat deepa
dinesh ganesh gaurav gautam gopal harish harsh isha jaya jyoti karthik kavita kiran lakshmi madhu
mahesh manish manoj meera mohan
mohit mukesh namrata naveen neeraj nikita nitin pallavi pankaj parth pooja prasad prashant pratik
preeti puja rahul rajiv rakesh
ramesh rani rashmi ritu rohit sachin sandeep sangeeta sanjana shalini shashi shilpa shreya shruti
sneha sonal srinivas subhash sudhir
sumit sunita sushma swati tanvi tarun uma usha varun vidya vinay vineet vinod vishal yash
алексей александр александра анастасия андрей анна антон артем борис вадим валентин валерий
василий вера виктор виктория виталий
владимир галина григорий даниил дарья денис дмитрий евгений евгения екатерина елена иван игорь
илья инна ирина кирилл константин
ксения лариса лев леонид лидия любовь людмила максим маргарита марина мария михаил надежда наталия
наталья никита николай оксана
олег ольга павел петр полина роман светлана семен сергей софья станислав степан тамара татьяна
федор юлия юрий яна ярослав олена
олександр сергій андрій ірина наталія тетяна юлія дмитро микола михайло
abdulrahman abu ahmet aisha amr anas ayman bassam bilal dalia dina emad eman farouk fadi hala hani
heba hisham hoda huda hussein
ihab iman karima laila lamia layla leila majid marwa mona mounir nabil nada nadia nasser nour omar
osama rami rana rania reem sami
samira sara sherif suha tamer tarek wael walid yasser yasmin youssef zahra zeinab can cem deniz
ebru elif emre eren esra fatih
gül hakan halil hande hülya ilker kemal leyla mert merve metin murat nazlı nur oğuz onur orhan
özge özlem pınar recep selin sema
serkan sibel sinan şebnem tolga tuba tuncay ümit yasemin yılmaz zehra
dr prof mira solveig jon ole elin irma edzel kelia kwon sage yaren bence julian akua sofía nicolás
martín lucas josué raquel beatriz
""")
"""Case-folded words that a person's name may begin with."""

HAN_SURNAMES: Final = frozenset(
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖蕭萧田董袁潘于於蒋蔣蔡余"
    "杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾鐘谭譚陆陸汪范金石廖贾賈夏韦韋付方白邹鄒孟熊秦邱江尹薛闫閆段雷侯龙龍史陶黎贺賀"
    "顾顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯常温溫康施文牛樊葛邢安齐齊易乔喬伍庞龐颜顏倪庄莊聂聶章鲁魯岳翟殷詹申欧歐耿关關"
    "兰蘭焦俞左柳甘祝包宁寧尚符舒阮柯纪紀梅童凌毕畢单單季裴霍涂成苗谷盛曲翁冉骆駱蓝藍路游辛靳欧阳管柴蒙鲍鮑华華喻祁蒲房滕屈"
    "饶饒解牟艾尤阳陽时時穆农農司卓古吉缪繆简簡车車项項连連芦蘆麦麥褚娄婁窦竇戚岑景党宫宮费費卜冷晏席卫衛米柏宗瞿桂全佟应應"
    "臧闵閔苟邬鄔边邊卞姬师師和仇栾欒隋商刁沙荣榮巫寇桑郎甄丛叢仲虞敖巩鞏明佘池查麻苑迟遲邝鄺官封谈談匡鞠惠荆荊乐樂冀郁胥"
    "南班储儲原栗燕楚鄢劳勞谌諶奚皮粟冼蔺藺楼樓盘盤满滿闻聞位厉厲伊仝区區郜海阚闞花权權强強帅帥屠豆朴盖蓋练練廉禹井祖漆巴"
    "丰豐支卿国國狄平计計索宣晋晉相初门門云容敬来来扈晁芮都普阙闕浦戈伏鹿薄邸雍辜羊阿乌烏母裘亓修邰赫杭况那鲜鮮"
)
"""First characters of Chinese surnames."""

HANGUL_SURNAMES: Final = frozenset(
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민나진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용예경봉사부황보"
)
"""First syllables of Korean surnames."""
