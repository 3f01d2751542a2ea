"""Countries of ISO 3166-1: their codes, their names in English, in French and at home, and which lands overseas belong to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from outhost.domain.spelling import folded
from outhost.domain.words import Phrase, Text

LANDS_OF: Final[Mapping[str, frozenset[str]]] = {
    "FRA": frozenset({"FRA", "GLP", "MTQ", "GUF", "REU", "MYT", "SPM", "BLM", "MAF", "NCL", "PYF", "WLF", "ATF"}),
    "FIN": frozenset({"FIN", "ALA"}),
    "NOR": frozenset({"NOR", "SJM"}),
    "USA": frozenset({"USA", "PRI", "GUM", "VIR", "ASM", "MNP"}),
    "NLD": frozenset({"NLD", "BES"}),
}
"""By ISO 3166-1 alpha-3: maps give a shop in Saint-Denis de La Réunion the code of France, or its own."""

FRANCE: Final = "FRA"
NO_COUNTRY: Final = Text(en="is no country; give its code, such as FRA", fr="n’est pas un pays ; donnez son code, par exemple FRA")
_LONGEST: Final = 80
"""Characters of a country's name, with some to spare."""
_TABLE: Final = """
ABW AW Aruba|AFG AF Afghanistan|AGO AO Angola|AIA AI Anguilla|ALA AX Aland Islands/Åland|ALB AL Albania/Albanie|AND AD Andorra/Andorre
ARE AE United Arab Emirates/Émirats arabes unis|ARG AR Argentina/Argentine|ARM AM Armenia/Arménie|ASM AS American Samoa/Samoa américaines
ATA AQ Antarctica/Antarctique|ATF TF French Southern Territories/Terres australes françaises|ATG AG Antigua and Barbuda/Antigua-et-Barbuda
AUS AU Australia/Australie|AUT AT Austria/Autriche|AZE AZ Azerbaijan/Azerbaïdjan|BDI BI Burundi|BEL BE Belgium/Belgique|BEN BJ Benin/Bénin
BES BQ Bonaire, Saint Eustatius and Saba/Pays-Bas caribéens|BFA BF Burkina Faso|BGD BD Bangladesh|BGR BG Bulgaria/Bulgarie
BHR BH Bahrain/Bahreïn|BHS BS Bahamas|BIH BA Bosnia and Herzegovina/Bosnie-Herzégovine|BLM BL Saint Barthelemy/Saint-Barthélemy
BLR BY Belarus/Biélorussie|BLZ BZ Belize|BMU BM Bermuda/Bermudes|BOL BO Bolivia/Bolivie|BRA BR Brazil/Brésil|BRB BB Barbados/Barbade
BRN BN Brunei|BTN BT Bhutan/Bhoutan|BVT BV Bouvet Island/Île Bouvet|BWA BW Botswana
CAF CF Central African Republic/République centrafricaine|CAN CA Canada|CCK CC Cocos Islands/Îles Cocos|CHE CH Switzerland/Suisse
CHL CL Chile/Chili|CHN CN China/Chine|CIV CI Ivory Coast/Côte d'Ivoire|CMR CM Cameroon/Cameroun
COD CD Democratic Republic of the Congo/République démocratique du Congo|COG CG Republic of the Congo/Congo|COK CK Cook Islands/Îles Cook
COL CO Colombia/Colombie|COM KM Comoros/Comores|CPV CV Cabo Verde/Cap-Vert|CRI CR Costa Rica|CUB CU Cuba|CUW CW Curacao/Curaçao
CXR CX Christmas Island/Île Christmas|CYM KY Cayman Islands/Îles Caïmans|CYP CY Cyprus/Chypre|CZE CZ Czechia/Tchéquie
DEU DE Germany/Allemagne|DJI DJ Djibouti|DMA DM Dominica/Dominique|DNK DK Denmark/Danemark
DOM DO Dominican Republic/République dominicaine|DZA DZ Algeria/Algérie|ECU EC Ecuador/Équateur|EGY EG Egypt/Égypte
ERI ER Eritrea/Érythrée|ESH EH Western Sahara/Sahara occidental|ESP ES Spain/Espagne|EST EE Estonia/Estonie|ETH ET Ethiopia/Éthiopie
FIN FI Finland/Finlande|FJI FJ Fiji/Fidji|FLK FK Falkland Islands/Îles Malouines|FRA FR France|FRO FO Faroe Islands/Îles Féroé
FSM FM Micronesia/Micronésie|GAB GA Gabon|GBR GB United Kingdom/Royaume-Uni|GEO GE Georgia/Géorgie|GGY GG Guernsey/Guernesey|GHA GH Ghana
GIB GI Gibraltar|GIN GN Guinea/Guinée|GLP GP Guadeloupe|GMB GM Gambia/Gambie|GNB GW Guinea-Bissau/Guinée-Bissau
GNQ GQ Equatorial Guinea/Guinée équatoriale|GRC GR Greece/Grèce|GRD GD Grenada/Grenade|GRL GL Greenland/Groenland|GTM GT Guatemala
GUF GF French Guiana/Guyane|GUM GU Guam|GUY GY Guyana|HKG HK Hong Kong|HMD HM Heard Island and McDonald Islands/Îles Heard-et-MacDonald
HND HN Honduras|HRV HR Croatia/Croatie|HTI HT Haiti/Haïti|HUN HU Hungary/Hongrie|IDN ID Indonesia/Indonésie|IMN IM Isle of Man/Île de Man
IND IN India/Inde|IOT IO British Indian Ocean Territory/Territoire britannique de l'océan Indien|IRL IE Ireland/Irlande|IRN IR Iran
IRQ IQ Iraq/Irak|ISL IS Iceland/Islande|ISR IL Israel/Israël|ITA IT Italy/Italie|JAM JM Jamaica/Jamaïque|JEY JE Jersey
JOR JO Jordan/Jordanie|JPN JP Japan/Japon|KAZ KZ Kazakhstan|KEN KE Kenya|KGZ KG Kyrgyzstan/Kirghizistan|KHM KH Cambodia/Cambodge
KIR KI Kiribati|KNA KN Saint Kitts and Nevis/Saint-Christophe-et-Niévès|KOR KR South Korea/Corée du Sud|KWT KW Kuwait/Koweït|LAO LA Laos
LBN LB Lebanon/Liban|LBR LR Liberia|LBY LY Libya/Libye|LCA LC Saint Lucia/Sainte-Lucie|LIE LI Liechtenstein|LKA LK Sri Lanka
LSO LS Lesotho|LTU LT Lithuania/Lituanie|LUX LU Luxembourg|LVA LV Latvia/Lettonie|MAC MO Macao|MAF MF Saint Martin/Saint-Martin
MAR MA Morocco/Maroc|MCO MC Monaco|MDA MD Moldova/Moldavie|MDG MG Madagascar|MDV MV Maldives|MEX MX Mexico/Mexique
MHL MH Marshall Islands/Îles Marshall|MKD MK North Macedonia/Macédoine du Nord|MLI ML Mali|MLT MT Malta/Malte|MMR MM Myanmar/Birmanie
MNE ME Montenegro/Monténégro|MNG MN Mongolia/Mongolie|MNP MP Northern Mariana Islands/Îles Mariannes du Nord|MOZ MZ Mozambique
MRT MR Mauritania/Mauritanie|MSR MS Montserrat|MTQ MQ Martinique|MUS MU Mauritius/Maurice|MWI MW Malawi|MYS MY Malaysia/Malaisie
MYT YT Mayotte|NAM NA Namibia/Namibie|NCL NC New Caledonia/Nouvelle-Calédonie|NER NE Niger|NFK NF Norfolk Island/Île Norfolk
NGA NG Nigeria|NIC NI Nicaragua|NIU NU Niue|NLD NL The Netherlands/Pays-Bas|NOR NO Norway/Norvège|NPL NP Nepal/Népal|NRU NR Nauru
NZL NZ New Zealand/Nouvelle-Zélande|OMN OM Oman|PAK PK Pakistan|PAN PA Panama|PCN PN Pitcairn/Îles Pitcairn|PER PE Peru/Pérou
PHL PH Philippines|PLW PW Palau/Palaos|PNG PG Papua New Guinea/Papouasie-Nouvelle-Guinée|POL PL Poland/Pologne
PRI PR Puerto Rico/Porto Rico|PRK KP North Korea/Corée du Nord|PRT PT Portugal|PRY PY Paraguay|PSE PS Palestinian Territory/Palestine
PYF PF French Polynesia/Polynésie française|QAT QA Qatar|REU RE Reunion/La Réunion|ROU RO Romania/Roumanie|RUS RU Russia/Russie
RWA RW Rwanda|SAU SA Saudi Arabia/Arabie saoudite|SDN SD Sudan/Soudan|SEN SN Senegal/Sénégal|SGP SG Singapore/Singapour
SGS GS South Georgia and the South Sandwich Islands/Géorgie du Sud-et-les Îles Sandwich du Sud|SHN SH Saint Helena/Sainte-Hélène
SJM SJ Svalbard and Jan Mayen/Svalbard|SLB SB Solomon Islands/Îles Salomon|SLE SL Sierra Leone|SLV SV El Salvador/Salvador
SMR SM San Marino/Saint-Marin|SOM SO Somalia/Somalie|SPM PM Saint Pierre and Miquelon/Saint-Pierre-et-Miquelon|SRB RS Serbia/Serbie
SSD SS South Sudan/Soudan du Sud|STP ST Sao Tome and Principe/Sao Tomé-et-Principe|SUR SR Suriname|SVK SK Slovakia/Slovaquie
SVN SI Slovenia/Slovénie|SWE SE Sweden/Suède|SWZ SZ Eswatini|SXM SX Sint Maarten/Saint-Martin (Pays-Bas)|SYC SC Seychelles
SYR SY Syria/Syrie|TCA TC Turks and Caicos Islands/Îles Turques-et-Caïques|TCD TD Chad/Tchad|TGO TG Togo|THA TH Thailand/Thaïlande
TJK TJ Tajikistan/Tadjikistan|TKL TK Tokelau|TKM TM Turkmenistan/Turkménistan|TLS TL Timor Leste/Timor oriental|TON TO Tonga
TTO TT Trinidad and Tobago/Trinité-et-Tobago|TUN TN Tunisia/Tunisie|TUR TR Turkey/Turquie|TUV TV Tuvalu|TWN TW Taiwan/Taïwan
TZA TZ Tanzania/Tanzanie|UGA UG Uganda/Ouganda|UKR UA Ukraine
UMI UM United States Minor Outlying Islands/Îles mineures éloignées des États-Unis|URY UY Uruguay|USA US United States/États-Unis
UZB UZ Uzbekistan/Ouzbékistan|VAT VA Vatican|VCT VC Saint Vincent and the Grenadines/Saint-Vincent-et-les-Grenadines|VEN VE Venezuela
VGB VG British Virgin Islands/Îles Vierges britanniques|VIR VI U.S. Virgin Islands/Îles Vierges des États-Unis|VNM VN Vietnam/Viêt Nam
VUT VU Vanuatu|WLF WF Wallis and Futuna/Wallis-et-Futuna|WSM WS Samoa|XKX XK Kosovo|YEM YE Yemen/Yémen|ZAF ZA South Africa/Afrique du Sud
ZMB ZM Zambia/Zambie|ZWE ZW Zimbabwe
"""
"""Both codes, the English name as GeoNames has it (CC BY 4.0), and the French one where it is another. Kosovo's codes are a user's own."""
_OTHER_NAMES: Final[Mapping[str, str]] = {
    "suomi": "FIN", "deutschland": "DEU", "espana": "ESP", "italia": "ITA", "osterreich": "AUT", "schweiz": "CHE", "svizzera": "CHE",
    "nederland": "NLD", "holland": "NLD", "hollande": "NLD", "belgie": "BEL", "sverige": "SWE", "norge": "NOR", "danmark": "DNK",
    "island": "ISL", "polska": "POL", "cesko": "CZE", "czech republic": "CZE", "republique tcheque": "CZE", "slovensko": "SVK",
    "magyarorszag": "HUN", "hrvatska": "HRV", "eesti": "EST", "latvija": "LVA", "lietuva": "LTU", "brasil": "BRA", "uk": "GBR",
    "great britain": "GBR", "grande bretagne": "GBR", "usa": "USA", "united states of america": "USA", "bielorussie": "BLR",
    "myanmar": "MMR", "reunion": "REU", "luxemburg": "LUX", "letzebuerg": "LUX", "ireland": "IRL", "eire": "IRL", "maroc": "MAR",
}  # fmt: skip
"""What else people call countries, folded."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its alpha-3 and alpha-2 codes, and its names."""

    code: str
    alpha2: str
    en: str
    fr: str

    @property
    def name(self) -> Phrase:
        """Give its name in the language of whoever reads it."""
        return Text.of_pair((self.en, self.fr)).filled()


