"""The figures of a workspace, as `/api` shows them."""

from sanic import HTTPResponse

from outhost.domain.statistics import Statistics
from outhost.domain.workspaces import Caller
from outhost.store.transactions import Tx
from outhost.web.outsend.answers import as_json
from outhost.web.outsend.call import Call
from outhost.web.outsend.wire.statistics import StatisticsOut


async def show(call: Call[Caller]) -> HTTPResponse:
    """Returns how much the workspace has of what, all of one moment: credits, lists and leads, and jobs, pipelines and veilles by state."""
    return as_json(StatisticsOut.of(await call.appliance.read(_statistics, call.caller)))


def _statistics(tx: Tx, caller: Caller) -> Statistics:
    workspace_id = caller.workspace_id
    return Statistics(
        credits=tx.credits.balance(workspace_id),
        lists=tx.lists.figures(workspace_id),
        jobs=tx.jobs.count_by_status(workspace_id),
        pipelines=tx.pipelines.count_by_status(workspace_id),
        veilles=tx.veilles.count_by_status(workspace_id),
    )
