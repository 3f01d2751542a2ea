"""French departments and regions, as the Code officiel géographique of INSEE has them, and the codes that addresses know them by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from outhost.domain.spelling import folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A department, or what has a department's code overseas. `insee` and `postcodes` are what those codes of its communes begin with."""

    code: str
    name: str
    region: str
    insee: tuple[str, ...]
    postcodes: tuple[str, ...]
    country: str = "FRA"


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A region by its INSEE code, or a former one, without a code."""

    code: str
    name: str
    departments: tuple[str, ...]


_NAMES: Final = """
01 Ain|02 Aisne|03 Allier|04 Alpes-de-Haute-Provence|05 Hautes-Alpes|06 Alpes-Maritimes|07 Ardèche|08 Ardennes|09 Ariège|10 Aube|11 Aude
12 Aveyron|13 Bouches-du-Rhône|14 Calvados|15 Cantal|16 Charente|17 Charente-Maritime|18 Cher|19 Corrèze|2A Corse-du-Sud|2B Haute-Corse
21 Côte-d'Or|22 Côtes-d'Armor|23 Creuse|24 Dordogne|25 Doubs|26 Drôme|27 Eure|28 Eure-et-Loir|29 Finistère|30 Gard|31 Haute-Garonne
32 Gers|33 Gironde|34 Hérault|35 Ille-et-Vilaine|36 Indre|37 Indre-et-Loire|38 Isère|39 Jura|40 Landes|41 Loir-et-Cher|42 Loire
43 Haute-Loire|44 Loire-Atlantique|45 Loiret|46 Lot|47 Lot-et-Garonne|48 Lozère|49 Maine-et-Loire|50 Manche|51 Marne|52 Haute-Marne
53 Mayenne|54 Meurthe-et-Moselle|55 Meuse|56 Morbihan|57 Moselle|58 Nièvre|59 Nord|60 Oise|61 Orne|62 Pas-de-Calais|63 Puy-de-Dôme
64 Pyrénées-Atlantiques|65 Hautes-Pyrénées|66 Pyrénées-Orientales|67 Bas-Rhin|68 Haut-Rhin|69 Rhône|70 Haute-Saône|71 Saône-et-Loire
72 Sarthe|73 Savoie|74 Haute-Savoie|75 Paris|76 Seine-Maritime|77 Seine-et-Marne|78 Yvelines|79 Deux-Sèvres|80 Somme|81 Tarn
82 Tarn-et-Garonne|83 Var|84 Vaucluse|85 Vendée|86 Vienne|87 Haute-Vienne|88 Vosges|89 Yonne|90 Territoire de Belfort|91 Essonne
92 Hauts-de-Seine|93 Seine-Saint-Denis|94 Val-de-Marne|95 Val-d'Oise|971 Guadeloupe|972 Martinique|973 Guyane|974 La Réunion
975 Saint-Pierre-et-Miquelon|976 Mayotte|977 Saint-Barthélemy|978 Saint-Martin|986 Wallis-et-Futuna|987 Polynésie française
988 Nouvelle-Calédonie
"""
_REGIONS: Final = """
11 Île-de-France: 75 77 78 91 92 93 94 95
24 Centre-Val de Loire: 18 28 36 37 41 45
27 Bourgogne-Franche-Comté: 21 25 39 58 70 71 89 90
28 Normandie: 14 27 50 61 76
32 Hauts-de-France: 02 59 60 62 80
44 Grand Est: 08 10 51 52 54 55 57 67 68 88
52 Pays de la Loire: 44 49 53 72 85
53 Bretagne: 22 29 35 56
75 Nouvelle-Aquitaine: 16 17 19 23 24 33 40 47 64 79 86 87
76 Occitanie: 09 11 12 30 31 32 34 46 48 65 66 81 82
84 Auvergne-Rhône-Alpes: 01 03 07 15 26 38 42 43 63 69 73 74
93 Provence-Alpes-Côte d'Azur: 04 05 06 13 83 84
94 Corse: 2A 2B
01 Guadeloupe: 971
02 Martinique: 972
03 Guyane: 973
04 La Réunion: 974
06 Mayotte: 976
-- Alsace: 67 68
-- Aquitaine: 24 33 40 47 64
-- Auvergne: 03 15 43 63
-- Basse-Normandie: 14 50 61
-- Bourgogne: 21 58 71 89
-- Champagne-Ardenne: 08 10 51 52
-- Franche-Comté: 25 39 70 90
-- Haute-Normandie: 27 76
-- Languedoc-Roussillon: 11 30 34 48 66
-- Limousin: 19 23 87
-- Lorraine: 54 55 57 88
-- Midi-Pyrénées: 09 12 31 32 46 65 81 82
-- Nord-Pas-de-Calais: 59 62
-- Picardie: 02 60 80
-- Poitou-Charentes: 16 17 79 86
-- Rhône-Alpes: 01 07 26 38 42 69 73 74
"""
"""Those of today, and those of before 2016, whose names live on."""
_POSTCODES: Final = {"2A": ("200", "201"), "2B": ("202", "204", "206"), "977": ("97133", "977"), "978": ("97150", "978")}
"""Where postcodes do not begin with the code of the department; 20 is Corsica's of before 1976."""
_COUNTRIES: Final = {
    "971": "GLP", "972": "MTQ", "973": "GUF", "974": "REU", "975": "SPM", "976": "MYT", "977": "BLM", "978": "MAF", "986": "WLF",
    "987": "PYF", "988": "NCL",
}  # fmt: skip
"""Codes of their own in ISO 3166-1."""
_POSTCODE_DIGITS: Final = 5
_SHORT: Final = {"paca": "93", "idf": "11", "aura": "84", "20": "94"}
_LANDS: Final = (
    (41.2, -5.3, 51.2, 9.7), (14.2, -63.3, 18.2, -60.7), (2.0, -54.8, 6.0, -51.4), (-21.6, 44.9, -12.4, 56.0), (46.6, -56.6, 47.3, -56.0),
    (-23.0, 158.0, -17.0, 173.0), (-28.0, -155.0, -7.0, -134.0), (-14.6, -178.6, -13.0, -176.0),
)  # fmt: skip
"""South, west, north and east of rectangles around them."""
ARRONDISSEMENTS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "75056": ("Paris", tuple(str(75101 + number) for number in range(20))),
    "69123": ("Lyon", tuple(str(69381 + number) for number in range(9))),
    "13055": ("Marseille", tuple(str(13201 + number) for number in range(16))),
}
"""Of the INSEE codes of three cities: the name, and the codes of the arrondissements, which registers use in their place."""


