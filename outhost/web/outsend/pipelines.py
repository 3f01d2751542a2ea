"""Pipelines, as `/api` takes and shows them."""

import re
import unicodedata

from sanic import HTTPResponse

from outhost.domain.pipelines import Pipeline, PipelineStatus
from outhost.domain.workspaces import Caller
from outhost.operations.pipelines import NewPipeline, pipeline_named
from outhost.store.transactions import Tx
from outhost.web.outsend.answers import as_json, as_json_array, done
from outhost.web.outsend.body import body_of
from outhost.web.outsend.call import Call
from outhost.web.outsend.choices import choice_of, flag_of
from outhost.web.outsend.jobs import format_of
from outhost.web.outsend.once import once
from outhost.web.outsend.paging import Window, window_of
from outhost.web.outsend.wire.pipelines import (
    PipelineChangeIn,
    PipelineExportOut,
    PipelineImportIn,
    PipelineIn,
    PipelineOut,
)
from outhost.web.streams import send_file


async def create(call: Call[Caller]) -> HTTPResponse:
    """Makes a pipeline, and starts it unless `start` is false: the jobs of its roots are made with it.

    `verify_emails` is taken for the type `verify`, and stored as that. What a root names or asks for is looked at before anything is made,
    so that nothing is there where it won't do. The other jobs are made as those before them are done; they wait as pending, however
    many jobs you have.
    """
    body = await body_of(call.request, PipelineIn)
    definition = await call.appliance.pipeline_checks.read(body.definition)
    new = NewPipeline(definition=definition, name=body.name, start=body.start, locale=call.visit.locale)
    return await once(
        call.request, call.appliance, call.caller, lambda reply: call.appliance.pipelines.create(call.caller, new, reply), PipelineOut.of
    )


async def page(call: Call[Caller]) -> HTTPResponse:
    """Lists the pipelines of your workspace, newest first; the answer is a bare array, and `X-Total-Count` says how many there are.

    Pipelines that a veille has made for itself are not among them.
    """
    window, status = window_of(call.request), choice_of(call.request, "status", PipelineStatus)
    pipelines, total = await call.appliance.read(_page, call.caller, window, status)
    return await as_json_array(map(PipelineOut.of, pipelines), {"x-total-count": str(total)})


async def show(call: Call[Caller]) -> HTTPResponse:
    """Returns one pipeline, as far as its current run is: each node with its job, and how much is done of all of them together."""
    return as_json(PipelineOut.of(await _pipeline_of(call)))


async def change(call: Call[Caller]) -> HTTPResponse:
    """Renames a pipeline, or gives it another definition, which only one that is not running may have.

    With another definition it is `pending` again, as it was never run so; jobs of earlier runs stay what they are.
    """
    await _pipeline_of(call)
    body = await body_of(call.request, PipelineChangeIn)
    definition = None if body.definition is None else await call.appliance.pipeline_checks.read(body.definition)
    changed = await call.appliance.pipelines.change(call.caller, call.params["pipeline_id"], name=body.name, definition=definition)
    return as_json(PipelineOut.of(changed))


async def delete(call: Call[Caller]) -> HTTPResponse:
    """Deletes a pipeline that is not running. Its jobs stay, with their rows."""
    await call.appliance.pipelines.delete(call.caller, call.params["pipeline_id"])
    return done()


async def run(call: Call[Caller]) -> HTTPResponse:
    """Runs a pipeline again, all of it: each node gets a new job. The jobs of earlier runs stay."""
    return await once(
        call.request,
        call.appliance,
        call.caller,
        lambda reply: call.appliance.pipelines.run(call.caller, call.params["pipeline_id"], call.visit.locale, reply),
        PipelineOut.of,
    )


async def cancel(call: Call[Caller]) -> HTTPResponse:
    """Cancels the run of a pipeline: what waits never begins, and what runs stops within five seconds. Rows so far stay."""
    return as_json(PipelineOut.of(await call.appliance.pipelines.cancel(call.caller, call.params["pipeline_id"])))


async def retry(call: Call[Caller]) -> HTTPResponse:
    """Runs a node again, and then what follows it; the other nodes stay as they are.

    Where its job failed or was cancelled midway, only what is left of it is done, behind the rows that it had: nothing is paid for twice.
    A node whose input failed has nothing to work on; retry that one instead.
    """
    return await once(
        call.request,
        call.appliance,
        call.caller,
        lambda reply: call.appliance.pipelines.retry(call.caller, call.params["pipeline_id"], call.params["node_id"], reply),
        PipelineOut.of,
    )


async def download(call: Call[Caller]) -> HTTPResponse | None:
    """Streams the rows of the output job as `json` (an array of objects), `jsonl`, `csv` or `xlsx`, as the download of a job does.

    That is the job of the last leaf, in the order of the definition, that is done. Rows of other nodes are downloaded by their `job_id`.
    """
    await _pipeline_of(call)
    wanted, is_raw, has_provenance = format_of(call.request), flag_of(call.request, "raw"), flag_of(call.request, "provenance")
    _, job = await call.appliance.pipeline_files.output(call.caller, call.params["pipeline_id"])
    headers = {"content-disposition": f'attachment; filename="{job.file_name(wanted)}"', "cache-control": "no-store"}
    chunks = call.appliance.job_downloads.write(job, wanted, has_provenance=has_provenance, is_raw=is_raw)
    await send_file(call.request, headers, wanted.media_type, chunks)
    return None


async def export(call: Call[Caller]) -> HTTPResponse:
    """Returns a pipeline as it can be imported into another workspace, or on another installation.

    What names things of this workspace, such as the list that images are drawn into, is left out, and `needs` says where that was. Texts
    that stand in the definition, such as a pasted table, go with it.
    """
    pipeline, exported = await call.appliance.pipeline_files.export(call.caller, call.params["pipeline_id"])
    headers = {"content-disposition": f'attachment; filename="{_plain(pipeline.name)}.pipeline.json"'}
    return as_json(PipelineExportOut.of(pipeline, exported), headers)


async def import_exported(call: Call[Caller]) -> HTTPResponse:
    """Makes a pipeline of an exported one, and does not start it.

    `fill` has what is to be put in where its `needs` are, by node. A need that is left open is a fault of the params that it belongs to.
    """
    body = await body_of(call.request, PipelineImportIn)
    definition = await call.appliance.pipeline_checks.read_filled(body.definition, body.fill)
    new = NewPipeline(definition=definition, name=body.name, start=False, locale=call.visit.locale)
    return await once(
        call.request, call.appliance, call.caller, lambda reply: call.appliance.pipelines.create(call.caller, new, reply), PipelineOut.of
    )


async def _pipeline_of(call: Call[Caller]) -> Pipeline:
    return await call.appliance.read(pipeline_named, call.caller, call.params["pipeline_id"])


def _plain(name: str) -> str:
    """Give a name as a file may have it, whatever the system."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower() or "pipeline"


def _page(tx: Tx, caller: Caller, window: Window, status: str | None) -> tuple[list[Pipeline], int]:
    pipelines = tx.pipelines.page(caller.workspace_id, status=status, limit=window.limit, offset=window.offset)
    return pipelines, tx.pipelines.count(caller.workspace_id, status=status)
