"""The French stock of establishments, read into the atlas."""

import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from open_data import BAKERY, COLUMNS, stock

from outhost.atlas.kinds import MapKind, recognise
from outhost.atlas.reading import LeftOut, Reading
from outhost.atlas.sirene import read_sirene
from outhost.domain.places import Place
from outhost.domain.words import Unfit


def read(tmp_path: Path, text: str | bytes) -> tuple[list[Place], Reading]:
    """Write a file that is recognised as a stock, and read it."""
    path = tmp_path / "stock.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert recognise(path) is MapKind.SIRENE
    reading = Reading(path, "sirene")
    return list(read_sirene(reading)), reading


def test_an_establishment_is_a_place(tmp_path: Path) -> None:
    """A bakery of the register has its sign, its address, its activity and its place on the map, from metres of Lambert-93."""
    (place,), _ = read(tmp_path, stock(BAKERY))
    assert (place.place_id, place.name, place.other_names) == ("siret:12345678900012", "AU BON PAIN", ("CHEZ LUCIE",))
    assert (round(place.lon, 5), round(place.lat, 5)) == (2.3522, 48.8566)
    assert (place.street, place.postcode, place.city, place.insee) == ("12 B RUE NEUVE", "75001", "PARIS 1", "75101")
    assert (place.country, place.labels) == ("FRA", ("naf=10.71C",))
    assert place.tags["trancheEffectifsEtablissement"] == "03"
    assert place.tags["activitePrincipaleNAF25Etablissement"] == "10.71Y"


def test_who_is_closed_or_objected_is_no_lead(tmp_path: Path) -> None:
    """Closed establishments and people who do not want to be written to are not in my atlas; I am told how many."""
    hidden = BAKERY | {"statutDiffusionEtablissement": "P", "enseigne1Etablissement": "[ND]", "libelleVoieEtablissement": "[ND]"}
    places, reading = read(tmp_path, stock(BAKERY | {"etatAdministratifEtablissement": "F"}, hidden, BAKERY))
    assert len(places) == 1
    assert reading.left_out == {LeftOut.CLOSED: 1, LeftOut.HIDDEN: 1}


def test_an_establishment_without_a_sign_is_a_place_without_a_name(tmp_path: Path) -> None:
    """The stock names no legal units: what has no sign of its own is found by its activity, and its name stays empty."""
    unnamed = BAKERY | {"enseigne1Etablissement": "", "enseigne2Etablissement": ""}
    (place,), _ = read(tmp_path, stock(unnamed))
    assert (place.name, place.labels) == ("", ("naf=10.71C",))


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        ({"denominationUniteLegale": "DUPONT SAS"}, "DUPONT SAS"),
        ({"denominationUsuelle1UniteLegale": "CHEZ DUPONT", "denominationUniteLegale": "DUPONT SAS"}, "CHEZ DUPONT"),
        ({"prenom1UniteLegale": "LUCIE", "nomUniteLegale": "DUPONT", "nomUsageUniteLegale": "MARTIN"}, "LUCIE MARTIN"),
        ({"prenom1UniteLegale": "[ND]", "nomUniteLegale": "[ND]"}, ""),
    ],
)
def test_a_stock_that_was_joined_has_names(tmp_path: Path, unit: dict[str, str], name: str) -> None:
    """Where somebody joined the legal units, an establishment without a sign has the name of its own."""
    columns = ["denominationUniteLegale", "denominationUsuelle1UniteLegale", "prenom1UniteLegale", "nomUniteLegale", "nomUsageUniteLegale"]
    row = BAKERY | {"enseigne1Etablissement": "", "enseigne2Etablissement": ""} | unit
    (place,), _ = read(tmp_path, stock(row, columns=[*COLUMNS, *columns]))
    assert place.name == name


UNITS = "siren,statutDiffusionUniteLegale,denominationUniteLegale,nomUniteLegale,prenom1UniteLegale,categorieJuridiqueUniteLegale\n"


@pytest.mark.parametrize("packed", [False, True])
def test_names_come_from_the_legal_units_beside(tmp_path: Path, packed: bool) -> None:  # noqa: FBT001 - a fixture's value
    """With the stock of legal units in the same folder, each establishment has a name: its own sign, else its company's."""
    units = f"{UNITS}000000001,O,FIRST,,,5499\n123456789,O,DUPONT,,,5710\nbroken\n333333333,O,,MARTIN,LUCIE,1000\n999999999,O,LAST,,,5499\n"
    beside = tmp_path / ("StockUniteLegale_utf8.csv" + (".gz" if packed else ""))
    beside.write_bytes(gzip.compress(units.encode()) if packed else units.encode())
    bare = BAKERY | {"enseigne1Etablissement": "", "enseigne2Etablissement": ""}
    sirets = ("12345678900012", "12345678900020", "22222222200011", "33333333300011")
    rows = [BAKERY, *(bare | {"siret": siret, "siren": siret[:9]} for siret in sirets)]
    places, reading = read(tmp_path, stock(*rows))
    assert [place.name for place in places] == ["AU BON PAIN", "DUPONT", "DUPONT", "", "LUCIE MARTIN"]
    assert places[0].other_names == ("CHEZ LUCIE", "DUPONT")
    assert places[1].tags["categorieJuridiqueUniteLegale"] == "5710"
    assert not reading.left_out


