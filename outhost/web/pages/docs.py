"""The documentation of the APIs at `/docs/api/…`: pages made of the surfaces' own tables, and the same as Markdown."""

import functools
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import redirect

from outhost.web.pages.entry import badge, entry_section
from outhost.web.pages.markup import Markup, tag
from outhost.web.pages.page import Page, show
from outhost.web.pages.prose import anchor, prose_html
from outhost.web.pages.reference import Book
from outhost.web.request import origin_of

_ADDRESSES_KEPT = 8
_GUIDES = (
    ("/docs/modules", "What a job can do"),
    ("/docs/concepts/where-leads-come-from", "Where leads come from"),
    ("/docs/concepts/reading-websites", "How websites are read"),
    ("/docs/concepts/writing-a-module", "Writing a module"),
    ("/docs/concepts/limits", "Limits"),
    ("/docs/concepts/mcp", "Agents (MCP)"),
)
"""Pages that are no reference of calls."""

Answer = Callable[[Request], Coroutine[Any, Any, HTTPResponse]]


class Docs:
    """The documentation: each book at `/docs/api/<slug>` and the same with `.md`; `/docs` goes to the first."""

    def __init__(self, books: Sequence[Book]) -> None:
        """Document `books`, each of which links to the others."""
        self._books = books
        self._body = functools.lru_cache(maxsize=_ADDRESSES_KEPT * len(books))(self._write)  # tens of milliseconds, one for each address

    def mount_on(self, app: Sanic[Any, Any]) -> None:
        """Give the documentation its routes."""
        routes: dict[str, Answer] = {"/docs": self._go, "/docs/": self._go}
        for place, book in enumerate(self._books):
            routes[_path(book)] = functools.partial(self._page, place)
            routes[f"{_path(book)}.md"] = functools.partial(self._markdown, book)
        for number, (path, answer) in enumerate(routes.items()):
            app.add_route(answer, path, methods=["GET", "HEAD"], name=f"docs-{number}", strict_slashes=True)

    async def _go(self, _request: Request) -> HTTPResponse:
        return redirect(_path(self._books[0]))

    async def _markdown(self, book: Book, request: Request) -> HTTPResponse:
        text = book.markdown(origin_of(request))
        return HTTPResponse(text, headers={"cache-control": "no-cache"}, content_type="text/markdown; charset=utf-8")

    async def _page(self, place: int, request: Request) -> HTTPResponse:
        book = self._books[place]
        body = self._body(place, origin_of(request))
        return show(request, Page(title=f"{book.title} · outhost", description=book.summary, kind="docs", body=body))

    def _write(self, place: int, base: str) -> list[Markup]:
        book = self._books[place]
        entries = [entry_section(book, endpoint, base) for endpoint in book.endpoints]
        reference = tag("div", _prose(book, base), entries, class_="reference", data_base=base, data_surface=book.table.name.lower())
        return [self._contents(book), reference]

    def _contents(self, shown: Book) -> Markup:
        guides = [tag("li", tag("a", name, href=path)) for path, name in _GUIDES]
        pages = [tag("li", tag("a", book.title, href=_path(book), aria_current="page" if book is shown else None)) for book in self._books]
        return tag(
            "aside",
            tag("nav", tag("p", "Pages"), tag("ul", pages, guides), _on_this_page(shown), aria_label="Contents"),
            class_="contents",
        )


def _path(book: Book) -> str:
    return f"/docs/api/{book.slug}"


def _on_this_page(book: Book) -> list[Markup]:
    headings = [line.removeprefix("## ") for line in book.prose.splitlines() if line.startswith("## ")]
    links = [tag("li", tag("a", heading, href=f"#{anchor(heading)}")) for heading in headings]
    calls = [tag("li", tag("a", badge(endpoint), tag("span", endpoint.title), href=f"#{endpoint.name}")) for endpoint in book.endpoints]
    found = [tag("p", "On this page"), tag("ul", links)]
    return [*found, tag("p", "Endpoints"), tag("ul", calls, class_="calls")] if calls else found


def _prose(book: Book, base: str) -> Markup:
    copies = tag(
        "div",
        tag("button", "Copy as Markdown", type="button", data_copy="page"),
        tag("a", "View as Markdown", href=f"{_path(book)}.md"),
        class_="copies",
    )
    title, closing, rest = prose_html(book.introduction(base)).partition("</h1>\n")
    source = tag("pre", book.introduction(base), class_="source", hidden=True)
    words = tag("div", Markup(title + closing), copies, Markup(rest), class_="words")
    return tag("section", words, _key_form(book), source, class_="prose")


def _key_form(book: Book) -> Markup:
    begins, without = _KEYS[book.table.name]
    return tag(
        "form",
        tag("label", "Your API key", for_="key"),
        tag(
            "div",
            tag("input", id="key", type="password", autocomplete="off", spellcheck="false", placeholder=begins),
            tag("button", "Forget it", type="button", data_forget=True),
            class_="row",
        ),
        tag(
            "p",
            f"For “Try it” and the curl lines below.{without} It stays in this tab, is sent to this server alone,"
            " and is never part of what you copy as Markdown.",
            class_="hint",
        ),
        class_="key",
        id="key-form",
    )


_KEYS = {
    "Outwink": ("8d1d20c0-5b7e-…", ""),
    "Outsend": ("osk_…", " Without one, “Try it” calls as the person who is logged in here."),
}
"""How the key of a surface begins, and what holds without one."""
