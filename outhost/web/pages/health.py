"""Health: whether the process lives, and whether it can take requests."""

import asyncio
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import json

from outhost import __version__
from outhost.store.transactions import Tx
from outhost.web.request import appliance_of


def mount_on(app: Sanic[Any, Any]) -> None:
    """Give health its two routes."""
    app.add_route(_alive, "/healthz", methods=["GET", "HEAD"], name="healthz")
    app.add_route(_ready, "/readyz", methods=["GET", "HEAD"], name="readyz")


async def _alive(_request: Request) -> HTTPResponse:
    return json({"status": "ok", "version": __version__})


async def _ready(request: Request) -> HTTPResponse:
    appliance = appliance_of(request)
    checks = {
        "database": await _database(request),
        "disk": "ok" if appliance.folder.free_mb() >= appliance.settings.min_free_mb else "full",
        "task_loop": "ok" if appliance.tasks.is_well else "stopped",
        "migrations": "pending" if await asyncio.to_thread(appliance.pending_migrations) else "ok",
    }
    return json(checks, status=200 if set(checks.values()) == {"ok"} else 503)


async def _database(request: Request) -> str:
    try:
        await appliance_of(request).read(_touch)
    except Exception:  # noqa: BLE001 - whatever it is, the database does not answer
        return "unreachable"
    return "ok"


def _touch(tx: Tx) -> None:
    tx.users.is_empty()
