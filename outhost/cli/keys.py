"""`outhost keys`: the key of a workspace for `/v1`, and those for `/api`."""

from typing import Any

import click

from outhost.appliance import Appliance
from outhost.cli.line import run
from outhost.cli.terminal import Terminal, on_terminal, read_moment, table, whose
from outhost.domain.access_keys import MOST_A_WORKSPACE, AccessKey, Scope
from outhost.domain.clock import from_text_or_none, whole_seconds, whole_seconds_or_none
from outhost.domain.workspaces import Caller
from outhost.operations.access_keys import NewAccessKey
from outhost.store.transactions import Tx


@click.group("keys")
def command() -> None:
    """Rotate the key of /v1; make, list and revoke keys of /api."""


@command.command("rotate")
@whose
@on_terminal
def rotate_command(terminal: Terminal, email: str | None, workspace_id: int | None) -> None:
    """Give a workspace a fresh key; the old one stops working at once."""
    made = run(terminal.data_dir, rotate, email=email, workspace_id=workspace_id)
    terminal.answer(made, [f"API key    {made['api_key']}  (shown this once)"])


@command.command("create")
@click.option("--name", required=True, metavar="NAME", help="What the key is for.")
@click.option("--scope", "scopes", multiple=True, type=click.Choice([scope.value for scope in Scope]), help="Both unless told otherwise.")
@click.option("--expires", metavar="TS", help="When the key stops working, such as 2027-01-01T00:00:00Z.")
@whose
@on_terminal
def create_command(
    terminal: Terminal, *, name: str, scopes: tuple[str, ...], expires: str | None, email: str | None, workspace_id: int | None
) -> None:
    """Make a key for /api, which acts as the workspace's founder, or as who has owned it longest."""
    expires_at = whole_seconds(read_moment(expires, "--expires")) if expires else None
    made = run(terminal.data_dir, create, name=name, scopes=list(scopes), expires_at=expires_at, email=email, workspace_id=workspace_id)
    terminal.answer(made, [f"Key        {made['id']} ({', '.join(made['scopes'])})", f"API key    {made['key']}  (shown this once)"])


@command.command("list")
@whose
@on_terminal
def list_command(terminal: Terminal, email: str | None, workspace_id: int | None) -> None:
    """List the keys for /api, newest first."""
    found = run(terminal.data_dir, list_all, email=email, workspace_id=workspace_id)
    rows = [
        [key["id"], key["name"], f"{key['prefix']}…", " ".join(key["scopes"]), key["created_at"], key["last_used_at"] or "never",
         key["expires_at"] or "never"]
        for key in found["keys"]
    ]  # fmt: skip
    terminal.answer(found, table(["ID", "NAME", "KEY", "SCOPES", "SINCE", "LAST USED", "EXPIRES"], rows))


@command.command("revoke")
@click.argument("key_id", type=click.IntRange(1))
@whose
@on_terminal
def revoke_command(terminal: Terminal, key_id: int, email: str | None, workspace_id: int | None) -> None:
    """Take a key for /api away; it stops working at once."""
    made = run(terminal.data_dir, revoke, key_id=key_id, email=email, workspace_id=workspace_id)
    terminal.answer(made, [f"Key {key_id} is revoked."])


async def rotate(appliance: Appliance, *, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Rotate the key of a workspace."""
    issued = await appliance.api_keys.rotate(await _caller(appliance, email, workspace_id))
    return {"api_key": issued.key, "rotated_at": whole_seconds(issued.issued_at)}


async def create(
    appliance: Appliance, *, name: str, scopes: list[str], expires_at: str | None, email: str | None, workspace_id: int | None
) -> dict[str, Any]:
    """Make a key for `/api`."""
    new = NewAccessKey(
        name=name,
        scopes={Scope(scope) for scope in scopes} or set(Scope),
        expires_at=from_text_or_none(expires_at),
    )
    issued = await appliance.access_keys.add(await _caller(appliance, email, workspace_id), new)
    return _document(issued.access_key) | {"key": issued.key}


async def list_all(appliance: Appliance, *, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """List the keys for `/api`."""
    caller = await _caller(appliance, email, workspace_id)
    return {"workspace_id": caller.workspace_id, "keys": [_document(key) for key in await appliance.read(_keys, caller)]}


async def revoke(appliance: Appliance, *, key_id: int, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Revoke a key for `/api`."""
    await appliance.access_keys.revoke(await _caller(appliance, email, workspace_id), key_id)
    return {"revoked": True, "id": key_id}


async def _caller(appliance: Appliance, email: str | None, workspace_id: int | None) -> Caller:
    return await appliance.users.founder_caller(email=email, workspace_id=workspace_id, actor="command_line")


def _keys(tx: Tx, caller: Caller) -> list[AccessKey]:
    return tx.access_keys.page(caller.workspace_id, limit=MOST_A_WORKSPACE, offset=0)


def _document(key: AccessKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "prefix": key.prefix,
        "scopes": [scope.value for scope in Scope if scope in key.scopes],
        "user_id": key.user_id,
        "created_at": whole_seconds(key.created_at),
        "last_used_at": whole_seconds_or_none(key.last_used_at),
        "expires_at": whole_seconds_or_none(key.expires_at),
    }