def _countries() -> list[Country]:
    found = []
    for entry in _TABLE.strip().replace("\n", "|").split("|"):
        en, _, fr = entry[7:].partition("/")
        found.append(Country(entry[:3], entry[4:6], en, fr or en))
    return found


_COUNTRIES: Final = {country.code: country for country in _countries()}
_BY_KEY: Final[Mapping[str, Country]] = {
    **{key: _COUNTRIES[code] for key, code in _OTHER_NAMES.items()},
    **{folded(name): country for country in _COUNTRIES.values() for name in (country.alpha2, country.code, country.fr, country.en)},
}


def country_named(text: str) -> Country | None:
    """Give the country of a name or a code, however spelled."""
    return _BY_KEY.get(folded(text))


def country_of_code(code: str) -> Country | None:
    """Give the country of an alpha-3 or alpha-2 code."""
    return _COUNTRIES.get(code) or next((country for country in _COUNTRIES.values() if country.alpha2 == code), None)


def alpha_3(text: str) -> str:
    """Read a country, however a source writes it, as its alpha-3 code; empty where it is none."""
    country = country_named(text[:_LONGEST]) if text else None
    return country.code if country else ""


def lands_of(country: str) -> frozenset[str]:
    """Give the codes that places of a country may have."""
    return LANDS_OF.get(country, frozenset({country}))
