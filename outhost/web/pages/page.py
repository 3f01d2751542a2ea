"""The frame of every page: head, header, footer, and the headers that keep a browser from anything but this server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sanic import HTTPResponse, Request

from outhost import __version__
from outhost.domain.words import Text
from outhost.web.pages.assets import shelf_of
from outhost.web.pages.markup import Child, Markup, tag
from outhost.web.request import appliance_of

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:{images}; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_SKIP = Text(en="Skip to the content", fr="Aller au contenu")
_HERE = Text(en="Everything on this page came from this machine.", fr="Tout sur cette page vient de cette machine.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page: `kind` names its style sheet, and its script where it has one, `<kind>/<kind>.css` and `.js` among the assets.

    `locale` is the language that it is written in, `en` or `fr`.
    """

    title: str
    description: str
    kind: str
    body: Sequence[Child]
    has_script: bool = True
    locale: str = "en"


def show(request: Request, page: Page, *, status: int = 200, headers: Mapping[str, str] | None = None) -> HTTPResponse:
    """Answer with a page; it is asked for anew each time unless `headers` say otherwise."""
    document = Markup("<!doctype html>\n") + tag("html", _head(request, page), _body(page), lang=page.locale)
    own = {
        "content-security-policy": _POLICY.format(images=_image_origin(request)),
        "referrer-policy": "no-referrer",
        "x-frame-options": "DENY",
        "cross-origin-opener-policy": "same-origin",
        "cache-control": "no-cache",
    }
    return HTTPResponse(document, status=status, headers={**own, **(headers or {})}, content_type="text/html; charset=utf-8")


def _head(request: Request, page: Page) -> Markup:
    shelf = shelf_of(request)
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="description", content=page.description),
        tag("title", page.title),
        tag("link", rel="icon", type="image/svg+xml", href=shelf.url("style/icon.svg")),
        tag("link", rel="stylesheet", href=shelf.url("style/site.css")),
        tag("link", rel="stylesheet", href=shelf.url(f"{page.kind}/{page.kind}.css")),
        tag("script", type="module", src=shelf.url(f"{page.kind}/{page.kind}.js")) if page.has_script else None,
    )


def _body(page: Page) -> Markup:
    return tag(
        "body",
        tag("a", _SKIP.say(page.locale), class_="skip", href="#content"),
        tag(
            "header",
            tag("a", tag("span", class_="mark", aria_hidden="true"), "outhost", class_="brand", href="/"),
            tag("nav", tag("a", "API docs", href="/docs"), aria_label="Main"),
            class_="top",
        ),
        tag("main", page.body, id="content", tabindex="-1"),
        tag(
            "footer",
            tag("span", f"outhost {__version__}"),
            tag("span", _HERE.say(page.locale)),
            class_="bottom",
        ),
        class_=page.kind,
    )


def _image_origin(request: Request) -> str:
    url = urlsplit(appliance_of(request).settings.image_base_url)
    return f" {url.scheme}://{url.netloc}" if url.netloc else ""
