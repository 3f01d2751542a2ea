"""`outhost keys`: the key of a workspace."""

from typing import Any

import click

from outhost.appliance import Appliance
from outhost.cli.line import run
from outhost.cli.terminal import Terminal, on_terminal, whose
from outhost.domain.clock import whole_seconds


@click.group("keys")
def command() -> None:
    """Rotate API keys."""


@command.command("rotate")
@whose
@on_terminal
def rotate_command(terminal: Terminal, email: str | None, workspace_id: int | None) -> None:
    """Give a workspace a fresh key; the old one stops working at once."""
    made = run(terminal.data_dir, rotate, email=email, workspace_id=workspace_id)
    terminal.answer(made, [f"API key    {made['api_key']}  (shown this once)"])


async def rotate(appliance: Appliance, *, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Rotate the key of a workspace."""
    caller = await appliance.users.founder_caller(email=email, workspace_id=workspace_id, actor="command_line")
    issued = await appliance.api_keys.rotate(caller)
    return {"api_key": issued.key, "rotated_at": whole_seconds(issued.issued_at)}
