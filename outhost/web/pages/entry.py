"""One endpoint on a documentation page: what it does on the left, its curl, its answer and “Try it” on the right."""

import json

from outhost.web.endpoint import Endpoint
from outhost.web.examples import filled, filled_text
from outhost.web.pages.curl import Way
from outhost.web.pages.markup import Child, Markup, tag
from outhost.web.pages.prose import phrase_html, prose_html
from outhost.web.pages.reference import Book, Parameter, example_answer, shown_path

BREAKS = "This can't be undone."


def entry_section(book: Book, endpoint: Endpoint, base: str) -> Markup:
    """Write an endpoint's part of the page; its script knows it by `data-method`, `data-path` and `data-way`."""
    way = book.way(endpoint)
    return tag(
        "section",
        tag("div", _what(book, endpoint), class_="what"),
        tag("div", _request(book, endpoint, base), _example(endpoint, base), _trial(book, endpoint, base), class_="how"),
        tag("pre", book.entry(endpoint, base), class_="source", hidden=True),
        class_="endpoint",
        id=endpoint.name,
        data_method=endpoint.method,
        data_path=shown_path(endpoint),
        data_way=None if way is Way.KEY else way.value,
        aria_labelledby=f"{endpoint.name}-title",
    )


def badge(endpoint: Endpoint) -> Markup:
    """Write an endpoint's verb, each in a colour of its own."""
    return tag("span", endpoint.method, class_=f"method {endpoint.method.lower()}")


def _what(book: Book, endpoint: Endpoint) -> list[Child]:
    rights = book.table.rights(endpoint)
    return [
        tag("p", endpoint.group, class_="group"),
        tag("h3", endpoint.title, id=f"{endpoint.name}-title"),
        tag("p", badge(endpoint), tag("code", shown_path(endpoint)), class_="address"),
        prose_html(endpoint.description),
        tag("p", phrase_html(rights), class_="rights") if rights else None,
        _parameters(book.parameters(endpoint)),
        tag("h4", "Errors"),
        _errors(book, endpoint),
        tag("p", tag("button", "Copy as Markdown", type="button", data_copy="endpoint", class_="quiet"), class_="copies"),
    ]


def _parameters(found: list[Parameter]) -> list[Markup]:
    if not found:
        return []
    rows = [
        tag("div", tag("dt", tag("code", each.name), tag("span", each.kind_in_place)), tag("dd", phrase_html(each.meaning)))
        for each in found
    ]
    return [tag("h4", "Parameters"), tag("dl", rows, class_="parameters")]


def _errors(book: Book, endpoint: Endpoint) -> Markup:
    head = tag("tr", (tag("th", title, scope="col") for title in book.error_head))
    rows = [tag("tr", (tag("td", phrase_html(cell)) for cell in row)) for row in book.errors(endpoint)]
    return tag("div", tag("table", tag("thead", head), tag("tbody", rows), class_="facts"), class_="wide")


def _request(book: Book, endpoint: Endpoint, base: str) -> Markup:
    return _panel("Request", tag("pre", tag("code", book.curl(endpoint, base)), class_="curl"), is_copied=True)


def _example(endpoint: Endpoint, base: str) -> Markup:
    headers = [f"{name}: {filled_text(value, base)}" for name, value in endpoint.example.answer_headers.items()]
    return _panel(
        f"Example response · 200 OK · {' or '.join(endpoint.answer_types)}",
        tag("pre", tag("code", "\n".join(headers)), class_="headers", tabindex="0") if headers else None,
        tag("pre", tag("code", example_answer(endpoint, base)), class_="answer", tabindex="0"),
        is_copied=False,
    )


def _panel(title: str, *content: Markup | None, is_copied: bool) -> Markup:
    button = tag("button", "Copy", type="button", data_copy="code") if is_copied else None
    return tag("figure", tag("figcaption", tag("span", title), button), content, class_="panel")


def _trial(book: Book, endpoint: Endpoint, base: str) -> Markup:
    places = {"path", "query", "form"} if endpoint.is_shown_as_form else {"path", "query"}
    fields = [_field(endpoint, each) for each in book.parameters(endpoint) if each.place in places]
    warning = _warning(endpoint)
    return tag(
        "form",
        tag("div", fields, class_="fields") if fields else None,
        _body_field(endpoint, base),
        tag(
            "div",
            tag("button", "Try it", type="submit", class_="primary"),
            tag("p", warning, class_="warning") if warning else tag("p", "Free, and changes nothing.", class_="hint"),
            class_="send",
        ),
        tag("p", "Live response", class_="caption"),
        tag("div", tag("p", "Click Try it to send the request.", class_="hint"), class_="live", aria_live="polite"),
        class_="trial",
        data_breaks=BREAKS in warning,
        novalidate=True,
    )


def _field(endpoint: Endpoint, parameter: Parameter) -> Markup:
    name = f"{endpoint.name}-{parameter.name}"
    if parameter.kind == "file":
        entry = tag("input", id=name, name=parameter.name, type="file", data_place=parameter.place)
    else:
        entry = tag(
            "input",
            id=name,
            name=parameter.name,
            data_place=parameter.place,
            autocomplete="off",
            spellcheck="false",
            placeholder=parameter.hint,
        )
    return tag("div", tag("label", parameter.name, for_=name), entry)


def _body_field(endpoint: Endpoint, base: str) -> Markup | None:
    if endpoint.example.body is None:
        return None
    name = f"{endpoint.name}-body"
    text = json.dumps(filled(endpoint.example.body, base), ensure_ascii=False, indent=2)
    entry = tag("textarea", text, id=name, name="body", data_place="body", rows=text.count("\n") + 1, spellcheck="false")
    return tag("div", tag("label", "Body, JSON", for_=name), entry, class_="field")


def _warning(endpoint: Endpoint) -> str:
    """Say what trying an endpoint does that reading would not; nothing for a call that only reads."""
    if endpoint.method == "GET":
        return ""
    return endpoint.consequence or (f"Deletes it. {BREAKS}" if endpoint.method == "DELETE" else "Changes what this server keeps.")
