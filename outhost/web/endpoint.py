"""What an endpoint is: one row of a surface's table, from which routes, `Allow`, HEAD, the docs page and the tests are made."""

import inspect
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from pydantic import BaseModel
from sanic import HTTPResponse, Request, Sanic

from outhost.appliance import Appliance
from outhost.domain.errors import Refusal
from outhost.domain.workspaces import Caller

_PARAMETER = re.compile(r"<(\w+)>")


@dataclass(frozen=True, slots=True)
class Call:
    """One request to one endpoint, by a known caller."""

    request: Request
    appliance: Appliance
    caller: Caller
    params: Mapping[str, str]


Handler = Callable[[Any], Awaitable[HTTPResponse | None]]
"""Takes its surface's call: parses, calls, shapes; None when it has streamed its answer itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A request and its answer, as the documentation shows them; a `str` answer stands for a body that is not JSON.

    `path` is what stands in gaps of the path that need not be one's own.
    """

    path: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    answer: Mapping[str, Any] | Sequence[Mapping[str, Any]] | str
    answer_headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryParameter:
    """A parameter of the query string; what it takes, beyond any text, is said as a JSON Schema."""

    name: str
    meaning: str
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A method and a path of a surface, and all that is to be known of them.

    `path` has its parameters as `<name>`. `refusals` pairs each class with when it is raised here. The handler's docstring is the
    endpoint's description; `consequence` says what trying it out does, where that is more than its method tells. `is_kept` tells
    that an `Idempotency-Key` is honoured, `is_multipart` that a file is taken, in a form's field `file`, perhaps beside JSON, of which the
    example is then; `is_event_stream` that the answer goes on and can be resumed by a `Last-Event-ID`. `nothing` says when it is 204.
    """

    method: str
    path: str
    handler: Handler
    title: str
    group: str
    example: Example
    refusals: Sequence[tuple[type[Refusal], str]] = ()
    query: Sequence[QueryParameter] = ()
    body: type[BaseModel] | None = None
    answer: type[BaseModel] | None = None
    answer_type: str = "application/json"
    other_types: Sequence[str] = ()
    consequence: str = ""
    is_kept: bool = False
    is_multipart: bool = False
    is_event_stream: bool = False
    nothing: str = ""

    @property
    def name(self) -> str:
        """A name for the route and for anchors, from the handler: `lists-show`."""
        module = self.handler.__module__.rsplit(".", 1)[-1]
        return f"{module}-{self.handler.__name__}".replace("_", "-")

    @property
    def is_shown_as_form(self) -> bool:
        """Tell whether its example sends a file."""
        return self.is_multipart and self.example.body is None

    @property
    def answer_types(self) -> tuple[str, ...]:
        """The media types that an answer may have, that of the example first."""
        return (self.answer_type, *self.other_types)

    @property
    def description(self) -> str:
        """What the endpoint does, as paragraphs of Markdown."""
        return inspect.getdoc(self.handler) or ""

    def matches(self, path: str) -> bool:
        """Tell whether a request's path is one of this endpoint's."""
        return re.fullmatch(_PARAMETER.sub("[^/]+", self.path), path) is not None


def mount(
    app: Sanic[Any, Any],
    endpoints: Sequence[Endpoint],
    answer: Callable[[Request, Any, Mapping[str, str]], Any],
    *,
    reads_bodies: bool = False,
) -> None:
    """Give every path of a table its route; `answer` is the surface's way to call an endpoint; with `reads_bodies` it reads bodies too."""
    for path in dict.fromkeys(endpoint.path for endpoint in endpoints):
        by_method = {endpoint.method: endpoint for endpoint in endpoints if endpoint.path == path}
        if "GET" in by_method:
            by_method["HEAD"] = by_method["GET"]
        name = path.strip("/").replace("/", ".")  # surfaces may name their handlers alike
        app.add_route(_route(by_method, answer), path, methods=list(by_method), name=name, strict_slashes=True, stream=reads_bodies)


def allowed_methods(endpoints: Sequence[Endpoint], path: str) -> list[str]:
    """List the methods that a path answers, in the order of the table; empty for an unknown path."""
    matching = [endpoint for endpoint in endpoints if endpoint.matches(path)]
    # Of `leads/<lead_id>` and `leads/approve-all` the router takes the literal one.
    fewest = min((endpoint.path.count("<") for endpoint in matching), default=0)
    methods = [endpoint.method for endpoint in matching if endpoint.path.count("<") == fewest]
    return ["GET", "HEAD", *(m for m in methods if m != "GET")] if "GET" in methods else methods


def _route(by_method: Mapping[str, Endpoint], answer: Callable[[Request, Any, Mapping[str, str]], Any]) -> Callable[..., Any]:
    async def route(request: Request, **params: str) -> HTTPResponse | None:
        """Answer; what clients wrote as `%3A` is a colon. The router's own decoding would reach routes beside, such as those of images."""
        filled = {name: unquote(value) for name, value in params.items()}
        response: HTTPResponse | None = await answer(request, by_method[request.method], filled)
        return response

    return route
