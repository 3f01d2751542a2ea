"""What can be done with one person's data: erased everywhere, erased again after a restore, and handed out."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, Final

from outhost.domain.events import Event, Happening
from outhost.domain.leads import Lead
from outhost.domain.letters import Letter
from outhost.domain.lists import LeadList
from outhost.domain.subjects import Names, Subject, SubjectKind, Tombstone, checked_subject, trace_of
from outhost.domain.workspaces import Caller, WorkspaceId
from outhost.files.images import Images
from outhost.files.tombstones import TombstoneFile
from outhost.mail.outbox import kept_letters, remove_letters
from outhost.operations.archived_pages import ArchivedPages
from outhost.operations.job_uploads import JobUploads
from outhost.operations.leads import erase_lead
from outhost.operations.searches import Searches
from outhost.operations.suppressions import suppress
from outhost.operations.traces import LEADS, TABLES, Traces, traces_of
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

log = logging.getLogger(__name__)

BATCH: Final = 25
"""Rows erased in one transaction: some ten milliseconds of the writer's time, for leads with their words."""

_STONES_AT_ONCE: Final = 100
"""Tombstones looked at in one transaction, as above."""
_QUICK_SECONDS: Final = 1.0
_REST: Final = 20
"""How many times as long as it took to write the database anew others may write, before that is done for the next erasure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What was erased, by kind, and where something of the person may remain: copies of the database that are the owner's, by name.

    Not `is_finished` is one that waits for a reader of an older snapshot, or for room on the disk; the janitor finishes it.
    """

    kind: SubjectKind
    erased: dict[str, int]
    is_suppressed: bool
    is_finished: bool
    backups: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLead:
    """A lead that names a person: where it lies, and who had it added."""

    lead: Lead
    lead_list: LeadList
    added_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptData:
    """All that a workspace keeps about a person."""

    kind: SubjectKind
    leads: list[KeptLead]
    events: list[Event]
    letters: list[Letter]
    counts: dict[str, int]


