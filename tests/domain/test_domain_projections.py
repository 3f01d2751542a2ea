"""Metres on French maps, as degrees."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.projections import LAMBERT_93, PROJECTIONS

POINTS = [
    (2154, 3.0, 46.5, 700000.0, 6600000.0),
    (2154, 2.3522, 48.8566, 652469.023, 6862035.259),
    (2154, 7.7521, 48.5734, 1050362.695, 6840899.647),
    (2154, -4.4861, 48.3904, 146632.979, 6836262.327),
    (2154, 8.7386, 41.9192, 1176667.561, 6108273.283),
    (2154, 5.3698, 43.2965, 892390.222, 6247035.257),
    (5490, -61.7292, 15.9958, 635977.249, 1768886.389),
    (5490, -61.0676, 14.6037, 708159.785, 1615379.507),
    (2972, -52.3261, 4.9224, 352965.860, 544232.544),
    (2975, 55.4481, -20.8823, 338571.950, 7690099.051),
    (4471, 45.2279, -12.7806, 524735.375, 8587115.812),
    (4467, -56.1773, 46.7811, 562801.102, 5181167.597),
]
"""Number, longitude, latitude, x, y: the origin by its definition, town halls as PROJ 9 projects them."""


@pytest.mark.parametrize(("number", "lon", "lat", "x", "y"), POINTS)
def test_points_that_others_project_alike(number: int, lon: float, lat: float, x: float, y: float) -> None:
    """A shop lies on my map where it lies on the authority's, to the centimetre."""
    found = PROJECTIONS[number](x, y)
    assert found == pytest.approx((lon, lat), abs=1e-7)


@pytest.mark.parametrize("number", sorted(PROJECTIONS))
def test_degrees_have_no_more_decimals_than_anybody_measured(number: int) -> None:
    """Seven, as on a map: fifteen would stand in every row that I hand on."""
    assert all(str(value) == str(round(value, 7)) for value in PROJECTIONS[number](512_345.67, 6_543_210.98))


@given(st.floats(-1e7, 1e7), st.floats(-1e7, 1e7), st.sampled_from(sorted(PROJECTIONS)))
def test_whatever_stands_in_a_file_has_some_answer(x: float, y: float, number: int) -> None:
    """Coordinates that are nonsense stop no load: a number comes of them, or an arithmetic fault that the reader counts."""
    try:
        lon, lat = PROJECTIONS[number](x, y)
    except (ValueError, OverflowError, ZeroDivisionError):
        return
    assert not math.isnan(lon + lat)


def test_a_kilometre_on_the_map_is_one_on_the_ground() -> None:
    """Near a parallel that keeps its length, a thousand metres to the north are a thousand metres of latitude."""
    south, north = LAMBERT_93.degrees(700_000.0, 6_320_000.0), LAMBERT_93.degrees(700_000.0, 6_321_000.0)
    assert (north[1] - south[1]) * 111_117 == pytest.approx(1000, rel=2e-3)
