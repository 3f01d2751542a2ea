"""Tiles: the one grid that everything is looked for in."""

from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.tiles import Box, Tile, columns_in, tile_of, tiles_between

LATS = st.floats(-90, 90) | st.sampled_from([-90.0, 0.0, 90.0])
LONS = st.floats(-180, 180) | st.sampled_from([-180.0, 0.0, 180.0])
ROUNDING = 1e-9


def wider(box: Box) -> Box:
    """Give a rectangle that is larger by what a rounding may be."""
    return Box(south=box.south - ROUNDING, west=box.west - ROUNDING, north=box.north + ROUNDING, east=box.east + ROUNDING)


@given(LATS, LONS)
def test_a_point_lies_in_its_tile(lat: float, lon: float) -> None:
    """Wherever on earth a shop stands, poles and 180° included, its tile has edges around it."""
    tile = tile_of(lat, lon)
    box = wider(tile.box)
    assert 0 <= tile.column < columns_in(tile.row)
    assert box.south <= lat <= box.north
    assert box.west <= lon <= box.east


@given(LATS, LONS)
def test_a_number_is_a_tile_and_numbers_are_in_the_order_of_tiles(lat: float, lon: float) -> None:
    """Places are numbered by tile, so that those of a tile lie side by side in the atlas."""
    tile = tile_of(lat, lon)
    assert Tile.of_number(tile.number) == tile
    assert Tile(tile.row, tile.column + 1).number > tile.number
    assert Tile(tile.row + 1, 0).number > tile.number


@given(LATS, LONS, st.floats(0, 0.4), st.floats(0, 0.4), st.floats(0, 1), st.floats(0, 1))
def test_tiles_between_edges_have_all_that_lies_between_them(
    lat: float, lon: float, high: float, wide: float, up: float, across: float
) -> None:
    """A rectangle is searched in all tiles that have a part of it, and in none twice."""
    box = Box(south=lat, west=lon, north=min(lat + high, 90.0), east=min(lon + wide, 180.0))
    tiles = tiles_between(box)
    inside = tile_of(box.south + (box.north - box.south) * up, box.west + (box.east - box.west) * across)
    assert inside in tiles
    assert tiles == sorted(set(tiles))


@given(LATS, LONS)
def test_neighbours_share_no_point(lat: float, lon: float) -> None:
    """A tile has its southern and its western edge, so that a shop on an edge is found once."""
    tile = tile_of(lat, lon)
    edge = tile.box
    middle = ((edge.south + edge.north) / 2, (edge.west + edge.east) / 2)
    assert edge.holds(_At(*middle))
    assert not edge.holds(_At(middle[0], edge.east)) or edge.east == 180.0
    assert not edge.holds(_At(edge.north, middle[1])) or edge.north >= 90.0


class _At:
    def __init__(self, lat: float, lon: float) -> None:
        self.lat, self.lon = lat, lon
