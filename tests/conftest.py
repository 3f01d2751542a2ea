"""Which tests run here: those whose programs this machine has. The others are named, and with CI=true refused."""

import os
import shutil
import sysconfig
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest
from corpora import map_archive, real_wheel
from houses import House, OpenHouse, Tenant, open_house_at
from hypothesis import settings

IS_CI = os.environ.get("CI", "").lower() in {"1", "true"}

NEEDED_BY_KIND = {"browser": ("chromium",), "frozen": ("objdump", "strip", "libpython")}
ALSO_CALLED = {"chromium": ("chromium-browser", "google-chrome", "google-chrome-stable")}

CORPORA = "corpora"
"""Not a program but what `make corpora` fetches: real web pages, and a real map."""

LONG_ONES = ("frozen", "chaos", "browser")
"""Kinds whose tests take long each. They begin, so that in the end no file of them keeps one of two processes waiting for the other."""

LACKING = pytest.StashKey[dict[str, int]]()

settings.register_profile("daily", deadline=None, print_blob=True)
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if IS_CI else "daily")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer --long."""
    parser.addoption(
        "--long",
        action="store_true",
        help="let the chaos tests run for as long as it takes to trust the server, and run those marked `long` too",
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what can't run here, and what is for --long alone, and begin with what takes long.

    Comes last, so that a program nobody asked for is not missed.

    Raises:
        pytest.UsageError: with CI=true, where a test left out is a test nobody ran.
    """
    lacking: dict[str, int] = defaultdict(int)
    kept, left_out = [], []
    for item in items:
        if item.get_closest_marker("long") and not config.getoption("--long"):
            left_out.append(item)
            continue
        missing = [program for program in _programs_of(item) if not _find(program)]
        for program in missing:
            lacking[program] += 1
        (left_out if missing else kept).append(item)
    if lacking and IS_CI:
        reason = f"This machine lacks {', '.join(sorted(lacking))}, and {len(left_out)} tests need it."
        raise pytest.UsageError(reason)
    items[:] = sorted(kept, key=lambda item: not any(item.get_closest_marker(kind) for kind in LONG_ONES))
    config.stash[LACKING] = lacking
    if left_out:
        config.hook.pytest_deselected(items=left_out)


def pytest_report_collectionfinish(config: pytest.Config) -> list[str]:
    """Name each program whose lack left tests out."""
    lacking = config.stash.get(LACKING, {})
    return [f"left out: {count} tests that need {program}, which this machine lacks" for program, count in sorted(lacking.items())]


@pytest.fixture(scope="session")
def is_long(request: pytest.FixtureRequest) -> bool:
    """Whether --long was given: the chaos tests run in full."""
    return bool(request.config.getoption("--long"))


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser to drive; ask for it in tests marked `browser`."""
    return Path(_find("chromium") or pytest.fail("a test that drives a browser must be marked `browser`"))


@pytest.fixture(scope="session")
def open_house() -> OpenHouse:
    """Open a house of the test's own: a folder, a `clock` if need be, and settings by name."""
    return open_house_at


@pytest.fixture(scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """One house for the whole run; each test moves in with a workspace of its own."""
    async with open_house_at(tmp_path_factory.mktemp("house")) as opened:
        yield opened


@pytest.fixture
async def tenant(house: House) -> AsyncIterator[Tenant]:
    """A workspace with 1000 credits."""
    moved_in = await house.move_in()
    async with moved_in.client:
        yield moved_in


def _programs_of(item: pytest.Item) -> Iterable[str]:
    for kind, programs in NEEDED_BY_KIND.items():
        if item.get_closest_marker(kind):
            yield from programs
    for marker in item.iter_markers("needs"):
        yield from marker.args


def _find(program: str) -> str | None:
    if program == "libpython":
        return _shared_interpreter()
    if program == CORPORA:
        return str(real_wheel()) if real_wheel() and map_archive() else None
    return next((found for name in (program, *ALSO_CALLED.get(program, ())) if (found := shutil.which(name))), None)


def _shared_interpreter() -> str | None:
    """Find the interpreter's shared library, which PyInstaller takes along and which Debian keeps apart."""
    folder, name = (str(sysconfig.get_config_var(key)) for key in ("LIBDIR", "INSTSONAME"))
    library = Path(folder) / name
    return str(library) if library.exists() else None
