"""What can be done when somebody leaves for good: their account erased at once, and all that was theirs alone in batches."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from outhost.domain.errors import LastAdministrator, LastOwner
from outhost.domain.events import Happening
from outhost.domain.sessions import Visit
from outhost.domain.users import User, UserId
from outhost.domain.workspaces import Caller, Role, WorkspaceId
from outhost.files.assets import Assets as AssetFiles
from outhost.mail.outbox import forget_letters, kept_letters, remove_letters
from outhost.operations.job_retention import JobRetention
from outhost.operations.lists import DELETED, Lists
from outhost.operations.members import leave_workspace
from outhost.operations.proofs import Proofs, accept_proof
from outhost.operations.veille_retention import VeilleRetention
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

DEPARTED: Final = "user.departed"
"""The topic at which the janitor sleeps."""

BATCH: Final = 200
"""Rows of a table removed in one transaction."""


@dataclass(frozen=True, slots=True)
class _Remains:
    """What a batch left to be done: files of assets that nobody has any longer, and the moment of it."""

    asset_ids: list[str]
    now: datetime


class Departures:
    """Accounts that end. Nobody can come in, and nothing is seen, from the transaction on; the janitor finishes, also after a crash."""

    def __init__(
        self, store: Store, proofs: Proofs, lists: Lists, veilles: VeilleRetention, jobs: JobRetention, assets: AssetFiles, outbox: Path
    ) -> None:  # fmt: skip
        """Erase from `store`, with what workspaces have that go along, and letters kept in the folder `outbox`."""
        self._store = store
        self._proofs = proofs
        self._lists = lists
        self._veilles = veilles
        self._jobs = jobs
        self._assets = assets
        self._outbox = outbox

    async def erase(self, visit: Visit, user: User, password: str) -> None:
        """Erase a person, and each workspace that has no other member; one that goes on gets its longest-standing owner as founder.

        Raises:
            TooManyAttempts, WrongPassword
            LastAdministrator: nobody could look after the installation.
            LastOwner: a workspace with other members would have no owner.
        """
        proof = await self._proofs.prove(user, password)
        await self._store.read(_check_may_leave, user)
        await asyncio.to_thread(forget_letters, self._outbox, user.email)
        await self._store.write(_erase, visit, user, proof)

    async def finish(self) -> None:
        """Remove what is left of those who left, and of their workspaces, in small batches, until nothing is."""
        while (actor := await self._store.read(_next_actor)) is not None:
            await self._store.write(_forget_some, actor)
        while (workspace_id := await self._store.read(_next_workspace)) is not None:
            await self._lists.purge_deleted()
            await self._veilles.purge()
            await self._jobs.purge()
            await asyncio.to_thread(self._forget_letters_of, workspace_id)
            async with self._assets.changing:
                remains = await self._store.write(_take_apart, workspace_id)
                await asyncio.to_thread(self._assets.sweep, remains.asset_ids, remains.now)

    def _forget_letters_of(self, workspace_id: WorkspaceId) -> None:
        remove_letters(path for path, _ in kept_letters(self._outbox, workspace_id))


def _check_may_leave(tx: Tx, user: User) -> None:
    if user.is_admin and user.is_active and tx.users.count_active_administrators() == 1:
        raise LastAdministrator(email=user.email)
    for one in tx.workspaces.memberships(user.id):
        goes_on = not tx.workspaces.is_last_member(one.workspace_id, user.id)
        if goes_on and one.role is Role.OWNER and not tx.workspaces.has_other_owner(one.workspace_id, user.id):
            raise LastOwner(workspace=one.name)


def _erase(tx: Tx, visit: Visit, user: User, proof: str) -> None:
    accept_proof(tx, user.id, proof)
    _check_may_leave(tx, user)
    actor = f"user:{user.id}"
    tx.departures.insert([actor, *(f"access_key:{key.id}" for key in tx.access_keys.all_of_user(user.id))])
    _leave_workspaces(tx, visit, user)
    tx.letters.delete_to(user.email)
    tx.invitations.delete_for(user.email)
    tx.feedback_threads.delete_contacts(user.email)
    tx.users.delete(user.id)
    tx.events.insert_without_workspace(actor, Happening.USER_ERASED, user.public_id)
    tx.ring(DEPARTED)


def _leave_workspaces(tx: Tx, visit: Visit, user: User) -> None:
    for one in tx.workspaces.memberships(user.id):
        if tx.workspaces.is_last_member(one.workspace_id, user.id):
            _give_up(tx, user, one.workspace_id)
        else:
            leave_workspace(tx, one.workspace_id, user.id)
            tx.events.insert(_caller(visit, user, one.workspace_id), Happening.MEMBER_REMOVED, str(user.id), role=one.role)
    for workspace_id in tx.workspaces.all_founded_by(user.id):
        heir = tx.workspaces.find_heir(workspace_id, besides=user.id)
        if heir is None:  # it is being taken apart, and its caretaker leaves too
            tx.workspaces.set_founder(workspace_id, _caretaker(tx, user))
            continue
        tx.workspaces.set_founder(workspace_id, heir)
        tx.events.insert(_caller(visit, user, workspace_id), Happening.WORKSPACE_HANDED_OVER, str(workspace_id), founder=heir)


def _caller(visit: Visit, user: User, workspace_id: WorkspaceId) -> Caller:
    return Caller(workspace_id=workspace_id, actor=f"user:{user.id}", user_id=user.id, request_id=visit.request_id)


def _caretaker(tx: Tx, user: User) -> UserId:
    caretaker = tx.users.find_caretaker(besides=user.id)
    if caretaker is None:
        raise LastAdministrator(email=user.email)
    return caretaker


def _give_up(tx: Tx, user: User, workspace_id: WorkspaceId) -> None:
    tx.departures.mark_workspace(workspace_id, caretaker_id=_caretaker(tx, user))
    tx.events.insert_without_workspace(f"user:{user.id}", Happening.WORKSPACE_ERASED, str(workspace_id))
    tx.ring(DELETED)


def _next_actor(tx: Tx) -> str | None:
    return tx.departures.find_actor()


def _forget_some(tx: Tx, actor: str) -> None:
    tx.departures.forget_some(actor, BATCH)


def _next_workspace(tx: Tx) -> WorkspaceId | None:
    return tx.departures.find_workspace()


def _take_apart(tx: Tx, workspace_id: WorkspaceId) -> _Remains:
    tx.departures.mark_lists(workspace_id)  # a call that was under way may have made one since
    tx.veilles.mark_all_deleted(workspace_id)
    tx.jobs.mark_some_deleted(workspace_id, BATCH)
    asset_ids = tx.departures.delete_assets(workspace_id, BATCH)
    tx.departures.delete_some(workspace_id, BATCH)
    return _Remains(asset_ids, tx.now)
