"""The gazetteer: towns of the world on the disk, for where nothing is loaded."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest

from outhost.atlas import gazetteer as gazetteers
from outhost.atlas.gazetteer import Gazetteer
from outhost.domain.tiles import Box


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder for the file."""
    return tmp_path_factory.mktemp("atlas")


@pytest.fixture
def gazetteer(folder: Path) -> Iterator[Gazetteer]:
    """Open the gazetteer; its file is made by the first who does."""
    opened = Gazetteer(folder)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("key", "name", "country"),
    [
        ("lyon", "Lyon", "FRA"),
        ("saint etienne", "Saint-Étienne", "FRA"),
        ("helsingfors", "Helsinki", "FIN"),
        ("londres", "London", "GBR"),
        ("koln", "Köln", "DEU"),
    ],
)
def test_a_town_is_found_by_any_of_its_names(gazetteer: Gazetteer, key: str, name: str, country: str) -> None:
    """People write a town as they know it."""
    town = gazetteer.cities(key)[0]
    assert (town.name, town.country) == (name, country)
    assert town.population > 100_000


def test_the_largest_of_a_name_comes_first(gazetteer: Gazetteer) -> None:
    """Paris is in France, and then in Texas."""
    towns = gazetteer.cities("paris")
    assert [town.population for town in towns] == sorted((town.population for town in towns), reverse=True)
    assert {(town.country, town.region) for town in towns} >= {("FRA", "11"), ("USA", "TX")}


@pytest.mark.parametrize("key", ["", "xyzzyqk", "' OR 1=1 --", "%", "lyo_"])
def test_what_is_no_town_is_not_found(gazetteer: Gazetteer, key: str) -> None:
    """A name is looked for as it is."""
    assert gazetteer.cities(key) == []


@pytest.mark.parametrize(
    ("lat", "lon", "country"), [(45.7, 4.9, "FRA"), (60.2, 24.9, "FIN"), (-16.9, 179.99, "FJI"), (-89, 0, ""), (0, -30, "")]
)
def test_the_nearest_town_says_which_country_it_is(gazetteer: Gazetteer, lat: float, lon: float, country: str) -> None:
    """Maps seldom write the country behind an address."""
    assert gazetteer.country_at(lat, lon) == country


@pytest.mark.parametrize(
    ("box", "country"),
    [
        pytest.param((41.2, -5.6, 51.2, 9.7), "FRA", id="France"),
        pytest.param((60.16, 24.93, 60.18, 24.96), "FIN", id="a-part-of-Helsinki"),
        pytest.param((47.4, 6.8, 49.1, 8.3), "FRA", id="Alsace"),
        pytest.param((57.8, 4.4, 71.3, 31.2), "", id="Norway-whose-middle-is-in-Sweden"),
        pytest.param((42.2, 13.3, 46.6, 19.5), "", id="Croatia-whose-middle-is-in-Bosnia"),
        pytest.param((45.9, -6.2, 46.1, -5.9), "", id="the-open-sea"),
    ],
)
def test_a_map_is_of_the_country_in_its_middle_where_that_is_clear(
    gazetteer: Gazetteer, box: tuple[float, float, float, float], country: str
) -> None:
    """A wrong country would be worse than none: its names would be looked for in another."""
    south, west, north, east = box
    assert gazetteer.country_of(Box(south=south, west=west, north=north, east=east)) == country


def test_a_state_is_known_by_name_and_code(gazetteer: Gazetteer) -> None:
    """Texas is TX."""
    assert (gazetteer.state("texas"), gazetteer.state("tx"), gazetteer.state("rhone")) == ("TX", "TX", "")


def test_names_are_offered_of_the_countries_asked_for_alone(gazetteer: Gazetteer) -> None:
    """Who looks in France for Grnoble means no Greek town."""
    french = gazetteer.names_from("gr", {"FRA"}, 3000)
    assert "grenoble" in french
    assert "greensboro" not in french
    assert len(gazetteer.names_from("gr", {"FRA"}, 5)) == 5


def test_the_file_is_made_once_and_read_after_that(gazetteer: Gazetteer, folder: Path) -> None:
    """Thirty megabytes of JSON are not read each time."""
    assert gazetteer.cities("lyon")
    before = [(path.name, path.stat().st_mtime_ns) for path in folder.iterdir()]
    other = Gazetteer(folder)
    assert other.cities("lyon") == gazetteer.cities("lyon")
    other.close()
    assert [(path.name, path.stat().st_mtime_ns) for path in folder.iterdir()] == before
    assert len(before) == 1


def test_its_file_is_small(gazetteer: Gazetteer, folder: Path) -> None:
    """It is a tenth of what an atlas of a town takes."""
    assert gazetteer.cities("lyon")
    assert sum(path.stat().st_size for path in folder.iterdir()) < 12_000_000


def test_two_who_make_it_at_once_both_have_it(tmp_path: Path) -> None:
    """The server and a command may need it in the same moment."""
    towns: list[str] = []

    def look() -> None:
        opened = Gazetteer(tmp_path / "new" / "atlas")
        towns.append(opened.cities("lyon")[0].name)
        opened.close()

    threads = [Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert towns == ["Lyon", "Lyon"]
    assert len(list((tmp_path / "new" / "atlas").iterdir())) == 1


def test_one_that_breaks_off_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk leaves no half gazetteer that would be read for ever after."""

    def break_off(_connection: sqlite3.Connection) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(gazetteers, "_fill", break_off)
    with closing(Gazetteer(tmp_path)) as opened, pytest.raises(OSError, match="space"):
        opened.cities("lyon")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_takes_no_file_is_done_without(tmp_path: Path) -> None:
    """On a disk that is full or read-only, towns are found all the same, and nothing is left there."""
    (tmp_path / "file").write_bytes(b"")
    with closing(Gazetteer(tmp_path / "file" / "atlas")) as gazetteer:
        assert gazetteer.cities("lyon")[0].country == "FRA"
        assert gazetteer.state("texas") == "TX"
