"""`outhost mail`: how letters leave."""

from typing import Any

import click

from outhost.appliance import Appliance
from outhost.cli.line import run
from outhost.cli.terminal import Terminal, on_terminal
from outhost.domain.sessions import NOWHERE


@click.group("mail")
def command() -> None:
    """See whether letters leave."""


@command.command("test")
@click.option("--to", required=True, metavar="ADDRESS", help="Whom to write to.")
@on_terminal
def test_command(terminal: Terminal, *, to: str) -> None:
    """Send one letter now: through the mail server of `smtp_url`, else into the folder `outbox`."""
    made = run(terminal.data_dir, test, to=to)
    terminal.answer(
        made, [f"The mail server took a letter to {to}." if made["by"] == "smtp" else f"A letter to {to} lies in {made['outbox']}."]
    )


async def test(appliance: Appliance, *, to: str) -> dict[str, Any]:
    """Send a letter, to see whether mail works."""
    await appliance.letters.send_trial("command_line", NOWHERE, to, appliance.clock.now())
    has_server = bool(appliance.settings.smtp_url.get_secret_value())
    return {"to": to, "by": "smtp" if has_server else "outbox", "outbox": None if has_server else str(appliance.folder.outbox)}