class Privacy:
    """Erasure and export of one person. Erasures happen one after the other, each in batches that hold nobody up."""

    def __init__(
        self,
        store: Store,
        searches: Searches,
        images: Images,
        uploads: JobUploads,
        pages: ArchivedPages,
        outbox: Path,
        tombstones: TombstoneFile,
        backups: Path,
    ) -> None:
        """Erase in `store` with its index, `images`, `uploads`, `pages`, `outbox`; note it in `tombstones`, name what is in `backups`."""
        self._store = store
        self._pages = pages
        self._uploads = uploads
        self._searches = searches
        self._images = images
        self._outbox = outbox
        self._tombstones = tombstones
        self._backups = backups
        self._turn = asyncio.Lock()
        self._rests_until = 0.0

    async def erase(self, caller: Caller, text: str, *, is_suppressed: bool = False) -> Erasure:
        """Erase a person everywhere in the caller's workspace, and with `is_suppressed` keep them from being collected again.

        First the tombstone, so that an erasure which a crash breaks off is finished later; then rows in batches; then the log and the
        free space of the database, so that its files hold nothing of the values.

        Raises:
            InvalidInput: the text is neither an address nor a number nor a tracking id.
        """
        subject = checked_subject(text)
        async with self._turn:
            stone = await self._store.write(_bury, caller, subject, is_suppressed=is_suppressed)
            await self._keep_tombstones()
            erased, spellings = await self._erase_traces(caller, subject.is_named_by)
            is_finished = await self._finish([stone], {*spellings, text.strip(), subject.value})
        return Erasure(
            kind=subject.kind,
            erased=erased,
            is_suppressed=stone.is_suppressed,
            is_finished=is_finished,
            backups=await asyncio.to_thread(self._backup_names),
        )

    async def replay_tombstones(self) -> int:
        """Erase again whoever an older copy of the database brought back, and finish what was broken off; tell how many people.

        To be called after a restore, and by the janitor. Finds people by digest alone.
        """
        async with self._turn:
            await self._recall_all()
            unfinished = await self._store.read(_unfinished)
            secret = await self._store.read(_secret) if unfinished else b""
            for stone in unfinished:
                caller = Caller(workspace_id=stone.trace.workspace_id, actor="janitor")
                await self._erase_traces(caller, stone.trace.names(secret))
            if unfinished:  # once for them all: it holds up all writing
                await self._finish(unfinished, None)
        if unfinished:
            log.info("Erasures were done again, or finished.", extra={"people": len(unfinished)})
        return len(unfinished)

    async def export(self, caller: Caller, text: str) -> KeptData:
        """Gather all that the caller's workspace keeps about a person.

        Raises:
            InvalidInput: the text is neither an address nor a number nor a tracking id.
        """
        subject = checked_subject(text)
        traces = await traces_of(self._store, caller.workspace_id, subject.is_named_by)
        async with self._store.aside() as snapshot:
            kept = await snapshot.read(_gather, caller.workspace_id, subject.kind, traces)
        await self._store.write(_note_export, caller, subject)
        return kept

    async def _erase_traces(self, caller: Caller, names: Names) -> tuple[dict[str, int], set[str]]:
        """Erase what names a person; tell how many of what, and how they were spelled."""
        traces = await traces_of(self._store, caller.workspace_id, names)
        erased = {LEADS: 0, "images": 0, **dict.fromkeys(TABLES, 0), "uploads": 0, "outbox": 0, "pages": 0}
        for batch in traces.batches(LEADS, BATCH):
            gone = await self._store.write(_erase_leads, caller, batch, names)
            erased[LEADS] += len(gone)
            erased["images"] += await asyncio.to_thread(self._remove_images, gone)
        for table in TABLES[1:]:
            for batch in traces.batches(table, BATCH):
                erased[table] += await self._store.write(_erase_rows, table, caller.workspace_id, batch, names)
        # Nobody looks into a file of any kind for a person: what came with jobs that have ended goes, and their rows were looked through.
        erased["uploads"] = await self._erase_uploads(caller.workspace_id)
        erased["outbox"] = await self._erase_outbox(caller.workspace_id, names)
        erased["pages"] = await self._pages.erase(names)
        return erased, traces.spellings

    async def _erase_uploads(self, workspace_id: WorkspaceId) -> int:
        names = await self._store.read(_idle_uploads, workspace_id)
        return sum([await self._uploads.remove(name) for name in names])

    async def _erase_outbox(self, workspace_id: WorkspaceId, names: Names) -> int:
        """Remove the letters within reach to a person, unless that address has an account here: then they are the account's."""
        reach = await self._store.read(_reach, workspace_id)
        letters = [(path, to) for path, to in await asyncio.to_thread(kept_letters, self._outbox, *reach) if names(to)]
        accounts = await self._store.read(_accounts, [to for _, to in letters]) if letters else set()
        return await asyncio.to_thread(remove_letters, [path for path, to in letters if to not in accounts])

    def _remove_images(self, leads: Sequence[Lead]) -> int:
        """Remove the images of leads, where a redrawn one lies too; tell how many leads had one."""
        self._images.sweep({name for lead in leads for name in (lead.tracking_id, lead.image_name)})
        return len(leads)

    async def _finish(self, stones: Sequence[Tombstone], spellings: set[str] | None) -> bool:
        """Overwrite what was deleted; tell whether that is done. Without `spellings` nobody can look whether something is left."""
        await self._searches.scrub()
        if not await self._store.empty_log():
            return False
        # SQLite overwrites what it deletes, but not always what it moves from one page to another.
        if spellings is None or await asyncio.to_thread(self._store.holds, {text.encode() for text in spellings}):
            # What others keep of the same person stays, and is found here: nobody may hold up all writing by asking again and again.
            if spellings is not None and monotonic() < self._rests_until:
                return False
            await self._rewrite()
            if not await self._store.empty_log():
                return False
        for start in range(0, len(stones), _STONES_AT_ONCE):
            await self._store.write(_finish, stones[start : start + _STONES_AT_ONCE])
        return True

    async def _rewrite(self) -> None:
        """Write the database anew; where that takes long, not for the next erasures, which the janitor finishes together."""
        began = monotonic()
        await self._store.rewrite()
        ended = monotonic()
        if ended - began > _QUICK_SECONDS:
            self._rests_until = ended + _REST * (ended - began)

    async def _recall_all(self) -> None:
        """Take up what the file of tombstones knows and the database does not."""
        stones = await asyncio.to_thread(self._tombstones.read)
        for start in range(0, len(stones), _STONES_AT_ONCE):
            await self._store.write(_recall, stones[start : start + _STONES_AT_ONCE])

    async def _keep_tombstones(self) -> None:
        """Write all tombstones into their file, those too that only the file knew."""
        await self._recall_all()
        async with self._store.aside() as snapshot:
            stones = await snapshot.read(_tombstones)
        await asyncio.to_thread(self._tombstones.write, stones)

    def _backup_names(self) -> list[str]:
        return sorted(path.name for path in self._backups.iterdir()) if self._backups.is_dir() else []


