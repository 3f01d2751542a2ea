"""`outhost selftest`: outhost tries itself out on this machine, away from your data."""

import shutil
import tempfile
from pathlib import Path

import click

from outhost.cli.program import FAULT
from outhost.cli.selftest_chaos import Chaos
from outhost.cli.terminal import Terminal, on_terminal


@click.group("selftest")
def command() -> None:
    """Try outhost out on this machine, in a folder of its own."""


@command.command("chaos")
@click.option("--runs", type=click.IntRange(1, 10_000), default=6, show_default=True, help="Kill the server this many times.")
@on_terminal
def chaos_command(terminal: Terminal, *, runs: int) -> int | None:
    """Kill a server again and again while it runs jobs, and see that nothing is lost, done twice or stuck.

    It works in a temporary folder with a server and a harmless module of its own, takes a few seconds for each kill, and ends with
    status 3 if anything was wrong; then the folder is kept.
    """
    folder = Path(tempfile.mkdtemp(prefix="outhost-selftest-"))
    found = Chaos(folder, say=terminal.note).run(runs)
    if found.is_good:
        shutil.rmtree(folder, ignore_errors=True)
        terminal.answer(found.document(), found.lines())
        return None
    terminal.answer(found.document() | {"folder": str(folder)}, [*found.lines(), f"Kept       {folder}"])
    return FAULT
