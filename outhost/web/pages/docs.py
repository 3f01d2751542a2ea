"""The documentation of the APIs at `/docs/api/…`: one page a surface, made of the surface's own table, and the same as Markdown."""

import functools
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import redirect

from outhost.domain.errors import Refusal
from outhost.resources import shipped
from outhost.web.endpoint import Endpoint
from outhost.web.pages.entry import badge, entry_section
from outhost.web.pages.markup import Markup, tag
from outhost.web.pages.page import Page, show
from outhost.web.pages.prose import anchor, prose_html
from outhost.web.pages.reference import Book
from outhost.web.request import origin_of

_ADDRESSES_KEPT = 8

Answer = Callable[[Request], Coroutine[Any, Any, HTTPResponse]]


class Docs:
    """The documentation of one surface, `/docs/api/<slug>` and the same with `.md`."""

    def __init__(self, slug: str, endpoints: Sequence[Endpoint], status_and_code: Callable[[type[Refusal]], tuple[int, str]]) -> None:
        """Document `endpoints` with the prose of `assets/docs/api/<slug>.md`; `status_and_code` tells how a refusal is answered."""
        prose = shipped("docs", "api", f"{slug}.md").read_text("utf-8")
        self._book = Book(slug=slug, endpoints=endpoints, status_and_code=status_and_code, prose=prose)
        self._path = f"/docs/api/{slug}"
        self._body = functools.lru_cache(maxsize=_ADDRESSES_KEPT)(self._write)  # tens of milliseconds, the same for one address

    def mount_on(self, app: Sanic[Any, Any]) -> None:
        """Give the documentation its routes."""
        routes: dict[str, Answer] = {self._path: self._page, f"{self._path}.md": self._markdown, "/docs": self._go, "/docs/": self._go}
        for number, (path, answer) in enumerate(routes.items()):
            app.add_route(answer, path, methods=["GET", "HEAD"], name=f"docs-{self._book.slug}-{number}", strict_slashes=True)

    async def _go(self, _request: Request) -> HTTPResponse:
        return redirect(self._path)

    async def _markdown(self, request: Request) -> HTTPResponse:
        text = self._book.markdown(origin_of(request))
        return HTTPResponse(text, headers={"cache-control": "no-cache"}, content_type="text/markdown; charset=utf-8")

    async def _page(self, request: Request) -> HTTPResponse:
        description = "Lists, leads and images over plain HTTP, each call with its curl, to try on the spot."
        return show(
            request, Page(title=f"{self._book.title} · outhost", description=description, kind="docs", body=self._body(origin_of(request)))
        )

    def _write(self, base: str) -> list[Markup]:
        entries = [entry_section(self._book, endpoint, base) for endpoint in self._book.endpoints]
        return [_contents(self._book), tag("div", _prose(self._book, base), entries, class_="reference", data_base=base)]


def _contents(book: Book) -> Markup:
    headings = [line.removeprefix("## ") for line in book.prose.splitlines() if line.startswith("## ")]
    links = [tag("li", tag("a", heading, href=f"#{anchor(heading)}")) for heading in headings]
    calls = [tag("li", tag("a", badge(endpoint), tag("span", endpoint.title), href=f"#{endpoint.name}")) for endpoint in book.endpoints]
    return tag(
        "aside",
        tag(
            "nav",
            tag("p", "On this page"),
            tag("ul", links),
            tag("p", "Endpoints"),
            tag("ul", calls, class_="calls"),
            aria_label="On this page",
        ),
        class_="contents",
    )


def _prose(book: Book, base: str) -> Markup:
    copies = tag(
        "div",
        tag("button", "Copy as Markdown", type="button", data_copy="page"),
        tag("a", "View as Markdown", href=f"/docs/api/{book.slug}.md"),
        class_="copies",
    )
    title, closing, rest = prose_html(book.introduction(base)).partition("</h1>\n")
    source = tag("pre", book.introduction(base), class_="source", hidden=True)
    words = tag("div", Markup(title + closing), copies, Markup(rest), class_="words")
    return tag("section", words, _key_form(), source, class_="prose")


def _key_form() -> Markup:
    return tag(
        "form",
        tag("label", "Your API key", for_="key"),
        tag(
            "div",
            tag("input", id="key", type="password", autocomplete="off", spellcheck="false", placeholder="8d1d20c0-5b7e-…"),
            tag("button", "Forget it", type="button", data_forget=True),
            class_="row",
        ),
        tag(
            "p",
            "For “Try it” and the curl lines below. It stays in this tab, is sent to this server alone,"
            " and is never part of what you copy as Markdown.",
            class_="hint",
        ),
        class_="key",
        id="key-form",
    )
