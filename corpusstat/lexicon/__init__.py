"""Word lists: what starts a sentence without being a name, demonyms, titles, heads of organisations.

Closed classes only, short enough to read; facts about single names do not belong here.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "ABBREVIATIONS",
    "CLAIMS",
    "COMMON",
    "DEMONYMS",
    "DOUBTS",
    "FEMALE",
    "FIELDS",
    "HONOURS",
    "JOBS",
    "KIN",
    "LETTERS",
    "LONE",
    "MALE",
    "MONTHS",
    "NAMELIKE",
    "OFFICES",
    "ORG_HEADS",
    "PARTIES",
    "PLACES",
    "PLACE_HEADS",
    "PRONOUNS",
    "REGIONS",
    "ROLES",
    "STARTERS",
    "THINGS",
    "TITLES",
    "WORK_HEADS",
]


def _words(text: str) -> list[str]:
    return text.split()


MONTHS: Final = tuple(
    _words("""January February March April May June July August September October November December""")
)
PRONOUNS: Final = frozenset(
    _words("""He She It They I We You His Her Its Their My Our Your Him Them Me Us Who Whom Whose""")
)

STARTERS: Final = tuple(
    _words("""The A An In On At After Before When While As It Its He She They I We You His Her Their My
        Our Your This That These Those There Here If But And Or Nor For From By With To Of Since
        Until During Although Though Because However Following Upon Both Some Many Most All Each
        Every Another Other Also Then Later Under Over Between Among Within Without Through
        Throughout Despite Due According Along Not No Yes What Where Who Whom Whose Which Why How
        Today Currently Originally Initially Eventually Finally Recently Previously Once Soon Unlike
        Such Same Now Having Being Is Was Were Are Has Had Have Did Does Do Can Could Will Would
        Should May Might Must Shall So Yet Only Even Still Thus Hence Therefore Moreover Furthermore
        Meanwhile Nevertheless Instead Indeed Perhaps Maybe Whether Whereas Whenever Wherever
        Beginning Starting Prior Formerly Born Educated Raised Married Founded Established Based
        Located Situated Headquartered Created Formed Led Written Directed Produced Developed Named
        Known Called Graduated Trained Appointed Elected Working Living Growing Descended Several
        Various Two Three Four Five Six Seven Eight Nine Ten Us Him Them Me About Against Around
        Behind Below Beside Besides Beyond Down Into Near Off Out Past Per Than Toward Towards Up
        Via Just Like Likewise Notably Subsequently Additionally Aged Early Late Suppose Imagine Assume Monday Tuesday
        Wednesday Thursday Friday Saturday Sunday""")
)
"""Capitalised at the start of a sentence, and then no part of the name that may follow."""

LONE: Final = tuple(
    _words("""First Second Third Last Next One New Old Great Little Young Mother Father Brother Sister Son
        Daughter Wife Husband Family People Children Men Women Students Members Friends Please Thank
        Thanks Note See More Less Much Few Any God Lord King Queen Prince Princess President
        Minister Senator Governor General Captain Bishop Christ Jesus Allah Pope Emperor Duke Earl
        Count Doctor Professor Sir Madam Lady Mr Mrs Ms Dr Miss Chairman Director Manager Founder
        Author Editor CEO CFO CTO COO VP PhD MD MA BA BS BSc MSc MBA OH TV DVD CD AM PM AD BC BCE CE
        North South East West Northern Southern Eastern Western Central World Europe History
        Biography Career Life Death Birth Work Works Education Early Personal References External
        Category File Image Main Contents Introduction Abstract Chapter Part Section Table Figure
        Page Volume Book Act Scene Note Notes Home About Contact Photo Copyright Summary Overview
        Background Results Government Parliament Congress Senate House Court State States City Town
        County Country Nation Army Navy Church University College School Company Corporation
        Department Ministry Committee Council Party Club Team Group Band January February March
        April June July August September October November December Spring Summer Autumn Winter
        Christmas Easter Earth Sun Moon Internet English French German Latin Greek Christian
        Catholic Jewish Muslim Islam Marriage Ph.D. B.A. M.A. B.S. M.S. M.D. J.D. M.B.A. B.Sc. M.Sc.
        Children's I've I'm I'll I'd It's He's She's That's There's We've We're You're They're Don't
        Speaking Let Get Make Take Go Come Look Oh Ah Well Ok Okay Dear Sorry Hello Hi
        Together Extremely Immediately Apparently Reportedly Allegedly Unfortunately Fortunately
        Traditionally Historically Generally Typically Usually Often Sometimes Frequently
        Occasionally Increasingly Simultaneously Consequently Accordingly Alternatively Similarly
        Specifically Particularly Especially Primarily Mainly Mostly Nearly Almost Approximately
        Roughly Probably Possibly Certainly Clearly Simply Whilst Amongst Alongside Except Contrary
        Regarding Concerning Considering Depending Assuming Expecting Aiming Utilizing Utilising
        Using Supporting Supported Collaborating Returning Arriving Leaving Joining Serving Stationed
        Assisted Brought Scheduled Dividing Encouraged Inspired Impressed Influenced Accompanied
        Yesterday Tomorrow Tonight Eleven Twelve Thirteen Fourteen Fifteen Sixteen Seventeen Eighteen
        Brit Brits Viennese Venetian Parisian Londoner Berliner Florentine Muscovite Neapolitan Texan
        Californian Nineteen Twenty Thirty Forty Fifty Hundreds Thousands Millions Dozens Tens""")
)
"""A capitalised word that is no name when it stands alone."""

DEMONYMS: Final = tuple(
    d.replace("_", " ")
    for d in _words("""Afghan Albanian Algerian American Andorran Angolan Argentine Argentinian Argentinean
        Armenian Australian Austrian Azerbaijani Bahamian Bahraini Bangladeshi Barbadian Belarusian
        Belgian Belizean Beninese Bermudian Bhutanese Bolivian Bosnian Botswanan Brazilian British
        Bruneian Bulgarian Burkinabé Burmese Burundian Cambodian Cameroonian Canadian Chadian
        Chilean Chinese Colombian Congolese Croatian Cuban Cypriot Czech Czechoslovak Danish
        Dominican Dutch Ecuadorian Egyptian English Eritrean Estonian Ethiopian Faroese Fijian
        Filipino Finnish French Gabonese Gambian Georgian German Ghanaian Greek Grenadian Guatemalan
        Guinean Guyanese Haitian Honduran Hungarian Icelandic Indian Indonesian Iranian Iraqi Irish
        Israeli Italian Ivorian Jamaican Japanese Jordanian Kazakh Kazakhstani Kenyan Kosovar
        Kuwaiti Kyrgyz Laotian Latvian Lebanese Liberian Libyan Liechtensteiner Lithuanian
        Luxembourgish Macedonian Malagasy Malawian Malaysian Maldivian Malian Maltese Mauritanian
        Mauritian Mexican Moldovan Monegasque Mongolian Montenegrin Moroccan Mozambican Namibian
        Nepalese Nepali Nicaraguan Nigerian Nigerien Norwegian Omani Pakistani Palestinian
        Panamanian Paraguayan Persian Peruvian Philippine Polish Portuguese Prussian Qatari Romanian
        Russian Rwandan Salvadoran Samoan Saudi Scottish Senegalese Serbian Sierra_Leonean
        Singaporean Slovak Slovene Slovenian Somali South_African South_Korean North_Korean Soviet
        Spanish Sudanese Surinamese Swazi Swedish Swiss Syrian Taiwanese Tajik Tajikistani Tanzanian
        Thai Tibetan Togolese Tongan Trinidadian Tunisian Turkish Turkmen Ugandan Ukrainian Emirati
        Uruguayan Uzbek Uzbekistani Venezuelan Vietnamese Welsh Yemeni Yugoslav Zambian Zimbabwean
        African-American Puerto_Rican New_Zealand Sri_Lankan Costa_Rican Hong_Kong""")
)

ROLES: Final = (
    "CEO",
    "CFO",
    "CTO",
    "COO",
    "Chief Executive Officer",
    "Chief Executive",
    "Chief Financial Officer",
    "Chief Operating Officer",
    "Chief Technology Officer",
    "Managing Director",
    "Executive Director",
    "Vice President",
    "Senior Vice President",
    "Executive Vice President",
    "General Manager",
    "General Counsel",
    "Founder",
    "Co-Founder",
    "Co-founder",
    "Executive Chairman",
    "Chairman",
    "Chairwoman",
    "Director",
    "Head",
    "Member",
    "Partner",
    "Professor",
    "Associate Professor",
    "Assistant Professor",
    "Professor Emeritus",
    "Editor",
    "Dean",
    "Board",
    "Board of Directors",
    "Executive Producer",
    "Vice Chairman",
    "Deputy Director",
    "Senior Director",
    "Editor-in-Chief",
    "Bachelor of Arts",
    "Bachelor of Science",
    "Master of Arts",
    "Master of Science",
    "Bachelor",
    "Master",
    "Doctor of Philosophy",
    "Juris Doctor",
    "Vice-Chairman",
    "Vice-President",
    "Vice Chair",
    "Deputy Leader",
    "Deputy Chairman",
    "General Secretary",
    "Managing Partner",
    "Managing Attorney",
    "Managing Editor",
    "Senior Fellow",
    "Research Fellow",
    "Visiting Professor",
    "Adjunct Professor",
    "Distinguished Professor",
    "Emeritus Professor",
    "Senior Lecturer",
    "Lecturer",
    "Treasurer",
    "Chief Scientist",
    "Chief Information Officer",
    "Chief Marketing Officer",
    "Chief Medical Officer",
    "Non-Executive Director",
    "Associate Director",
    "Assistant Director",
    "Head Coach",
    "Project Manager",
    "Product Manager",
    "Research Associate",
    "Director General",
    "Secretary General",
)
"""Roles, pushed out of a name they begin: *CEO of Acme* becomes CEO of *Acme*."""

TITLES: Final = frozenset(
    _words("""Mr Mr. Mrs Mrs. Ms Ms. Miss Dr Dr. Prof Prof. Professor Sir Dame Lord Lady Rev Rev. Reverend
        Father Sister Saint St. President Senator Congressman Governor Mayor Judge Justice General
        Gen. Colonel Col. Major Maj. Captain Capt. Lieutenant Lt. Sergeant Sgt. Admiral Adm. King
        Queen Prince Princess Emperor Empress Duke Duchess Earl Count Countess Baron Baroness
        Archduke Archduchess Pope Cardinal Bishop Archbishop Rabbi Imam Sheikh Shaikh Sultan
        Chancellor Premier Chief Commander Marshal Ambassador Minister Secretary""")
)
JOBS: Final = frozenset(
    _words("""president chairman chairwoman director manager founder co-founder partner ceo cfo cto coo
        officer minister secretary senator governor mayor professor dean coach editor author actor
        actress singer writer attorney counsel engineer executive chief head vice principal
        treasurer commissioner ambassador consul deputy assistant associate
        archaeologist archeologist sociologist psychologist anthropologist""")
)
ORG_HEADS: Final = frozenset(
    _words("""university college school institute institution academy seminary faculty company corporation
        corp corp. inc inc. ltd ltd. llc plc co. gmbh ag group holdings bank trust foundation fund
        society association union federation league club party committee council commission agency
        bureau department ministry office authority board court parliament senate congress assembly
        army navy force corps regiment church cathedral abbey hospital clinic center centre
        laboratory laboratories lab labs museum library press times post news magazine journal radio
        television network studio studios records entertainment pictures films media systems
        solutions services technologies technology software partners associates industries
        enterprises motors airlines airways railway brothers sons orchestra band team organization
        organisation international capital ventures consulting communications energy pharmaceuticals
        insurance financial stores restaurant hotel theatre theater advisors advisers resources consultants
        engineering manufacturing productions holding works""")
)
PLACE_HEADS: Final = frozenset(
    _words("""city town village county district province state states island islands river lake mountain
        mountains mount valley bay sea ocean street avenue road square park bridge castle palace
        airport station republic kingdom empire north south east west northern southern eastern
        western central territory region coast hill hills beach desert peninsula""")
)
PLACES: Final = frozenset(
    _words("""Africa America Europe Asia Antarctica Australia Oceania England France Germany Italy Spain
        Russia China Japan India Canada Scotland Wales Ireland Poland Sweden Norway Denmark Finland
        Austria Hungary Greece Turkey Egypt Israel Iran Iraq Mexico Brazil Argentina Chile Peru
        Colombia Venezuela Cuba Jamaica Haiti Portugal Belgium Netherlands Holland Switzerland
        Romania Bulgaria Serbia Croatia Yugoslavia Ukraine Belarus Latvia Lithuania Estonia Syria
        Lebanon Pakistan Afghanistan Bangladesh Nepal Thailand Vietnam Cambodia Indonesia Malaysia
        Singapore Philippines Korea Taiwan Tibet Nigeria Ghana Kenya Ethiopia Sudan Morocco Algeria
        Tunisia Libya Rhodesia Zimbabwe California Texas Florida York Washington Maryland
        Massachusetts Pennsylvania Illinois Ohio Michigan Oregon Colorado Arizona Utah Nevada Alaska
        Hawaii Kansas Iowa Missouri Kentucky Tennessee Louisiana Alabama Mississippi Connecticut
        Vermont Maine Delaware Yorkshire Lancashire Sussex Essex Kent Cornwall London Paris Berlin
        Rome Moscow Chicago Boston Tokyo Vienna Madrid Lisbon Dublin Edinburgh Glasgow Beijing
        Shanghai Delhi Mumbai Sydney Melbourne Toronto Montreal Vancouver Athens Cairo Jerusalem
        Baghdad Tehran Istanbul Constantinople Venice Florence Milan Naples Munich Hamburg Prague
        Budapest Warsaw Stockholm Oslo Copenhagen Helsinki Amsterdam Brussels Geneva Zurich Thebes
        Sparta Troy Carthage Shreveport Scandinavia Britain Siam Persia Prussia Bavaria Saxony
        Bohemia Flanders Normandy""")
)
"""Places alone in a name; behind a given name they are surnames (*Jack London*)."""
REGIONS: Final = frozenset(
    d.replace("_", " ")
    for d in _words("""Albania Andorra Angola Antigua Armenia Azerbaijan Bahamas Bahrain Barbados Belize Benin Bermuda
        Bhutan Bolivia Bosnia Botswana Brunei Burma Burundi Cameroon Cape_Verde Ceylon Comoros Congo Costa_Rica
        Cyprus Czechia Czechoslovakia Côte_d'Ivoire Djibouti Dominica Ecuador El_Salvador Eritrea Eswatini Fiji
        Gabon Gambia Gibraltar Great_Britain Greenland Grenada Guam Guatemala Guinea Guyana Honduras Hong_Kong
        Iceland Ivory_Coast Kazakhstan Kosovo Kuwait Kyrgyzstan Laos Lesotho Liberia Liechtenstein Luxembourg
        Macau Macedonia Madagascar Malawi Maldives Mali Malta Mauritania Mauritius Moldova Monaco Mongolia
        Montenegro Mozambique Myanmar Namibia New_Zealand Nicaragua Niger Oman Palau Palestine Panama
        Papua_New_Guinea Paraguay Puerto_Rico Qatar Rwanda Samoa San_Marino Saudi_Arabia Senegal Seychelles
        Sierra_Leone Slovakia Slovenia Somalia Sri_Lanka Suriname Swaziland Tajikistan Tanzania Togo Tonga
        Trinidad Turkmenistan Uganda United_Kingdom United_States Soviet_Union Uruguay Uzbekistan Vanuatu
        Vatican_City Yemen Zaire Zambia Zanzibar Bengal Catalonia Crimea Galicia Gaza Kashmir Kurdistan
        Manchuria Punjab Silesia Transylvania Tuscany Tyrol Sicily Sardinia Corsica Crete Anatolia Mesopotamia
        Dutch_East_Indies East_Germany West_Germany East_Indies West_Indies Siberia Patagonia Sumatra Java Borneo
        Arkansas Idaho Indiana Minnesota Montana Nebraska New_Hampshire New_Jersey New_Mexico New_York
        New_York_City New_England Oklahoma Rhode_Island Wisconsin Wyoming North_Carolina South_Carolina
        North_Dakota South_Dakota West_Virginia District_of_Columbia Washington_D.C. British_Columbia Manitoba
        New_Brunswick Newfoundland Nova_Scotia Ontario Prince_Edward_Island Quebec Saskatchewan Yukon
        New_South_Wales Queensland Tasmania South_Australia Western_Australia Bedfordshire Berkshire
        Buckinghamshire Cambridgeshire Cheshire Cumbria Derbyshire Devon Dorset Gloucestershire Hampshire
        Herefordshire Hertfordshire Leicestershire Lincolnshire Middlesex Norfolk Northamptonshire Northumberland
        Nottinghamshire Oxfordshire Shropshire Somerset Staffordshire Suffolk Surrey Warwickshire Wiltshire
        Worcestershire Ayrshire Aberdeenshire Lanarkshire Dunbartonshire Perthshire Glamorgan Los_Angeles
        San_Francisco San_Diego New_Orleans Las_Vegas Rio_de_Janeiro Buenos_Aires São_Paulo Mexico_City Tel_Aviv
        Philadelphia Detroit Seattle Miami Pittsburgh Cleveland Baltimore Minneapolis Milwaukee Cincinnati
        Frankfurt Düsseldorf Leipzig Dresden Stuttgart Rotterdam Antwerp Barcelona Seville Valencia Palermo Turin
        Genoa Bologna Marseille Lyon Bordeaux Toulouse Kraków Kiev Kyiv Minsk Riga Vilnius Tallinn Bucharest
        Belgrade Sarajevo Zagreb Ljubljana Bratislava Ankara Damascus Beirut Kabul Karachi Lahore Islamabad
        Kolkata Calcutta Chennai Madras Bombay Bangalore Hyderabad Dhaka Bangkok Jakarta Manila Hanoi Saigon
        Seoul Pyongyang Osaka Kyoto Nagoya Hiroshima Taipei Guangzhou Nanjing Wuhan Dubai Abu_Dhabi Baku Tbilisi
        Yerevan Nairobi Lagos Accra Johannesburg Pretoria Cape_Town Durban Casablanca Algiers Tunis Tripoli
        Addis_Ababa Khartoum Auckland Brisbane Adelaide Hobart Canberra Ottawa Winnipeg Calgary Edmonton
        Lima Bogotá Caracas Havana Quito Montevideo Asunción La_Paz Belfast Cardiff Birmingham Manchester
        Liverpool Leeds Newcastle Southampton Plymouth Aberdeen""")
)
"""Countries, provinces and cities that are no person's name, whole."""
WORK_HEADS: Final = frozenset(
    _words("""album song novel film movie series book episode game games awards award prize cup
        championship war wars battle act treaty era age period dynasty restoration revolution reign
        rule civilisation civilization crisis conflict rebellion uprising scandal project program
        programme plan law bill amendment edition version chapter volume season tour festival
        conference congress olympics league language languages people peoples tribe house
        representatives offshore line lines class""")
)
DOUBTS: Final = tuple(
    _words("""probably possibly perhaps reportedly allegedly supposedly apparently believed thought claimed likely
        presumably either not never almost reputedly purportedly maybe""")
)
"""Words of a fact that is not asserted."""
CLAIMS: Final = ("said", "says", "claim", "claims", "reported")
"""Words between a fact and the person who says so."""
OFFICES: Final = frozenset(
    _words(
        """president secretary minister bishop archbishop governor mayor head member board director
        chairman chief office house university bank church department ministry institute school
        college lord speaker leader professor"""
    )
)
"""Words that, before *of*, make an office or a body and no person."""

