"""The reference of a surface as Markdown: its prose, then each endpoint as its table has it."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from outhost.domain.errors import Refusal
from outhost.web.endpoint import Endpoint
from outhost.web.pages.curl import LIST_PLACEHOLDER, curl

PATH_PARAMETERS: Mapping[str, str] = {"list_id": "Id of one of your lists, a UUID; `GET /v1/lists` names them."}
"""What the gaps in paths stand for."""

_INTERNAL = (500, "internal_error", "Anything unexpected; logged server-side.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """Something that a request carries: `place` is `path`, `query` or `body`; `kind` is its JSON type, empty where all is text."""

    place: str
    name: str
    kind: str
    meaning: str

    @property
    def kind_in_place(self) -> str:
        """Say where it stands, and as what: `body, string`."""
        return ", ".join(filter(None, (self.place, self.kind)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What is written about one surface: the table that it is made of, how it answers a refusal, and the prose.

    `prose` is Markdown that begins with its `#` title; `{{base}}` stands for the server's address.
    """

    slug: str
    endpoints: Sequence[Endpoint]
    status_and_code: Callable[[type[Refusal]], tuple[int, str]]
    prose: str

    @property
    def title(self) -> str:
        """Give the prose's title."""
        return self.prose.partition("\n")[0].removeprefix("# ").strip()

    def markdown(self, base: str) -> str:
        """Write the whole reference, as it is copied and as `.md` answers it."""
        return "\n".join([self.introduction(base), *(self.entry(endpoint, base) for endpoint in self.endpoints)])

    def introduction(self, base: str) -> str:
        """Write the prose."""
        return f"{fill(self.prose, base).strip()}\n\n## Endpoints\n"

    def entry(self, endpoint: Endpoint, base: str) -> str:
        """Write one endpoint: what it does, what it takes, its curl, its example and its errors."""
        example = endpoint.example
        headers = "".join(f"{name}: {value}\n" for name, value in example.answer_headers.items())
        parts = [
            f"### {endpoint.title}",
            f"`{endpoint.method} {shown_path(endpoint)}` · {endpoint.group}",
            endpoint.description,
            _table(("Parameter", "In", "Meaning"), [(f"`{p.name}`", p.kind_in_place, p.meaning) for p in parameters(endpoint)]),
            f"**Request**\n\n```bash\n{example_curl(endpoint, base)}\n```",
            f"**Example response** — 200 OK, `{endpoint.answer_type}`",
            f"```http\n{fill(headers, base)}```" if headers else "",
            f"```{'json' if not isinstance(example.answer, str) else 'csv'}\n{example_answer(endpoint, base)}\n```",
            "**Errors**",
            _table(("Status", "Code", "When"), [(str(status), f"`{code}`", when) for status, code, when in self.errors(endpoint)]),
        ]
        return "\n\n".join(part for part in parts if part) + "\n"

    def errors(self, endpoint: Endpoint) -> list[tuple[int, str, str]]:
        """List what can go wrong at an endpoint: status, code, when. A refusal that is the server's own trouble is told as internal."""
        rows = [(*self.status_and_code(kind), when) for kind, when in endpoint.refusals]
        return [*rows, _INTERNAL]


def parameters(endpoint: Endpoint) -> list[Parameter]:
    """List what a request to an endpoint carries."""
    in_path = [Parameter(place="path", name=name, kind="string", meaning=PATH_PARAMETERS[name]) for name in path_gaps(endpoint)]
    in_query = [Parameter(place="query", name=query.name, kind="", meaning=query.meaning) for query in endpoint.query]
    schema = endpoint.body.model_json_schema() if endpoint.body else {}
    in_body = [
        Parameter(place="body", name=name, kind=about.get("type", "any"), meaning=about.get("description", "Required."))
        for name, about in schema.get("properties", {}).items()
    ]
    return in_path + in_query + in_body


def path_gaps(endpoint: Endpoint) -> list[str]:
    """List the gaps in an endpoint's path."""
    return re.findall(r"<(\w+)>", endpoint.path)


def shown_path(endpoint: Endpoint) -> str:
    """Write an endpoint's path with its gaps as the reference shows them: `:list_id`."""
    return re.sub(r"<(\w+)>", r":\1", endpoint.path)


def example_curl(endpoint: Endpoint, base: str) -> str:
    """Write an endpoint's example request as a command."""
    return curl(endpoint.method, base + re.sub(r"<\w+>", LIST_PLACEHOLDER, endpoint.path), endpoint.example.body)


def example_answer(endpoint: Endpoint, base: str) -> str:
    """Write the body of an endpoint's example answer."""
    answer = endpoint.example.answer
    return fill(answer, base).strip() if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False, indent=2)


def fill(text: str, base: str) -> str:
    """Fill the gaps of an example or of the prose."""
    return text.replace("{{base}}", base).replace("{{list_id}}", LIST_PLACEHOLDER)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines) if rows else ""
