"""`outhost pipelines run` and `retry`: pipelines that are begun, followed to their end, and whose rows are handed out."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing, closing, suppress
from pathlib import Path
from typing import Any, Final

import click

from outhost.appliance import Appliance
from outhost.cli.declined import Declined
from outhost.cli.job_files import Into, hand_out, into_file, show
from outhost.cli.lead_documents import caller_of
from outhost.cli.line import Desk, open_desk
from outhost.cli.pipeline_documents import brought, fill_of, name_of, pipeline_document
from outhost.cli.pipeline_progress import PipelineProgress
from outhost.cli.terminal import Terminal, on_terminal, whose
from outhost.domain.clock import whole_seconds
from outhost.domain.errors import Refusal
from outhost.domain.jobs import FrameKind
from outhost.domain.pipeline_ports import type_of
from outhost.domain.pipelines import PipelineStatus
from outhost.operations.pipelines import NewPipeline

_LOCALE: Final = "en"
sets = click.option(
    "--set", "pairs", multiple=True, metavar="NODE.KEY=VALUE", help="A param of a node; repeat it for a list, or write JSON."
)


@click.command("run")
@click.argument("what", metavar="FILE|ID")
@sets
@click.option("--name", metavar="NAME", help="What it is called, if not as the file says.")
@into_file
@whose
@on_terminal
def run_command(terminal: Terminal, *, what: str, pairs: Sequence[str], name: str | None, into: Into, **owner: Any) -> None:
    """Run a pipeline, follow it to its end, and write what came of it.

    FILE is a definition or an export, of which a new pipeline is made (- is what is piped in); ID is one that is there already. A running
    server does the work; without one this command does. Ctrl+C cancels the run; `outhost pipelines retry` goes on with it.
    """
    is_file = what == "-" or Path(what).exists()
    if not is_file and (pairs or name):
        raise click.UsageError(f"There is no file {what}; --set and --name are for the pipeline of a file.")
    if not is_file and (Path(what).suffix or Path(what).name != what):  # no id has a dot or a slash in it
        raise click.UsageError(f"There is no file {what}.")
    new = brought(Path(what)) if is_file else None
    with open_desk(terminal.data_dir) as desk:
        if new is not None:
            new |= {"name": new["name"] if name is None else name_of(name), "fill": filling(desk, pairs, new["definition"])}
        desk.run_new_jobs()
        begun = desk.do(create, new=new, start=True, **owner) if new is not None else desk.do(run, pipeline_id=what, **owner)
        finish(terminal, desk, begun, into, owner)


@click.command("retry")
@click.argument("pipeline_id", metavar="ID")
@click.argument("node_id", metavar="NODE")
@into_file
@whose
@on_terminal
def retry_command(terminal: Terminal, *, pipeline_id: str, node_id: str, into: Into, **owner: Any) -> None:
    """Run a node again and what follows it, followed as by run; of a job that failed midway only the rest is done."""
    with open_desk(terminal.data_dir) as desk:
        desk.run_new_jobs()
        finish(terminal, desk, desk.do(retry, pipeline_id=pipeline_id, node_id=node_id, **owner), into, owner)


@click.command("download")
@click.argument("pipeline_id", metavar="ID")
@into_file
@whose
@on_terminal
def download_command(terminal: Terminal, *, pipeline_id: str, into: Into, **owner: Any) -> None:
    """Write the rows of the last node that is done, in the order of the definition."""
    if terminal.is_json and into.output is None:
        raise click.UsageError("With --json, name a file for the rows: --output FILE.")
    with open_desk(terminal.data_dir) as desk:
        found = desk.do(find, pipeline_id=pipeline_id, **owner)
        _hand_out(terminal, desk, found, into, owner)


def filling(desk: Desk, pairs: Sequence[str], definition: object) -> dict[str, dict[str, Any]]:
    """Read the params that are put into nodes."""
    return fill_of(pairs, definition, desk.do(schemas)) if pairs else {}


def finish(terminal: Terminal, desk: Desk, begun: Mapping[str, Any], into: Into, owner: dict[str, Any]) -> None:
    """Follow a run to its end, and hand out what came of it.

    Raises:
        Declined: a node failed, or somebody cancelled it.
    """
    ended = _worked_off(desk, begun, owner)
    if ended["status"] != PipelineStatus.DONE:
        why = f": {ended['error_message']}" if ended["error_message"] else ""
        raise Declined(
            f"The pipeline {ended['id']} {ended['status']}{why} (its nodes: outhost pipelines show {ended['id']}; to go on:"
            f" outhost pipelines retry {ended['id']} NODE)"
        )
    _hand_out(terminal, desk, ended, into, owner)


def _worked_off(desk: Desk, pipeline: Mapping[str, Any], owner: dict[str, Any]) -> Mapping[str, Any]:
    """Follow a run to its end, whatever that is; Ctrl+C cancels it, a second one leaves it to itself."""
    pipeline_id, progress = pipeline["id"], PipelineProgress(pipeline)
    try:
        ended = _followed(desk, pipeline, owner, progress)
    except KeyboardInterrupt:
        click.echo(f"Cancelling {pipeline_id}; Ctrl+C once more leaves at once.", err=True)
        with suppress(Refusal, Declined):  # it has just ended
            desk.do(cancel, pipeline_id=pipeline_id, **owner)
        progress.end(_followed(desk, pipeline, owner, progress))
        click.echo(f"To go on: outhost pipelines retry {pipeline_id} NODE", err=True)
        raise
    progress.end(ended)
    return ended


def _followed(desk: Desk, pipeline: Mapping[str, Any], owner: dict[str, Any], progress: PipelineProgress) -> Mapping[str, Any]:
    try:
        with closing(desk.follow(follow, pipeline_id=pipeline["id"], **owner)) as pieces:
            for news in pieces:
                progress.tell(news)
                pipeline = news["pipeline"]
    except Declined as refusal:
        raise Declined(f"{refusal} To see how it is: outhost pipelines show {pipeline['id']}") from None
    finally:
        progress.clear()
    return pipeline


def _hand_out(terminal: Terminal, desk: Desk, pipeline: Mapping[str, Any], into: Into, owner: dict[str, Any]) -> None:
    """Hand out the rows of what came of it, if any did; with --json alone, they stay where they are."""
    spool = None
    if pipeline["output_job_id"] is not None and not (terminal.is_json and into.output is None):
        spool = hand_out(desk, pipeline["output_job_id"], into, owner)
    if spool is not None:
        show(spool)
    else:
        terminal.answer({**pipeline, "output": str(into.output) if into.output else None})


async def schemas(appliance: Appliance) -> dict[str, Any]:
    """Give what the config of each type of node may be, by all of its names."""
    blocks = await appliance.pipeline_checks.blocks()
    return {name: block.config_schema for block in blocks for name in (block.slug, type_of(block.slug))}


async def create(appliance: Appliance, *, new: dict[str, Any], start: bool, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Make a pipeline, and start it where that is asked."""
    caller = await caller_of(appliance, email, workspace_id)
    definition = await appliance.pipeline_checks.read_filled(new["definition"], new["fill"])
    wanted = NewPipeline(definition=definition, name=new["name"], start=start, locale=_LOCALE)
    return pipeline_document(await appliance.pipelines.create(caller, wanted))