MALE: Final = frozenset(
    _words("""Mr Mr. Sir King Prince Lord Father Pope Emperor Duke Count Baron James John Robert Michael
        William David Richard Joseph Thomas Charles Christopher Daniel Matthew Anthony Mark Donald
        Steven Paul Andrew Joshua Kenneth Kevin Brian George Edward Ronald Timothy Jason Jeffrey
        Ryan Jacob Gary Nicholas Eric Jonathan Stephen Larry Justin Scott Brandon Benjamin Samuel
        Gregory Frank Alexander Raymond Patrick Jack Dennis Jerry Tyler Aaron Jose José Henry Adam
        Douglas Nathan Peter Zachary Walter Harold Carl Arthur Albert Ralph Roy Louis Philip Bruce
        Frederick Fred Ernest Howard Eugene Martin Francis Ludwig Johann Hans Karl Friedrich Wilhelm
        Heinrich Otto Max Franz Pierre Jacques Antoine François Henri Giovanni Giuseppe Antonio
        Francesco Carlos Juan Luis Miguel Pedro Manuel Jorge Fernando Ivan Vladimir Sergei Mikhail
        Nikolai Alexei Muhammad Mohammed Ahmed Ali Hassan Tom Bob Bill Jim Joe Mike Steve Dave Ben
        Sam Dan Tim Ted Harry Hugh Simon Neil Ian Alan Oscar Victor Leonard Lawrence Stanley Herbert
        Edmund Edwin Alfred Theodore Barack Winston Isaac Abraham
        Adrian Albrecht Aldo Alessandro Alejandro Alfonso Alfredo Álvaro Amir Anders Andreas Andrei Andrzej
        Angus Anton Antoni Arjun Arnold Arturo August Axel Barry Bartholomew Basil Bernard Bernhard Bert Björn
        Boris Brad Bradley Brendan Brett Bryan Bruno Byron Calvin Carlo Cecil Cedric César Chad Chester
        Christoph Christophe Claude Clarence Clement Clifford Clinton Clive Colin Conrad Cornelius Craig Curtis
        Cyril Damien Darren Dean Derek Desmond Diego Dieter Dimitri Dirk Dmitri Dmitry Dominic Duncan Dwight
        Edgar Eduardo Egon Eli Elias Elliott Emil Enrico Enrique Erich Erik Ernst Erwin Esteban Étienne Evan
        Ewan Fabio Federico Felix Ferdinand Filippo Flavio Florian Frederic Fritz Gabriel Gareth Gavin Geoff
        Geoffrey Georg Georges Gerald Gerard Gerhard Gianni Gilbert Gino Giorgio Glen Glenn Gordon Graham Grant
        Greg Guido Guillaume Gunnar Günter Günther Gustav Guy Harald Harvey Hector Helmut Herman Hermann Horace
        Horst Hubert Hugo Humphrey Ibrahim Igor Ignacio Irving Iván Ivo Jaime Jake Jakob János Jared Jeff Jens
        Jeremy Jérôme Jesse Joachim Joel Johan Johannes Jonas Josef Julian Julio Julius Jürgen Karol Kazimierz
        Keith Khalid Klaus Konrad Konstantin Kurt Lars Laurent Leif Leo Leon Leonardo Leopold Lewis Liam Lloyd
        Lorenzo Lothar Luca Lucas Luciano Lukas Luke Magnus Malcolm Manfred Marc Marcel Marcello Marco Marcos
        Marcus Mario Marius Mathieu Matteo Matthias Maurice Maximilian Mehmet Melvin Mervyn Michał Michel Mikael
        Milton Mohamed Mohammad Morris Mustafa Neal Ned Nelson Nick Nicolas Niels Nigel Nils Norman Olaf Ole
        Oleg Oliver Omar Orson Owen Pablo Paolo Pascal Pavel Percy Philippe Phillip Piotr Quentin Rafael Ramón
        Randall Randolph Randy Raúl Reginald Reinhard René Ricardo Rhys Rob Roberto Rodney Rodrigo Roger Roland
        Rolf Ross Rudolf Rudolph Rupert Russell Saul Sebastian Sebastián Sergio Seth Shane Shaun Sidney
        Siegfried Stefan Stefano Stephan Stewart Stuart Sven Sylvester Tadeusz Terence Thaddeus Theo Thierry
        Tobias Todd Tomás Tommy Tony Torsten Trevor Tristan Ulrich Umberto Vasily Vernon Viktor Vincent Vincenzo
        Virgil Vittorio Wade Walt Warren Wayne Wendell Werner Wilfred Willem Willi Willie Winfried Wolfgang
        Xavier Yasser Yuri Yusuf Yves Zoltán""")
)
FEMALE: Final = frozenset(
    _words("""Mrs Mrs. Ms Ms. Miss Dame Lady Queen Princess Empress Duchess Countess Baroness Mary
        Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Betty
        Margaret Sandra Ashley Kimberly Emily Donna Michelle Carol Amanda Dorothy Melissa Deborah
        Stephanie Rebecca Sharon Laura Cynthia Kathleen Amy Angela Shirley Anna Brenda Pamela Emma
        Nicole Helen Samantha Katherine Christine Debra Rachel Carolyn Janet Catherine Maria Heather
        Diane Ruth Julie Olivia Joyce Victoria Kelly Lauren Christina Joan Evelyn Judith Andrea
        Hannah Megan Cheryl Jacqueline Martha Madison Teresa Gloria Sara Janice Ann Anne Kathryn
        Abigail Sophia Frances Jean Alice Judy Isabella Julia Grace Amber Denise Danielle Marilyn
        Beverly Charlotte Natalie Theresa Diana Brittany Doris Kayla Alexis Lori Marie Ada Agnes
        Edith Clara Rose Eleanor Jane Louise Caroline Harriet Eva Ingrid Elena Olga Irina Natalia
        Tatiana Svetlana Fatima Aisha Sofia Lucia Isabel Carmen Ana Juana Francesca Giulia Chiara
        Claire Sophie Camille Hélène Margarete Greta Ursula Astrid Sigrid Kate Lucy Ellen Hillary
        Angelina Jolie Joanne Sally Penelope Audrey Ella Nina Vera Ida Emilia Matilda Cecilia
        Beatrice Josephine Henrietta Amelia
        Adele Adriana Agatha Agnieszka Aileen Alexandra Alicia Alison Allison Alma Althea Alyssa Amalia Amélie
        Amina Anastasia Anette Angelica Angelika Anita Anja Annabel Anneliese Annette Annie Antoinette Antonia
        Arlene Beatrix Becky Belinda Bernadette Bertha Bessie Bettina Bianca Birgit Birgitta Blanche Bridget
        Brigitte Britta Candace Carla Cassandra Cathy Cecily Celeste Celia Chantal Charlene Chloe Christa
        Christiane Cindy Clarissa Claudia Clementina Colette Connie Constance Consuelo Cora Cordelia Corinne
        Cristina Dagmar Daisy Daniela Daphne Darlene Debbie Delia Delphine Dolores Dora Dorothea Edna Edwina
        Eileen Elaine Eleonora Elisa Elisabeth Elise Eliza Elke Elsa Elsie Emmanuelle Erica Erika Erna Esther
        Ethel Eugénie Eunice Evangeline Fiona Flora Frederica Frieda Gabriela Gabrielle Gail Georgette Geraldine
        Germaine Gertrude Gina Giovanna Gisela Gladys Glenda Gretchen Gudrun Gwen Gwendolyn Hanna Hedwig Heidi
        Heike Helena Helga Henriette Herta Hilda Hildegard Hortense Ilse Imogen Ines Inge Ingeborg Irene Iris
        Irma Isabelle Ivana Jana Janine Jeanne Jeannette Jenna Jenny Jill Joann Jocelyn Johanna Josefa Josefina
        Juliana Juliane Juliet Juliette Justine Karin Karla Karolina Katarina Katarzyna Katja Katrin Kerstin
        Kirsten Klara Krystyna Larissa Leah Leila Lena Leona Leonora Letitia Lidia Lieselotte Lilian Lillian
        Lily Liv Lola Lorena Loretta Lorna Louisa Luciana Lucille Lucinda Ludmila Luisa Lydia Mabel Madeleine
        Madeline Magda Magdalena Maja Małgorzata Manuela Marcela Marcia Marguerite Mariam Mariana Marianne
        Marina Marisa Marjorie Marlene Marta Martina Maud Maureen Maxine Melanie Melinda Michaela Mildred
        Millicent Mina Minnie Miranda Miriam Moira Mona Monica Monika Monique Muriel Myra Myrtle Nadia Nadine
        Nanette Naomi Natasha Nathalie Nell Nellie Nora Noreen Norma Octavia Odette Olive Ophelia Paola Patsy
        Patty Paula Paulina Pauline Pearl Peggy Petra Philippa Phoebe Phyllis Polly Priscilla Ramona Raquel
        Renata Renate Renée Rita Roberta Rosa Rosalie Rosalind Rosamund Rosanna Roseanne Rosemary Roxanne Ruby
        Sabina Sabine Samira Selma Serena Sheila Sherry Sibyl Silvia Simona Solveig Sonia Sonja Stella Sue
        Susanna Susanne Suzanne Sybil Sylvia Tamara Tania Tanya Tara Tess Thelma Theodora Therese Thérèse Tina
        Trudy Ulrike Una Valentina Valeria Valerie Vanessa Verena Veronica Vicky Viola Violet Vivien Wanda Wendy
        Wilhelmina Winifred Yolanda Yvette Yvonne Zara Zelda Zoe Zsuzsa""")
)
"""Given names and titles that tell which personal pronoun fits; a name on neither list fits both."""