@pytest.mark.parametrize("names", [("longitude", "latitude"), ("x_longitude", "y_latitude")])
def test_a_stock_that_was_geolocated_keeps_its_degrees(tmp_path: Path, names: tuple[str, str]) -> None:
    """Degrees that a geolocated stock has go before metres."""
    (place,), _ = read(tmp_path, stock(BAKERY | dict(zip(names, ("4.85", "45.75"), strict=True)), columns=[*COLUMNS, *names]))
    assert (place.lon, place.lat) == (4.85, 45.75)


@pytest.mark.parametrize(
    ("commune", "x", "y", "lon", "lat"),
    [
        ("97411", "338571.950", "7690099.051", 55.4481, -20.8823),
        ("97209", "708159.785", "1615379.507", -61.0676, 14.6037),
        ("97302", "352965.860", "544232.544", -52.3261, 4.9224),
        ("97608", "524735.375", "8587115.812", 45.2279, -12.7806),
    ],
)
def test_overseas_lands_have_projections_of_their_own(tmp_path: Path, commune: str, x: str, y: str, lon: float, lat: float) -> None:
    """A shop in Saint-Denis de La Réunion stands there, not in the sea."""
    at = {"codeCommuneEtablissement": commune, "coordonneeLambertAbscisseEtablissement": x, "coordonneeLambertOrdonneeEtablissement": y}
    (place,), _ = read(tmp_path, stock(BAKERY | at))
    assert (round(place.lon, 4), round(place.lat, 4)) == (lon, lat)


def test_what_cannot_be_placed_is_counted(tmp_path: Path) -> None:
    """Establishments without coordinates, or off the map, are left out and counted; damaged rows too."""
    x, y = "coordonneeLambertAbscisseEtablissement", "coordonneeLambertOrdonneeEtablissement"
    rows = [
        BAKERY | {"siret": "12 SIRET"},
        BAKERY | {x: "", y: ""},
        BAKERY | {x: "[ND]", y: "[ND]"},
        BAKERY | {x: "1", y: "1"},
        BAKERY | {x: "nan", y: "inf"},
    ]
    text = stock(*rows, BAKERY) + "half,a,row\n" + f'"{"x" * 200_000}",1\n' + stock(BAKERY).splitlines()[1]
    places, reading = read(tmp_path, text)
    assert len(places) == 2
    assert reading.left_out == {LeftOut.NO_COORDINATES: 2, LeftOut.OUTSIDE: 2, LeftOut.BROKEN: 3}


def test_a_line_without_end_does_not_fill_the_memory(tmp_path: Path) -> None:
    """Ten megabytes without a line's end are damaged rows, and what follows is read."""
    places, reading = read(tmp_path, stock(BAKERY) + "x," * (5 << 20) + "\n" + stock(BAKERY).splitlines()[1])
    assert len(places) == 2
    assert reading.left_out[LeftOut.BROKEN] > 0


def test_codes_of_old_nomenclatures_are_no_labels(tmp_path: Path) -> None:
    """A code means what it means in its own nomenclature; who looks for bakeries of today finds none of 1993."""
    (place,), _ = read(tmp_path, stock(BAKERY | {"nomenclatureActivitePrincipaleEtablissement": "NAF1993"}))
    assert place.labels == ()


def test_zeros_that_a_spreadsheet_lost_are_put_back(tmp_path: Path) -> None:
    """A SIRET that begins with zeros is the same one after somebody saved the file from a spreadsheet."""
    (place,), _ = read(tmp_path, stock(BAKERY | {"siret": "32517500016"}))
    assert place.place_id == "siret:00032517500016"


def test_a_stock_may_be_packed_and_separated_otherwise(tmp_path: Path) -> None:
    """The stock is read as it comes: packed, with semicolons, with columns in small letters."""
    text = stock(BAKERY).lower().replace(",", ";").replace(";a;", ";A;").replace(";o;", ";O;")
    (place,), _ = read(tmp_path, gzip.compress(text.encode()))
    assert place.postcode == "75001"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("siret;x;y;qualite_xy;epsg;plg_code_commune;y_latitude;x_longitude\n1;2;3;11;2154;75101;48.8;2.3\n", "but not what they are"),
        (stock(BAKERY, columns=COLUMNS[:20] + COLUMNS[22:23] + COLUMNS[31:]), "without coordinates"),
        (UNITS.replace("siren,", "siren,etatAdministratifUniteLegale,"), "leave it beside StockEtablissement_utf8.csv"),
        (stock(BAKERY | {"enseigne1Etablissement": "CAFÉ"}).encode("cp1252"), "not written in UTF-8"),
    ],
)
def test_files_that_are_refused(tmp_path: Path, text: str | bytes, why: str) -> None:
    """A file of the register that can't become places says what to load instead."""
    with pytest.raises(Unfit) as refused:
        read(tmp_path, text)
    assert why in refused.value.phrase.say("en")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.binary(max_size=100), st.integers(0, 400))
def test_whatever_bytes_come(tmp_path: Path, junk: bytes, at: int) -> None:
    """Junk within a stock is damaged rows, or one clear refusal."""
    path = tmp_path / "stock.csv"
    header, row = stock(BAKERY).encode().splitlines()
    path.write_bytes(header + b"\n" + row[:at] + junk + row[at:] + b"\n" + row)
    reading = Reading(path, "sirene")
    try:
        found = list(read_sirene(reading))
    except Unfit:
        return
    assert all(41 < place.lat < 52 for place in found)
