"""Houses to test in: a real server on a real data folder, and workspaces that move in."""

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
from argon2 import PasswordHasher
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

PASSWORD = "correct horse 1"
_CARRIED_WITHIN_SECONDS = 120


@dataclass(frozen=True, kw_only=True)
class House:
    """A real server on a real data folder, listening on loopback, in the tests' own event loop."""

    url: str
    appliance: Appliance

    async def move_in(self, *, credit_count: int = 1000, is_admin: bool = False) -> "Tenant":
        """Add a user with a workspace of their own, and a client that carries its key."""
        email = f"{secrets.token_hex(6)}@example.com"
        new = NewUser(email=email, full_name="Alex Cohen", workspace="", password=PASSWORD, credits=credit_count, is_admin=is_admin)
        added = await self.appliance.users.add(new)
        client = httpx.AsyncClient(base_url=self.url, headers={"X-API-Key": added.api_key}, timeout=30.0)
        return Tenant(house=self, email=email, user_id=added.user_id, workspace_id=added.workspace_id, key=added.api_key, client=client)

    @asynccontextmanager
    async def browser(self, email: str | None = None, password: str = PASSWORD) -> AsyncIterator[httpx.AsyncClient]:
        """Open a client that keeps cookies and has no key, as a browser does; with an `email`, somebody is logged in there."""
        async with httpx.AsyncClient(base_url=self.url, timeout=30.0) as client:
            if email is not None:
                answer = await client.post("/api/auth/login", json={"email": email, "password": password})
                assert answer.status_code == 200, answer.text
            yield client

    async def letters_to(self, email: str) -> list[EmailMessage]:
        """Read the letters that somebody got, oldest first, once the courier has carried all that were written."""
        async with asyncio.timeout(_CARRIED_WITHIN_SECONDS):
            while await self.appliance.read(lambda tx: tx.letters.count()):  # noqa: ASYNC110 - the courier rings nobody
                await asyncio.sleep(0)
        files = sorted(self.appliance.folder.outbox.glob("*.eml"))
        letters = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
        return [letter for letter in letters if isinstance(letter, EmailMessage) and letter["To"] == email]

    async def token_for(self, email: str) -> str:
        """Give the token, or the code, in the link of the latest letter that somebody got."""
        letter = (await self.letters_to(email))[-1]
        plain = letter.get_body(("plain",))
        assert plain is not None
        link = next(word for word in str(plain.get_content()).split() if word.startswith("http"))
        ((token,),) = parse_qs(urlsplit(link).query).values()
        return token


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


@asynccontextmanager
async def open_house_at(path: Path, *, clock: Clock | None = None, **chosen: object) -> AsyncIterator[House]:
    """Open a house in the folder `path`, with these settings; without a `clock`, by the machine's."""
    Sanic.test_mode = True
    folder, clock = DataFolder(path), clock or SystemClock()
    opened_settings = Settings.model_validate({"min_free_mb": 1, **chosen})
    lock = prepare(folder, clock)

    async def open_appliance() -> Appliance:
        return await Appliance.open(folder, opened_settings, clock, address=url)

    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    name = f"outhost-{secrets.token_hex(4)}"
    app = build_app(opened_settings, open_appliance, name=name)
    server = await app.create_server(sock=listener, return_asyncio_server=True)
    assert server is not None
    await server.startup()
    await server.before_start()
    await server.after_start()
    try:
        # Each tenant has a password that nobody will guess: a tenth of a second for each would be most of a test's time.
        app.ctx.appliance.users._passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        draw_patiently(app.ctx.appliance)
        yield House(url=url, appliance=app.ctx.appliance)
    finally:
        await server.before_stop()
        server.close()
        for connection in tuple(server.connections):
            connection.close()
        await server.after_stop()
        Sanic.unregister_app(app)
        lock.release()


def draw_patiently(appliance: Appliance) -> None:
    """Let a picture take two minutes rather than two seconds: what can't be drawn in time is not what a test in a house is about."""
    appliance.studio._limits = {"png": 120.0, "gif": 120.0}
