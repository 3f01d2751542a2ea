"""`outhost setup`: the first user, their workspace and its key."""

from contextlib import aclosing
from typing import Any

import click

from outhost.appliance import Appliance
from outhost.cli.line import open_desk
from outhost.cli.terminal import Terminal, on_terminal, read_password
from outhost.domain.workspaces import Caller
from outhost.operations.setup import add_demo_lists, add_demo_rows
from outhost.operations.users import AddedUser, NewUser


@click.command("setup")
@click.option("--email", required=True, metavar="EMAIL", help="The first user's address.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, instead of making one.")
@click.option("--full-name", default="", metavar="NAME", help="The first user's name.")
@click.option("--workspace", default="", metavar="NAME", help="The workspace's name.")
@click.option(
    "--credits", "credit_count", type=click.IntRange(0, 1_000_000_000), metavar="N", help="Starting balance, instead of initial_credits."
)
@click.option("--demo", "is_demo", is_flag=True, help="Add a PNG, a GIF, an ai and an ice_breaker list, and some rows, to try things on.")
@on_terminal
def command(
    terminal: Terminal, *, email: str, password_stdin: bool, full_name: str, workspace: str, credit_count: int | None, is_demo: bool
) -> None:
    """Make the first user, who is an administrator, with a workspace and its key."""
    password = read_password() if password_stdin else None
    with open_desk(terminal.data_dir, is_new=True) as desk:
        if is_demo:
            desk.run_new_jobs()
        made = desk.do(
            set_up, email=email, password=password, full_name=full_name, workspace=workspace, credit_count=credit_count, is_demo=is_demo
        )
    made["data_dir"] = str(terminal.data_dir)
    terminal.answer(made, _lines(made))


async def set_up(
    appliance: Appliance, *, email: str, password: str | None, full_name: str, workspace: str, credit_count: int | None, is_demo: bool
) -> dict[str, Any]:
    """Set the installation up."""
    starting = appliance.settings.initial_credits if credit_count is None else credit_count
    new = NewUser(email=email, full_name=full_name, workspace=workspace, password=password, credits=starting, is_admin=True)
    added = await appliance.users.set_up(new)
    caller = Caller(workspace_id=added.workspace_id, actor="setup")
    lists = await add_demo_lists(appliance.lists, caller) if is_demo else []
    if is_demo:
        await _bring_rows_in(appliance, caller)
    return as_document(added) | {
        "lists": [{"list_id": made.public_id, "list_name": made.name, "list_type": made.list_type} for made in lists]
    }


async def _bring_rows_in(appliance: Appliance, caller: Caller) -> None:
    """Have the demo's rows brought in, and wait for it."""
    job = await add_demo_rows(appliance.jobs, appliance.modules, caller)
    async with aclosing(appliance.job_reports.follow(caller, job.public_id)) as news:
        async for _ in news:
            pass


def as_document(added: AddedUser) -> dict[str, Any]:
    """Shape what was made for a person."""
    return {
        "user_id": added.user_id,
        "email": added.email,
        "workspace_id": added.workspace_id,
        "api_key": added.api_key,
        "password": added.password,
        "credits": added.credits,
    }


def _lines(made: dict[str, Any]) -> list[str]:
    lines = [f"User       {made['email']}", f"Workspace  {made['workspace_id']} with {made['credits']} credits"]
    if made["password"]:
        lines.append(f"Password   {made['password']}  (shown this once)")
    lines.append(f"API key    {made['api_key']}  (shown this once)")
    lines.extend(f"List       {entry['list_id']}  {entry['list_name']} ({entry['list_type']})" for entry in made["lists"])
    return [*lines, f"Data       {made['data_dir']}", "Next       outhost serve"]
