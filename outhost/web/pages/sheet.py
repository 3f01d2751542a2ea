"""One sheet in the middle of a quiet page, without script: what a letter's link opens."""

from collections.abc import Mapping

from sanic import HTTPResponse, Request

from outhost.domain.errors import InvalidInput, Refusal
from outhost.domain.words import Text
from outhost.web.pages.markup import Child, tag
from outhost.web.pages.page import Page, show
from outhost.web.visit import locale_of

_HOME = Text(en="To the front page", fr="Vers la page d’accueil")
_NOT_YET = Text(en="Something is not right yet; see below.", fr="Quelque chose ne va pas encore ; voyez ci-dessous.")
_CLOSED = Text(en="This does not work", fr="Cela ne marche pas")

_STATUS_OF_FAULTS = 400


def sheet(
    request: Request, title: Text, promise: str, *content: Child, status: int = 200, headers: Mapping[str, str] | None = None
) -> HTTPResponse:
    """Answer with a sheet, in the language of the request; no cache and no Referer keeps the token of the link."""
    locale = locale_of(request)
    body = tag("section", tag("h1", title.say(locale)), tag("p", promise, class_="promise"), content, class_="sheet")
    page = Page(title=title.say(locale), description=title.say(locale), kind="setup", body=[body], has_script=False, locale=locale)
    return show(request, page, status=status, headers={"cache-control": "no-store", **(headers or {})})


def ending(request: Request, title: Text, promise: Text, **gaps: object) -> HTTPResponse:
    """Answer that all is done, with the way to the front page."""
    return sheet(request, title, promise.say(locale_of(request), **gaps), way_home(request))


def declined(request: Request, refusal: Refusal, *, status: int, headers: Mapping[str, str] | None = None) -> HTTPResponse:
    """Answer that the link, or what was asked for by it, is refused."""
    return sheet(request, _CLOSED, refusal.say(locale_of(request)), way_home(request), status=status, headers=headers)


def way_home(request: Request) -> Child:
    """Write the way to the front page."""
    return tag("p", tag("a", _HOME.say(locale_of(request)), href="/", class_="button"), class_="ways")


def summary_of(request: Request, faults: Mapping[str, str]) -> Child:
    """Say above a form that something in it is at fault; what stands in no field of it is said here."""
    locale = locale_of(request)
    return tag("p", faults.get("", _NOT_YET.say(locale)), class_="fault", role="alert") if faults else None


def faults_of(request: Request, refusal: Refusal, field: str = "") -> dict[str, str]:
    """Give what is wrong by the name of the field; what a refusal says of the whole stands beside `field`."""
    locale = locale_of(request)
    if isinstance(refusal, InvalidInput):
        return {issue.path: issue.say(locale) for issue in refusal.issues}
    return {field: refusal.say(locale)}


def status_of(faults: Mapping[str, str]) -> int:
    """Give the status of a form that comes back with faults, or for the first time."""
    return _STATUS_OF_FAULTS if faults else 200