KIN: Final = frozenset(
    _words(
        """father mother brother sister son daughter husband wife widow uncle aunt nephew niece cousin
        grandfather grandmother grandson granddaughter stepfather stepmother stepson stepdaughter
        father-in-law mother-in-law brother-in-law sister-in-law half-brother half-sister parents
        children sons daughters brothers sisters siblings ancestor ancestors predecessor successor
        teacher friend partner"""
    )
)
"""Whoever a sentence about them is about, it is not the person they belong to."""

THINGS: Final = frozenset(
    _words(
        """racehorse horse stallion mare gelding dog cat breed species genus family plant ship boat yacht
        film movie documentary series sitcom drama telenovela programme show album song single opera
        novel book poem magazine newspaper journal game band group duo trio company brand label firm
        business bank club team league school college university institute museum church cathedral
        chapel monastery village town city municipality commune hamlet suburb district province
        county region constituency island river lake mountain hill crater street road railway station
        bridge building castle house hotel park award prize festival tournament championship race
        battle war operation campaign treaty law act party movement organization organisation
        foundation agency committee disease gene protein compound mineral asteroid star software
        programming aircraft locomotive submarine destroyer frigate cruiser battleship surname
        given name list term dish drink cheese wine"""
    )
) - {"given"}
"""What a name can be the name of, and then of no person: *is a British racehorse*."""

