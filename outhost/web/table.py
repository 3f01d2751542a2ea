"""A surface's table as a whole: its endpoints, and what they have in common. OpenAPI and the docs pages are made of it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from outhost.domain.errors import Refusal
from outhost.web.endpoint import Endpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class PathParameter:
    """What a gap in a path stands for: in words, and as a JSON Schema."""

    meaning: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """All that is to be known of a surface.

    `path_parameters` are by name, the same in every path. `always` pairs each refusal that any call can meet with when it does, as
    `Endpoint.refusals` does. `schemes` are the ways in, as OpenAPI's security schemes; `ways_in` names those that open an endpoint,
    none for one that is open to all, and `rights` says in a sentence whom it is for, or nothing. `has_codes` tells whether an answer
    that is no 2xx holds a code.
    """

    name: str
    endpoints: Sequence[Endpoint]
    path_parameters: Mapping[str, PathParameter]
    status_and_code: Callable[[type[Refusal]], tuple[int, str]]
    error: type[BaseModel]
    has_codes: bool
    always: Sequence[tuple[type[Refusal], str]]
    schemes: Mapping[str, Mapping[str, Any]]
    ways_in: Callable[[Any], Sequence[str]]
    rights: Callable[[Any], str]


def gaps_of(endpoint: Endpoint) -> list[str]:
    """Name the gaps in an endpoint's path."""
    return re.findall(r"<(\w+)>", endpoint.path)
