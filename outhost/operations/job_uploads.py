"""Files that came with jobs: uploaded ones, and texts that are too long to stand in a row that is read at every turn."""

import asyncio
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from outhost.domain.modules import Module
from outhost.files.whole import write_whole

LONG_TEXT: Final = 8192
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

    async def remove(self, name: str) -> None:
        """Remove a file."""
        await asyncio.to_thread(self.path(name).unlink, missing_ok=True)

    async def older_than(self, moment: datetime) -> list[str]:
        """Name the files that have lain there since before a moment."""
        return await asyncio.to_thread(self._older_than, moment.timestamp())

    def _older_than(self, timestamp: float) -> list[str]:
        if not self._folder.is_dir():
            return []
        return [path.name for path in self._folder.iterdir() if path.stat().st_mtime < timestamp]