HONOURS: Final = frozenset(
    _words(
        """Baron Baroness Baronet Bart Bt Viscount Viscountess Vidame Vicomte Vicomtesse Comte Comtesse
        Marquis Marquess Marquise Marchioness Earl Count Countess Duke Duc Duchess Duchesse Prince
        Princess Lord Lady Laird Landgrave Margrave Elector Infante Infanta Archduke Archduchess
        King Queen Emperor Empress Tsar Tsarina Grand Cardinal Pope Patriarch Bishop Archbishop
        Abbot Abbess Seigneur Sieur Graf Gräfin Freiherr Fürst Herzog Master Chief Thane"""
    )
)
"""Titles that follow a name and its comma: *Ann Lee, Countess of Orland*."""

FIELDS: Final = frozenset(
    _words(
        """anthropology archaeology architecture astronomy biology botany chemistry dermatology ecology economics
        engineering epidemiology ethics genetics geography geology geometry history immunology law linguistics
        literature logic mathematics medicine metaphysics meteorology mineralogy neurology neuroscience
        oncology paediatrics pathology pediatrics philosophy physics physiology politics prehistory psychiatry
        psychology rhetoric science sciences sociology statistics studies surgery theology zoology"""
    )
)
"""Last words of names of fields of study, which nobody works for."""

