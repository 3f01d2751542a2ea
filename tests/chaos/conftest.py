"""An installation of a chaos test's own."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from houses import SMALL_SPEC
from programs import EMAIL, Program


@dataclass(frozen=True, kw_only=True)
class Site:
    """An installation with one list of quickly drawn pictures."""

    program: Program
    list_id: str

    @property
    def leads_path(self) -> str:
        """Where leads are posted to."""
        return f"/v1/lists/{self.list_id}/leads"


@pytest.fixture
def found() -> Callable[[Path], Site]:
    """Set up an installation in a folder."""

    def set_up(folder: Path) -> Site:
        program = Program(data_dir=folder / "data", environment={"OUTHOST_MIN_FREE_MB": "0"})
        made = program.answer("setup", "--email", EMAIL, "--credits", "1000000")
        (folder / "spec.json").write_text(json.dumps(SMALL_SPEC))
        added = program.answer("lists", "add", "--name", "PNG", "--spec", folder / "spec.json")
        return Site(program=replace(program, key=made["api_key"]), list_id=added["list_id"])

    return set_up
