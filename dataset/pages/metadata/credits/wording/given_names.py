"""Names that people bear: given names of many languages, and surnames where they stand first.

Not to say who is a person (most names of the world are not here), but to tell `Elin Berg` from
`Blue Sky` where nothing else on a page does.
"""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


GIVEN: Final = _words("""
aarav aaron abby abdul abdullah abdulrahman abena abigail abraham abu achieng ada adaeze adam ade
adebayo adele adi aditi aditya adrian adriana adéla agata agim agnes agnieszka agus ahmad ahmed
ahmet ahn aidan aiko aileen aino aisha ajay akash akiko akinyi akira akshay akua alain alan alana
alba albert alberto alejandra alejandro aleksandar aleksandr aleksandra alena alessandra
alessandro alex alexa alexander alexandra alexandre alexandru alexis aleš alfred alfredo ali
alice alicia alicja alina alison allan allen allison alma alok alvaro alyssa alžběta amadou amal
amalia amanda amani amara amber amelia amelie amina aminah aminata amir amit amitabh amr amy ana
ana-maria anand ananya anas anders andi andre andrea andreas andreea andrei andres andrew andrey
andria andris andrius andrzej andré andrés andy aneta anette angel angela angelica angelika
angelina angie angus anh anika anil anita anja anjali ankit ankita ann anna annabel anne anneli
annelie annemarie annette anni annie annika anong anouk ante anthony antje antoine anton antonia
antonio antti anuj anusha anwar anđela april arash arben archana ardi ariana ariel arif arjun
arkadiusz arlene arne arnel arnold artem arthur arturo arun arvind asa asha asher ashley ashok
ashwin asle asser asta astrid athena attila aubrey audrey august aurelie aurora austin ava avery
axel ayesha aygün ayman ayodele ayse ayu ayşe ayşegül azhar azman babak babatunde bae baek balogh
balázs bambang baraka barbara barbora barry bart bartosz bartłomiej bassam bastian bayu beata
beate beatrice beatriz becca becky behnam belinda ben bence benedikt benjamin benoit benoît bent
bente bernard bernd bernhard bertrand besnik beth bethany betsy betty beverly bharat bianca bilal
bill billy birgit birgitta birgitte biró bjarne bjorn björn blake blerim blerta bo bob bobby
bogdan bogusław bohumil bohuslav bola boris bożena božena brad bradley bram brandon branko brenda
brendan brett brian briana brianna bridget brigitte britta brittany brooke bruce bruno bryan
bryce budi bui burak burcu byun bård bùi břetislav cai caitlin caleb calvin cameron camila
camilla camille can canan candace cao cara carina carl carla carlo carlos carmen carol carolina
caroline carolyn carrie carsten cary casey cassandra catalina catherine cathy cecile cecilia
celine cem cezary chad chantal charlene charles charlie charlotte chase chebet chelsea chen cheng
cheryl chiara chidi chika chinedu chinonso chloe chloé cho choi chris christa christian
christiane christina christine christoffer christoph christophe christopher chuck chukwuemeka
châu cindy ciprian claire clara clare clark claudia claudio claudiu claus clemens clement
clifford clive clément cody colin colleen connie connor conor constance corey corinne cornel
cornelia cosmin costin courtney craig cristi cristian cristina csaba curtis cynthia cyril cécile
céline cătălin cătălina daan dace dagmar daisuke daisy daiva dale dalia damian damien dan dana
dang daniel daniela daniele danielle danijela danilo danny daria dario darius dariush dariusz
darko darren daryl daudi dave david dawid dawn dean deanna debbie deborah debra declan deepa
deepak deirdre dejan delphine deng denis denisa denise deniz dennis derek derya desmond detlef
devin devon dewi dian diana diane didier diego dieter dimitri dina dinesh ding dini dirk divya
dmitri dmitry do domagoj dominic dominik dominika dominique don donald dong dong-hyun donna dora
doris dorota dorothea dorothy dorte doug douglas dr dragan dragana dragoș drahomíra dražen drew
dritan duncan duong dustin duygu dušan dwi dylan dương earl ebba ebru ed eddie edgar edgars edi
edith eduardo edward edwin edyta edzel eglė egor eileen eirik eka ekaterina eko elaine eleanor
elena eleonora eli elia elias elif elin elina elira elisa elisabeth elise eliza elizabeth eliška
ella elle ellen ellie elliot elliott eloise elsa elvira elçin elżbieta emad eman emanuel emeka
emil emilia emiliano emilie emilio emily emine emma emmanuel emmanuelle emre enrico enrique eoin
eren eric erica erich erik erika erin ernest ernesto erwin erzsébet esin espen esra esteban
estelle esther ethan etienne eugene eugenia eva evan eve evelyn ewa fabian fabien fabio fabrice
fadi fahmi faisal faith fajar fan farah farhad farida farkas farouk fatemeh fatih fatima fatma
fatmir fatuma fauzi faye federica federico fehér fekete felicia felicity felipe felix femi femke
feng ferdinand ferhat fernanda fernando filip finn fiona firman fitri fitria flavia flemming
florence florentina florian florin fodor folake fran frances francesca francesco francine francis
francisco franck francois frank frankie františek franz françois françoise fred freddie frederic
frederick frederik fredrik frida friedrich fritz frode frédéric funmi gabriel gabriela gabriele
gabriella gabrielle gail galih gamze ganesh gao gareth garrett gary gaurav gautam gavin geir
gemma genc gene geoff geoffrey georg george georges georgia georgina gerald gerard gerd gerhard
german germán gert ghassan gheorghe gianluca gianni giedrė gil gilang gilbert gilles gillian gina
gintaras giorgio giovanna giovanni gisela giulia giulio giuseppe gizem glen glenn gloria gonzalo
gopal goran gordana gordon grace graham grant grażyna greg gregor gregory greta gretchen gro
grzegorz guido guillaume guillermo gulyás gunilla gunnar gunter guo gus gustav gustavo guy gwen
gábor gérard gökhan göran gül günel günter günther hafiz hakan hala halil halima halina hamisi
hamza han hana hande hani hanna hannah hanne hanneke hannes hannu hans harald harish harold
harriet harris harry harsh haruki haruto hasan hassan hatice hayley hazel he heather heba hector
hedwig hege heidi heike heikki heiko heinrich heinz helen helena helene helga heli helle helmut
hendra hendri hendrik henri henrik henrique henry henryk heo herbert herman hermann hidayat
hilary hilde hiroko hiroshi hiroyuki hisham ho hoa hoang hoda holger holly hong hope horia horst
horváth hosein hossein howard hoàng hrvoje hu huang hubert huda hugh hugo hui huong huseyin
hussein huynh huỳnh hwang hyun hyun-woo hà håkan håvard hülya hüseyin hương hồ hứa ian ibrahim
ibrahima ida idris ieva ifeoma ify ignacio igor ihab ika ilana ilham ilir ilker ilknur ilona ilse
ilze imam iman imani imran ina indra indrek ineke ines inga inge ingmar ingo ingrid ingunn inés
ioan ioana ion ionel ionuț ira irem irene ireneusz irina iris irma irwan isaac isabel isabella
isabelle isaiah isha ismail issa istván iulia iulian iuliana ivan ivana ivo ivy iwan iwona jaan
jabali jacek jack jackie jackson jacob jacqueline jacques jaime jake jakob jakub jamal james
jamie jan jana jane janet jang janice janine janne janusz jared jari jarmila jaromír jaroslav
jarosław jasmin jasmine jason jasper javier jay jaya jean jean-baptiste jean-claude jean-françois
jean-luc jean-marc jean-michel jean-paul jean-philippe jean-pierre jeanette jeanne jeff jeffrey
jelena jen jenna jennie jennifer jenny jens jeong jeppe jeremiah jeremy jeroen jerome jerry jerzy
jesper jess jesse jessica jessie jesus jesús jette ji-hoon ji-woo jiang jie jill jim jimmy jin
jindřich jing jiří jo joachim joan joana joann joanna joanne joao joaquin joaquín jochen jodie
joe joel johan johann johanna johannes john johnny joko jolanta jomar jon jonas jonathan jordan
jordi jorg jorge joris jose josef josefin joseph josephine josh joshua josip josué josé jovan
jovana joy joyce joão ju juan juana juanita judith judy juergen juha juhász jukka julia julian
juliana julie julien juliet juliette julio julita julius juma jun june jung juraj jurgita juris
justin justine justyna jyoti jános jérôme józef józsef jörg jörgen jørgen jürgen jānis kaan kadri
kai kaitlin kamal kamau kamil kamila kang kaori karel karen kari karim karima karin karina karl
karla karoline karsten karthik kasper kassim katalin katarzyna kate katerina kateřina katharina
katherine kathleen kathrin kathryn kathy katia katie katja katona katrin katy kaveh kavita kay
kayla kazimierz kazuki kees keiko keith kelia kelly kelsey kemal ken kendra kenji kenneth kenny
kenta kenzo kerry kerstin kevin khaled khalid khamis kieran kim kimani kimberly kinga kipchoge
kiprotich kiran kirsi kirsten kirsty kiss kiều kjell kjetil klaus klára knut kocsis kofi kojo
kong konrad konstantin koray kovács krešimir krista kristaps kristen kristian kristijan kristin
kristina kristine kristof kristýna krystyna krzysztof kumar kurnia kurt květa kwabena kwak kwame
kwesi kwon kyle kęstutis ladislav laila lakatos lakshmi lamia lan lana lance lara larry lars
laura laure lauren laurence laurent laurențiu lauri laurie lavinia layla le lea leah leanne lee
leena leif leila lena lene lenka lennart leo leon leona leonard leonardo leonie leonora lerato
leslie lester leszek leticia levent lewis leyla li lia liam liang libby libor lidia lieke liis
liisa liliana lillian lily lim lin lina linas linda lindiwe lindsay lindsey ling linh linnea
linus lionel lisa liu liv livia liviu liz liza ljiljana ljubica lloyd lois lola lone loredana
lorena lorenzo loretta lori lorraine lothar lotte lou louis louisa louise lovisa lu luan lubomír
luboš luc luca lucas lucia lucian luciano lucie lucija lucille lucinda lucy lucía ludmila ludovic
ludwig luigi luis luisa luiz luka lukas luke lukács lukáš luminița luo lutfi luís ly lydia lynn
lynne lászló lâm lê lý līga lưu lương ma maarten maciej mackenzie maddie madeleine madeline madhu
madison mads magda magdalena maggie magnus magyar mahdi mahesh mahmoud mai maja majid makoto
malcolm malin malte mamadou manfred manish manoj manon mantas manuel manuela mara marc marcel
marcela marcello marcelo marcia marcin marco marcos marcus marek maren margaret margarita margot
margus mari maria mariam marian mariana marianne maricel marie marieke marija marijana mariko
marilyn marin marina mario marion marisa marissa marit marius mariusz marivic marián marjatta
marjorie mark marko markus markéta marlene marloes marta martha martijn martin martina marty
martyn martín marwa mary maryam maría masahiro masaki mascha mason massimo mate matej mateo
mateus mateusz mathew mathias mathieu mathilde mats matt matteo matthew matthias matthieu matti
mattias matúš maulana maureen maurice mauro max maxim maxime maximilian maya małgorzata md meagan
meera mega megan meghan megumi mehdi mehmet mei mel melanie melike melinda melis melissa mercedes
meredith mert merve metin mette mia micah michael michaela michal michał michel michele michelle
michiko mick mieke miguel mihaela mihai mika mikael mike mikhail miki mikko mila milada milan
milena miles milica milo miloslav miloš mimoza min-ji min-jun mina ming minh minna mira miranda
mircea miriam mirjam mirjana mirko mirna miroslav miroslava mirosław mitchell mladen mogens
mohamed mohammad mohammed mohan mohd mohit moira molly molnár mona monica monika monique morgan
moritz morten moses mounir muhammad mukesh murat musa mustafa mwajuma mwanaisha mwangi myles
myriam märta mészáros mónica mārtiņš mădălina nabil nada nadezhda nadia nadine nadja nagy nam
namrata nana nancy nanda naoki naoko naomi narges nasser natalia natalie natasha nataša nate
nathalie nathan nathaniel nattapong naveen navid nazan nazlı neal nebojša ned neema neeraj neha
neil nelson nemanja nenad ngo ngozi nguyen nguyễn ngô nia nicholas nick nicki nicky niclas nico
nicola nicolas nicole nicoleta nicolás niels nigar nigel nik nikhil nikita niklas nikola nikolai
nikolas nils nilüfer nina nisha nitin njeri njoroge nkechi noah noel noelle noemi nomsa nora
norbert noriko norma norman nour novi novita nuno nur nurhaliza nurul németh obinna ochieng
octavia octavian odd okan oki ola olaf ole oleg oleksandr olena olga oliver olivera olivia
olivier olli olof olumide oluwaseun oláh omar omari ondřej onur orhan orlando orsós osama oscar
oskar osman otieno otto ousmane outi ovidiu owain owen ozan oğuz pablo paige pallavi palle pam
pamela pan panji pankaj paola paolo papp parisa park parth pascal pat patricia patrick patrik
patrizia patty paul paula paulina pauline paulo pavel pavla pavlína pawel paweł pedro peggy pekka
pelin penelope peng penny per pernilla pernille perry petar pete peter petr petra petre petri
petru petter pham phan phil philip philipp philippa philippe phillip phoebe phyllis phạm pia
pierce pierre piet pieter pietro pilar pintér piotr pippa piret pontus pooja poul prakash pranav
prasad prashant prasit pratik preben predrag preeti preston priit priya prof przemysław puja
putra putri pyo päivi pål péter pınar quách rachel radek radim radka radoslav radosław radovan
radu rafael rafał rahmat rahul rainer raj rajesh rajiv rakesh ralf ralph raluca ramesh rami ramil
ramon ramona rana randall randy rangga rani rania raphael raquel rasa rashid rashidi rashmi
rasmus rastislav ratna raul ravi ray raymond raúl rebecca rebekah recep reem regan reggie regina
rehema reinhard ren renata renate rendra rene renee renske renáta rené restu reuben rex reynaldo
reza rhonda ricardo riccardo richard rick rickard ricky ridwan riitta rikke riley rina rini rita
ritu rizki rizky rob robbie robert roberta roberto robin robyn rocio rocío rod rodel roderick
rodney rodrigo rogelio roger rohan rohit rokas roland rolf romain roman romana ron ronald ronaldo
roos rory rosa rosalind rosario rose roseanne rosemary rosie rosli ross rostislav rowena roxana
roxanne roy ruben rubén rudi rudolf rudy rui rune rupert russell ruth ruud ryan ryo ryota ryszard
ryu rácz rémi rémy răzvan rūta rəşad sabine sabrina sachin saeed sage saidi sakura salih salim
sally salma salvador salvatore sam samantha samar sami samir samira samuel sandeep sander sandi
sandra sandrine sandy sangeeta sanja sanjana sanjay sanne santiago sara sarah sari sascha saskia
satoshi satria satu saul saulius saša scott sean sebastian sebastien sedef selemani selena selin
selina selma sem sema seo seo-yeon seol septian sercan serena serge sergei sergey sergio serkan
seth seung severin sevgi sevil shabani shalini shane shannon sharon shashi shaun shauna shawn
sheila shelby shelley sherif sherry shi shilpa shim shin shinji shirin shirley shivani shota
shreya shruti sibel sidney siegfried sigit signe sigrid sigurd silje silke silvia silvio silviu
simon simona simone sinan sinem siobhan sipho sipos siti siv sjoerd slavica slavko slavomír
slobodan sneha snežana sofia sofie sofía sohn solene solveig somchai somsak sonal song songül
sonia sonja soo-jin sophia sophie soren sorin spencer sri srinivas srđan stacey stacy staffan
stan stanislav stanisław stanley stefan stefania stefanie stefano steffen stella stephan stephane
stephanie stephen steve steven stewart stian stig stijn stipe stuart stéphane subhash suda sudhir
sue suh suha sumit sun sunil sunita suresh surya susan susana susann susanna susanne sushma susie
suzanne svein sven svenja svetlana swati syafiq sybille sylvain sylvia sylvie szabó szalai
szilágyi szymon szűcs sándor sébastien søren süleyman sławomir tabea tadeusz tak takashi takeshi
takács tamara tamer tammy tamás tan tang tania tanja tanvi tanya tapani tara tarek tariq taro
tarun tatiana taufik tayfun taylor ted teemu teguh tendai teodor teodora terence teresa tereza
terje tero terri terry tess tessa thabo thao thea themba theo theodor theodore theresa thibault
thierry thijs thilo thomas thorsten thu thái thérèse tiago tiara tibor tiffany tihomir tiina till
tim timo timothy tina tjitske tobias toby todd tolga tom tomas tomasz tomislav tommaso tommy
tomoko tomás tomáš tone toni tono tony tor torben tore torsten torunn tracey tracy tran trang
travis trevor tri tricia triin trina tristan troels trond troy trương trần trịnh tuba tudor
tuncay tunde tuomas tural turid tuğba tyler tóth tô tõnu török tülay tăng tạ uche ulf uli ulla
ulrich ulrika ulrike uma umar umut unni urmas uroš ursula urszula usha utami ute uwe uğur vaclav
vadim valentin valentina valerie valeriu valon valérie vanessa vanja varga varun vasile vedran
veera velimir vendula vera verena veronica veronika veronique vesna vicki vicky victor victoria
vidya vijay vikram viktor viktoria ville vina vinay vince vincent vincenzo vineet vinod viola
violet viorel virginia virginie vishal vitor vivek vivian viviana vivien vjosa vlad vladan
vladimir vladimír vladimíra vladislav vlado vlasta vo vojtěch volkan volker vu vuk vytautas
václav véronique võ vüqar vũ vương wade wael wafula wahyu waldemar walid walter wambui wan wanda
wang wanida wanjiku warren wawan wayne wei wendy werner wesley whitney wiesław wilfredo wilfried
wilhelm will willemijn william willie willy winston witold wojciech wolfgang woo wouter wu wulan
xavier xiao xie xin xu yan yang yann yannick yanti yao yara yaren yasemin yash yasmin yasmine
yasser yavuz yaw ye yemi yeo ying yiğit yoga yogi yoko yolanda yoo yoon yoshi youssef yu yuan
yudi yuki yuko yulia yum yumi yuni yuri yusuf yves yvonne yılmaz zac zach zachary zahra zainab
zainal zaki zane zanele zara zbigniew zdeněk zdeňka zdravko zdzisław zehra zeinab zeliha zeynep
zhang zhao zheng zhou zhu ziyi zoe zofia zoltán zoran zoë zrinka zsolt zsuzsanna zuhura zulkifli
zuzana ágnes éva özge özlem ümit đinh đoàn đào đặng đỗ ľubica ľuboš łucja łukasz şebnem şule
štefan štěpán štěpánka šárka žaneta željka željko ștefan ștefania əli άννα αγγελική αθανάσιοσ
αλέξανδροσ ανδρέασ αντώνησ βασίλησ βασιλική γεωργία γεώργιοσ γιάννησ γιώργοσ δήμητρα δημήτρησ
ελένη ευάγγελοσ θανάσησ ιωάννα κατερίνα κώστασ μαρία μιχάλησ νίκοσ πέτροσ παναγιώτησ παύλοσ σοφία
σπύροσ στέλιοσ χρήστοσ χριστίνα азамат айбек айгерім айгүл александр александра алексей алесь ана
анастасия андрей андрэй андрій анна антон артем асқар бауыржан бахтиёр богдан борис вадим
валентин валерий васил василий василь вера виктор виктория виталий владимир волга володимир
віктор вікторія галина георги горан григорий гулнора гүлнар даниил дарина дархан дарья денис
десислава дејан дилшод димитър динара дмитрий дмитро драган драгана евгений евгения екатерина
елена емил ерлан зміцер зоран иван ивана игорь илья инна ирина калин катарина катерина кирилл
константин красимир ксения лариса лев леонид лидия любовь людмила максим маргарита марина мария
марија марко марія мақсат микола милан милица милош михаил михайло надежда наста наталия наталья
наталія небојша никита никола николай нұрлан оксана олег олександр олена ольга остап павел павло
петар петр петро петър пламен полина роман светлана світлана семен сергей сергій снежана софья
софія станислав степан стоян сяргей тамара тарас татьяна тетяна тодор уладзімір федор христина
христо шахло юлия юлія юрий юрій яна ярослав євген іван ігор ірина јелена јован әсел անի արամ
արմեն գայանե գոռ դավիթ լիլիթ կարեն հայկ հասմիկ մարիամ նարեկ սուրեն վահե տիգրան אבי אברהם אוהד
אורי אורית אורן אייל איל איתי אלון אלי אלכס אמיר אסנת אסף ארז אריאל בועז בני גדי גיא גיל גלית
גלעד דוד דורון דן דנה דניאל הדס הדר הילה חיים חן טל יהודה יהונתן יואב יובל יונתן יוסי יניב יעל
יעקב יצחק ירון ישראל כרמל לאה ליאור ליאת לילך לירון מאיה מאיר מור מיכאל מיכל משה נדב נועה ניר נתן
עדי עדן עידו עינת עמוס עמיר עמית ענת ערן פנינה צבי קרן רבקה רון רוני רונית רחל רמי רפי שגיא שחר
שי שיר שירי שלמה שמואל שמעון שני שרה שרון תומר תמר آرش آرمان آزاده آصف آية أحلام أحمد أسماء أشرف
أمل أمين أنس أنطوان أنور أيمن إبراهيم إسراء إسماعيل إلياس إيلي إيمان ابراهيم احمد اسد اصغر الناز
الهام امیر امیرحسین انصار اکبر ایمان بابک باسم بدر بشار بلال بهاره بهرام بهروز بهنام بيار تامر
توفيق ثاقب ثامر جابر جان جاوید جمال جواد جورج حاتم حازم حامد حسن حسين حسین حمزة حمید حمیدرضا حنان
خالد داریوش داود رائد راشد رامي رامین رانيا رضا رضایی رنا روزبه ريم زاہد زهرا زياد زينب سارة
ساسان سامي سحر سعد سعيد سعید سلمى سلوى سليم سليمان سمير سناء سهیلا سپیده سہیل سیما شادي شاهین
شاہد شريف شهاب شهرام شيماء شہباز شیرین صابر صلاح ضياء طارق طاہر طلال ظفر عائشة عادل عباس عبد
عبدالرحمن عبدالعزيز عبدالله عبير عثمان عرفان عزيز عصام علي علی علیرضا عماد عمار عمر عمران عمرو
غادة غلامرضا فؤاد فادي فارس فاطمة فاطمه فرح فرزانه فرهاد فریبا فرید فهد فيصل فیصل قاسم كريم كمال
لطفي ليلى لينا لیلا ماجد مارون مازن مجتبی مجدي مجید محسن محمد محمدحسین محمدرضا محمدعلی محمود مدحت
مرتضی مرضیه مروة مريم مریم مسعود مصطفى معاذ معصومه منال منصور منى منير مها مهدی مهرداد مهسا موسى
ميشال مینا نادر نادية نازنین ناصر نبيل ندى ندیم نرگس نزار نسرین نعیم نهى نور نورا نیلوفر هادی
هالة هاني هبة هدى هشام هند هومن هيام هيثم وائل وحید وسام وفاء وقار وليد ياسر ياسمين ياسين يوسف
پرویز پروین پریسا پیمان کامران کاوه کورش کیوان یاسر یلدا अंकित अंकुर अंजलि अजय अनिल अनीता अभिनव
अभिषेक अमित अरविंद अरुण अर्जुन अशोक आकाश आदित्य आरती आलोक आशीष इमरान उमेश ऋषि कपिल कमल कविता किरण
कृष्ण गणेश गोविंद गौरव चंदन जितेंद्र ज्योति दिनेश दीपक दीप्ति धर्मेंद्र नरेंद्र नवीन निखिल नितिन
निधि नेहा पंकज पवन पूजा प्रदीप प्रभात प्रमोद प्रवीण प्रशांत प्रियंका प्रिया फैसल भूपेंद्र मनीष
मनोज मयंक महेश मीना मुकेश मोहन मोहम्मद मोहित यश योगेश रमेश रवि राकेश राज राजीव राजेंद्र राजेश राम
राहुल रीना रेखा रोहन रोहित लक्ष्मी ललित वंदना वरुण विकास विजय विनय विनोद विवेक विशाल शशि शालिनी
शिल्पा शिव शैलेंद्र श्वेता संजय संतोष संदीप सचिन सत्येंद्र समीर सलमान सविता सीमा सुधीर सुनीता
सुनील सुभाष सुमित सुरेश सूरज सोहन सौरभ स्वाति हरीश हेमंत অনিন্দিতা অনির্বাণ অভিষেক অরিজিৎ আনিসুর
আবদুল আবু আব্দুল আরিফ আলী আশরাফ আহমেদ ইমরান করিম কামরুল কামাল জাহাঙ্গীর জাহিদ তানভীর তারেক
তাসলিমা দেবাশিস নজরুল নাজমুল নাসির নুসরাত পার্থ প্রদীপ ফয়সাল ফারজানা ফারুক মনির মাসুদ মাহবুব
মাহমুদ মিজানুর মো. মোহাম্মদ মৌমিতা রফিকুল রহিম রাকিব রাশেদ রুমানা শফিকুল শারমিন শাহীন শুভঙ্কর শেখ
সঞ্জয় সাইফুল সাজ্জাদ সাদিয়া সুজন সুদীপ সুব্রত সুমন সৈয়দ সোহেল সৌমিত্র স্বাতী হাসান হোসেন કિરણ
ધર્મેશ ભાવેશ મહેશ રાજેશ હિતેશ அருண் கண்ணன் கவிதா கார்த்திக் குமார் சரவணன் சுரேஷ் செந்தில் பாலா
பிரியா மணி முருகன் ரமேஷ் ராஜா ராமன் லட்சுமி விஜய் ప్రసాద్ రమేష్ రవి రాజేష్ లక్ష్మి వెంకట
శ్రీనివాస్ సురేష్ ಕುಮಾರ್ ಮಂಜುನಾಥ ರಮೇಶ್ ರಾಜು ಸುರೇಶ್ അനിൽ കിരൺ ജോസ് ബിജു രാജേഷ് സുരേഷ് กนก กมล
กิตติ จิรา ชัยวัฒน์ ณัฐ ณัฐพล ทวี ธนพล ธนา นภา นิภา บุญ ประภาส ประวิทย์ ประเสริฐ ปรีชา ปิยะ พงษ์
พรทิพย์ พิชัย มานพ รัตนา ลลิตา วิชัย วิภา วิโรจน์ วีระ ศิริ สมชาย สมพร สมศักดิ์ สมหญิง สิริ
สุชาติ สุดา สุรชัย อนุชา อภิชาติ อรุณ อัจฉรา ანა გია გიორგი დავით ეკა ელენე ვახტანგ ზურაბ თამარ
ირაკლი ლაშა ლევან მაია მარიამ ნათია ნიკა ნინო სანდრო სოფო ქეთევან ሄኖክ መሰረት ሰለሞን ሳምሶን ብርሃኑ ታደሰ
አለማየሁ አበበ ከበደ ዳዊት
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

JAPANESE_SURNAMES: Final = frozenset(
    "佐鈴高田伊渡山中小加吉斎斉松井木林清森池橋阿石前藤岡後長近村遠青坂福西太三原金野安大今宮河内川上武竹千和丸菅矢島平谷口柴岩星水沢"
    "荒服浅増飯久杉横秋倉尾古早片神戸関浜北南東新土熊堀望永栗桜成辻須志根白黒赤角樋市富堤寺亀笠篠菊萩葉辺門難馬鶴江相桑桐梅牧瀬滝黛"
)
"""First characters of Japanese surnames."""

SURNAME_ENDS: Final = (
    *("ović", "ević", "ić", "ová", "escu", "eanu", "nen", "sson", "ssen", "zadə", "oğlu", "yan"),
    *("енко", "овић", "евић", "швили", "შვილი", "ძე", "յան", "όπουλος", "οπούλου", "ίδης", "ίδου"),
    *("άκης", "άκη", "iņš", "iņa", "ienė", "auskas", "evičius", "dóttir", "wicz"),
)
"""Ends of surnames that few other words have."""
