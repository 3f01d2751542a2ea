"""The registry of modules, as `/api` shows it, and votes for those that are announced."""

from sanic import HTTPResponse

from outhost.domain.errors import ModuleNotFound, NotVisible
from outhost.domain.sessions import Visit
from outhost.operations.replies import KeptReply
from outhost.operations.votes import Poll
from outhost.web.outsend.answers import as_cached_json
from outhost.web.outsend.call import Call, Login
from outhost.web.outsend.once import once
from outhost.web.outsend.wire.modules import ModuleOut, ModulesOut, VoteOut


async def list_all(call: Call[Visit]) -> HTTPResponse:
    """Lists every module, in the order in which they are shown; takes no login, and may be cached.

    `config_schema` is the JSON Schema of what a module may be told: forms, checks and documentation are made of it. Labels and help stand
    in it in both languages, as `x-label`, `x-help` and `x-options`. `api_endpoint` is where a job of it is made, null for what is
    made on demand or still to come. With `alpha_unavailable` a module needs something that is not set up here.
    """
    modules = await call.appliance.modules.all()
    return as_cached_json(call.request, ModulesOut([ModuleOut.of(module) for module in modules]))


async def vote(call: Call[Login]) -> HTTPResponse:
    """Votes for a module that is made on demand or still to come; a second vote takes the first back.

    Each person has one vote for each module, whatever workspace they act in.
    """
    user, slug = call.caller.user, call.params["slug"]

    async def toggled(reply: KeptReply[Poll] | None) -> Poll:
        try:
            return await call.appliance.votes.toggle(call.visit, user, slug, reply)
        except ModuleNotFound:
            raise NotVisible from None

    return await once(call.request, call.appliance, user, toggled, VoteOut.of)
