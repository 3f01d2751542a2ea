"""Estimates, as `/api` gives them."""

from sanic import HTTPResponse

from outhost.domain.jobs import ASKS_A_MAP
from outhost.domain.workspaces import Caller
from outhost.web.outsend.answers import as_json
from outhost.web.outsend.body import body_of
from outhost.web.outsend.call import Call
from outhost.web.outsend.wire.estimates import EstimateOut
from outhost.web.outsend.wire.jobs import JobIn


async def estimate(call: Call[Caller]) -> HTTPResponse:
    """Says what a `scrap` job would cost and find, and makes none.

    `grid_points_count` are the tiles of its zones, `requests_count` its queries in each of them, and 10,000 of these cost 1 EF.
    `estimated_results` is null where the provider can't count without finding, and where a zone is unknown. `allowed` says whether such
    a job would be made.
    """
    module = await call.appliance.modules.runnable(ASKS_A_MAP)
    body = await body_of(call.request, JobIn)
    return as_json(EstimateOut.of(await call.appliance.estimates.offer(module, body.params, call.visit.locale, call.caller.workspace_id)))
