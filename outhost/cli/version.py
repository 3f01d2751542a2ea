"""`outhost version`."""

import click

from outhost import __version__
from outhost.cli.terminal import Terminal, on_terminal


@click.command("version")
@on_terminal
def command(terminal: Terminal) -> None:
    """Say which version this is."""
    terminal.answer({"version": __version__}, [f"outhost {__version__}"])