def _bury(tx: Tx, caller: Caller, subject: Subject, *, is_suppressed: bool) -> Tombstone:
    trace = trace_of(tx.subject_secret.find(), caller.workspace_id, subject)
    stone = Tombstone(trace=trace, is_suppressed=is_suppressed, erased_at=tx.now)
    tx.tombstones.put(stone)
    tx.events.insert(caller, Happening.SUBJECT_ERASED, trace.digest, kind=trace.kind)
    if is_suppressed:
        suppress(tx, caller, trace)
    return stone


def _recall(tx: Tx, stones: Sequence[Tombstone]) -> None:
    """Set the tombstones that the database lacks, or has of an earlier erasure, and with them their suppressions."""
    for stone in stones:
        trace = stone.trace
        known = tx.tombstones.find(trace.workspace_id, trace.digest)
        if (known and known.erased_at >= stone.erased_at) or tx.workspaces.find(trace.workspace_id) is None:
            continue
        tx.tombstones.put(stone)
        caller = Caller(workspace_id=trace.workspace_id, actor="janitor")
        tx.events.insert(caller, Happening.SUBJECT_ERASED, trace.digest, kind=trace.kind)
        if stone.is_suppressed:
            suppress(tx, caller, trace)


def _erase_leads(tx: Tx, caller: Caller, keys: Sequence[int], names: Names) -> list[Lead]:
    found = [lead for key in keys if (lead := tx.leads.find_by_key(caller.workspace_id, key))]
    gone = [lead for lead in found if names(lead.tracking_id) or any(map(names, filter(None, lead.variables.values())))]
    for lead in gone:
        erase_lead(tx, lead.list_id, lead.lead_id)
        tx.events.insert(caller, Happening.LEAD_ERASED, lead.lead_id)
    return gone


def _erase_rows(tx: Tx, table: str, workspace_id: WorkspaceId, keys: Sequence[Any], names: Names) -> int:
    return sum(getattr(tx, table).erase(workspace_id, key, names) for key in keys)


def _finish(tx: Tx, stones: Sequence[Tombstone]) -> None:
    for stone in stones:
        tx.tombstones.finish(stone)


def _unfinished(tx: Tx) -> list[Tombstone]:
    return tx.tombstones.find_unfinished_of_any_workspace()


def _tombstones(tx: Tx) -> list[Tombstone]:
    return tx.tombstones.all_of_any_workspace()


def _secret(tx: Tx) -> bytes:
    return tx.subject_secret.find()


def _idle_uploads(tx: Tx, workspace_id: WorkspaceId) -> list[str]:
    return tx.jobs.all_idle_uploads(workspace_id)


def _reach(tx: Tx, workspace_id: WorkspaceId) -> list[WorkspaceId | None]:
    """Tell whose letters an erasure reaches: a workspace's, and those of none where an administrator of the installation owns it."""
    return [workspace_id, *([None] if tx.workspaces.is_owned_by_an_administrator(workspace_id) else [])]


def _accounts(tx: Tx, addresses: Sequence[str]) -> set[str]:
    return {address for address in addresses if tx.users.find_by_email(address)}


def _gather(tx: Tx, workspace_id: WorkspaceId, kind: SubjectKind, traces: Traces) -> KeptData:
    leads = [(key, lead) for key in traces.keys[LEADS] if (lead := tx.leads.find_by_key(workspace_id, key))]
    letters = [waiting.letter for key in traces.keys["letters"] if (waiting := tx.letters.find_by_key(key))]
    events = [event for key in traces.keys["events"] if (event := tx.events.find_by_key(workspace_id, key))]
    return KeptData(
        kind=kind,
        leads=[_kept(tx, workspace_id, key, lead) for key, lead in leads],
        events=events,
        letters=letters,
        counts={table: len(keys) for table, keys in traces.keys.items()},
    )


def _kept(tx: Tx, workspace_id: WorkspaceId, key: int, lead: Lead) -> KeptLead:
    lead_list = tx.lists.find_by_key(workspace_id, lead.list_id)
    assert lead_list is not None
    return KeptLead(lead=lead, lead_list=lead_list, added_by=tx.credits.find_actor(workspace_id, key))


def _note_export(tx: Tx, caller: Caller, subject: Subject) -> None:
    trace = trace_of(tx.subject_secret.find(), caller.workspace_id, subject)
    tx.events.insert(caller, Happening.SUBJECT_EXPORTED, trace.digest, kind=trace.kind)
