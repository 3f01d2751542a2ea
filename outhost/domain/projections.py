"""Projections: metres on the maps of French authorities, as degrees. Their datums agree with WGS 84 to within a metre or so."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Final

_SEMI_MAJOR: Final = 6_378_137.0
_FLATTENING: Final = 1 / 298.257222101
"""Of the ellipsoid GRS 80, in metres."""
_ECCENTRICITY: Final = math.sqrt(_FLATTENING * (2 - _FLATTENING))
_CLOSE: Final = 1e-11
"""Radians, less than a tenth of a millimetre."""
_MOST_STEPS: Final = 20


@dataclass(frozen=True)
class Cone:
    """A conformal conic projection with two parallels that keep their length, as IGN's note NTG 71 has it (algorithms ALG0004 and 0019)."""

    parallels: tuple[float, float]
    origin: tuple[float, float]
    false: tuple[float, float]
    """Latitudes; longitude and latitude of the origin, both in degrees; its coordinates in metres."""

    def degrees(self, x: float, y: float) -> tuple[float, float]:
        """Give the longitude and latitude of a point that is given in metres."""
        east, south = x - self.false[0], self._pole - y
        latitude = _latitude_of(-math.log(math.hypot(east, south) / self._radius) / self._exponent)
        return _to_the_centimetre(self.origin[0] + math.degrees(math.atan2(east, south) / self._exponent), math.degrees(latitude))

    @cached_property
    def _exponent(self) -> float:
        first, second = map(math.radians, self.parallels)
        widths = math.log(_normal(second) * math.cos(second) / (_normal(first) * math.cos(first)))
        return widths / (_isometric(first) - _isometric(second))

    @cached_property
    def _radius(self) -> float:
        first = math.radians(self.parallels[0])
        return _normal(first) * math.cos(first) / self._exponent * math.exp(self._exponent * _isometric(first))

    @cached_property
    def _pole(self) -> float:
        """Tell how far up the tip of the cone is."""
        return self.false[1] + self._radius * math.exp(-self._exponent * _isometric(math.radians(self.origin[1])))


@dataclass(frozen=True, slots=True)
class Cylinder:
    """A zone of UTM, by Krüger's series as Karney gives it (Transverse Mercator with an accuracy of a few nanometers, 2011)."""

    meridian: float
    false_north: float = 0.0

    def degrees(self, x: float, y: float) -> tuple[float, float]:
        """Give the longitude and latitude of a point that is given in metres."""
        xi, eta = (y - self.false_north) / _RECTIFIED, (x - 500_000.0) / _RECTIFIED
        north, east = xi, eta
        for number, beta in enumerate(_BETAS, 1):
            north -= beta * math.sin(2 * number * xi) * math.cosh(2 * number * eta)
            east -= beta * math.cos(2 * number * xi) * math.sinh(2 * number * eta)
        conformal = math.asin(max(-1.0, min(1.0, math.sin(north) / math.cosh(east))))
        longitude = math.atan2(math.sinh(east), math.cos(north))
        return _to_the_centimetre(self.meridian + math.degrees(longitude), math.degrees(_latitude_of(math.atanh(math.sin(conformal)))))


_N: Final = _FLATTENING / (2 - _FLATTENING)
_RECTIFIED: Final = 0.9996 * _SEMI_MAJOR / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_BETAS: Final = (
    _N / 2 - 2 / 3 * _N**2 + 37 / 96 * _N**3 - _N**4 / 360,
    _N**2 / 48 + _N**3 / 15 - 437 / 1440 * _N**4,
    17 / 480 * _N**3 - 37 / 840 * _N**4,
    4397 / 161280 * _N**4,
)

LAMBERT_93: Final = Cone(parallels=(44.0, 49.0), origin=(3.0, 46.5), false=(700_000.0, 6_600_000.0))

PROJECTIONS: Final[Mapping[int, Callable[[float, float], tuple[float, float]]]] = MappingProxyType({
    2154: LAMBERT_93.degrees,
    2972: Cylinder(-51.0).degrees,
    2975: Cylinder(57.0, 10_000_000.0).degrees,
    4467: Cylinder(-57.0).degrees,
    4471: Cylinder(45.0, 10_000_000.0).degrees,
    5490: Cylinder(-63.0).degrees,
})  # fmt: skip
"""By the number of EPSG: metropolitan France; Guyane, Réunion, Saint-Pierre-et-Miquelon, Mayotte, Antilles."""


def _isometric(latitude: float) -> float:
    """ALG0001."""
    sine = _ECCENTRICITY * math.sin(latitude)
    return math.log(math.tan(math.pi / 4 + latitude / 2) * ((1 - sine) / (1 + sine)) ** (_ECCENTRICITY / 2))


def _latitude_of(isometric: float) -> float:
    """ALG0002: from the isometric latitude, by getting closer."""
    latitude = 2 * math.atan(math.exp(isometric)) - math.pi / 2
    for _ in range(_MOST_STEPS):
        sine = _ECCENTRICITY * math.sin(latitude)
        closer = 2 * math.atan(((1 + sine) / (1 - sine)) ** (_ECCENTRICITY / 2) * math.exp(isometric)) - math.pi / 2
        if abs(closer - latitude) < _CLOSE:
            return closer
        latitude = closer
    return latitude


def _normal(latitude: float) -> float:
    """ALG0021: the great normal."""
    return _SEMI_MAJOR / math.sqrt(1 - (_ECCENTRICITY * math.sin(latitude)) ** 2)


def _to_the_centimetre(lon: float, lat: float) -> tuple[float, float]:
    """Give as many decimals as OpenStreetMap has: more would pretend to know what nobody measured."""
    return round(lon, 7), round(lat, 7)
