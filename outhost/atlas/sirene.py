"""SIRENE: the French stock of establishments (`StockEtablissement_utf8.csv`), and what others made of it with coordinates of theirs.

Written from the description of the files that INSEE publishes with them. A whole stock has 43 million rows, of which 17 million are active:
each row is a list of texts, looked at by the numbers of its columns, and most are passed over after one look.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Final

from outhost.atlas.properties import MOST_TEXT, naf_label
from outhost.atlas.reading import LeftOut, Reading
from outhost.atlas.stocks import LegalUnits, legal_units_beside, stock_rows
from outhost.domain.countries import FRANCE
from outhost.domain.geometries import Spot
from outhost.domain.places import Place
from outhost.domain.projections import PROJECTIONS
from outhost.domain.tiles import Box
from outhost.domain.words import Text, Unfit

Row = Sequence[str]

_SIRET_DIGITS: Final = 14
_SIREN_DIGITS: Final = 9
_TELLING: Final = frozenset({"etatadministratifetablissement", "codecommuneetablissement", "plg_code_commune"})
_ACTIVE: Final = "A"
_PUBLIC: Final = frozenset({"O", ""})
"""Statuses of diffusion: whoever is `P` (or `N`) objected to being written to (article A123-96 of the commercial code). Their names and
addresses are masked, what is left is no lead, and whoever looks for leads must not have them: they are left out."""
_MASKED: Final = "[ND]"
_NAF: Final = frozenset({"NAFRev2", ""})
"""Nomenclatures whose codes are those that people look for."""

_NAMES: Final = (
    "enseigne1etablissement", "enseigne2etablissement", "enseigne3etablissement", "denominationusuelleetablissement",
    "denominationusuelle1unitelegale", "denominationunitelegale", "sigleunitelegale",
)  # fmt: skip
"""The first that is there is the name that stands over the door. The stock itself has nothing of the legal unit: unless the one of those
lies beside it, an establishment without a sign of its own has no name, and is a place without one."""
_PERSON: Final = (("prenomusuelunitelegale", "prenom1unitelegale"), ("nomusageunitelegale", "nomunitelegale"))
_STREET: Final = ("numerovoieetablissement", "indicerepetitionetablissement", "typevoieetablissement", "libellevoieetablissement")
_TAGS: Final = (
    "siren", "siret", "trancheEffectifsEtablissement", "anneeEffectifsEtablissement", "dateCreationEtablissement", "etablissementSiege",
    "caractereEmployeurEtablissement", "activitePrincipaleEtablissement", "activitePrincipaleNAF25Etablissement",
    "activitePrincipaleRegistreMetiersEtablissement", "complementAdresseEtablissement", "categorieJuridiqueUniteLegale",
    "categorieEntreprise",
)  # fmt: skip
_DEGREES: Final = (("x_longitude", "y_latitude"), ("longitude", "latitude"))
_LAMBERT: Final = ("coordonneelambertabscisseetablissement", "coordonneelambertordonneeetablissement")
_METROPOLITAN: Final = 2154
_OVERSEAS: Final[Mapping[str, int]] = {
    "971": 5490,
    "972": 5490,
    "973": 2972,
    "974": 2975,
    "975": 4467,
    "976": 4471,
    "977": 5490,
    "978": 5490,
}
"""The legal projection of each department and land, by the first three figures of its communes."""
_BOXES: Final[Mapping[int, Box]] = {
    2154: Box(south=41.2, west=-5.6, north=51.3, east=9.8),
    2972: Box(south=2.0, west=-54.8, north=6.0, east=-51.4),
    2975: Box(south=-21.5, west=55.1, north=-20.8, east=55.9),
    4467: Box(south=46.6, west=-56.6, north=47.3, east=-56.0),
    4471: Box(south=-13.1, west=44.9, north=-12.5, east=45.4),
    5490: Box(south=14.3, west=-63.3, north=18.3, east=-60.7),
}
"""Where a projection is used: metres of another one would land in the sea."""

_NO_SPOTS: Final = Text(
    en="is a stock of SIRENE without coordinates; take one of 2024 or later, or one that has been geolocated",
    fr="est un stock SIRENE sans coordonnées ; prenez-en un de 2024 ou plus récent, ou un stock géolocalisé",
)
_ONLY_SPOTS: Final = Text(
    en="has coordinates of establishments, but not what they are; load StockEtablissement_utf8.csv, which has both",
    fr="a les coordonnées des établissements, mais pas ce qu’ils sont ; chargez StockEtablissement_utf8.csv, qui a les deux",
)
_ONLY_UNITS: Final = Text(
    en="has legal units, which stand nowhere; leave it beside StockEtablissement_utf8.csv, which takes names from it, and load that",
    fr="a des unités légales, sans lieu ; laissez-le à côté de StockEtablissement_utf8.csv, qui y prend des noms, et chargez celui-là",
)


def is_sirene(columns: Sequence[str]) -> bool:
    """Tell whether columns are those of a stock of SIRENE."""
    names = {column.strip().lower() for column in columns}
    is_of_units = "siren" in names and "etatadministratifunitelegale" in names
    return is_of_units or ("siret" in names and not names.isdisjoint(_TELLING))


def read_sirene(reading: Reading) -> Iterator[Place]:
    """Read the active establishments that may be known and have a place on the map.

    Raises:
        Unfit: it lacks columns that are needed, or is not in UTF-8.
    """
    with reading.opened() as file, closing(stock_rows(reading, file)) as rows, legal_units_beside(reading.path) as units:
        columns = [column.strip().lower() for column in next(rows, [])]
        _require(columns)
        width = len(columns)
        establishments = _Establishments([*columns, *(units.columns if units else ())])
        for row in rows:
            if len(row) != width:
                reading.leave_out(LeftOut.BROKEN)
                continue
            place = establishments.place(row, units)
            if isinstance(place, Place):
                reading.go_on()
                yield place
            else:
                reading.leave_out(place)


def _require(columns: Sequence[str]) -> None:
    if "siret" not in columns:
        raise Unfit(_ONLY_UNITS.filled())
    if "etatadministratifetablissement" not in columns:
        raise Unfit(_ONLY_SPOTS.filled())


class _Establishments:
    """Makes places of rows, by where their columns are."""

    def __init__(self, columns: Sequence[str]) -> None:
        at = {name: number for number, name in enumerate(columns)}.get
        self._spot = _spots(at)
        self._state, self._diffusion = columns.index("etatadministratifetablissement"), at("statutdiffusionetablissement")
        self._siret = columns.index("siret")
        self._names = [at(name, -1) for name in _NAMES if name in columns]
        self._person = [[at(name, -1) for name in parts] for parts in _PERSON]
        self._street = [at(name, -1) for name in _STREET]
        self._postcode = at("codepostaletablissement", -1)
        self._city = at("libellecommuneetablissement", -1)
        self._commune = at("codecommuneetablissement", -1)
        self._activity, self._nomenclature = (
            at("activiteprincipaleetablissement", -1),
            at("nomenclatureactiviteprincipaleetablissement", -1),
        )
        self._tags = [(name, number) for name in _TAGS if (number := at(name.lower())) is not None]

    def place(self, row: list[str], units: LegalUnits | None) -> Place | LeftOut:
        """Make a place of a row, and of what its legal unit says, or say why there is none."""
        if row[self._state] != _ACTIVE:
            return LeftOut.CLOSED
        if self._diffusion is not None and row[self._diffusion] not in _PUBLIC:
            return LeftOut.HIDDEN
        siret = row[self._siret].zfill(_SIRET_DIGITS)  # spreadsheets lose zeros
        if not siret.isdecimal() or len(siret) != _SIRET_DIGITS:
            return LeftOut.BROKEN
        spot = self._spot(row)
        if isinstance(spot, LeftOut):
            return spot
        row += [*(units.of(siret[:_SIREN_DIGITS]) if units else ()), ""]  # the last: what a column that is not there says
        name, *others = self._called(row) or [""]
        return Place(
            place_id=f"siret:{siret}",
            lat=spot[1],
            lon=spot[0],
            name=name,
            other_names=tuple(others),
            labels=self._labels(row),
            street=" ".join(filter(None, (_shown(row[number]) for number in self._street))),
            postcode=_shown(row[self._postcode]),
            city=_shown(row[self._city]),
            insee=row[self._commune],
            country=FRANCE,
            tags={name: text for name, number in self._tags if (text := _shown(row[number]))},
        )

    def _called(self, row: Row) -> list[str]:
        """Give what an establishment is called, once each; a person by name only where there is nothing else."""
        told = [text for number in self._names if (text := _shown(row[number]))]
        person = " ".join(filter(None, (next(filter(None, (_shown(row[number]) for number in part)), "") for part in self._person)))
        return list(dict.fromkeys(told)) or ([person] if person else [])

    def _labels(self, row: Row) -> tuple[str, ...]:
        label = naf_label(row[self._activity]) if row[self._nomenclature] in _NAF else ""
        return (label,) if label else ()


def _spots(at: Callable[[str], int | None]) -> Callable[[Row], Spot | LeftOut]:
    """Give what finds the place on the map of a row: degrees where there are any, else metres.

    Raises:
        Unfit: there are none.
    """
    for lon, lat in _DEGREES:
        east, north = at(lon), at(lat)
        if east is not None and north is not None:
            return _in_degrees(east, north)
    x, y, commune = map(at, (*_LAMBERT, "codecommuneetablissement"))
    if x is None or y is None or commune is None:
        raise Unfit(_NO_SPOTS.filled())
    return _in_metres(x, y, commune)


def _in_degrees(east: int, north: int) -> Callable[[Row], Spot | LeftOut]:
    def spot(row: Row) -> Spot | LeftOut:
        try:
            lon, lat = float(row[east]), float(row[north])
        except ValueError:
            return LeftOut.NO_COORDINATES
        return (lon, lat) if any(_is_within(box, lon, lat) for box in _BOXES.values()) else LeftOut.OUTSIDE

    return spot


def _in_metres(x: int, y: int, commune: int) -> Callable[[Row], Spot | LeftOut]:
    def spot(row: Row) -> Spot | LeftOut:
        try:
            east, north = float(row[x]), float(row[y])
        except ValueError:
            return LeftOut.NO_COORDINATES
        projection = _OVERSEAS.get(row[commune][:3], _METROPOLITAN)
        try:
            lon, lat = PROJECTIONS[projection](east, north)
        except (ValueError, OverflowError, ZeroDivisionError):
            return LeftOut.OUTSIDE
        return (lon, lat) if _is_within(_BOXES[projection], lon, lat) else LeftOut.OUTSIDE

    return spot


def _is_within(box: Box, lon: float, lat: float) -> bool:
    return box.west <= lon <= box.east and box.south <= lat <= box.north


def _shown(text: str) -> str:
    """Give a text as far as it may be shown."""
    return "" if not text or text == _MASKED else text.strip()[:MOST_TEXT]
