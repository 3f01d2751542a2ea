"""CSV with coordinates, read into the atlas."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outhost.atlas.reading import LeftOut, Reading
from outhost.atlas.records import read_csv
from outhost.domain.places import Place
from outhost.domain.words import Unfit
from outhost.tables.delimited import Delimited


def rows_of(file: IO[bytes]) -> Iterator[tuple[int, list[str | None]]]:
    """Read rows as the program does."""
    return Delimited(file).rows()


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    """A reading of a file that is still to be written."""
    return Reading(tmp_path / "places.csv", "mine")


def read(reading: Reading, text: str | bytes) -> list[Place]:
    """Write a file, and read it."""
    reading.path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_csv(reading, rows_of))


@pytest.mark.parametrize(
    "text",
    [
        "nom,lat,lon,adresse,cp,ville,tél.,code NAF\nCafé,45.75,4.85,12 rue Neuve,69001,Lyon,0478000001,1071C\n",
        "Nom;Latitude;Longitude;Adresse;Code postal;Ville;Tel;APE\nCafé;45,75;4,85;12 rue Neuve;69001;Lyon;0478000001;10.71C\n".encode(
            "cp1252"
        ),
        "name|y|x|addr:street|addr:housenumber|addr:postcode|ville|tel|naf\nCafé|45.75|4.85|rue Neuve|12|69001|Lyon|0478000001|10.71C\n",
        'name,geo_point_2d,address,postcode,city,phone,naf\nCafé,"45.75, 4.85",12 rue Neuve,69001,Lyon,0478000001,1071C\n',
        "name,geom,address,postcode,city,phone,naf\nCafé,POINT (4.85 45.75),12 rue Neuve,69001,Lyon,0478000001,1071C\n",
        'name;coordinates;address;zip;town;phone;naf\nCafé;{"coordinates":[4.85,45.75]};12 rue Neuve;69001;Lyon;0478000001;1071C\n',
    ],
)
def test_however_columns_are_called(reading: Reading, text: str | bytes) -> None:
    """Whatever my table calls its columns, separates them by, and is encoded in, the shop is where it is."""
    (place,) = read(reading, text)
    assert (place.name, place.lat, place.lon) == ("Café", 45.75, 4.85)
    assert (place.street, place.postcode, place.city, place.telephone) == ("12 rue Neuve", "69001", "Lyon", "0478000001")
    assert place.labels == ("naf=10.71C",)


def test_metres_of_lambert_become_degrees(reading: Reading) -> None:
    """Columns x and y of a French authority are metres; the shop is in Paris all the same."""
    (place,) = read(reading, "nom,x,y\nCafé,652469.02,6862035.26\n")
    assert (round(place.lon, 4), round(place.lat, 4)) == (2.3522, 48.8566)


def test_a_siret_names_a_place_for_good(reading: Reading) -> None:
    """Establishments by their SIRET are the ones that SIRENE has."""
    (place,) = read(reading, "siret,nom,lat,lon,insee,pays\n123 456 789 00012,Café,45.75,4.85,69381,France\n")
    assert (place.place_id, place.insee, place.country) == ("siret:12345678900012", "69381", "FRA")


def test_stars_of_a_hotel_are_no_rating(reading: Reading) -> None:
    """What an authority gave a hotel is not what its guests think."""
    starred, rated = read(reading, 'nom,lat,lon,stars,rating,nb_avis\nHotel,45.75,4.85,4,,\nHotel,45.75,4.86,4,"4,6",120\n')
    assert (starred.rating, starred.tags["stars"]) == (None, "4")
    assert (rated.rating, rated.reviews_count) == (4.6, 120)


def test_a_category_is_what_people_call_it(reading: Reading) -> None:
    """Who looks for bakeries finds what my table calls `Boulangerie`, and what it calls something else by its own words."""
    bakery, other = read(reading, "nom,lat,lon,catégorie\nPaul,45.75,4.85,Boulangerie\nGnome,45.75,4.86,Nains de jardin\n")
    assert bakery.labels == ("category=boulangerie", "shop=bakery")
    assert other.labels == ("category=nains de jardin",)


@pytest.mark.parametrize("column", ["Activité", "Secteur d’activité", "Métier", "Rubrique"])
def test_a_trade_is_a_category_whatever_its_column_is_called(reading: Reading, column: str) -> None:
    """My list of customers says what each of them does; whoever looks for florists finds mine."""
    (place,) = read(reading, f"nom;{column};lat;lon\nÉloïse;Fleuriste;45,7;4,8\n")
    assert "shop=florist" in place.labels


def test_an_address_that_is_whole_stays_whole(reading: Reading) -> None:
    """A table with the whole address, and with its parts, does not get the number twice."""
    header = "nom,lat,lon,numero,voie,adresse"
    whole, parts = read(reading, f"{header}\nA,45,4,12,Rue Neuve,12 rue Neuve (cour)\nB,45,4,12,Rue Neuve,\n")
    assert (whole.street, parts.street) == ("12 rue Neuve (cour)", "12 Rue Neuve")


def test_a_bar_can_show_how_far_a_load_is(tmp_path: Path) -> None:
    """While a large table is read I am told how much of the file is done, never more than there is."""
    path, told = tmp_path / "places.csv", list[int]()
    path.write_text("nom,lat,lon\n" + "Café,45.75,4.85\n" * 20_000)
    assert sum(1 for _ in read_csv(Reading(path, "mine", told.append), rows_of)) == 20_000
    assert len(told) > 5
    assert told == sorted(told)
    assert 0 < told[0] < told[-1] <= path.stat().st_size


def test_rows_that_cannot_be_placed_are_counted(reading: Reading) -> None:
    """I am told of swapped and missing coordinates, in numbers."""
    rows = [
        "Café,45.75,4.85",
        "Swapped,104.85,45.75",
        "Nowhere,,",
        "NaN,NaN,4",
        "Null,0,0",
        "Text,here,there",
        ",45.75,4.85",
        "Short,45.75",
    ]
    assert len(read(reading, "\n".join(["name,lat,lon", *rows]))) == 1
    assert reading.left_out == {LeftOut.OUTSIDE: 1, LeftOut.NO_COORDINATES: 5, LeftOut.NOTHING_SAID: 1}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("nom,ville\nCafé,Lyon\n", "no columns for latitude and longitude; call them `lat` and `lon`. It has: nom, ville"),
        ("", "no columns for latitude"),
        ("name,lat,lon\nCafé,45.75," + "9" * (10 << 20), "damaged near row 2"),
    ],
)
def test_tables_that_are_refused(reading: Reading, text: str, why: str) -> None:
    """A table without coordinates says which columns it lacks."""
    with pytest.raises(Unfit) as refused:
        read(reading, text)
    assert why in refused.value.phrase.say("en")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.lists(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=8), min_size=3, max_size=6), max_size=5))
def test_whatever_cells_hold(reading: Reading, rows: list[list[str]]) -> None:
    """Strange cells are places or are counted, or the table is refused in a line."""
    reading.left_out.clear()
    lines = ["name,lat,lon,id,phone", *(",".join(f'"{cell.replace(chr(34), "")}"' for cell in row) for row in rows)]
    try:
        found = read(reading, "\n".join(lines))
    except Unfit:  # a byte of 0 is no text
        return
    assert all(-90 <= place.lat <= 90 and -180 <= place.lon <= 180 for place in found)