def _departments() -> dict[str, Department]:
    lines = [line for line in _REGIONS.split("\n") if line[:1].isdigit()]
    regions = {code: line[:2] for line in lines for code in line.partition(": ")[2].split()}
    named = (entry.split(" ", 1) for entry in _NAMES.strip().replace("\n", "|").split("|"))
    return {
        code: Department(
            code=code,
            name=name,
            region=regions.get(code, ""),
            insee=(code,),
            postcodes=_POSTCODES.get(code, (code,)),
            country=_COUNTRIES.get(code, "FRA"),
        )
        for code, name in named
    }


def _regions() -> list[Region]:
    lines = (line.partition(": ") for line in _REGIONS.strip().split("\n"))
    return [Region(code=head[:2].strip("-"), name=head[3:], departments=tuple(codes.split())) for head, _, codes in lines]


DEPARTMENTS: Final[Mapping[str, Department]] = _departments()
REGIONS: Final = tuple(_regions())
_BY_NAME: Final = {folded(department.name): department for department in DEPARTMENTS.values()}
_REGION_BY_NAME: Final = {folded(region.name): region for region in REGIONS}
_REGION_BY_CODE: Final = {region.code: region for region in REGIONS if region.code}


def department_named(text: str) -> Department | None:
    """Give the department of a code or a name, however spelled, with its article or without."""
    key = folded(text)
    return DEPARTMENTS.get(key.upper()) or _BY_NAME.get(key) or _BY_NAME.get(without_article(key)) or _BY_NAME.get(f"la {key}")


def region_named(text: str) -> Region | None:
    """Give the region of a name, however spelled, with its article or without; of today, else of before 2016."""
    key = folded(text)
    plain = without_article(key)
    return (
        _REGION_BY_NAME.get(key)
        or _REGION_BY_NAME.get(plain)
        or _REGION_BY_NAME.get(f"la {key}")
        or _REGION_BY_CODE.get(_SHORT.get(key, ""))
    )


def region_of_code(code: str) -> Region | None:
    """Give the region of an INSEE code."""
    return _REGION_BY_CODE.get(code)


def department_of(insee: str, postcode: str) -> str:
    """Give the code of the department of an address, by its INSEE code or else by its postcode; empty where neither says."""
    if insee:
        return next((code for code in (insee[:3].upper(), insee[:2].upper()) if code in DEPARTMENTS), "")
    if not (len(postcode) == _POSTCODE_DIGITS and postcode.isdigit()):
        return ""
    found = [each for each in DEPARTMENTS.values() if postcode.startswith(each.postcodes)]
    return max(found, key=lambda each: max(len(start) for start in each.postcodes if postcode.startswith(start))).code if found else ""


def may_be_french(lat: float, lon: float) -> bool:
    """Tell whether a point lies in a rectangle around French land, so that five digits there may be a French postcode."""
    return any(south <= lat <= north and west <= lon <= east for south, west, north, east in _LANDS)


def without_article(key: str) -> str:
    """Give a folded name without the article before it."""
    first, _, rest = key.partition(" ")
    return rest if rest and first in {"la", "le", "les", "l"} else key


def lacks_article(key: str, keys: Sequence[str]) -> bool:
    """Tell whether a folded name is another of these without its article: nobody who writes Le Port means Port first."""
    return any(other != key == without_article(other) for other in keys)
