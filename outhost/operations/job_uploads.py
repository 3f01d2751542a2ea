"""Files that came with jobs: uploaded ones, and texts that are too long to stand in a row that is read at every turn."""

import asyncio
import os
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from outhost.domain.errors import BodyTooLarge, InvalidInput, Issue
from outhost.domain.modules import Module
from outhost.domain.tables import MOST_BYTES
from outhost.domain.words import Text
from outhost.files.data_folder import DataFolder
from outhost.files.incoming import Incoming
from outhost.files.whole import make_folder, sync_folder, write_whole

LONG_TEXT: Final = 8192
_BROUGHT: Final = "brought-"
_LONG_ENOUGH_TO_BE_A_FILE: Final = "x-upload"
"""Marks, in a module's schema, a text that its plugin also takes as the job's file."""
_EMPTY: Final = Text(en="is empty", fr="est vide")


class JobUploads:
    """The folder of such files. Their names say nothing of what is in them."""

    def __init__(self, folder: DataFolder, min_free_mb: int) -> None:
        """Keep files in a folder of the data folder, while that has `min_free_mb` of room."""
        self._data = folder
        self._folder = folder.uploads
        self._min_free_mb = min_free_mb

    def path(self, name: str) -> Path:
        """Give where a file lies."""
        return self._folder / name

    def incoming(self) -> Incoming:
        """Begin to take a file that comes piece by piece; leaving its context removes what was not kept."""
        return Incoming(self._folder, MOST_BYTES)

    async def take(self, incoming: Incoming) -> str:
        """Keep a file that has come, and give its name.

        Raises:
            BodyTooLarge, DiskFull
            InvalidInput: there is nothing in it.
        """
        if incoming.fault is not None:
            raise self._data.refusal_of(incoming.fault, self._min_free_mb) or incoming.fault
        if not incoming.is_whole:
            raise BodyTooLarge(most_mb=MOST_BYTES >> 20)
        if not incoming.size_bytes:
            raise InvalidInput(Issue("file", _EMPTY.filled()))
        self._data.require_room(self._min_free_mb)
        name = secrets.token_hex(16)
        try:
            await asyncio.to_thread(incoming.keep, self.path(name))
        except OSError as fault:
            raise self._data.refusal_of(fault, self._min_free_mb) or fault from None
        return name

    async def set_aside(self, module: Module, params: Mapping[str, Any]) -> tuple[Mapping[str, Any], str | None]:
        """Write a long text among the params into a file, where the module takes one; give the params without it, and the file's name.

        Raises:
            DiskFull
        """
        fields = module.config_schema.get("properties", {})
        for field, about in fields.items():
            text = params.get(field)
            if about.get(_LONG_ENOUGH_TO_BE_A_FILE) and isinstance(text, str) and len(text) > LONG_TEXT:
                name = secrets.token_hex(16)
                try:
                    await asyncio.to_thread(write_whole, self.path(name), text.encode("utf-8", "replace"))
                except OSError as fault:
                    raise self._data.refusal_of(fault, self._min_free_mb) or fault from None
                return {**params, field: ""}, name
        return params, None

    def begin(self) -> str:
        """Name a file that is to be brought piece by piece."""
        return f"{_BROUGHT}{secrets.token_hex(12)}"

    async def add(self, name: str, piece: bytes) -> None:
        """Write the next piece of such a file."""
        await asyncio.to_thread(_append, self._brought(name), piece)

    async def keep(self, name: str) -> None:
        """Have such a file, once it is whole, outlive a power cut, so that a job can come with it."""
        await asyncio.to_thread(_sync, self._brought(name))

    async def is_there(self, name: str) -> bool:
        """Tell whether a file still lies there."""
        return await asyncio.to_thread(self.path(name).exists)

    async def remove(self, name: str) -> bool:
        """Remove a file; tell whether it was there."""
        try:
            await asyncio.to_thread(self.path(name).unlink)
        except FileNotFoundError:
            return False
        return True

    async def older_than(self, moment: datetime) -> list[str]:
        """Name the files that have lain there since before a moment."""
        return await asyncio.to_thread(self._older_than, moment.timestamp())

    def _brought(self, name: str) -> Path:
        if not re.fullmatch(_BROUGHT + "[0-9a-f]{24}", name):
            raise ValueError(name)
        return self.path(name)

    def _older_than(self, timestamp: float) -> list[str]:
        if not self._folder.is_dir():
            return []
        return [path.name for path in self._folder.iterdir() if path.stat().st_mtime < timestamp]


def _append(path: Path, piece: bytes) -> None:
    make_folder(path.parent)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
        file.write(piece)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
    sync_folder(path.parent)
