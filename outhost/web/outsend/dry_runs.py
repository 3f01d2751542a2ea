"""Dry runs, as `/api` gives them."""

from sanic import HTTPResponse

from outhost.domain.dry_runs import DryRun, Trial
from outhost.domain.workspaces import Caller
from outhost.store.transactions import Tx
from outhost.web.outsend.answers import as_json
from outhost.web.outsend.body import body_of
from outhost.web.outsend.call import Call
from outhost.web.outsend.wire.dry_runs import DryRunIn, DryRunOut
from outhost.web.request import origin_of


async def dry_run(call: Call[Caller]) -> HTTPResponse:
    """Tries a pipeline on at most 20 rows, and says what each node makes of them; nothing is made, charged or kept.

    The modules themselves run, as they would in jobs, over the first rows of the node before. `personalise` says what would be drawn. There
    is no lead, no charge, no job, no event and no letter, and EF stay as they are. Only pages that are read on the way lie in the archive
    for a while, as always; and what a module does outside it does here too, such as asking mail servers with `smtp_probe`.

    All nodes together have 45 seconds, and each half of what is left: one that is not through by then is `cancelled`, and those that
    follow go on with what it has. Two can be under way at once, one in a workspace. Whoever hangs up ends theirs.
    """
    body = await body_of(call.request, DryRunIn)
    definition = await call.appliance.pipeline_checks.read(body.definition)
    trial = Trial(definition=definition, items=body.items, most_rows=body.limit, locale=call.visit.locale)
    tried = await call.appliance.dry_runs.run(call.caller, trial)
    paths = await call.appliance.read(_previews, call.caller, tried)
    origin = origin_of(call.request)
    return as_json(DryRunOut.of(tried, {list_id: f"{origin}{path}" for list_id, path in paths.items()}))


def _previews(tx: Tx, caller: Caller, tried: DryRun) -> dict[str, str]:
    """Give, by list, the path at which its built-in template is drawn, where the list is drawn as that is."""
    paths: dict[str, str] = {}
    for list_id in {node.list_id for node in tried.nodes if node.list_id is not None and node.sketches}:
        lead_list = tx.lists.find(caller.workspace_id, list_id)
        template_id = lead_list.template_id if lead_list else None
        template = tx.templates.find(caller.workspace_id, template_id) if template_id is not None else None
        if lead_list and template and template.slug and template.render_spec == lead_list.render_spec:
            paths[list_id] = f"/preview/{template.slug}.{lead_list.image_extension}"
    return paths
