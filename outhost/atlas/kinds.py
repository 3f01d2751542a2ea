"""Kinds of files that can become a part of the atlas, known by what is in them, and the licences that they come under."""

import bz2
import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Final

from outhost.atlas.features import Features
from outhost.atlas.geojson import properties_of
from outhost.atlas.overture import is_overture
from outhost.atlas.reading import Reading
from outhost.atlas.sirene import is_sirene
from outhost.domain.words import Phrase, Text, Unfit


class MapKind(StrEnum):
    """What a file is."""

    OPENSTREETMAP = "openstreetmap"
    OVERTURE = "overture"
    SIRENE = "sirene"
    GEOJSON = "geojson"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which licence a kind of data is published, and whom to name; both are empty where only the owner of the file knows."""

    licence: str
    attribution: str


TERMS: Final[Mapping[MapKind, Terms]] = MappingProxyType({
    MapKind.OPENSTREETMAP: Terms("ODbL-1.0", "© OpenStreetMap contributors"),
    MapKind.OVERTURE: Terms("CDLA-Permissive-2.0", "Overture Maps Foundation, overturemaps.org"),
    MapKind.SIRENE: Terms("etalab-2.0", "INSEE, base Sirene des entreprises et de leurs établissements"),
    MapKind.GEOJSON: Terms("", ""),
    MapKind.CSV: Terms("", ""),
})  # fmt: skip
"""Licences by their SPDX names. Overture's places: each also names its datasets and their licences, which are among its tags."""

_SAMPLE_BYTES: Final = 1 << 16
_LOOKED_AT: Final = 20
"""Features; the first may be an odd one."""
_EMPTY: Final = Text(en="is empty", fr="est vide").filled()
_ARCHIVE: Final = Text(en="is an archive; unpack it first", fr="est une archive ; décompressez-la d’abord").filled()
_WORKBOOK: Final = Text(en="is a workbook; save it as CSV", fr="est un classeur ; enregistrez-le en CSV").filled()
_PARQUET: Final = Text(
    en="is Parquet; export it as GeoJSON (`overturemaps download -f geojson`, or `ogr2ogr -f GeoJSON`) or as CSV",
    fr="est du Parquet ; exportez-le en GeoJSON (`overturemaps download -f geojson` ou `ogr2ogr -f GeoJSON`) ou en CSV",
).filled()
_OTHER_MAP: Final = Text(
    en="is a map of another format ({name}); export it as GeoJSON (`ogr2ogr -f GeoJSON places.geojson FILE`)",
    fr="est une carte d’un autre format ({name}) ; exportez-la en GeoJSON (`ogr2ogr -f GeoJSON lieux.geojson FICHIER`)",
)
_WEB_PAGE: Final = Text(
    en="is a web page, not what was to be fetched: the download failed",
    fr="est une page web, et non le fichier voulu : le téléchargement a échoué",
).filled()
_UNKNOWN: Final = Text(
    en="is none of what is known: an extract of OpenStreetMap (.osm.pbf, .osm), GeoJSON, places of Overture, SIRENE, CSV with coordinates",
    fr="n’est rien de connu : extrait d’OpenStreetMap (.osm.pbf, .osm), GeoJSON, lieux d’Overture, SIRENE, CSV avec coordonnées",
).filled()

_FOREIGN: Final[tuple[tuple[bytes, Phrase], ...]] = (
    (b"\xd0\xcf\x11\xe0", _WORKBOOK),
    (b"PAR1", _PARQUET),
    (b"Obj\x01", _OTHER_MAP.filled(name="Avro")),
    (b"SQLite format 3", _OTHER_MAP.filled(name="GeoPackage")),
    (b"\x00\x00\x27\x0a", _OTHER_MAP.filled(name="Shapefile")),
    (b"fgb\x03", _OTHER_MAP.filled(name="FlatGeobuf")),
    (b"7z\xbc\xaf", _ARCHIVE),
    (b"Rar!", _ARCHIVE),
    (b"\xfd7zXZ", _ARCHIVE),
    (b"\x28\xb5\x2f\xfd", _ARCHIVE),
)
_BINARY: Final = (b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\x7fELF")
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_XML: Final = re.compile(rb"\s*<(\?xml|[a-zA-Z!])")
_OSM: Final = re.compile(rb"<osm(Change)?[\s>]")
_PAGE: Final = re.compile(rb"<(!doctype\s+html|html)[\s>]", re.IGNORECASE)
_JSON: Final = re.compile(rb"(?:\xef\xbb\xbf)?[\s\x1e]*(?:\{\s*[\"}]|\[\s*[{\]])")


def recognise(path: Path) -> MapKind:
    """Find out what a file is by what is in it, whatever it is called; it may be packed with gzip.

    Raises:
        Unfit: it is nothing that can be read, for a reason that says what to do.
    """
    reading = Reading(path, path.name)
    with reading.opened() as file:
        start = file.read(_SAMPLE_BYTES)
        _refuse_foreign(start)
        if _is_openstreetmap(start):
            return MapKind.OPENSTREETMAP
        if _XML.match(start):
            raise Unfit(_WEB_PAGE if _PAGE.search(start) else _OTHER_MAP.filled(name="XML"))
        if _JSON.match(start.replace(b"\0", b"") if start.startswith(_UTF_16) else start):
            features = islice(Features(file), _LOOKED_AT)
            return MapKind.OVERTURE if any(is_overture(properties_of(feature)) for feature in features) else MapKind.GEOJSON
    return _kind_of_table(start)


def _refuse_foreign(start: bytes) -> None:
    if not start.strip():
        raise Unfit(_EMPTY)
    if start.startswith(b"PK"):
        raise Unfit(_WORKBOOK if b"[Content_Types].xml" in start or b"xl/" in start else _ARCHIVE)
    if start.startswith(_BINARY):
        raise Unfit(_UNKNOWN)
    for mark, why in _FOREIGN:
        if start.startswith(mark):
            raise Unfit(why)


def _is_openstreetmap(start: bytes) -> bool:
    """Tell whether a file begins as PBF, o5m or the XML of OpenStreetMap does, the latter packed with bzip2 too."""
    if start[4:15] == b"\x0a\x09OSMHeader" or start.startswith(b"\xff\xe0\x04o5"):
        return True
    if start.startswith(b"BZh"):
        try:
            start = bz2.BZ2Decompressor().decompress(start, _SAMPLE_BYTES)
        except (OSError, EOFError):
            return False
    return _OSM.search(start) is not None and _XML.match(start.removeprefix(b"\xef\xbb\xbf")) is not None


def _kind_of_table(start: bytes) -> MapKind:
    if b"\0" in start and not start.startswith(_UTF_16):
        raise Unfit(_UNKNOWN)
    first = next(iter(start.decode("utf-8-sig", "replace").splitlines()), "")
    delimiter = max(",;\t|", key=first.count)
    if delimiter not in first:
        raise Unfit(_UNKNOWN)
    return MapKind.SIRENE if is_sirene(next(csv.reader([first], delimiter=delimiter), [])) else MapKind.CSV