async def run(appliance: Appliance, *, pipeline_id: str, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Run a pipeline again."""
    return pipeline_document(await appliance.pipelines.run(await caller_of(appliance, email, workspace_id), pipeline_id, _LOCALE))


async def retry(appliance: Appliance, *, pipeline_id: str, node_id: str, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Run a node and what follows it again."""
    return pipeline_document(await appliance.pipelines.retry(await caller_of(appliance, email, workspace_id), pipeline_id, node_id))


async def cancel(appliance: Appliance, *, pipeline_id: str, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Ask a pipeline to stop."""
    return pipeline_document(await appliance.pipelines.cancel(await caller_of(appliance, email, workspace_id), pipeline_id))


async def find(appliance: Appliance, *, pipeline_id: str, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Find a pipeline of which something can be handed out."""
    caller = await caller_of(appliance, email, workspace_id)
    pipeline, _ = await appliance.pipeline_files.output(caller, pipeline_id)
    return pipeline_document(pipeline)


async def follow(
    appliance: Appliance, *, pipeline_id: str, email: str | None, workspace_id: int | None
) -> AsyncGenerator[dict[str, Any], None]:
    """Tell how a pipeline gets on, until the end of its run."""
    caller = await caller_of(appliance, email, workspace_id)
    async with aclosing(appliance.pipeline_reports.follow(caller, pipeline_id)) as pieces:
        async for news in pieces:
            log = [
                {"node_id": node_id, "timestamp": whole_seconds(frame.created_at), "level": frame.level, "message": frame.message}
                for node_id, frame in news.frames
                if frame.kind is FrameKind.LOG
            ]
            yield {"pipeline": pipeline_document(news.pipeline), "log": log}
