"""What can be done with assets: brought, and let go of."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Final, TypeVar

from outhost.domain.assets import Asset
from outhost.domain.clock import Clock
from outhost.domain.errors import AssetInUse, BuiltInUnchangeable, InvalidInput, Issue, NotVisible
from outhost.domain.events import Happening
from outhost.domain.words import Text
from outhost.domain.workspaces import Caller
from outhost.files.assets import Assets as AssetFiles
from outhost.files.data_folder import DataFolder
from outhost.files.incoming import Incoming
from outhost.operations.replies import KeptReply, kept
from outhost.render.assets import MAX_BYTES, inspect_asset
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

T = TypeVar("T")

_LOOKS_AT_ONCE: Final = 2
"""Pictures that are decoded at once, to be looked at: each may take 100 MB."""
_ORPHAN_AGE: Final = timedelta(hours=1)
_TOO_HEAVY: Final = Text(
    en="has {size_bytes} bytes, and a picture may have {most_bytes}", fr="a {size_bytes} octets, et une image peut en avoir {most_bytes}"
)


class Assets:
    """Pictures of owners' own. A file that two workspaces brought lies there once, until both have let go of it."""

    def __init__(self, store: Store, files: AssetFiles, folder: DataFolder, clock: Clock, min_free_mb: int) -> None:
        """Keep rows in `store`, and `files` while `folder` has `min_free_mb` of room."""
        self._store = store
        self._files = files
        self._folder = folder
        self._clock = clock
        self._min_free_mb = min_free_mb
        self._looks = asyncio.Semaphore(_LOOKS_AT_ONCE)

    def incoming(self) -> Incoming:
        """Begin to take a picture that comes piece by piece; leaving its context removes what was not added."""
        return self._files.incoming(MAX_BYTES)

    async def add(self, caller: Caller, incoming: Incoming, reply: KeptReply[Asset] | None = None) -> Asset:
        """Keep a picture that has come, once it was decoded; one that the workspace has already stays as it is, without another event.

        Raises:
            InvalidInput: it is no PNG, JPEG, GIF or WebP, too large, or damaged.
            DiskFull
            AlreadyAnswered: there is a kept reply by now.
        """
        self._check_arrival(incoming)
        async with self._looks:
            asset = await self._told(_look_at, incoming)
        self._folder.require_room(self._min_free_mb)
        async with self._files.changing:
            await self._told(self._files.keep, incoming)
            return await self._store.write(_insert, caller, asset, reply)

    async def delete(self, caller: Caller, asset_id: str) -> None:
        """Let go of a picture; its file goes with the last workspace that has it.

        Raises:
            NotVisible, AssetInUse, BuiltInUnchangeable
        """
        async with self._files.changing:
            is_last = await self._store.write(_delete, caller, asset_id, self._files)
            if is_last:
                await asyncio.to_thread(self._files.delete, asset_id)

    async def sweep_orphans(self) -> int:
        """Remove files that no workspace has and that are older than an hour; tell how many."""
        swept = 0
        batches = self._files.older_than(self._clock.now() - _ORPHAN_AGE)
        while (found := await asyncio.to_thread(next, batches, None)) is not None:
            async with self._files.changing:
                orphans = set(found) - await self._store.read(_known, found)
                for asset_id in orphans:
                    await asyncio.to_thread(self._files.delete, asset_id)
            swept += len(orphans)
        return swept

    async def _told(self, work: Callable[[Incoming], T], incoming: Incoming) -> T:
        """Do something with a file on a thread, and tell a full disk as such: the last bytes may go there only now."""
        try:
            return await asyncio.to_thread(work, incoming)
        except OSError as fault:
            raise self._folder.refusal_of(fault, self._min_free_mb) or fault from None

    def _check_arrival(self, incoming: Incoming) -> None:
        """Do nothing if all bytes that came are there."""
        if incoming.fault is not None:
            raise self._folder.refusal_of(incoming.fault, self._min_free_mb) or incoming.fault
        if not incoming.is_whole:
            raise InvalidInput(Issue("file", _TOO_HEAVY.filled(size_bytes=f"{incoming.size_bytes:,}", most_bytes=f"{MAX_BYTES:,}")))


def _look_at(incoming: Incoming) -> Asset:
    facts = inspect_asset(incoming.read())
    return Asset(
        asset_id=incoming.digest, width=facts.width, height=facts.height, frames=facts.frames, size_bytes=incoming.size_bytes
    )  # fmt: skip


def _insert(tx: Tx, caller: Caller, asset: Asset, reply: KeptReply[Asset] | None) -> Asset:
    return kept(tx, caller, reply, lambda: _put(tx, caller, asset))


def _put(tx: Tx, caller: Caller, asset: Asset) -> Asset:
    if tx.assets.put(caller.workspace_id, asset):
        tx.events.insert(caller, Happening.ASSET_ADDED, asset.asset_id, size_bytes=asset.size_bytes)
    return asset


def _delete(tx: Tx, caller: Caller, asset_id: str, files: AssetFiles) -> bool:
    """Forget that a workspace has an asset; tell whether it was the last one."""
    if tx.assets.find(caller.workspace_id, asset_id) is None:
        raise BuiltInUnchangeable if files.is_builtin(asset_id) else NotVisible
    if tx.assets.is_used(caller.workspace_id, asset_id):
        raise AssetInUse
    tx.assets.delete(caller.workspace_id, asset_id)
    tx.events.insert(caller, Happening.ASSET_DELETED, asset_id)
    return not tx.assets.known_of_any_workspace([asset_id])


def _known(tx: Tx, asset_ids: list[str]) -> set[str]:
    return tx.assets.known_of_any_workspace(asset_ids)
