"""`outhost status`: whether a server runs on the data folder, and where."""

import click

from outhost.cli.line import server_of
from outhost.cli.terminal import Terminal, on_terminal
from outhost.files.data_folder import DataFolder


@click.command("status")
@on_terminal
def command(terminal: Terminal) -> None:
    """Say whether a server runs on the data folder, its address and its process."""
    about = server_of(DataFolder(terminal.data_dir))
    found = {"running": about is not None, "url": None, "pid": None} | (about or {}) | {"data_dir": str(terminal.data_dir)}
    state = f"runs at {found['url']} (process {found['pid']})" if about is not None else "does not run"
    terminal.answer(found, [f"outhost {state}", f"Data       {terminal.data_dir}"])
