"""The documentation for language models: `llms.txt` says what there is to read and where, `llms-full.txt` is all of it in one text."""

import functools
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sanic import HTTPResponse, Request, Sanic

from outhost.domain.words import Text
from outhost.web.pages.guides import CONCEPTS, ROOTS, concept_text, module_markdown, page_locale
from outhost.web.pages.reference import Book
from outhost.web.request import appliance_of, origin_of

_ADDRESSES_KEPT: Final = 4
_ABOUT: Final = Text(
    en="outhost finds businesses, reads and checks how to write to them, draws each a personalised image, and watches them for change. It"
    " runs on a machine of its owner’s; this is one such installation.",
    fr="outhost trouve des entreprises, lit et vérifie comment leur écrire, dessine pour chacune une image personnalisée, et les surveille."
    " Il tourne sur une machine de son propriétaire ; ceci est l’une de ces installations.",
)
_WHERE: Final = Text(
    en="Every call as OpenAPI 3.1: {base}/api/openapi.json. Agents that speak MCP connect to {base}/mcp. All of these pages in one text:"
    " {base}{root}/llms-full.txt.",
    fr="Tous les appels en OpenAPI 3.1 : {base}/api/openapi.json. Les agents qui parlent MCP se connectent à {base}/mcp. Toutes ces pages"
    " en un seul texte : {base}{root}/llms-full.txt.",
)
_APIS: Final = Text(en="API", fr="API (en anglais)")
_CONCEPTS: Final = Text(en="Concepts", fr="Concepts")
_MODULES: Final = Text(en="Modules", fr="Modules")


class Llms:
    """Both texts, in both languages; the pages that they are made of are those of the documentation, as Markdown."""

    def __init__(self, books: Sequence[Book]) -> None:
        """Tell of `books`, of the pages of prose and of the modules that there are."""
        self._books = books
        self._api_pages = functools.lru_cache(maxsize=_ADDRESSES_KEPT)(self._write)  # tens of milliseconds, for each address

    def mount_on(self, app: Sanic[Any, Any]) -> None:
        """Give the texts their routes."""
        for locale, root in ROOTS.items():
            for name, answer in (("llms.txt", self._index), ("llms-full.txt", self._all)):
                app.add_route(answer, f"{root}/{name}", methods=["GET", "HEAD"], name=f"{name}-{locale}", ctx_locale=locale)

    async def _index(self, request: Request) -> HTTPResponse:
        locale, base = page_locale(request), origin_of(request)
        root = ROOTS[locale]
        modules = await appliance_of(request).modules.all()
        parts = [
            "# outhost",
            f"> {_ABOUT.say(locale)}",
            _WHERE.say(locale, base=base, root=root),
            f"## {_APIS.say(locale)}",
            _links((book.title, f"{base}/docs/api/{book.slug}.md", book.summary) for book in self._books),
            f"## {_CONCEPTS.say(locale)}",
            _links(_named(concept_text(request, slug, locale), f"{base}{root}/concepts/{slug}.md") for slug in CONCEPTS),
            f"## {_MODULES.say(locale)}",
            _links(_named(module_markdown(module, locale, base), f"{base}{root}/modules/{module.slug}.md") for module in modules),
        ]
        return _text("\n\n".join(parts) + "\n")

    async def _all(self, request: Request) -> HTTPResponse:
        locale, base = page_locale(request), origin_of(request)
        modules = await appliance_of(request).modules.all()
        pages = [
            self._api_pages(base),
            *(concept_text(request, slug, locale) for slug in CONCEPTS),
            *(module_markdown(module, locale, base) for module in modules),
        ]
        return _text("\n".join(pages))

    def _write(self, base: str) -> str:
        return "\n".join(book.markdown(base) for book in self._books)


def _named(page: str, address: str) -> tuple[str, str, str]:
    """Give the title of a page, where it is, and its first paragraph."""
    title, first = page.split("\n\n")[:2]
    return title.removeprefix("# "), address, first.replace("\n", " ")


def _links(pages: Iterable[tuple[str, str, str]]) -> str:
    return "\n".join(f"- [{title}]({address}): {about}" for title, address, about in pages)


def _text(words: str) -> HTTPResponse:
    return HTTPResponse(words, headers={"cache-control": "no-cache"}, content_type="text/plain; charset=utf-8")
