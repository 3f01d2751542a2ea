"""The first set-up, as `/api` takes it."""

from sanic import HTTPResponse

from outhost.domain.sessions import Visit
from outhost.operations.users import NewUser
from outhost.web.cookie import open_cookie, token_of
from outhost.web.outsend.answers import as_json
from outhost.web.outsend.auth import user_answer
from outhost.web.outsend.body import body_of
from outhost.web.outsend.call import Call
from outhost.web.outsend.wire.setup import SetUpIn, SetUpOut


async def set_up(call: Call[Visit]) -> HTTPResponse:
    """Makes the first person, an administrator with a workspace, by the token of the set-up link, and opens a session.

    The link works once, for 30 minutes. `api_key` is the workspace's key for `/v1`, shown this once.
    """
    body = await body_of(call.request, SetUpIn)
    new = NewUser(
        email=body.email,
        full_name=body.full_name,
        workspace=body.workspace,
        password=body.password,
        credits=call.appliance.settings.initial_credits,
        is_admin=True,
    )
    added = await call.appliance.setup.follow_link(body.token, new, call.visit)
    opened = await call.appliance.sessions.log_in(call.visit, added.email, body.password, None, token_of(call.request))
    answer = await user_answer(call, opened.user, opened.session.workspace_id)
    response = as_json(SetUpOut(**answer.model_dump(), api_key=added.api_key))
    open_cookie(call.request, response, opened.token)
    return response