LETTERS: Final = frozenset(
    _words(
        """OBE CBE MBE KBE DBE GBE CH FRS FRSE FBA FRIBA ARIBA RIBA FRCP FRCS FRCPE FRCPG FRCSE FRSL FRGS FSA RA
        ARA RSA ARSA RHA QC KC JP MP MLA MEP MC DSO DSC DFC AFC VC GC CB KCB GCB CMG KCMG GCMG CVO KCVO GCVO LVO
        MVO TD VRD RD RN USN PhD MD DD LLD LLB BA MA BSc MSc SJ OP OFM OSB AM AO AC OAM ONZM CNZM DCM MM FDS DOMS
        OM CIE CSI KCSI GCIE KCIE KStJ FREng FMedSci FRHistS FRAS FRSC FRSM FRCA FRCOG FAHA FAA FTSE FLS FZS FGS FIEE
        FICE FRAeS FCA FRAM FRCM PC CC OC CM OQ CD ED ERD QPM BEM ISO RVM QHP MPH DSc DPhil DDS DVM RIP KBE"""
    )
)
"""Letters of honour and degrees behind a name."""

NAMELIKE: Final = ("Will", "May", "Can", "An", "Per", "Even", "Early", "Do", "So", "Yet", "Young", "Due")
"""Words that start sentences and are given names, too."""

ABBREVIATIONS: Final = tuple(
    _words(
        """Mr Mrs Ms Dr St Jr Sr Prof Gen Col Lt Capt Rev Hon Gov Sen Rep Sgt Maj Adm Mt Ft No Nos vs
        ca cf b d r c fl Inc Ltd Co Corp Bros Op Vol vol ed eds pp al etc approx Jan Feb Mar Apr Jun
        Jul Aug Sept Sep Oct Nov Dec"""
    )
)
"""Their full stop ends no sentence."""

COMMON: Final = frozenset(
    _words(
        """the of and in to a an is was were are as at by for from with on or that this which who his
        her its their has had have be been not but it"""
    )
)
"""Words too common to search for."""

PARTIES: Final = tuple(
    name.replace("_", " ")
    for name in _words(
        """Party Democrat Democratic Republican Conservative Labour Labor Liberal Greens Congress Front League Alliance
        Movement Coalition Bloc Likud Union Sinn_Féin Fianna_Fáil Fine_Gael Communist Socialist"""
    )
)
"""How names of parties end."""
