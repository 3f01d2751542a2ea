"""The floor under every route: a Sanic app configured as ours, whose routes answer the same JSON, or a file, and no more."""

import json
import socket
import sys
from pathlib import Path
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import file
from sanic.response import json as as_json

from outhost.settings import Settings
from outhost.web.server import _config


def build(document: dict[str, Any], path: str) -> Sanic[Any, Any]:
    """Build the app; `/file` answers the file at `path`, `/bytes` the same from memory."""
    app: Sanic[Any, Any] = Sanic("bare", configure_logging=False)
    app.config.update(_config(Settings.model_validate({})))

    @app.get("/v1/me")
    async def show(_request: Request) -> HTTPResponse:
        return as_json(document)

    @app.get("/file")
    async def hand_out(_request: Request) -> HTTPResponse:
        return await file(path)

    held = Path(path).read_bytes() if path else b""

    @app.get("/bytes")
    async def hand_over(_request: Request) -> HTTPResponse:
        return HTTPResponse(held)

    @app.get("/healthz")
    async def live(_request: Request) -> HTTPResponse:
        return as_json({})

    return app


if __name__ == "__main__":
    listener = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=1024)
    build(json.loads(sys.argv[2]), sys.argv[3]).run(sock=listener, single_process=True, access_log=False, motd=False)
