"""The pages that letters about an account link to: verify the address, choose a new password. A look at one of them changes nothing."""

from collections.abc import Mapping
from typing import Any, Final

from sanic import HTTPResponse, Request, Sanic

from outhost.domain.errors import AlreadyVerified, InvalidInput, TokenInvalid
from outhost.domain.users import PASSWORD_MAX, PASSWORD_MIN
from outhost.domain.words import Text
from outhost.web.pages.form import field, given_in
from outhost.web.pages.markup import tag
from outhost.web.pages.sheet import declined, ending, faults_of, sheet, status_of, summary_of
from outhost.web.request import appliance_of
from outhost.web.visit import locale_of, visit_of

VERIFY, RESET = "/verify-email", "/reset-password"

_REFUSED: Final = 400

_VERIFY_TITLE = Text(en="Verify your address", fr="Vérifiez votre adresse")
_VERIFY_PROMISE = Text(
    en="One click, and we know that your letters reach you.", fr="Un clic, et nous savons que vos lettres vous parviennent."
)
_VERIFY_BUTTON = Text(en="Verify this address", fr="Vérifier cette adresse")
_VERIFIED_TITLE = Text(en="It is verified", fr="Elle est vérifiée")
_VERIFIED = Text(en="Letters to {email} reach you.", fr="Les lettres à {email} vous parviennent.")

_RESET_TITLE = Text(en="Choose a new password", fr="Choisissez un nouveau mot de passe")
_RESET_PROMISE = Text(
    en="You will be logged out everywhere, and log in with the new password.",
    fr="Vous serez déconnecté partout, et vous vous reconnecterez avec le nouveau mot de passe.",
)
_RESET_BUTTON = Text(en="Set the password", fr="Enregistrer le mot de passe")
_CHANGED_TITLE = Text(en="Your password is new", fr="Votre mot de passe est changé")
_CHANGED = Text(en="Log in with it from now on.", fr="Connectez-vous avec lui dès maintenant.")

PASSWORD = Text(en="Password", fr="Mot de passe")
PASSWORD_RULE = Text(
    en="{fewest} characters or more, a letter among them and a digit or symbol.",
    fr="{fewest} caractères ou plus, dont une lettre et un chiffre ou symbole.",
)


def mount_on(app: Sanic[Any, Any]) -> None:
    """Give the pages their routes."""
    app.add_route(_ask_to_verify, VERIFY, methods=["GET", "HEAD"], name="verify-email")
    app.add_route(_verify, VERIFY, methods=["POST"], name="verify-email-post")
    app.add_route(_ask_to_reset, RESET, methods=["GET", "HEAD"], name="reset-password")
    app.add_route(_reset, RESET, methods=["POST"], name="reset-password-post")


async def _ask_to_verify(request: Request) -> HTTPResponse:
    """Show the button: programs that look at the links of letters must not take the token."""
    locale = locale_of(request)
    form = tag(
        "form",
        tag("input", type="hidden", name="token", value=request.args.get("token", "")),
        tag("button", _VERIFY_BUTTON.say(locale), type="submit", class_="primary"),
        method="post",
        action=VERIFY,
    )
    return sheet(request, _VERIFY_TITLE, _VERIFY_PROMISE.say(locale), form)


async def _verify(request: Request) -> HTTPResponse:
    """Take the token."""
    try:
        user = await appliance_of(request).accounts.verify(visit_of(request), given_in(request).get("token", ""))
    except (TokenInvalid, AlreadyVerified) as refusal:
        return declined(request, refusal, status=_REFUSED)
    return ending(request, _VERIFIED_TITLE, _VERIFIED, email=user.email)


async def _ask_to_reset(request: Request) -> HTTPResponse:
    """Show the form."""
    return _reset_form(request, request.args.get("token", ""), {})


async def _reset(request: Request) -> HTTPResponse:
    """Set the password."""
    given = given_in(request)
    token = given.get("token", "")
    try:
        await appliance_of(request).accounts.reset_password(visit_of(request), token, given.get("new_password", ""))
    except InvalidInput as refusal:
        return _reset_form(request, token, faults_of(request, refusal))
    except TokenInvalid as refusal:
        return declined(request, refusal, status=_REFUSED)
    return ending(request, _CHANGED_TITLE, _CHANGED)


def _reset_form(request: Request, token: str, faults: Mapping[str, str]) -> HTTPResponse:
    locale = locale_of(request)
    form = tag(
        "form",
        tag("input", type="hidden", name="token", value=token),
        field(
            "new_password", PASSWORD.say(locale), {}, faults, hint=PASSWORD_RULE.say(locale, fewest=PASSWORD_MIN), type="password",
            autocomplete="new-password", required=True, autofocus=True, minlength=PASSWORD_MIN, maxlength=PASSWORD_MAX,
        ),
        tag("button", _RESET_BUTTON.say(locale), type="submit", class_="primary"),
        method="post",
        action=RESET,
    )  # fmt: skip
    return sheet(request, _RESET_TITLE, _RESET_PROMISE.say(locale), summary_of(request, faults), form, status=status_of(faults))
