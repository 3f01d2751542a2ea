"""The first-run form: one plain page, without script, that makes the first user and shows their key once."""

import shlex
from collections.abc import Mapping
from typing import Any

from sanic import HTTPResponse, Request, Sanic

from outhost.domain.errors import AlreadySetUp, InvalidInput, Refusal, SetupLinkExpired
from outhost.domain.users import PASSWORD_MAX, PASSWORD_MIN
from outhost.operations.users import AddedUser, NewUser
from outhost.web.pages.curl import curl
from outhost.web.pages.form import field, given_in
from outhost.web.pages.markup import Markup, tag
from outhost.web.pages.page import Page, show
from outhost.web.request import appliance_of, origin_of
from outhost.web.visit import visit_of

PATH = "/setup"

_SECRET = {"cache-control": "no-store"}
_TEXT_LIMIT = 200
_STATUS: Mapping[type[Refusal], int] = {SetupLinkExpired: 403, AlreadySetUp: 400, InvalidInput: 400}
_PASSWORD_RULE = f"{PASSWORD_MIN} characters or more, a letter among them and a digit or symbol."


def mount_on(app: Sanic[Any, Any]) -> None:
    """Give the form its routes."""
    app.add_route(_form, PATH, methods=["GET", "HEAD"], name="setup")
    app.add_route(_set_up, PATH, methods=["POST"], name="setup-post")


async def _form(request: Request) -> HTTPResponse:
    """Show the form to whoever has the link."""
    token = request.args.get("token", "")
    try:
        appliance_of(request).setup.check_link(token)
    except SetupLinkExpired as refusal:
        return _closed(request, refusal)
    return _ask(request, token, {}, {}, status=200)


async def _set_up(request: Request) -> HTTPResponse:
    """Make the first user of what the form says."""
    given = given_in(request)
    token = given.get("token", "")
    try:
        appliance_of(request).setup.check_link(token)
        added = await appliance_of(request).setup.follow_link(token, _new_user(request, given), visit_of(request))
    except InvalidInput as refusal:
        faults = {issue.path: issue.say() for issue in refusal.issues}
        return _ask(request, token, given, faults, status=_STATUS[InvalidInput])
    except (SetupLinkExpired, AlreadySetUp) as refusal:
        return _closed(request, refusal)
    return _done(request, added)


def _new_user(request: Request, given: Mapping[str, str]) -> NewUser:
    return NewUser(
        email=given.get("email", ""),
        full_name=given.get("full_name", "")[:_TEXT_LIMIT],
        workspace=given.get("workspace", "")[:_TEXT_LIMIT],
        password=given.get("password", ""),
        credits=appliance_of(request).settings.initial_credits,
        is_admin=True,
    )


def _ask(request: Request, token: str, given: Mapping[str, str], faults: Mapping[str, str], *, status: int) -> HTTPResponse:
    fields = [
        field("email", "E-mail", given, faults, type="email", autocomplete="email", required=True, autofocus=set(faults) != {"password"}),
        field("full_name", "Your name", given, faults, hint="Shown as yours; may stay empty.", autocomplete="name"),
        field("workspace", "Workspace", given, faults, hint="A name for your team; may stay empty.", autocomplete="organization"),
        field(
            "password",
            "Password",
            {},
            faults,
            hint=_PASSWORD_RULE,
            type="password",
            autocomplete="new-password",
            autofocus=set(faults) == {"password"},
            required=True,
            minlength=PASSWORD_MIN,
            maxlength=PASSWORD_MAX,
        ),
    ]
    body = tag(
        "section",
        tag("h1", "Make this outhost yours"),
        tag("p", "You become its administrator, and get a key for the API. Nothing you type here leaves this machine.", class_="promise"),
        tag("p", "Something is not right yet; see below.", class_="fault", role="alert") if faults else None,
        tag(
            "form",
            tag("input", type="hidden", name="token", value=token),
            fields,
            tag("button", "Set up", type="submit", class_="primary"),
            method="post",
            action=PATH,
        ),
        class_="sheet",
    )
    return _page(request, "Set up outhost", body, status=status)


def _done(request: Request, added: AddedUser) -> HTTPResponse:
    add_list = f"outhost lists add --email {shlex.quote(added.email)} \\\n  --name 'Sticky note' --template sticky-note"
    body = tag(
        "section",
        tag("h1", "It is yours"),
        tag("p", f"{added.email} is the administrator, with {added.credits} credits.", class_="promise"),
        tag("h2", "Your API key"),
        tag("p", tag("code", added.api_key, id="api-key"), class_="secret"),
        tag("p", "Keep it now: it is shown this once, and only a digest of it is stored.", class_="hint"),
        tag("h2", "Your first call"),
        tag("figure", tag("pre", tag("code", curl("GET", f"{origin_of(request)}/v1/me", key=added.api_key))), class_="panel"),
        tag("p", "Your first list, made on this machine:", class_="hint"),
        tag("figure", tag("pre", tag("code", add_list)), class_="panel"),
        tag(
            "p",
            tag("a", "See the templates", href=f"/#key={added.api_key}", class_="button"),
            tag("a", "Read the API", href="/docs/api/outwink"),
            class_="ways",
        ),
        class_="sheet",
    )
    return _page(request, "outhost is set up", body, status=200)


def _closed(request: Request, refusal: Refusal) -> HTTPResponse:
    body = tag(
        "section",
        tag("h1", "This link is closed"),
        tag("p", refusal.say(), class_="promise"),
        tag("p", tag("a", "To the front page", href="/", class_="button")),
        class_="sheet",
    )
    return _page(request, "This link is closed", body, status=_STATUS[type(refusal)])


def _page(request: Request, title: str, body: Markup, *, status: int) -> HTTPResponse:
    page = Page(title=title, description="Set up outhost.", kind="setup", body=[body], has_script=False)
    return show(request, page, status=status, headers=_SECRET)
