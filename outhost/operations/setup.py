"""What can be done before there is anybody: the first set-up, by command or by a one-time link."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from outhost.domain.clock import Clock
from outhost.domain.errors import SetupLinkExpired
from outhost.domain.jobs import Job
from outhost.domain.lists import LeadList, ListType
from outhost.domain.sessions import Visit
from outhost.domain.workspaces import Caller
from outhost.operations.job_drafts import NewJob
from outhost.operations.jobs import Jobs
from outhost.operations.lists import Lists, NewList
from outhost.operations.modules import Modules
from outhost.operations.users import AddedUser, NewUser, Users
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

LINK_LASTS = timedelta(minutes=30)

DEMO_LISTS = (
    NewList(name="Sticky note", template="sticky-note"),
    NewList(name="Typing", template="typing"),
    NewList(name="AI openers", list_type=ListType.AI),
    NewList(name="Ice breakers", list_type=ListType.ICE_BREAKER),
)
"""What `--demo` adds: a PNG, a GIF, an `ai` and an `ice_breaker` list."""

DEMO_ROWS: Final = """\
first_name,company,email,website,phone,city
Marie,Boulangerie Martin,marie@boulangerie-martin.example,https://boulangerie-martin.example,04 72 00 00 01,Lyon
Léo,Garage Delmas,leo@garage-delmas.example,https://garage-delmas.example,05 61 00 00 02,Toulouse
Inès,Fleurs du Port,,https://fleurs-du-port.example,04 91 00 00 03,Marseille
Hugo,Menuiserie Roux,contact@menuiserie-roux.example,https://menuiserie-roux.example,,Nantes
Chloé,Café des Halles,chloe@cafe-des-halles.example,,01 42 00 00 05,Paris
Adam,Optique Vidal,adam@optique-vidal.example,https://optique-vidal.example,03 88 00 00 06,Strasbourg
"""
"""People and companies that do not exist, at addresses that can't; some lack something, as in life."""


@dataclass(frozen=True, slots=True)
class _Link:
    digest: bytes
    expires_at: datetime


class Setup:
    """The first person, and the link by which a browser makes them."""

    def __init__(self, store: Store, users: Users, clock: Clock) -> None:
        """Add people through `users`; links are kept in memory, for a restart prints a fresh one."""
        self._store = store
        self._users = users
        self._clock = clock
        self._link: _Link | None = None

    async def is_needed(self) -> bool:
        """Tell whether nobody is here yet."""
        return await self._store.read(_is_empty)

    def issue_link(self) -> str:
        """Make the token of a link that works once, for 30 minutes; an earlier one stops working."""
        token = secrets.token_urlsafe(24)
        self._link = _Link(_digest(token), self._clock.now() + LINK_LASTS)
        return token

    def check_link(self, token: str) -> None:
        """Do nothing if the link is good.

        Raises:
            SetupLinkExpired: it is used, wrong or too old.
        """
        link = self._link
        if link is None or self._clock.now() > link.expires_at or not hmac.compare_digest(link.digest, _digest(token)):
            raise SetupLinkExpired

    async def follow_link(self, token: str, new: NewUser, visit: Visit) -> AddedUser:
        """Add the first person by link; a link is used up by success alone.

        Raises:
            SetupLinkExpired, AlreadySetUp, InvalidInput
        """
        self.check_link(token)
        added = await self._users.set_up(new, visit)
        self._link = None
        return added


async def add_demo_lists(lists: Lists, caller: Caller, wanted: tuple[NewList, ...] = DEMO_LISTS) -> list[LeadList]:
    """Make the demo's lists, empty; costs nothing."""
    return [await lists.add(caller, new) for new in wanted]


async def add_demo_rows(jobs: Jobs, modules: Modules, caller: Caller, rows: str = DEMO_ROWS) -> Job:
    """Make the `import` job that brings a demo's rows in, CSV as a text, to be run like any other."""
    return await jobs.create(caller, NewJob(module=await modules.runnable("import"), params={"text": rows}))


def _is_empty(tx: Tx) -> bool:
    return tx.users.is_empty()


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
