"""Files that came with jobs: uploaded ones, and texts that are too long to stand in a row that is read at every turn."""

import asyncio
import os
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from outhost.domain.modules import Module
from outhost.files.whole import make_folder, sync_folder, write_whole

LONG_TEXT: Final = 8192
_BROUGHT: Final = "brought-"
_LONG_ENOUGH_TO_BE_A_FILE: Final = "x-upload"
"""Marks, in a module's schema, a text that its plugin also takes as the job's file."""


class JobUploads:
    """The folder of such files. Their names say nothing of what is in them."""

    def __init__(self, folder: Path) -> None:
        """Keep files in `folder`."""
        self._folder = folder

    def path(self, name: str) -> Path:
        """Give where a file lies."""
        return self._folder / name

    async def set_aside(self, module: Module, params: Mapping[str, Any]) -> tuple[Mapping[str, Any], str | None]:
        """Write a long text among the params into a file, where the module takes one; give the params without it, and the file's name."""
        fields = module.config_schema.get("properties", {})
        for field, about in fields.items():
            text = params.get(field)
            if about.get(_LONG_ENOUGH_TO_BE_A_FILE) and isinstance(text, str) and len(text) > LONG_TEXT:
                name = secrets.token_hex(16)
                await asyncio.to_thread(write_whole, self.path(name), text.encode("utf-8", "replace"))
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

    async def remove(self, name: str) -> None:
        """Remove a file."""
        await asyncio.to_thread(self.path(name).unlink, missing_ok=True)

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
