"""The document as a whole: what this server is, its ways in, its paths and its shapes."""

import functools
import json
from collections.abc import Sequence
from typing import Any, Final

from outhost import __version__
from outhost.web.openapi.operations import operation, template_of
from outhost.web.openapi.shapes import Shapes
from outhost.web.table import Table

_ADDRESSES_KEPT: Final = 8
_ABOUT: Final = """A self-hosted appliance with two surfaces.

`/v1` (Outwink) is a small, frozen API for campaigns, opened by the workspace's key, a UUID in `X-API-Key`.
`/api` (Outsend) is everything else, opened by the session cookie or an API key that begins with `osk_`.

Every path with a GET answers HEAD too. A known path called with another method answers 405, and `Allow` names the right ones."""


class Description:
    """The description of several surfaces; what it says differs between two servers in their address alone."""

    def __init__(self, tables: Sequence[Table]) -> None:
        """Describe the surfaces of `tables`, in that order."""
        self._tables = tables
        self.written = functools.lru_cache(maxsize=_ADDRESSES_KEPT)(self._write)

    def document(self, base: str) -> dict[str, Any]:
        """Give the description of the server at the address `base`; the same tables give the same one, key by key."""
        shapes = {table.name: Shapes(table) for table in self._tables}
        return {
            "openapi": "3.1.0",
            "info": {
                "title": "outhost",
                "version": __version__,
                "description": _ABOUT,
                "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
            },
            "servers": [{"url": base}],
            "tags": [{"name": tag} for tag in dict.fromkeys(tag for table in self._tables for tag in _tags(table))],
            "paths": self._paths(shapes, base),
            "components": {
                "schemas": {name: schema for each in shapes.values() for name, schema in each.components.items()},
                "headers": _HEADERS,
                "securitySchemes": {name: dict(scheme) for table in self._tables for name, scheme in table.schemes.items()},
            },
        }

    def _write(self, base: str) -> bytes:
        return json.dumps(self.document(base), ensure_ascii=False).encode()

    def _paths(self, shapes: dict[str, Shapes], base: str) -> dict[str, Any]:
        paths: dict[str, dict[str, Any]] = {}
        for table in self._tables:
            for endpoint in table.endpoints:
                path = paths.setdefault(template_of(endpoint), {})
                path[endpoint.method.lower()] = operation(table, endpoint, shapes[table.name], base)
        return paths


_HEADERS: Final = {
    "X-Request-Id": {
        "description": "The id of this request, as the server's log has it; your own where you sent one.",
        "required": True,
        "schema": {"type": "string"},
    },
    "Allow": {"description": "The methods that this path answers.", "required": True, "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds to wait before another try.", "required": True, "schema": {"type": "integer", "minimum": 0}},
}


def _tags(table: Table) -> list[str]:
    return [f"{table.name} · {endpoint.group}" for endpoint in table.endpoints]
