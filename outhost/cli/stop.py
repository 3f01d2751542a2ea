"""`outhost stop`: the server's end, by command."""

import os
import signal
import time
from typing import Any

import click

from outhost.cli.declined import Declined
from outhost.cli.line import server_of
from outhost.cli.terminal import Terminal, on_terminal
from outhost.domain.errors import FolderInUse
from outhost.files.data_folder import DataFolder, FolderLock, holder

_PATIENCE_SECONDS = 15.0
_PAUSE_SECONDS = 0.05


@click.command("stop")
@on_terminal
def command(terminal: Terminal) -> None:
    """Stop the server on the data folder, and wait until it has: requests under way finish first."""
    folder = DataFolder(terminal.data_dir)
    about = server_of(folder)
    if about is None:
        raise Declined(f"No server runs on {terminal.data_dir}.")
    _ask_to_stop(about)
    if not _is_free(folder, about):
        raise Declined(f"Process {about['pid']} has not stopped within {_PATIENCE_SECONDS:.0f} seconds; `kill -9 {about['pid']}` ends it.")
    terminal.answer({"stopped": True, "url": about.get("url"), "pid": about["pid"]}, [f"outhost at {about.get('url')} has stopped."])


def _ask_to_stop(about: dict[str, Any]) -> None:
    try:
        os.kill(about["pid"], signal.SIGTERM)
    except ProcessLookupError:
        return
    except PermissionError:
        raise Declined(f"Process {about['pid']} belongs to another user; stop it as that user.") from None


def _is_free(folder: DataFolder, about: dict[str, Any]) -> bool:
    """Wait for the server to let go of its folder, which is the last that it does; another one may take it at once."""
    patience_ends = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < patience_ends:
        try:
            FolderLock(folder).release()
        except FolderInUse:
            if holder(folder).get("pid", about["pid"]) != about["pid"]:
                return True
            time.sleep(_PAUSE_SECONDS)
        else:
            return True
    return False
