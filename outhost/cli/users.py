"""`outhost users`: people."""

from typing import Any

import click

from outhost.appliance import Appliance
from outhost.cli.line import run
from outhost.cli.setup import as_document
from outhost.cli.terminal import Terminal, on_terminal, read_password, table
from outhost.domain.clock import whole_seconds
from outhost.domain.users import User
from outhost.operations.users import NewUser
from outhost.store.transactions import Tx

_email = click.option("--email", required=True, metavar="EMAIL", help="The person's address.")
_password_stdin = click.option("--password-stdin", is_flag=True, help="Read the password from standard input, instead of making one.")


@click.group("users")
def command() -> None:
    """Add people, let them in, keep them out."""


@command.command("add")
@_email
@_password_stdin
@click.option("--full-name", default="", metavar="NAME")
@click.option("--workspace", default="", metavar="NAME", help="Name of the workspace that they found.")
@click.option("--admin", "is_admin", is_flag=True, help="Make them an administrator.")
@on_terminal
def add_command(terminal: Terminal, *, email: str, password_stdin: bool, full_name: str, workspace: str, is_admin: bool) -> None:
    """Add a person with a workspace of their own, and its key."""
    made = run(
        terminal.data_dir,
        add,
        email=email,
        password=read_password() if password_stdin else None,
        full_name=full_name,
        workspace=workspace,
        is_admin=is_admin,
    )
    lines = [f"User       {made['email']}", f"Workspace  {made['workspace_id']} with {made['credits']} credits"]
    if made["password"]:
        lines.append(f"Password   {made['password']}  (shown this once)")
    terminal.answer(made, [*lines, f"API key    {made['api_key']}  (shown this once)"])


@command.command("list")
@on_terminal
def list_command(terminal: Terminal) -> None:
    """List everybody."""
    people = run(terminal.data_dir, list_all)
    rows = [
        [
            p["email"],
            p["full_name"],
            "active" if p["is_active"] else "deactivated",
            "administrator" if p["is_admin"] else "",
            p["created_at"],
        ]
        for p in people
    ]
    terminal.answer({"users": people}, table(["E-MAIL", "NAME", "STATE", "RIGHTS", "SINCE"], rows))


@command.command("deactivate")
@_email
@on_terminal
def deactivate_command(terminal: Terminal, *, email: str) -> None:
    """Keep a person out; the key of the workspace that they founded stops working."""
    terminal.answer(run(terminal.data_dir, deactivate, email=email), [f"{email} is deactivated."])


@command.command("reactivate")
@_email
@on_terminal
def reactivate_command(terminal: Terminal, *, email: str) -> None:
    """Let a person in again."""
    terminal.answer(run(terminal.data_dir, reactivate, email=email), [f"{email} is active again."])


@command.command("reset-password")
@_email
@_password_stdin
@on_terminal
def reset_password_command(terminal: Terminal, *, email: str, password_stdin: bool) -> None:
    """Give a person a new password; all their sessions end."""
    password = read_password() if password_stdin else None
    made = run(terminal.data_dir, reset_password, email=email, password=password)
    line = f"Password   {made['password']}  (shown this once)" if made["password"] else f"{email} has the new password."
    terminal.answer(made, [line])


@command.command("reset-totp")
@_email
@on_terminal
def reset_totp_command(terminal: Terminal, *, email: str) -> None:
    """Forget a person's second factor."""
    terminal.answer(run(terminal.data_dir, reset_totp, email=email), [f"{email} logs in with the password alone now."])


async def add(appliance: Appliance, *, email: str, password: str | None, full_name: str, workspace: str, is_admin: bool) -> dict[str, Any]:
    """Add a person."""
    new = NewUser(
        email=email,
        full_name=full_name,
        workspace=workspace,
        password=password,
        credits=appliance.settings.initial_credits,
        is_admin=is_admin,
    )
    return as_document(await appliance.users.add(new))


async def list_all(appliance: Appliance) -> list[dict[str, Any]]:
    """List everybody."""
    return [_document(user) for user in await appliance.read(_everybody)]


async def deactivate(appliance: Appliance, *, email: str) -> dict[str, Any]:
    """Keep a person out."""
    return _document(await appliance.users.deactivate(email))


async def reactivate(appliance: Appliance, *, email: str) -> dict[str, Any]:
    """Let a person in again."""
    return _document(await appliance.users.reactivate(email))


async def reset_password(appliance: Appliance, *, email: str, password: str | None) -> dict[str, Any]:
    """Give a person a new password."""
    return {"email": email, "password": await appliance.users.reset_password(email, password)}


async def reset_totp(appliance: Appliance, *, email: str) -> dict[str, Any]:
    """Forget a person's second factor."""
    await appliance.users.reset_totp(email)
    return {"email": email}


def _everybody(tx: Tx) -> list[User]:
    return tx.users.all()


def _document(user: User) -> dict[str, Any]:
    return {
        "user_id": user.public_id,
        "email": user.email,
        "full_name": user.full_name,
        "is_active": user.is_active,
        "is_admin": user.is_admin,
        "created_at": whole_seconds(user.created_at),
    }
