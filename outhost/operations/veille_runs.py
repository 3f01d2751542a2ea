"""Runs of veilles that are due: begun in the order of their time, one short transaction each."""

import logging
from datetime import datetime
from typing import Final

from outhost.domain.clock import to_text
from outhost.domain.errors import DiskFull, InvalidInput, Refusal
from outhost.domain.events import Happening
from outhost.domain.veilles import SCHEDULED, RunStatus, Veille, next_tick, tick_in_reach
from outhost.domain.words import Text
from outhost.files.data_folder import DataFolder
from outhost.operations.veille_starts import Start, VeilleStarts, insert_run
from outhost.store.sqlite import Store, is_for_want_of_room
from outhost.store.transactions import Tx

log = logging.getLogger(__name__)

_BATCH: Final = 200
"""Veilles that are put right in one transaction."""

_FAULT: Final = Text(
    en="Something went wrong here when this run was to begin; the log says what.",
    fr="Quelque chose s’est mal passé ici quand ce passage devait commencer ; le journal dit quoi.",
)


class VeilleRuns:
    """Runs that begin by themselves, of every workspace. Ticks that were missed are made up for by one run."""

    def __init__(self, store: Store, starts: VeilleStarts, folder: DataFolder, *, min_free_mb: int) -> None:
        """Begin runs in `store`, while there is room in `folder`."""
        self._store = store
        self._starts = starts
        self._folder = folder
        self._min_free_mb = min_free_mb

    async def begin_due(self) -> None:
        """Begin a run of every veille that is due, the longest due first. What can't begin has failed, with the reason.

        Raises:
            DiskFull: there is no room for more; what is due stays so.
        """
        while (veille := await self._store.read(_due)) is not None:
            self._folder.require_room(self._min_free_mb)
            await self._begin(veille)

    async def bring_back(self) -> None:
        """Bring ticks within reach that were set while the clock was ahead: else what was to run each day would be silent for a year."""
        while await self._store.write(_bring_back) == _BATCH:
            pass

    async def next_due_at(self) -> datetime | None:
        """Tell when the next veille is due; None where none is."""
        return await self._store.read(_next_due_at)

    async def _begin(self, veille: Veille) -> None:
        try:
            start = await self._starts.prepare(veille)
            await self._insert_kept(veille, start)
        except DiskFull:
            raise
        except Refusal as refusal:
            await self._store.write(_fail, veille, _said(refusal, veille.locale))
        except Exception as fault:
            if is_for_want_of_room(fault):
                raise
            log.exception("A run of a veille could not begin.", extra={"veille": veille.public_id})
            await self._store.write(_fail, veille, _FAULT.say(veille.locale))

    async def _insert_kept(self, veille: Veille, start: Start) -> None:
        try:
            is_used = await self._store.write(self._insert, veille, start)
        except Exception:
            await self._starts.drop(start)
            raise
        if not is_used:
            await self._starts.drop(start)

    def _insert(self, tx: Tx, seen: Veille, start: Start) -> bool:
        """Begin a run, unless the veille is no longer due; tell whether it began."""
        veille = _still_due(tx, seen)
        if veille is None:
            return False
        _go_on(tx, veille)
        self._starts.insert(tx, veille.caller, veille, start)
        return True


def _due(tx: Tx) -> Veille | None:
    return tx.veilles.find_due_of_any_workspace()


def _next_due_at(tx: Tx) -> datetime | None:
    veille = tx.veilles.find_next_due_of_any_workspace()
    return veille.tick_at if veille is not None else None


def _bring_back(tx: Tx) -> int:
    astray = tx.veilles.all_out_of_reach_of_any_workspace(_BATCH)
    for veille in astray:
        tx.veilles.put(veille.key, next_run_at=to_text(tick_in_reach(veille.tick_at, veille.frequency_days, tx.now)))
        log.warning("A veille was due later than its frequency allows; the clock must have been ahead.", extra={"veille": veille.public_id})
        tx.ring(SCHEDULED)
    return len(astray)


def _still_due(tx: Tx, seen: Veille) -> Veille | None:
    veille = tx.veilles.find(seen.workspace_id, seen.public_id)
    is_due = veille is not None and not veille.is_live and veille.next_run_at is not None and veille.next_run_at <= tx.now
    return veille if is_due else None


def _go_on(tx: Tx, veille: Veille) -> None:
    """Set the next tick: the first one that is still to come."""
    tx.veilles.put(veille.key, next_run_at=to_text(next_tick(veille.tick_at, veille.frequency_days, tx.now)))


def _fail(tx: Tx, seen: Veille, reason: str) -> None:
    """Write down a run that could not begin."""
    veille = _still_due(tx, seen)
    if veille is None:
        return
    _go_on(tx, veille)
    now = to_text(tx.now)
    run = insert_run(tx, veille, RunStatus.FAILED, pipeline_id=veille.pipeline_id, error_message=reason, completed_at=now)
    tx.veilles.put(veille.key, last_run_at=now)
    tx.events.insert(veille.caller, Happening.VEILLE_RUN_FAILED, veille.public_id, run=run.public_id, error_message=reason)


def _said(refusal: Refusal, locale: str) -> str:
    if isinstance(refusal, InvalidInput):
        return "; ".join(f"{issue.path}: {issue.say(locale)}" for issue in refusal.issues)
    return refusal.say(locale)
