"""Data folders made ready for a benchmark: a workspace with its key, lists with or without leads."""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ratios import SCALE

from outhost.appliance import Appliance, prepare
from outhost.domain.clock import SystemClock
from outhost.domain.lists import LeadList
from outhost.domain.workspaces import Caller, WorkspaceId
from outhost.files.data_folder import DataFolder
from outhost.operations.lists import NewList
from outhost.operations.users import NewUser
from outhost.resources import ShippedTemplate, shipped_templates
from outhost.settings import Settings

CREDITS = 100_000_000
LISTS = 60
MANY = round(500_000 * SCALE)
FEW = 1000

CARD: dict[str, Any] = {
    "version": 1, "width": 160, "height": 80, "variables": [{"name": "first_name", "default": "there"}, {"name": "company"}],
    "layers": [{"type": "text", "text": "Hi {{first_name}}, {{company}}", "box": [8, 8, 144, 64], "size": 20, "min_size": 6}],
}  # fmt: skip
"""A spec for lists whose leads nobody draws."""


@dataclass(frozen=True, kw_only=True)
class Premises:
    """A prepared data folder that nobody has open."""

    folder: Path
    workspace_id: WorkspaceId
    key: str
    lists: list[LeadList]

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return DataFolder(self.folder).database

    def count(self, sql: str) -> int:
        """Ask the file for one number."""
        with closing(sqlite3.connect(self.database)) as connection:
            number: int = connection.execute(sql).fetchone()[0]
            return number


def built_in(extension: str) -> ShippedTemplate:
    """Choose the built-in template that is measured: one still, one moving."""
    wanted = "speech-bubble" if extension == "gif" else "sticky-note"
    return next(template for template in shipped_templates() if template.slug == wanted)


def furnish(folder: Path, lists: Sequence[NewList]) -> Premises:
    """Prepare a data folder with one workspace and these lists."""
    return asyncio.run(_furnish(folder, lists))


async def _furnish(path: Path, wanted: Sequence[NewList]) -> Premises:
    folder, clock = DataFolder(path), SystemClock()
    lock = prepare(folder, clock)
    appliance = await Appliance.open(folder, Settings.model_validate({}), clock, address="http://127.0.0.1")
    try:
        new = NewUser(
            email="bench@example.com", full_name="Alex Cohen", workspace="", password="correct horse 1", credits=CREDITS, is_admin=True
        )
        added = await appliance.users.set_up(new)
        caller = Caller(workspace_id=added.workspace_id, actor="api_key")
        lists = [await appliance.lists.add(caller, each) for each in wanted]
    finally:
        await appliance.close()
        lock.release()
    return Premises(folder=path, workspace_id=added.workspace_id, key=added.api_key, lists=lists)
