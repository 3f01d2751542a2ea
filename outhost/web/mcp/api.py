"""What this surface stands on: the table of `/api`, and the ways to call it in this process. The server hands it over."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sanic import HTTPResponse, Request

from outhost.web.endpoint import Endpoint
from outhost.web.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """Another surface, as this one knows it.

    `let_in` raises a refusal unless a request has a key that is good. `answer` calls an endpoint as whoever sent the request, or raises;
    `refuse` says in the surface's envelope what was raised.
    """

    table: Table
    let_in: Callable[[Request], Awaitable[None]]
    answer: Callable[[Request, Any, Mapping[str, str]], Awaitable[HTTPResponse | None]]
    refuse: Callable[[Request, BaseException], HTTPResponse]

    def endpoint(self, method: str, path: str) -> Endpoint:
        """Find the endpoint of a method and a path."""
        return next(one for one in self.table.endpoints if (one.method, one.path) == (method, path))
