"""Countries, the adjectives and people's names made from them, and other spellings of the same country."""

from __future__ import annotations

from typing import Final

__all__ = ["ADJECTIVES", "COUNTRIES", "country_of"]

# country: words for its people and things | other names of the country
_TABLE: Final = """
afghanistan: afghan afghani
albania: albanian
algeria: algerian
andorra: andorran
angola: angolan
antigua and barbuda: antiguan
argentina: argentine argentinian argentinean | argentine republic
armenia: armenian
australia: australian aussie
austria: austrian
azerbaijan: azerbaijani azeri
bahamas: bahamian
bahrain: bahraini
bangladesh: bangladeshi
barbados: barbadian bajan
belarus: belarusian belarussian byelorussian | byelorussia
belgium: belgian
belize: belizean
benin: beninese
bhutan: bhutanese
bolivia: bolivian
bosnia and herzegovina: bosnian | bosnia,bosnia herzegovina
botswana: botswanan motswana
brazil: brazilian | brasil
brunei: bruneian
bulgaria: bulgarian
burkina faso: burkinabe
burundi: burundian
cambodia: cambodian khmer
cameroon: cameroonian
canada: canadian
cape verde: cape-verdean | cabo verde
chad: chadian
chile: chilean
china: chinese | people republic of china,peoples republic of china,prc,mainland china
colombia: colombian
comoros: comorian
costa rica: costa-rican
croatia: croatian croat
cuba: cuban
cyprus: cypriot
czech republic: czech | czechia
czechoslovakia: czechoslovak czechoslovakian
democratic republic of the congo: | dr congo,drc
denmark: danish dane
djibouti: djiboutian
dominica:
dominican republic: dominican
east germany: east-german
east timor: timorese | timor leste
ecuador: ecuadorian ecuadorean
egypt: egyptian
el salvador: salvadoran salvadorean
england: english englishman englishwoman
equatorial guinea: equatorial-guinean equatoguinean
eritrea: eritrean
estonia: estonian
eswatini: swazi | swaziland
ethiopia: ethiopian
fiji: fijian
finland: finnish finn
france: french frenchman frenchwoman | french republic
gabon: gabonese
gambia: gambian
georgia: georgian
germany: german | federal republic of germany
ghana: ghanaian
greece: greek
greenland: greenlandic
grenada: grenadian
guatemala: guatemalan
guinea: guinean
guinea bissau: bissau-guinean
guyana: guyanese
haiti: haitian
honduras: honduran
hong kong: hongkonger
hungary: hungarian
iceland: icelandic icelander
india: indian | republic of india
indonesia: indonesian
iran: iranian | islamic republic of iran
iraq: iraqi
ireland: irish irishman irishwoman | republic of ireland
israel: israeli
italy: italian
ivory coast: ivorian | cote divoire
jamaica: jamaican
japan: japanese
jordan: jordanian
kazakhstan: kazakh kazakhstani | republic of kazakhstan
kenya: kenyan
kosovo: kosovar kosovan
kuwait: kuwaiti
kyrgyzstan: kyrgyz kyrgyzstani
laos: laotian lao
latvia: latvian
lebanon: lebanese
lesotho: basotho mosotho
liberia: liberian
libya: libyan
liechtenstein: liechtensteiner
lithuania: lithuanian
luxembourg: luxembourgish luxembourger
madagascar: malagasy madagascan
malawi: malawian
malaysia: malaysian
maldives: maldivian
mali: malian
malta: maltese
mauritania: mauritanian
mauritius: mauritian
mexico: mexican
moldova: moldovan
monaco: monegasque
mongolia: mongolian
montenegro: montenegrin
morocco: moroccan
mozambique: mozambican
myanmar: burmese | burma
namibia: namibian
nepal: nepalese nepali
netherlands: dutch dutchman dutchwoman | holland,kingdom of netherlands,kingdom of the netherlands
new zealand: new-zealander kiwi
nicaragua: nicaraguan
niger: nigerien
nigeria: nigerian
north korea: north-korean | dprk
north macedonia: macedonian | macedonia
northern ireland: northern-irish
norway: norwegian
oman: omani
ottoman empire: ottoman
pakistan: pakistani
palestine: palestinian
panama: panamanian
papua new guinea: papua-new-guinean papua-new-guinea
paraguay: paraguayan
peru: peruvian
philippines: filipino filipina philippine
poland: polish pole
portugal: portuguese
puerto rico: puerto-rican
qatar: qatari
romania: romanian rumanian | rumania
russia: russian | russian federation
rwanda: rwandan
samoa: samoan
saudi arabia: saudi saudi-arabian
scotland: scottish scots scot scotsman
senegal: senegalese
serbia: serbian serb
seychelles: seychellois
sierra leone: sierra-leonean
singapore: singaporean
slovakia: slovak slovakian
slovenia: slovenian slovene
somalia: somali somalian
south africa: south-african
south korea: south-korean | republic of korea
south sudan: south-sudanese | southern sudan
soviet union: soviet | ussr,u s s r
spain: spanish spaniard
sri lanka: sri-lankan ceylonese | ceylon
sudan: sudanese
suriname: surinamese
sweden: swedish swede
switzerland: swiss
syria: syrian
taiwan: taiwanese
tajikistan: tajik tajikistani
tanzania: tanzanian
thailand: thai | siam,kingdom of thailand
togo: togolese
tonga: tongan
trinidad and tobago: trinidadian
tunisia: tunisian
turkey: turkish turk | turkiye,republic of turkey
turkmenistan: turkmen
uganda: ugandan
ukraine: ukrainian
united arab emirates: emirati | uae
united kingdom: british briton | uk,great britain,britain,united kingdom of great britain and northern ireland
united states: american | us,usa,united states of america,america
uruguay: uruguayan
uzbekistan: uzbek uzbekistani
vanuatu: ni-vanuatu
venezuela: venezuelan
vietnam: vietnamese
wales: welsh welshman
west germany: west-german
yemen: yemeni
yugoslavia: yugoslav yugoslavian
zambia: zambian
zimbabwe: zimbabwean | rhodesia
"""


def _tables() -> tuple[dict[str, str], dict[str, str]]:
    adjectives: dict[str, str] = {}
    names: dict[str, str] = {}
    for line in _TABLE.strip().splitlines():
        country, _, rest = line.partition(":")
        people, _, others = rest.partition("|")
        names[country] = country
        names.update((other.strip(), country) for other in others.split(",") if other.strip())
        for word in people.split():
            word = word.replace("-", " ")
            adjectives[word] = adjectives[word + "s"] = country
    return adjectives, names


ADJECTIVES, COUNTRIES = _tables()
"""Canonical name of each country by nationality word and by its spellings (keys as `names.entity` makes them)."""


def country_of(key: str) -> str | None:
    """Country of a nationality word or of a country's name, both as canonical keys; None if it is neither.

    >>> country_of("dutch"), country_of("usa"), country_of("martian")
    ('netherlands', 'united states', None)
    """
    return ADJECTIVES.get(key) or COUNTRIES.get(key)
