"""Which tests run here: those whose programs this machine has. The others are named, and with CI=true refused."""

import os
import secrets
import shutil
import socket
import sysconfig
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from hypothesis import settings
from sanic import Sanic

from outhost.appliance import Appliance, prepare
from outhost.domain.clock import Clock, SystemClock
from outhost.domain.lists import LeadList, ListType
from outhost.domain.workspaces import Caller, WorkspaceId
from outhost.files.data_folder import DataFolder
from outhost.operations.lists import NewList
from outhost.operations.users import NewUser
from outhost.settings import Settings
from outhost.web.server import build_app

IS_CI = os.environ.get("CI", "").lower() in {"1", "true"}

NEEDED_BY_KIND = {"browser": ("chromium",), "frozen": ("objdump", "strip", "libpython")}
ALSO_CALLED = {"chromium": ("chromium-browser", "google-chrome", "google-chrome-stable")}

LACKING = pytest.StashKey[dict[str, int]]()

settings.register_profile("daily", deadline=None, print_blob=True)
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if IS_CI else "daily")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer --long."""
    parser.addoption("--long", action="store_true", help="let the chaos tests run for as long as it takes to trust the server")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what can't run here. Comes last, so that a program nobody asked for is not missed.

    Raises:
        pytest.UsageError: with CI=true, where a test left out is a test nobody ran.
    """
    lacking: dict[str, int] = defaultdict(int)
    kept, left_out = [], []
    for item in items:
        missing = [program for program in _programs_of(item) if not _find(program)]
        for program in missing:
            lacking[program] += 1
        (left_out if missing else kept).append(item)
    if lacking and IS_CI:
        reason = f"This machine lacks {', '.join(sorted(lacking))}, and {len(left_out)} tests need it."
        raise pytest.UsageError(reason)
    items[:] = kept
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


@dataclass(frozen=True, kw_only=True)
class House:
    """A real server on a real data folder, listening on loopback, in the tests' own event loop."""

    url: str
    appliance: Appliance

    async def move_in(self, *, credit_count: int = 1000) -> "Tenant":
        """Add a user with a workspace of their own, and a client that carries its key."""
        email = f"{secrets.token_hex(6)}@example.com"
        new = NewUser(email=email, full_name="Alex Cohen", workspace="", password="correct horse 1", credits=credit_count, is_admin=False)
        added = await self.appliance.users.add(new)
        client = httpx.AsyncClient(base_url=self.url, headers={"X-API-Key": added.api_key}, timeout=30.0)
        return Tenant(house=self, email=email, user_id=added.user_id, workspace_id=added.workspace_id, key=added.api_key, client=client)


@dataclass(frozen=True, kw_only=True)
class Tenant:
    """A workspace in a house: its key, and a client that sends it."""

    house: House
    email: str
    user_id: str
    workspace_id: WorkspaceId
    key: str
    client: httpx.AsyncClient

    @property
    def caller(self) -> Caller:
        """The workspace as operations know it."""
        return Caller(workspace_id=self.workspace_id, actor="api_key")

    async def make_list(self, name: str = "Q2 Campaign", *, list_type: ListType = ListType.MEME, spec: object = None) -> LeadList:
        """Make a list; a `meme` one with a small, quickly drawn spec unless told otherwise."""
        document = (spec or SMALL_SPEC) if list_type is ListType.MEME else None
        return await self.house.appliance.lists.add(self.caller, NewList(name=name, list_type=list_type, document=document))

    async def balance(self) -> int:
        """The balance, from the store."""
        return await self.house.appliance.read(lambda tx: tx.credits.balance(self.workspace_id))

    async def ledger_sum(self) -> int:
        """The sum of the ledger's deltas."""
        entries = await self.house.appliance.read(lambda tx: tx.credits.page(self.workspace_id, limit=100_000, offset=0))
        return sum(entry.delta for entry in entries)

    def image_files(self) -> set[str]:
        """The names of all image files in the house, of every tenant; unfinished ones too."""
        return {path.name for path in self.house.appliance.folder.images.glob("*/*")}


SMALL_SPEC = {
    "version": 1,
    "width": 160,
    "height": 80,
    "background": {"color": "#224466"},
    "variables": [{"name": "first_name", "default": "there"}, {"name": "company"}],
    "layers": [
        {"type": "text", "text": "Hi {{first_name}}, {{company}}", "box": [8, 8, 144, 64], "size": 20, "min_size": 6, "color": "#ffffff"}
    ],
}

OpenHouse = Callable[..., AbstractAsyncContextManager[House]]


@pytest.fixture(scope="session")
def open_house() -> OpenHouse:
    """Opens a house: `async with open_house(folder, clock=…, **settings) as house`."""
    return _open_house


@pytest.fixture(scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """One house for the whole run; each test moves in with a workspace of its own."""
    async with _open_house(tmp_path_factory.mktemp("house")) as opened:
        yield opened


@pytest.fixture
async def tenant(house: House) -> AsyncIterator[Tenant]:
    """A workspace with 1000 credits."""
    moved_in = await house.move_in()
    async with moved_in.client:
        yield moved_in


@asynccontextmanager
async def _open_house(path: Path, *, clock: Clock | None = None, **chosen: object) -> AsyncIterator[House]:
    Sanic.test_mode = True
    folder, clock = DataFolder(path), clock or SystemClock()
    opened_settings = Settings.model_validate({"min_free_mb": 1, **chosen})
    lock = prepare(folder, clock)

    async def open_appliance() -> Appliance:
        return await Appliance.open(folder, opened_settings, clock)

    name = f"outhost-{secrets.token_hex(4)}"
    app = build_app(opened_settings, open_appliance, name=name)
    listener = socket.create_server(("127.0.0.1", 0))
    server = await app.create_server(sock=listener, return_asyncio_server=True)
    assert server is not None
    await server.startup()
    await server.before_start()
    await server.after_start()
    try:
        yield House(url=f"http://127.0.0.1:{listener.getsockname()[1]}", appliance=app.ctx.appliance)
    finally:
        await server.before_stop()
        server.close()
        for connection in tuple(server.connections):
            connection.close()
        await server.after_stop()
        Sanic.unregister_app(app)
        lock.release()


def _programs_of(item: pytest.Item) -> Iterable[str]:
    for kind, programs in NEEDED_BY_KIND.items():
        if item.get_closest_marker(kind):
            yield from programs
    for marker in item.iter_markers("needs"):
        yield from marker.args


def _find(program: str) -> str | None:
    if program == "libpython":
        return _shared_interpreter()
    return next((found for name in (program, *ALSO_CALLED.get(program, ())) if (found := shutil.which(name))), None)


def _shared_interpreter() -> str | None:
    """Find the interpreter's shared library, which PyInstaller takes along and which Debian keeps apart."""
    folder, name = (str(sysconfig.get_config_var(key)) for key in ("LIBDIR", "INSTSONAME"))
    library = Path(folder) / name
    return str(library) if library.exists() else None
