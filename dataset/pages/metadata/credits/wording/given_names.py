"""Names that people bear: given names of many languages, and surnames where they stand first.

Not to say who is a person (most names of the world are not here), but to tell `Elin Berg` from
`Blue Sky` where nothing else on a page does.
"""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


GIVEN: Final = _words("""
aada aarav aaron aatu abby abdoulaye abdul abdullah abdulrahman abena abigail abraham abu achieng
ada adaeze adam adama ade adebayo adele adi aditi aditya adrian adriana adrián adéla afonso agata
agim agnes agnieszka agnès agus agustín ahmad ahmed ahmet ahn aidan aiko aileen ailsa aimé ainhoa
aino aisha aissatou aitor ajay akash akiko akinyi akira akshay akua alain alan alana alba albert
alberto alejandra alejandro aleksandar aleksandr aleksandra aleksi alena alessandra alessandro
alex alexa alexander alexandra alexandre alexandru alexis aleš alfred alfredo ali alice alicia
alicja alina aliou alison allan allen allison alma alok alva alvaro alyssa alžběta amadou amaia
amal amalia amanda amani amara amber amelia amelie amina aminah aminata amir amit amitabh amr amy
ana ana-maria anand ananya anas anaïs ander anders andi andre andrea andreas andreea andrei
andres andrew andrey andria andris andrius andrzej andré andrés andy aneta anette angel angela
angelica angelika angelina angharad angie angus anh anika anil anita anja anjali ankit ankita ann
anna annabel anne annegret anneke anneli annelie annelies annemarie annette anni annie annika
anong anouk ante anthony antje antoine anton antonella antonia antonio antti antti-jussi antônio
anuj anusha anwar anđela aoife apolline april arash arben archana ardi ariana ariel arif arjun
arkadiusz arlene armand arne arnel arnfinn arnold aroha artem arthur arturo arun arvind asa
asbjørn asha asher ashley ashok ashwin aslak asle asser asta astou astrid athena attila aubrey
audrey audun august aurelie aurora aurélie aurélien austin ava avery awa axel ayesha aygün ayman
ayodele ayse ayu ayşe ayşegül azhar azman babacar babak babatunde bae baek bakary balogh balázs
bambang baraka barbara barbora barnabás barry bart bartosz bartłomiej bassam bastian bastien
bautista bayu beata beate beatrice beatriz becca becky begoña behnam belinda ben bence benedikt
benjamin benjamín benoit benoît bent bente berk berkay bernard bernardo bernd bernhard bertin
bertrand besnik beth bethany betsy betty beverly bharat bianca bilal bill billy birger birgit
birgitta birgitte birte birthe biró bjarne bjarte bjorn björn blake blerim blerta bo bob bobby
bodil bogdan boglárka bogusław bohumil bohuslav bohuslava bola boris botond boubacar bożena
božena brad bradley bram brandon branko brenda brendan breno brett brian briana brianna bridget
brigitte britta brittany bronisława brooke bruce bruna bruno bryan bryce budi bui burak burcu
burkhard byun bálint bárbara bård bénédicte bích börje bùi břetislav bảo cai caio caitlin caleb
callum calvin cameron camila camilla camille can canan candace caner cansu cao caoimhe capucine
cara carina carl carla carlo carlos carmen carol carolina caroline carolyn carrie carsten cary
carys casey cassandra catalina catherine cathy catriona cauê cecile cecilia celine cem ceren
cerys cezary chad chantal charlene charles charlie charlotte chase chebet cheikh chelsea chen
cheng cheryl chi chiara chidi chika chinedu chinonso chloe chloé cho choi chris christa christian
christiane christina christine christoffer christoph christophe christopher chuck chukwuemeka
châu cian ciara cillian cindy ciprian claire clara clare clark claudia claudio claudiu claus
clemens clement clifford clive cláudia cláudio clémence clément cody colin colleen conall connie
connor conor constance constanza constança corentin corey corinne cornel cornelia cornelis cosmin
costin coumba courtney craig cristi cristian cristiane cristina cristóbal csaba csenge csongor
curtis cynthia cyril czesława cécile cédric célestin céline cătălin cătălina cẩm daan dace dagmar
daisuke daisy daiva dale dalia dalibor dalma damian damien damla dan dana dang daniel daniela
daniele danielle danijela danilo danny danuta danuše daria dario darius dariush dariusz darko
darragh darren daryl daudi dave david dawid dawn dean deanna debbie deborah debra declan deepa
deepak deirdre dejan delphine deng denis denisa denise deniz dennis derek derya desmond detlef
devin devon dewi dian diana diane diarmuid didier diego dieter dieudonné dimitri dina dinesh ding
dini dirk divya diễm diệp dmitri dmitry do domagoj dominic dominik dominika dominique don donald
dong dong-hyun donna dora doris dorka dorota dorothea dorothy dorte doug douglas dr dragan
dragana dragoș drahomíra drahoslava dražen drew drissa dritan duarte duncan dung duong dustin
duván duy duygu dušan dwi dylan dániel dávid débora désiré dóra dörte dương eamon earl ebba ebru
ece ecem eckhard ed eda eddie edeltraud edgar edgars edi edinson edith edson eduard eduardo
edward edwige edwin edyta edzel eero eetu eevi eglė egor eileen eilidh eilif eino eirik eirin eka
ekaterina ekin ekkehard eko elaine eleanor elena eleonora eli elia elias elif elin elina elira
elisa elisabeth elise eliza elizabeth eliška elke ella elle ellen elli ellie elliot elliott
eloise elsa eluned elvira elwira elçin elżbieta ema emad eman emanuel emeka emese emil emilia
emiliano emilie emilio emily emine emir emma emmanuel emmanuelle emmi emmy emre emílie emőke
endre engla enikő enrico enrique enzo eoin eren eric erica erich erik erika erin ernest ernesto
erwan erwin erzsébet esin eskil espen esra esteban estelle ester esther eszter ethan etienne euan
eugene eugenia eva evan eve evelyn evžen ewa ewan eylül ezequiel fabian fabiana fabien fabio
fabrice facundo fadi fahmi faisal faith fajar fan fanni farah farhad farida farkas farouk faruk
fatemeh fatih fatima fatma fatmir fatou fatuma fauzi faye federica federico fehér fekete felicia
felicity felicja felipe felix femi femke feng ferdinand fergal fergus ferhat fernanda fernando
filip finn fiona fionn firman fitri fitria flavia flemming fleur floor florence florent
florentina florian florin flávia flávio flóra fodor folake folke fran frances francesca francesco
francine francis francisca francisco franck francois frank frankie františek františka franz
françois françoise frauke fred freddie frederic frederick frederik fredrik freja frida friederike
friedhelm friedrich fritz frode frédéric funmi fábio gabriel gabriela gabriele gabriella
gabrielle gail galih gamze ganesh gao gareth garrett gary gaston gaurav gautam gaute gavin gaétan
gaël gaëlle geert geertje geir geirmund gemma genc gene genowefa geoff geoffrey georg george
georges georgia georgina geraint gerald gerard gerd gergely gergő gerhard german germán gerrit
gert gertruda gesa gesine ghassan gheorghe ghislain ghislaine gia giang gianluca gianni giedrė
gijs gil gilang gilbert gilles gillian gilson gina gintaras giorgio giovanna giovanni gisela
gisle gisèle gitte giulia giulio giuseppe gizem glen glenn gloria gonca gonzalo gonçalo gopal
goran gordana gordon gorka gottfrid grace graham grant grażyna greg gregor gregory greta gretchen
grethe griet gro gruffydd grzegorz guadalupe gudmund guido guillaume guillermo gulyás gunilla
gunnar gunnhild gunter guo guro gus gustav gustavo guttorm guy gwen gwenaël györgy gábor gérard
gökhan göran gösta göte götz gül günel günter günther güven haakon hafiz hajnalka hakan hala
halil halima halina hallgeir hallvard halvor hamish hamisi hampus hamza han hana hande hani hanna
hannah hanne hanneke hannelore hannes hannu hans harald harish harold harriet harris harro harry
harsh hartmut haruki haruto hasan hassan hatice hauke hayley hazel he heather heba hector hedda
hedvika hedwig hege heidi heike heikki heiko heiner heinrich heinz heitor helen helena helene
helga helge heli helle helmi helmut hemi hendra hendri hendrik henning henri henriette henrik
henrique henry henryk heo herbert herborg herman hermann hernán hidayat hieronim hilal hilary
hilde hildegunn hilja hilla hinrich hiroko hiroshi hiroyuki hisham hiếu hiền hjalmar ho hoa hoang
hoda holger holly hong honorata honoré hope horia horst horváth hosein hossein howard hoài hoàn
hoàng hrvoje hu huang hubert hubertus huda hugh hugo hui huong huseyin hussein huynh huệ huỳnh
hwang hynek hyun hyun-woo hà håkan håvard hélène hòa hùng hülya hüseyin hưng hương hạnh hồ hứa
iain ian ibou ibrahim ibrahima ida idris iestyn ieva ifan ifeoma ify ignacia ignacio ignacy igor
ihab iida ika iker ilana ilayda ildikó ilham ilhan ilir ilker ilkka ilknur ilmari ilona ilse ilze
imam iman imani imke imran imre ina indra indrek ineke ines inga inge ingeborg ingelise ingemar
inger inger-lise ingmar ingo ingolf ingrid ingunn ingvar inka inken innocent inés inês ioan ioana
ion ionel ionuț ira irem irene ireneusz irina iris irma irwan isaac isabel isabella isabelle
isaiah isha isla ismail issa istván itziar iulia iulian iuliana ivan ivana ivar ivett ivo ivy
iván iwan iwona iñaki iñigo jaakko jaan jabali jacek jack jackie jackson jacob jacqueline jacques
jadwiga jaime jake jakob jakub jamal james jamie jan jan-willem jana jane janet jang jani janice
janina janine janne jannis janusz jared jarema jari jarkko jarle jarmila jaromír jaroslav
jarosław jasmin jasmine jason jasper javier javiera jay jaya jean jean-baptiste jean-claude
jean-françois jean-luc jean-marc jean-michel jean-paul jean-philippe jean-pierre jeanette jeanne
jeff jeffrey jelena jella jelle jen jenna jennie jennifer jenny jens jeong jeppe jeremi jeremiah
jeremy jerker jeroen jerome jerry jerzy jesper jess jesse jessica jessie jesus jesús jette jhon
jhonatan ji-hoon ji-woo jiang jie jill jim jimmy jin jindřich jindřiška jing jiřina jiří jo
joachim joan joana joann joanna joanne joao joaquin joaquín jochen jodie joe joel johan johann
johanna johannes john johnny joke joko jolana jolanta jomar jon jonas jonathan joona joonas joost
jordan jordi jorg jorge joris jorunn jose josef josefin josefine joseph josephine josette josh
joshua josip jost josué josé jouni jovan jovana joy joyce joão joëlle ju juan juana juanita judit
judith judy juergen juha juho juhász jukka jukka-pekka jule julia julian juliana julie julien
juliet juliette julio julita julius juma jun june jung juraj jurgita juris jussi justin justine
justyna jyoti jytte jáchym jácint jános jérôme józef józsef jörg jörgen jørgen jørn júlia jürgen
jānis jędrzej kaan kacper kadiatou kadri kai kaija kaisa kaitlin kajetan kalina kalle kamal kamau
kamil kamila kang kaori karel karen kari karim karima karin karina karl karl-heinz karla karoline
karolína karsten karthik kasper kassim katalin katarzyna kate katerina kateřina katharina
katherine kathleen kathrin kathryn kathy katia katie katja katona katrien katrin katy kauê kaveh
kavita kay kayla kazimierz kazuki kees keiko keith kelia kelly kelsey kemal ken kendra kenji
kenneth kenny keno kenta kenzo kerem kerry kerstin kerttu kevin khady khaled khalid khamis khoa
khánh kieran kim kimani kimberly kinga kipchoge kiprotich kiran kiri kirsi kirsi-marja kirsten
kirsty kiss kiên kiều kjartan kjell kjell-åke kjersti kjetil klara klaudia klaus klaus-dieter
klementyna klára knut knut-arne kocsis koen kofi kojo kong konrad konstantin koray korkut kornel
kornél kosma kovács krešimir krista kristaps kristen kristian kristijan kristin kristina kristine
kristof kristýna krisztina krisztián krisztofer krystyna kryštof krzysztof kumar kurnia kurt
květa květoslava kwabena kwak kwame kwesi kwon kyle kübra kęstutis lachlan lada ladislav laia
laila lakatos lakshmi lamia lan lana lance lara larissa larry lars lasse lassi laura laure lauren
laurence laurent laurențiu lauri laurie lautaro lavinia layla le lea leah leanne lech lee leea
leena leidy leif leila leire leiv lena lene lenka lennart leo leokadia leon leona leonard
leonardo leonie leonor leonora leoš lerato leslie lester leszek leticia letícia levent levke
lewis leyla li lia liam liang libby libor libuše lidia lieke lien liesbeth liesel lieve liis
liisa liliana lilianna lilla lillian lilly lily lim lin lina linas linda lindiwe lindsay lindsey
ling linh linnea linnéa linus lionel lis lisa liu liv livia liviu liz liza liên ljiljana ljubica
llinos lloyd loan lois lola lone lorcan loredana lorena lorenz lorenzo loretta lori lorraine
lothar lotta lotte lou louis louisa louise lovis lovisa lowri loïc lu luan lubomír lubor luboš
luc luca lucas lucia lucian luciana luciano lucie lucija lucille lucinda lucjan lucy lucía ludger
ludivine ludmila ludovic ludvig ludvík ludwig ludwik ludwika luděk luigi luis luisa luiz lujza
luka lukas luke lukács lukáš luminița luo lutfi lutz luís luíza ly lydia lykke lynn lynne lászló
lâm léo lê lý līga lưu lương ma maarit maarten macarena maciej mackenzie madalena maddie
madeleine madeline madhu madison mads mafalda magda magdalena magdolna maggie magnhild magnus
magyar mahdi mahesh mahmoud mai maija maiju maike maiken maite maja majid majken makoto
maksymilian malcolm malin malte mamadou mamady manfred manish manoj manon mantas manuel manuela
mara marc marcel marcela marcelina marcello marcelo marcia marcin marco marcos marcus marek maren
margaret margarita margaux margot margrete margus mari maria mariam mariama marian mariana
marianne maricel marie marieke marija marijana mariko marilyn marin marina mario marion marisa
marissa marit marius mariusz marivic marián marja marjatta marjo marjorie mark marko markus
markéta marlene marloes marta marte martha marthe martijn martim martin martina marty martyn
martín marwa mary maryam marzena maría masahiro masaki mascha mason massimo mate matej mateo
mateus mateusz mathew mathias mathieu mathilde mathis matias matilde matouš mats matt matteo
matthew matthias matthieu matti mattias matylda matyáš matías matúš maulana maureen maurice mauro
max maxim maxime maximilian maya maël maëlle małgorzata md meagan meera mega megan meghan megumi
mehdi mehmet mei meike meinolf meja mel melanie melike melinda melis melissa melker meltem melvin
mercedes mercè meredith meri meritxell merle mert merve metin mette mhairi mia micah michael
michaela michal michał michel michele michelle michiko mick mieczysław mieke miguel mihaela mihai
mihály mika mikael mike mikel mikhail miki mikkel mikko mikołaj mikuláš mila milada milagros
milan milena miles milica milja mille milo miloslav miloslava miloš miluše milán mimoza min-ji
min-jun mina ming minh minna minna-liisa minttu mira miranda mircea mireille miriam mirja mirjam
mirjana mirko mirna miroslav miroslava mirosław mitchell mladen moa moana modou mogens mohamed
mohammad mohammed mohan mohd mohit moira mojmír molly molnár momme mona monica monika monique
montserrat morag morgan moritz morten moses mounir moussa muhammad muharrem mukesh murat murilo
musa mustafa muzaffer mwajuma mwanaisha mwangi myles myriam márcia márcio mário márk márta márton
mátyás máté märta mészáros mónica mónika mônica mārtiņš mădălina mạnh nabil naci nada nadezhda
nadia nadine nadja nagy nam namrata nana nancy nanda nanna naoki naoko naomi narges nasser
natalia natalie natan natasha nataša nate nathalie nathan nathaniel nattapong natálie naveen
navid nazan nazlı ndeye nea neal nebojša necati ned neema neeraj neha nehir neil nele nellie
nelson nemanja nenad nerea nevzat nga ngaire nghĩa ngo ngozi nguyen nguyên nguyễn ngân ngô ngọc
nhi nhân như nhật nia niamh nicholas nick nicki nicky niclas nico nicola nicolas nicole nicoleta
nicolás niels nigar nigel nihat niina nik nikhil nikita niklas niko nikodem nikola nikolai
nikolas nikolett nil nils nilson nilüfer nina nisa nisha nitin njeri njoroge nkechi noah noel
noelle noemi nomsa nora norbert noriko norma norman nour novi novita noémi noémie nuno nur
nurhaliza nuria nurul nándor németh nóra núria oanh obinna ochieng octavia octavian océane odd
odd-arne oddbjørn oddvar odhran oisín oiva okan oki oktawia ola olaf olav oldřich ole oleg
oleksandr olena olga oliver olivera olivia olivier olivér oliwia olle olli olli-pekka olof
olumide oluwaseun oláh omar omari ondřej onno onur oona orhan oriol orlando orsolya orsós ortwin
osama oscar oskar osman ossi ossian otakar otieno otmar oto otso ottmar otto otylia otávio oumar
ousmane ousseynou outi ove ovidiu owain owen oya ozan oğuz paavo pablo padraig paige pallavi
palle pam pamela pan panji pankaj paola paolo papp parisa park parth pascal pat patricia patrick
patrik patrizia patrycja patryk patrícia patty pau paul paula paulina pauline paulo pavel pavla
pavlína pawel paweł pedro peggy pekka pelin penelope peng penny peppi per pernilla pernille perry
petar pete peter petr petra petre petri petru petter petteri pham phan phil philip philipp
philippa philippe phillip phoebe phong phyllis phú phúc phương phạm pia pierce pierre piet pieter
pieter-jan pietro pilar pinja pintér piotr pippa piret pirjo pirkko pola pontus pooja poul
prakash pranav prasad prashant prasit pratik preben predrag preeti preston priit priya prof
przemysław puja putra putri pyo pádraig päivi pål péter pınar přemysl quang quentin quyên quách
quân quỳnh rabia rachel radana radek radim radka radomír radoslav radosław radosława radovan radu
rafael rafaela rafalina rafał ragna ragnar ragnhild rahmat rahul raija raimo raimund rainer raj
rajesh rajiv rakesh ralf ralph raluca ramesh rami ramil ramon ramona rana randall randy rangga
rangi rani rania raphael raphaël raquel rasa rashid rashidi rashmi rasmus rastislav ratna raul
ravi ray raymond raúl rebeca rebecca rebekah recep reem reetta regan reggie regiane regina rehema
reidar reidun reijo reiner reinhard reinhold remigiusz ren renata renate rendra rene renee renske
renáta rené restu reuben rex reynaldo reza rhonda rhys ricardo riccardo richard richárd rick
rickard ricky ridwan riikka riitta rikke riley rina rini risto rita ritu rizki rizky roald roar
rob robbie robert roberta roberto robin robyn rocio rocío rod rodel roderick rodney rodrigo
rogelio roger rohan rohit rokas roksana roland rolf rolf-dieter romain roman romana ron ronald
ronaldo ronan roope roos rory rosa rosalind rosario rose roseanne rosemary rosie rosli ross
rostislav roswitha rowena roxana roxanne roy rozalia ruairí ruben rubén rudi rudolf rudy rui
runar rune rupert russell rut ruth ruud ryan ryo ryota ryszard ryszarda ryu rácz réka rémi rémy
róbert róisín róża rüdiger răzvan rıza rūta rəşad saana saara sabine sabrina sachin saeed saga
sage saidi sakura salif salih salim salla sally salma salvador salvatore sam samantha samar sami
sami-petteri samir samira samuel sandeep sander sandi sandra sandrine sandy sangeeta sanja
sanjana sanjay sanna sanne sanni santeri santiago santino saoirse sara sarah sari sascha saskia
satoshi satria satu saul saulius savaş saša scott seamus sean sebastian sebastien sedat sedef
seija selemani selena selim selin selina selma sem sema senni seo seo-yeon seol seppo septian
sercan serdar serena serge sergei sergey sergio serigne serkan seth seung sevda severin sevgi
sevil seweryn seydou shabani shalini shane shannon sharon shashi shaun shauna shawn sheila shelby
shelley sherif sherry shi shilpa shim shin shinji shirin shirley shivani shona shota shreya
shruti sibel sidney siegbert siegfried sieglinde sietske sigge sigit sigmar signe sigrid sigurd
sigve silje silke sille silvia silvio silviu simge simon simona simone simão sinan sindre sinem
sini sinéad siobhan siobhán sipho sipos siri sirpa sisko siti siv sixten siân sjoerd sjors
slavica slavko slavomír slobodan slávka sneha snežana snorre sofia sofie sofía sohn soledad
solene solveig solène somchai somsak sonal sondre song songül sonia sonja soo-jin sophia sophie
soren sorin souleymane soňa spencer sri srinivas srđan stacey stacy staffan stan stanislav
stanislava stanisław stanley stefan stefania stefanie stefano steffen stein steinar stella
stephan stephane stephanie stephen sterre steve steven stewart stian stig stijn stina stine stipe
struan stuart stéphane subhash suda sudhir sue suh suha sumit sun sune sunil sunita sunniva
suresh surya susan susana susann susanna susanne sushma susie suzanne svea svein sven svenja
sverre svetlana swantje swati syafiq sybille sylvain sylvia sylvie sylwester sylwia synnøve
szabolcs szabó szalai szczepan szilvia szilágyi szilárd szymon szűcs sándor sára séamus sébastien
sérgio sönke sören søren süleyman sünje sławomir sławomira sơn tabea tadeusz tadeáš tadhg tage
taina tak takashi takeshi takács tamara tamer tammy tamás tan tane tang tanguy tania tanja tanvi
tanya tapani tapio tara tarek tariq tarja taro taru tarun tatiana tatiane taufik tayfun taylor
taís taťána ted teemu teguh teija tekla telse tendai teodor teodora teofil teppo terence teresa
tereza terje tero terri terry tess tessa teun thabo thais thao thaís thea thees themba theo
theodor theodore theresa thiago thibault thibaut thierry thijs thilo thiện thomas thorben thore
thorsten thu thành thái théo thérèse thúy thư thảo thắng thị thủy tiago tiara tibor tiffany
tihomir tiina tijn tilda till tilman tilmann tim timo timo-pekka timothy tina tindra tine tiến
tjark tjitske tjorven tobias tobiáš toby todd toivo tolga tom tomas tomasz tomislav tommaso tommy
tomoko tomás tomáš tone toni tono tony tor torben torbjörn tore torge torgeir torgny tormod
torstein torsten torunn toàn tracey tracy tran trang travis trevor tri tricia triin trina trine
trinh tristan troels trond troy trung trygve trâm trí trương trần trịnh tuba tudor tuija tuncay
tunde tuomas tuomo tural ture turid tuukka tuula tuyết tuğba tuğçe tuấn tyler tymon tymoteusz
tyra tytti tyyne tâm tímea tóth tô tõnu török tülay tülin tünde tăng tạ uche udo ufuk ulf uli
ulla ulla-maija ulrich ulrik ulrika ulrike uma umar umut unai unni urban urho urmas uroš ursula
urszula usha utami ute uwe uyên uğur vaclav vadim valentin valentina valerie valeriu valon valter
valtteri valérie vanda vanessa vanja varga varun vasile vedran veera veerle vegard veikko veit
velimir vendelín vendula venla vera verena verner veronica veronika veronique vesa vesna vibeke
vicente vicki vicky victor victoria vidar vidya viggo viivi vijay vikram viktor viktoria viktorie
viktória vilgot vilja ville vilma vilmos vilém vina vinay vince vincent vincenzo vineet vinh
vinicius vinod vinícius viola violet viorel virginia virginie vishal vitor vivek vivian viviana
viviane vivien việt vjosa vlad vladan vladimir vladimír vladimíra vladislav vlado vlasta
vlastimil vlastislav vo vojtěch vojtěška volkan volker volkmar vu vuk vytautas václav vân väinö
véronique vítězslav võ vüqar věra vũ vương wacław wade wael wafula wahyu waldemar walid walter
wambui wan wanda wang wanida wanjiku warren wawan wayne wei wendelin wendy werner weronika wesley
wessel whitney wibke wiebke wieland wiesław wietse wiktor wiktoria wilfredo wilfried wilhelm
wilhelmina will willemijn william willie willy wilma wilmer winfried winnie winston wiola
wioletta wiremu witold wojciech wolfgang wolfram woo wouter wu wulan władysław włodzimierz xabier
xavier xiao xie ximena xin xiomara xu yamile yan yang yann yannick yanti yao yara yaren yasemin
yash yasmin yasmine yasser yavuz yaw yağmur ye yeison yeliz yemi yeo yesenia ying yiğit yngve
yoga yogi yoko yolanda yoo yoon yoshi youssef yu yuan yudi yuki yuko yulia yum yumi yuni yuri
yusuf yves yvonne yên yılmaz yến zac zach zachary zahra zainab zainal zaki zane zanele zara
zbigniew zbyněk zdenka zdeněk zdeňka zdravko zdzisław zdzisława zehra zeinab zeliha zenon zeynep
zhang zhao zheng zhou zhu zita ziyi zlata zoe zofia zoltán zora zoran zoé zoë zrinka zsolt
zsombor zsuzsanna zsófia zuhura zulkifli zuzana zygmunt ádám ágnes ákos álvaro áron åge åke åsa
åse åshild çağlar çağrı éamon éva íñigo óscar ömer örjan östen özge özgür özlem øystein øyvind
ümit đinh đoàn đào đặng đỗ ľubica ľuboš łucja łukasz şebnem şeyma şule šimon štefan štěpán
štěpánka šárka żaneta žaneta željka željko ștefan ștefania əli άννα αγγελική αθανάσιοσ αλέξανδροσ
ανδρέασ αντώνησ βασίλησ βασιλική γεωργία γεώργιοσ γιάννησ γιώργοσ δήμητρα δημήτρησ ελένη
ευάγγελοσ θανάσησ ιωάννα κατερίνα κώστασ μαρία μιχάλησ νίκοσ πέτροσ παναγιώτησ παύλοσ σοφία
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
