"""The reference of a surface, or a part of it, as Markdown: its prose, then each endpoint as its table has it."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from outhost.web.endpoint import Endpoint
from outhost.web.examples import filled, filled_text
from outhost.web.pages.curl import Way, curl
from outhost.web.table import Table, gaps_of

_INTERNAL = (500, "internal_error", "Anything unexpected; logged server-side.")
_FILE = "photo.png"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """Something that a request carries: `place` is `path`, `query`, `body` or `form`; `kind` is its JSON type."""

    place: str
    name: str
    kind: str
    meaning: str
    hint: str = ""

    @property
    def kind_in_place(self) -> str:
        """Say where it stands, and as what: `body, string`."""
        return f"{self.place}, {self.kind}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What one page is made of: its prose, and those endpoints of a surface's table that it is about.

    `prose` is Markdown that begins with its `#` title; `{{base}}` stands for the server's address.
    """

    slug: str
    table: Table
    endpoints: Sequence[Endpoint]
    prose: str

    @property
    def title(self) -> str:
        """Give the prose's title."""
        return self.prose.partition("\n")[0].removeprefix("# ").strip()

    @property
    def summary(self) -> str:
        """Give the prose's first paragraph."""
        return self.prose.split("\n\n")[1].replace("\n", " ").strip()

    def markdown(self, base: str) -> str:
        """Write the whole page, as it is copied and as `.md` answers it."""
        return "\n".join([self.introduction(base), *(self.entry(endpoint, base) for endpoint in self.endpoints)])

    def introduction(self, base: str) -> str:
        """Write the prose."""
        words = filled_text(self.prose, base).strip()
        return f"{words}\n\n## Endpoints\n" if self.endpoints else f"{words}\n"

    def entry(self, endpoint: Endpoint, base: str) -> str:
        """Write one endpoint: what it does, whom it is for, what it takes, its curl, its example and its errors."""
        headers = "".join(f"{name}: {value}\n" for name, value in endpoint.example.answer_headers.items())
        found = self.parameters(endpoint)
        parts = [
            f"### {endpoint.title}",
            f"`{endpoint.method} {shown_path(endpoint)}` · {endpoint.group}",
            endpoint.description,
            self.table.rights(endpoint),
            _table(("Parameter", "In", "Meaning"), [(f"`{p.name}`", p.kind_in_place, p.meaning) for p in found]),
            f"**Request**\n\n```bash\n{self.curl(endpoint, base)}\n```",
            f"**Example response** — 200 OK, {' or '.join(f'`{kind}`' for kind in endpoint.answer_types)}",
            f"```http\n{filled_text(headers, base)}```" if headers else "",
            f"```{_language(endpoint)}\n{example_answer(endpoint, base)}\n```",
            "**Errors**",
            _table(self.error_head, self.errors(endpoint)),
        ]
        return "\n\n".join(part for part in parts if part) + "\n"

    @property
    def error_head(self) -> tuple[str, ...]:
        """Name the columns of a table of errors; a surface may have a code for each."""
        return ("Status", "Code", "When") if self.table.has_codes else ("Status", "When")

    def errors(self, endpoint: Endpoint) -> list[tuple[str, ...]]:
        """List what can go wrong at an endpoint, as Markdown. A refusal that is the server's own trouble is told as internal."""
        found = [*((*self.table.status_and_code(kind), when) for kind, when in endpoint.refusals), _INTERNAL]
        rows = ((str(status), f"`{code}`", when) if self.table.has_codes else (str(status), when) for status, code, when in found)
        return list(dict.fromkeys(rows))

    def parameters(self, endpoint: Endpoint) -> list[Parameter]:
        """List what a request to an endpoint carries."""
        in_path = [self._in_path(name) for name in gaps_of(endpoint)]
        in_query = [Parameter(place="query", name=q.name, kind=_kind(q.schema, {}), meaning=q.meaning) for q in endpoint.query]
        in_form = [Parameter(place="form", name="file", kind="file", meaning="The file.")] if endpoint.is_multipart else []
        return [*in_path, *in_query, *in_form, *_in_body(endpoint)]

    def curl(self, endpoint: Endpoint, base: str) -> str:
        """Write an endpoint's example request as a command."""
        path = re.sub(r"<(\w+)>", lambda gap: endpoint.example.path.get(gap[1], gap[1].upper()), endpoint.path)
        file = _FILE if endpoint.is_shown_as_form else None
        return curl(endpoint.method, base + path, filled(endpoint.example.body, base), way=self.way(endpoint), file=file)

    def way(self, endpoint: Endpoint) -> Way:
        """Tell how a command calls an endpoint: by a key where one opens it; else by cookies, which a public call may set."""
        if any(self.table.schemes[way].get("in") == "header" for way in self.table.ways_in(endpoint)):
            return Way.KEY
        return Way.COOKIE if self.table.ways_in(endpoint) or endpoint.method != "GET" else Way.NONE

    def _in_path(self, name: str) -> Parameter:
        known = self.table.path_parameters[name]
        hint = "cf9a8f55-7e7c-…" if known.schema.get("format") == "uuid" else ""
        return Parameter(place="path", name=name, kind=_kind(known.schema, {}), meaning=known.meaning, hint=hint)


def shown_path(endpoint: Endpoint) -> str:
    """Write an endpoint's path with its gaps as the reference shows them: `:list_id`."""
    return re.sub(r"<(\w+)>", r":\1", endpoint.path)


def example_answer(endpoint: Endpoint, base: str) -> str:
    """Write the body of an endpoint's example answer."""
    answer = filled(endpoint.example.answer, base)
    return answer.strip() if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False, indent=2)


def _in_body(endpoint: Endpoint) -> list[Parameter]:
    schema = endpoint.body.model_json_schema() if endpoint.body else {}
    required, shapes = schema.get("required", ()), schema.get("$defs", {})
    return [
        Parameter(
            place="body",
            name=name,
            kind=_kind(about, shapes) + ("" if name in required else ", optional"),
            meaning=about.get("description", "Required." if name in required else "May be left out."),
        )
        for name, about in schema.get("properties", {}).items()
    ]


def _kind(about: Mapping[str, Any], shapes: Mapping[str, Any]) -> str:
    """Name the JSON type of a schema; of several, each."""
    if "$ref" in about:
        return _kind(shapes[about["$ref"].rpartition("/")[2]], shapes)
    if "anyOf" in about:
        return " or ".join(dict.fromkeys(_kind(each, shapes) for each in about["anyOf"]))
    return str(about.get("type", "any"))


def _language(endpoint: Endpoint) -> str:
    if not isinstance(endpoint.example.answer, str):
        return "json"
    return "csv" if endpoint.answer_type.startswith("text/csv") else "text"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines) if rows else ""
