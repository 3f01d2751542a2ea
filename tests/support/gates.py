"""A module of an owner's own that waits for a file, so that a test sees what goes on meanwhile."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Final

from programs import Program

GATE: Final = '''
"""`gate`: lets rows through, but for those that wait until a file is there."""

import asyncio
from pathlib import Path

from outhost.jobtypes import Category, Context, GiveUp, JobType, Params, Row, Text, param


class GateParams(Params):
    """Where the file is."""

    key: str = param(label=Text(en="File", fr="Fichier"))


async def run(row: Row, params: GateParams, job: Context) -> Row:
    """Let one row through."""
    if row["nom"].startswith("Bad"):
        raise GiveUp("Nobody of this name.")
    while row["nom"].startswith("Wait") and not Path(params.key).exists():
        await asyncio.sleep(0.01)
    return {"passed": True}


job_type = JobType(
    slug="gate", category=Category.TOOLS, label=Text(en="Gate", fr="Porte"), description=Text(en="Waits.", fr="Attend."),
    params=GateParams, run=run, needs=("nom",), produces=("passed",), at_once=4,
)
'''


def with_gate(furnished: Program, data_dir: Path) -> Program:
    """Copy an installation, and bring the module in."""
    shutil.copytree(furnished.data_dir, data_dir)
    (data_dir / "plugins").mkdir()
    (data_dir / "plugins" / "gate.py").write_text(GATE, "utf-8")
    return replace(furnished, data_dir=data_dir)
