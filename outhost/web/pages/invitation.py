"""The page that an invitation links to: somebody new signs up, somebody known logs in, and both are in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sanic import HTTPResponse, Request, Sanic

from outhost.domain.errors import (
    AccountDeactivated,
    AlreadyMember,
    AwaitsSetup,
    EmailTaken,
    ForeignOrigin,
    InvalidInput,
    InvitationInvalid,
    Refusal,
    TooManyAttempts,
    TotpRequired,
    WrongCredentials,
)
from outhost.domain.invitations import Invitation
from outhost.domain.tokens import digest_of_token
from outhost.domain.users import PASSWORD_MAX, PASSWORD_MIN
from outhost.domain.words import Text
from outhost.domain.workspaces import Role
from outhost.operations.accounts import SignUp
from outhost.store.transactions import Tx
from outhost.web.cookie import open_cookie, token_of
from outhost.web.pages.form import field, given_in
from outhost.web.pages.letters import PASSWORD, PASSWORD_RULE
from outhost.web.pages.markup import Markup, tag
from outhost.web.pages.sheet import declined, ending, faults_of, sheet, status_of, summary_of
from outhost.web.request import appliance_of
from outhost.web.visit import check_origin, locale_of, visit_of

PATH = "/invitation"

_REFUSED, _FORBIDDEN, _TOO_MANY = 400, 403, 429
_KNOWN: Final = "known"
_FORM_FAULTS = (EmailTaken, WrongCredentials, TotpRequired)
_CLOSED = (InvitationInvalid, AwaitsSetup)
_SHUT = (AccountDeactivated, ForeignOrigin)

_TITLE = Text(en="You are invited", fr="Vous êtes invité")
_INTO = Text(en="You join {place} as {role}.", fr="Vous rejoignez {place} en tant que {role}.")
_FOUND = Text(en="You found a workspace of your own.", fr="Vous créez votre propre espace de travail.")
_ROLES = {
    Role.OWNER: Text(en="an owner", fr="propriétaire"),
    Role.ADMIN: Text(en="an admin", fr="administrateur"),
    Role.MEMBER: Text(en="a member", fr="membre"),
    Role.VIEWER: Text(en="a viewer", fr="lecteur"),
}
_NEW = Text(en="I am new here", fr="Je suis nouveau ici")
_ACCOUNT = Text(en="I have an account", fr="J’ai un compte")
_EMAIL = Text(en="E-mail", fr="E-mail")
_NAME = Text(en="Your name", fr="Votre nom")
_NAME_HINT = Text(en="Shown to those you work with; may stay empty.", fr="Montré à ceux avec qui vous travaillez ; facultatif.")
_ANSWER = Text(en="I answer for what I do here with other people’s data.", fr="Je réponds de ce que je fais ici des données d’autrui.")
_MUST_ANSWER = Text(en="must be ticked", fr="doit être coché")
_CODE = Text(en="Code of your authenticator app", fr="Code de votre application d’authentification")
_CODE_HINT = Text(en="If your account has a second factor.", fr="Si votre compte a un second facteur.")
_SIGN_UP = Text(en="Sign up", fr="S’inscrire")
_LOG_IN = Text(en="Log in and accept", fr="Se connecter et accepter")
_DONE = Text(en="Welcome", fr="Bienvenue")
_SIGNED_UP = Text(
    en="You are logged in. A letter is on its way to {email}; its link verifies the address.",
    fr="Vous êtes connecté. Une lettre est en route vers {email} ; son lien vérifie l’adresse.",
)
_ACCEPTED = Text(en="You are logged in, and a member now.", fr="Vous êtes connecté, et désormais membre.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Card:
    """An invitation, and the name of the workspace that it leads into; empty where it founds one."""

    invitation: Invitation
    place: str


def mount_on(app: Sanic[Any, Any]) -> None:
    """Give the page its routes."""
    app.add_route(_show, PATH, methods=["GET", "HEAD"], name="invitation")
    app.add_route(_take, PATH, methods=["POST"], name="invitation-post")


async def _show(request: Request) -> HTTPResponse:
    """Show both forms to whoever has the code."""
    return await _forms(request, request.args.get("code", ""), {}, {})


async def _take(request: Request) -> HTTPResponse:
    """Let somebody in by what the form says."""
    given = given_in(request)
    way = _accept if given.get("way") == _KNOWN else _sign_up
    try:
        check_origin(request)
        return await way(request, given)
    except InvalidInput as refusal:
        return await _forms(request, given.get("code", ""), given, faults_of(request, refusal))
    except _FORM_FAULTS as refusal:
        return await _forms(request, given.get("code", ""), given, faults_of(request, refusal, _field_of(refusal)))
    except _CLOSED as refusal:
        return declined(request, refusal, status=_REFUSED)
    except _SHUT as refusal:
        return declined(request, refusal, status=_FORBIDDEN)
    except TooManyAttempts as refusal:
        return declined(request, refusal, status=_TOO_MANY, headers={"retry-after": str(refusal.details["seconds"])})


async def _sign_up(request: Request, given: Mapping[str, str]) -> HTTPResponse:
    if not given.get("accept_responsibility"):
        return await _forms(request, given.get("code", ""), given, {"accept_responsibility": _MUST_ANSWER.say(locale_of(request))})
    new = SignUp(
        email=given.get("email", ""),
        password=given.get("password", ""),
        full_name=given.get("full_name", ""),
        invitation_code=given.get("code", ""),
    )
    opened = await appliance_of(request).accounts.sign_up(visit_of(request), new)
    response = ending(request, _DONE, _SIGNED_UP, email=opened.user.email)
    open_cookie(request, response, opened.token)
    return response


async def _accept(request: Request, given: Mapping[str, str]) -> HTTPResponse:
    appliance, visit = appliance_of(request), visit_of(request)
    await _check_code(request, given.get("code", ""))
    opened = await appliance.sessions.log_in(
        visit, given.get("email", ""), given.get("password", ""), given.get("totp") or None, token_of(request)
    )
    try:
        await appliance.invitations.accept(visit, opened.user, given.get("code", ""))
        response = ending(request, _DONE, _ACCEPTED)
    except (AlreadyMember, InvitationInvalid) as refusal:
        response = declined(request, refusal, status=_REFUSED)
    open_cookie(request, response, opened.token)  # in any case: the session that the browser had is over
    return response


async def _forms(request: Request, code: str, given: Mapping[str, str], faults: Mapping[str, str]) -> HTTPResponse:
    locale = locale_of(request)
    try:
        card = await _check_code(request, code)
    except InvitationInvalid as refusal:
        return declined(request, refusal, status=_REFUSED)
    promise = _INTO.say(locale, place=card.place, role=_ROLES[card.invitation.role].say(locale)) if card.place else _FOUND.say(locale)
    is_known = given.get("way") == _KNOWN
    invited = {"email": card.invitation.email or ""}
    new = _new_form(locale, code, invited if is_known else {**invited, **given}, {} if is_known else faults)
    known = _known_form(locale, code, {**invited, **given} if is_known else invited, faults if is_known else {})
    return sheet(
        request, _TITLE, promise, summary_of(request, faults), tag("h2", _NEW.say(locale)), new, tag("h2", _ACCOUNT.say(locale)), known,
        status=status_of(faults),
    )  # fmt: skip


def _new_form(locale: str, code: str, given: Mapping[str, str], faults: Mapping[str, str]) -> Markup:
    return tag(
        "form",
        tag("input", type="hidden", name="code", value=code),
        field("email", _EMAIL.say(locale), given, faults, type="email", autocomplete="email", required=True),
        field("full_name", _NAME.say(locale), given, faults, hint=_NAME_HINT.say(locale), autocomplete="name"),
        field(
            "password", PASSWORD.say(locale), {}, faults, hint=PASSWORD_RULE.say(locale, fewest=PASSWORD_MIN), type="password",
            autocomplete="new-password", required=True, minlength=PASSWORD_MIN, maxlength=PASSWORD_MAX,
        ),
        tag(
            "div",
            tag("input", id="accept_responsibility", name="accept_responsibility", type="checkbox", value="true", required=True),
            tag("label", _ANSWER.say(locale), for_="accept_responsibility"),
            class_="tick" if "accept_responsibility" not in faults else "tick fault",
        ),
        tag("button", _SIGN_UP.say(locale), type="submit", class_="primary"),
        method="post",
        action=PATH,
    )  # fmt: skip


def _known_form(locale: str, code: str, given: Mapping[str, str], faults: Mapping[str, str]) -> Markup:
    return tag(
        "form",
        tag("input", type="hidden", name="code", value=code),
        tag("input", type="hidden", name="way", value=_KNOWN),
        field("email", _EMAIL.say(locale), given, faults, "known", type="email", autocomplete="username", required=True),
        field("password", PASSWORD.say(locale), {}, faults, "known", type="password", autocomplete="current-password", required=True),
        field("totp", _CODE.say(locale), {}, faults, "known", hint=_CODE_HINT.say(locale), autocomplete="one-time-code"),
        tag("button", _LOG_IN.say(locale), type="submit", class_="primary"),
        method="post",
        action=PATH,
    )


def _field_of(refusal: Refusal) -> str:
    return {EmailTaken: "email", TotpRequired: "totp"}.get(type(refusal), "password")


async def _check_code(request: Request, code: str) -> _Card:
    card = await appliance_of(request).read(_find, code)
    if card is None:
        raise InvitationInvalid
    return card


def _find(tx: Tx, code: str) -> _Card | None:
    invitation = tx.invitations.find_of_any_workspace(digest_of_token(code))
    if invitation is None:
        return None
    workspace = tx.workspaces.find(invitation.workspace_id) if invitation.workspace_id is not None else None
    return _Card(invitation=invitation, place=workspace.name if workspace else "")
