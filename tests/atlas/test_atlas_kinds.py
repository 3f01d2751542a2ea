"""What a file is, by what is in it."""

import bz2
import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from outhost.atlas.kinds import MapKind, recognise
from outhost.domain.words import Unfit

FEATURE = {"type": "Feature", "properties": {"name": "Café"}, "geometry": {"type": "Point", "coordinates": [4.85, 45.75]}}
PLACE = FEATURE | {"properties": {"names": {"primary": "Café"}, "categories": {"primary": "cafe"}, "confidence": 0.9}}
OSM = b'<?xml version="1.0"?>\n<osm version="0.6">\n</osm>\n'
PBF = b"\0\0\0\x0e\x0a\x09OSMHeader\x18\x88\x01" + bytes(100)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PBF, MapKind.OPENSTREETMAP),
        (OSM, MapKind.OPENSTREETMAP),
        (gzip.compress(OSM, mtime=0), MapKind.OPENSTREETMAP),
        (bz2.compress(OSM), MapKind.OPENSTREETMAP),
        (json.dumps({"type": "FeatureCollection", "features": [FEATURE]}).encode(), MapKind.GEOJSON),
        (json.dumps(FEATURE).encode("utf-8-sig"), MapKind.GEOJSON),
        (b"\x1e" + json.dumps(FEATURE).encode(), MapKind.GEOJSON),
        (json.dumps({"type": "FeatureCollection", "features": [FEATURE, PLACE]}).encode(), MapKind.OVERTURE),
        (gzip.compress(json.dumps(PLACE).encode(), mtime=0), MapKind.OVERTURE),
        (b"siret,etatAdministratifEtablissement\n", MapKind.SIRENE),
        (b"nom;lat;lon\n", MapKind.CSV),
        ("nom\tlat\tlon\nCafé\t1\t2\n".encode("utf-16"), MapKind.CSV),
    ],
)
def test_a_file_is_what_is_in_it(tmp_path: Path, data: bytes, kind: MapKind) -> None:
    """However a file is called, packed or encoded, outhost knows what it is."""
    path = tmp_path / "download"
    path.write_bytes(data)
    assert recognise(path) is kind


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("StockEtablissement_utf8.csv", "siret\n")
    return file.getvalue()


def _workbook() -> bytes:
    file = io.BytesIO()
    Workbook().save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (_zip(), "unpack it first"),
        (_workbook(), "save it as CSV"),
        (b"PAR1" + bytes(50), "overturemaps download -f geojson"),
        (b"SQLite format 3\0" + bytes(50), "GeoPackage"),
        (b"\0\0\x27\x0a" + bytes(96), "Shapefile"),
        (b"<?xml version='1.0'?><kml></kml>", "another format (XML)"),
        (b"<!DOCTYPE html>\n<html><title>404</title>", "the download failed"),
        (b"%PDF-1.7", "none of what is known"),
        (b"Dear Sir or Madam\n", "none of what is known"),
        (bytes(range(256)), "none of what is known"),
        (gzip.compress(OSM, mtime=0)[:30], "damaged or cut off"),
    ],
)
def test_what_is_none_is_refused_in_a_line(tmp_path: Path, data: bytes, why: str) -> None:
    """A file that can't be loaded says what it is, and what to do."""
    path = tmp_path / "places.geojson"
    path.write_bytes(data)
    with pytest.raises(Unfit) as refused:
        recognise(path)
    assert why in refused.value.phrase.say("en")
    assert "\n" not in refused.value.phrase.say("fr")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.binary(max_size=100))
def test_any_bytes_are_something_or_refused(tmp_path: Path, data: bytes) -> None:
    """No file breaks the look at it."""
    path = tmp_path / "file"
    path.write_bytes(data)
    try:
        kind = recognise(path)
    except Unfit:
        return
    assert kind in MapKind
