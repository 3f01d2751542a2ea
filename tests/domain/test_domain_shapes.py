"""Shapes: what lies in a zone, and which tiles have a part of it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from outhost.domain.outlines import outline_of, packed, unpacked
from outhost.domain.places import Place
from outhost.domain.shapes import Boundary, Circle, Localities, distance_km, tiles_over
from outhost.domain.tiles import Box, Tile, tile_of

SQUARE = ((4.0, 45.0), (5.0, 45.0), (5.0, 46.0), (4.0, 46.0), (4.0, 45.0))
HOLE = ((4.4, 45.4), (4.6, 45.4), (4.6, 45.6), (4.4, 45.6), (4.4, 45.4))
LATS = st.floats(-90, 90) | st.sampled_from([-90.0, -89.99, 0.0, 89.99, 90.0])
LONS = st.floats(-180, 180) | st.sampled_from([-180.0, 0.0, 179.999, 180.0])
CIRCLES = st.builds(Circle, LATS, LONS, st.floats(0.1, 60))


@dataclass(frozen=True)
class At:
    """A point that something stands at."""

    lat: float
    lon: float


def moved(start: Circle, bearing: float, km: float) -> At:
    """Go from the middle of a circle in a direction, along a great circle: an independent formula."""
    angle, lat, lon = km / 6371.0088, math.radians(start.lat), math.radians(start.lon)
    end = math.asin(min(1.0, max(-1.0, math.sin(lat) * math.cos(angle) + math.cos(lat) * math.sin(angle) * math.cos(bearing))))
    turn = math.atan2(math.sin(bearing) * math.sin(angle) * math.cos(lat), math.cos(angle) - math.sin(lat) * math.sin(end))
    return At(math.degrees(end), (math.degrees(lon + turn) + 180) % 360 - 180)


def are_orderly(tiles: Sequence[Tile]) -> bool:
    """Tell whether tiles come from south to north and west to east, each once."""
    return list(tiles) == sorted(set(tiles))


@st.composite
def stars(draw: st.DrawFn, middle: tuple[float, float] = (45.0, 4.0)) -> list[tuple[tuple[float, float], ...]]:
    """Draw an area: a ring of points around a middle, and perhaps a hole in it."""
    count = draw(st.integers(3, 120))
    reach = [draw(st.floats(0.05, 0.5)) for _ in range(count)]
    angles = [math.tau * index / count for index in range(count)]
    ring = [(middle[1] + far * math.cos(angle), middle[0] + far * math.sin(angle)) for far, angle in zip(reach, angles, strict=True)]
    hole = [(middle[1] + 0.03 * math.cos(angle), middle[0] + 0.03 * math.sin(angle)) for angle in angles]
    rings = [(*ring, ring[0])]
    return [*rings, (*hole, hole[0])] if draw(st.booleans()) else rings


def winds_around(rings: Sequence[Sequence[tuple[float, float]]], at: At) -> bool:
    """Tell whether a point is inside by the plainest reading of the rule."""
    inside = False
    for ring in rings:
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > at.lat) != (y2 > at.lat) and at.lon < (x2 - x1) * (at.lat - y1) / (y2 - y1) + x1:
                inside = not inside
    return inside


@given(CIRCLES, st.floats(0, math.tau), st.floats(0, 1.2))
def test_a_circle_holds_what_is_near_enough(circle: Circle, bearing: float, share: float) -> None:
    """All of "Lyon 30km" is within thirty kilometres, also over 180° and over the poles, and its tiles have all of it."""
    assume(abs(share - 1) > 1e-6)
    at = moved(circle, bearing, circle.km * share)
    assert circle.holds(at) == (share < 1)
    if share < 1:
        assert tile_of(at.lat, at.lon) in tiles_over(circle)
    else:
        assert not circle.covers(tile_of(at.lat, at.lon))


@given(CIRCLES)
def test_tiles_of_a_circle_are_orderly_and_each_has_a_part_of_it(circle: Circle) -> None:
    """A tile of a zone costs a search: there is none too many."""
    tiles = tiles_over(circle)
    assert are_orderly(tiles)
    for tile in tiles:
        box = tile.box
        nearest = At(min(max(circle.lat, box.south), box.north), min(max(circle.lon, box.west), box.east))
        assume(abs(circle.lat) < 80 and abs(circle.lon) < 175)  # where the nearest point of a tile is easily told
        assert distance_km(circle, nearest) <= circle.km * 1.001 + 0.001


def test_a_circle_over_180_degrees_has_tiles_on_both_sides() -> None:
    """Fiji lies on both sides of the line where days begin."""
    longitudes = {tile.box.west > 0 for tile in tiles_over(Circle(-16.8, 179.99, 20))}
    assert longitudes == {True, False}
    assert Circle(-16.8, 179.99, 20).holds(At(-16.8, -179.95))


def test_a_circle_around_a_pole_goes_all_around() -> None:
    """At the pole all directions are south."""
    circle = Circle(89.99, 10, 5)
    assert circle.holds(At(89.98, -170))
    assert tile_of(89.98, -170) in tiles_over(circle)


@given(st.floats(89.8, 90), LONS, st.floats(1, 40), st.floats(0, 1), st.floats(0, 1))
@example(89.97, 180.0, 10.2, 0.0, 0.5)
def test_whole_tiles_at_a_pole_have_nothing_outside(lat: float, lon: float, km: float, up: float, across: float) -> None:
    """Tiles there reach a third around the earth, and are farthest in their middle rather than at their corners."""
    circle = Circle(lat, lon, km)
    for box in (tile.box for tile in tiles_over(circle) if circle.covers(tile)):
        assert circle.holds(At(min(box.south + (box.north - box.south) * up, 90.0), box.west + (box.east - box.west) * across))
        opposite = circle.lon % 360.0 - 180.0
        assert not box.west <= opposite <= box.east or circle.holds(At(box.south, opposite))


@pytest.mark.parametrize(
    ("lat", "lon", "km"), [(91, 0, 1), (0, 181, 1), (0, 0, 0), (0, 0, -5), (0, 0, 99_999), (math.nan, 0, 1), (0, 0, math.nan)]
)
def test_what_is_no_circle_on_earth_is_refused(lat: float, lon: float, km: float) -> None:
    """A distance that goes around the world finds nothing that was meant."""
    with pytest.raises(ValueError, match="circle"):
        Circle(lat, lon, km)


def test_a_boundary_holds_what_is_inside_and_not_what_is_in_a_hole() -> None:
    """An enclave belongs to another town."""
    boundary = Boundary([SQUARE, HOLE])
    assert boundary.holds(At(45.2, 4.2))
    assert not boundary.holds(At(45.5, 4.5))
    assert not boundary.holds(At(47, 4.5))


@given(st.floats(44.9, 46.1), st.sampled_from([4.0, 4.5, 5.0, 5.5, 6.0]) | st.floats(3.9, 6.1))
def test_a_shop_on_a_common_border_is_in_one_of_two_areas(lat: float, lon: float) -> None:
    """Two neighbouring towns share a border and no shop."""
    bend = (5.0, 45.37)
    west = Boundary([((4.0, 45.0), (5.0, 45.0), bend, (5.0, 46.0), (4.0, 46.0), (4.0, 45.0))])
    east = Boundary([((6.0, 46.0), (5.0, 46.0), bend, (5.0, 45.0), (6.0, 45.0), (6.0, 46.0))])
    both = Boundary([((4.0, 45.0), (6.0, 45.0), (6.0, 46.0), (4.0, 46.0), (4.0, 45.0))])
    assert west.holds(At(lat, lon)) + east.holds(At(lat, lon)) == both.holds(At(lat, lon))


@given(stars(), st.floats(44.4, 45.6), st.floats(3.4, 4.6))
def test_a_boundary_says_what_the_plainest_reading_says(rings: list[tuple[tuple[float, float], ...]], lat: float, lon: float) -> None:
    """Bands and links make it quick, and change nothing."""
    at = At(round(lat, 5) + 3e-6, round(lon, 5) + 3e-6)
    on_the_grid = [[(round(x, 7), round(y, 7)) for x, y in ring] for ring in rings]
    assert Boundary(rings).holds(at) == winds_around(on_the_grid, at)


@given(stars(), st.floats(-0.6, 0.6), st.floats(-0.6, 0.6))
def test_tiles_of_a_boundary_have_all_of_it_and_whole_ones_nothing_else(
    rings: list[tuple[tuple[float, float], ...]], up: float, across: float
) -> None:
    """What is inside is searched; in a tile that is inside whole, nobody needs to look at each place."""
    boundary, at = Boundary(rings), At(45.0 + up, 4.0 + across)
    tiles = tiles_over(boundary)
    assert are_orderly(tiles)
    if boundary.holds(at):
        assert tile_of(at.lat, at.lon) in tiles
    else:
        assert not boundary.covers(tile_of(at.lat, at.lon))


@given(stars())
def test_no_corner_of_a_whole_tile_is_outside(rings: list[tuple[tuple[float, float], ...]]) -> None:
    """A tile counts as whole when no border goes through it."""
    boundary = Boundary(rings)
    for box in (tile.box for tile in tiles_over(boundary) if boundary.covers(tile)):
        corners = [(lat, lon) for lat in (box.south, box.north) for lon in (box.west, box.east)]
        assert all(boundary.holds(At(lat, lon)) for lat, lon in corners)


def test_a_large_area_is_mostly_whole_tiles() -> None:
    """A country is searched tile by tile, and looked at place by place along its border alone."""
    boundary = Boundary([((-4.0, 43.0), (8.0, 43.0), (8.0, 51.0), (-4.0, 51.0), (-4.0, 43.0))])
    tiles = tiles_over(boundary)
    assert sum(map(boundary.covers, tiles)) > 0.95 * len(tiles) > 10_000


@pytest.mark.parametrize("ring", [SQUARE[:-1], ((0.0, 0.0), (1.0, 1.0), (0.0, 0.0)), ((4.0, 45.0), (4.0, 95.0), (5.0, 45.0), (4.0, 45.0))])
def test_a_ring_that_is_cut_is_never_taken_as_whole(ring: tuple[tuple[float, float], ...]) -> None:
    """At the edge of an extract boundaries are cut: half a town would be missing, and nobody told."""
    with pytest.raises(ValueError, match="ring"):
        Boundary([ring])


def test_a_ring_over_180_degrees_is_refused() -> None:
    """Maps cut areas in two there; one that is not cut would be read as all the rest of the world."""
    with pytest.raises(ValueError, match="180"):
        Boundary([((179.0, -17.0), (-179.0, -17.0), (-179.0, -16.0), (179.0, -16.0), (179.0, -17.0))])


@given(stars())
def test_rings_are_kept_as_they_are(rings: list[tuple[tuple[float, float], ...]]) -> None:
    """What the atlas keeps of a boundary is the boundary, to the centimetre."""
    outline = outline_of(rings)
    again = unpacked(packed(outline))
    assert (list(again.lengths), again.lons, again.lats) == (list(outline.lengths), outline.lons, outline.lats)


@pytest.mark.parametrize("data", [b"", b"nothing", packed(outline_of([SQUARE]))[:-6]])
def test_damaged_rings_are_told(data: bytes) -> None:
    """A file that is damaged says so, and finds no shops at random."""
    with pytest.raises(ValueError, match="outline"):
        unpacked(data)


def place(**values: str) -> Place:
    """Make a place somewhere in Lyon."""
    return Place(place_id="osm:node/1", lat=45.75, lon=4.85, **values)  # type: ignore[arg-type]  # the texts of a place alone


@pytest.mark.parametrize(
    ("zone", "shop", "held"),
    [
        (Localities(postcodes=frozenset({"69003"})), place(postcode="69003"), True),
        (Localities(postcodes=frozenset({"69003"})), place(postcode="69004"), False),
        (Localities(postcodes=frozenset({"69003"})), place(), False),
        (Localities(postcode_prefixes=("69",), insee_prefixes=("69",)), place(postcode="69003"), True),
        (Localities(postcode_prefixes=("69",), insee_prefixes=("69",)), place(postcode="69003", insee="38001"), False),
        (Localities(postcode_prefixes=("69",), insee_prefixes=("69",)), place(postcode="38670", insee="69123"), True),
        (Localities(cities=frozenset({"saint etienne"})), place(city="SAINT-ÉTIENNE"), True),
        (Localities(cities=frozenset({"saint etienne"})), place(), False),
        (Localities(cities=frozenset({"lyon"}), countries=frozenset({"FRA"})), place(city="Lyon", country="USA"), False),
        (Localities(cities=frozenset({"lyon"}), countries=frozenset({"FRA"})), place(city="Lyon"), True),
        (Localities(cities=frozenset({"lyon"}), tiles=frozenset({tile_of(45.75, 4.85)})), place(city="Lyon"), True),
        (Localities(cities=frozenset({"lyon"}), tiles=frozenset({tile_of(1, 1)})), place(city="Lyon"), False),
        (Localities(), place(postcode="69003", city="Lyon"), False),
    ],
)
def test_a_place_lies_where_its_address_says(zone: Localities, shop: Place, *, held: bool) -> None:
    """Where a map has no borders, addresses tell what belongs to a town."""
    assert zone.holds(shop) == held


def test_a_rectangle_is_laid_with_tiles() -> None:
    """The smallest shape of all."""
    box = Box(south=45.0, west=4.0, north=45.3, east=4.4)
    whole = [tile for tile in tiles_over(box) if box.covers(tile)]
    assert are_orderly(tiles_over(box))
    assert len(whole) > 4
    assert all(box.holds(At(tile.box.south, tile.box.west)) for tile in whole)
