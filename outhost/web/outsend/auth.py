"""Accounts and sessions, as `/api/auth` takes and shows them."""

from sanic import HTTPResponse

from outhost.domain.sessions import Session, Visit
from outhost.domain.users import User, UserId
from outhost.domain.workspaces import Membership, WorkspaceId
from outhost.operations.accounts import SignUp
from outhost.operations.sessions import OpenedSession
from outhost.store.transactions import Tx
from outhost.web.cookie import close_cookie, open_cookie, token_of
from outhost.web.outsend.answers import as_json, done
from outhost.web.outsend.body import body_of
from outhost.web.outsend.call import Call, Login, Who
from outhost.web.outsend.paging import Window, window_of
from outhost.web.outsend.wire.auth import (
    ChangePasswordIn,
    CodeIn,
    ForgotPasswordIn,
    LimitsOut,
    LogInIn,
    MeOut,
    PasswordIn,
    RecoveryCodesOut,
    ResetPasswordIn,
    SessionOut,
    SessionsOut,
    SignUpIn,
    TokenIn,
    TotpSetupOut,
    UpdateMeIn,
    UserAnswerOut,
    UserOut,
)


async def sign_up(call: Call[Visit]) -> HTTPResponse:
    """Makes an account, opens a session and sends a verification letter.

    With the code of an invitation into a workspace you join it; otherwise you found a workspace of your own. Without `open_signup` an
    invitation is needed.
    """
    body = await body_of(call.request, SignUpIn)
    new = SignUp(email=body.email, password=body.password, full_name=body.full_name or "", invitation_code=body.invitation_code)
    return await _opened(call, await call.appliance.accounts.sign_up(call.visit, new))


async def log_in(call: Call[Visit]) -> HTTPResponse:
    """Opens a session: the answer sets the cookie `outsend_session`, good for 7 days from its last use.

    An account with a second factor needs its current code, or a recovery code, as `totp`; without it the answer is 401 with the field
    `totp`. An unknown address takes the same time as a wrong password.
    """
    body = await body_of(call.request, LogInIn)
    return await _opened(
        call, await call.appliance.sessions.log_in(call.visit, body.email, body.password, body.totp, token_of(call.request))
    )


async def log_out(call: Call[Visit]) -> HTTPResponse:
    """Ends the session at once; a second time changes nothing."""
    if token := token_of(call.request):
        await call.appliance.sessions.log_out(call.visit, token)
    response = done()
    close_cookie(call.request, response)
    return response


async def me(call: Call[Login]) -> HTTPResponse:
    """Returns who you are, how you came in, and the workspaces that you are a member of; an API key shows its own alone."""
    user, key = (await user_answer(call, call.caller.user, _acting(call.caller))).user, call.caller.access_key
    if key:
        user.workspaces = [one for one in user.workspaces if one.id == key.workspace_id]
    limits = LimitsOut(concurrent_jobs=call.appliance.settings.concurrent_jobs, ef_per_job=call.appliance.settings.ef_per_job)
    return as_json(MeOut(user=user, auth="session" if call.caller.session else "api_key", limits=limits))


async def update(call: Call[Login]) -> HTTPResponse:
    """Changes your name or your language; what is left out stays."""
    body = await body_of(call.request, UpdateMeIn)
    user = await call.appliance.accounts.update(call.visit, call.caller.user, full_name=body.full_name, locale=body.locale)
    return as_json((await user_answer(call, user, _acting(call.caller))).user)


async def change_password(call: Call[Login]) -> HTTPResponse:
    """Sets a new password. All other sessions end, and this one gets a fresh cookie."""
    body = await body_of(call.request, ChangePasswordIn)
    opened = await call.appliance.accounts.change_password(call.visit, call.caller.user, body.current_password, body.new_password)
    return await _opened(call, opened)


async def forget_password(call: Call[Visit]) -> HTTPResponse:
    """Sends a letter with a link that is good for an hour, if the address has an account; the answer is the same in any case."""
    body = await body_of(call.request, ForgotPasswordIn)
    await call.appliance.accounts.forget_password(call.visit, body.email)
    return done()


async def reset_password(call: Call[Visit]) -> HTTPResponse:
    """Sets a new password by the token of a letter, which works once. All sessions end."""
    body = await body_of(call.request, ResetPasswordIn)
    await call.appliance.accounts.reset_password(call.visit, body.token, body.new_password)
    return done()


async def verify_email(call: Call[Visit]) -> HTTPResponse:
    """Takes the token of a verification letter, which works once, for 48 hours."""
    body = await body_of(call.request, TokenIn)
    user = await call.appliance.accounts.verify(call.visit, body.token)
    return as_json(await user_answer(call, user, None))


async def resend_verification(call: Call[Login]) -> HTTPResponse:
    """Sends a verification letter anew; earlier links stop working."""
    await call.appliance.accounts.resend_verification(call.visit, call.caller.user)
    return done()


async def list_sessions(call: Call[Login]) -> HTTPResponse:
    """Lists the browsers in which you are logged in, newest first."""
    window = window_of(call.request)
    sessions, total = await call.appliance.read(_sessions, call.caller.user.id, window)
    items = [SessionOut.of(session, call.caller.session) for session in sessions]
    return as_json(SessionsOut(items=items, total=total, limit=window.limit, offset=window.offset))


async def revoke_session(call: Call[Login]) -> HTTPResponse:
    """Ends one of your sessions at once."""
    await call.appliance.sessions.revoke(call.visit, call.caller.user, call.number("session_id"))
    return done()


async def set_up_totp(call: Call[Login]) -> HTTPResponse:
    """Begins a second factor: gives the secret for an authenticator app. It counts once a code is confirmed."""
    begun = await call.appliance.second_factors.begin(call.visit, call.caller.user)
    return as_json(TotpSetupOut(secret=begun.secret, otpauth_url=begun.otpauth_url))


async def confirm_totp(call: Call[Login]) -> HTTPResponse:
    """Confirms the second factor by its current code, and gives ten recovery codes, each good once."""
    body = await body_of(call.request, CodeIn)
    return as_json(RecoveryCodesOut(recovery_codes=await call.appliance.second_factors.confirm(call.visit, call.caller.user, body.code)))


async def disable_totp(call: Call[Login]) -> HTTPResponse:
    """Ends the second factor; takes the password."""
    body = await body_of(call.request, PasswordIn)
    await call.appliance.second_factors.disable(call.visit, call.caller.user, body.password)
    return done()


async def user_answer(call: Call[Who], user: User, workspace_id: WorkspaceId | None) -> UserAnswerOut:
    """Shape a person who acts in a workspace; in the one that they joined first where that is none of theirs."""
    memberships = await call.appliance.read(_memberships, user.id)
    known = {one.workspace_id for one in memberships}
    acting = workspace_id if workspace_id in known else next(iter(one.workspace_id for one in memberships), None)
    return UserAnswerOut(user=UserOut.of(user, acting, memberships))


async def _opened(call: Call[Who], opened: OpenedSession) -> HTTPResponse:
    response = as_json(await user_answer(call, opened.user, opened.session.workspace_id))
    open_cookie(call.request, response, opened.token)
    return response


def _acting(login: Login) -> WorkspaceId | None:
    if login.access_key:
        return login.access_key.workspace_id
    return login.session.workspace_id if login.session else None


def _memberships(tx: Tx, user_id: UserId) -> list[Membership]:
    return tx.workspaces.memberships(user_id)


def _sessions(tx: Tx, user_id: UserId, window: Window) -> tuple[list[Session], int]:
    return tx.sessions.page(user_id, limit=window.limit, offset=window.offset), tx.sessions.count(user_id)
