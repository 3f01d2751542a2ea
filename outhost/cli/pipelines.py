"""`outhost pipelines`: several jobs in one definition, run, looked at, carried away and brought in."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from outhost.appliance import Appliance
from outhost.cli import dry_runs, recipes
from outhost.cli.declined import Declined
from outhost.cli.lead_documents import caller_of
from outhost.cli.line import open_desk, run
from outhost.cli.pipeline_documents import brought, name_of, pipeline_document, shown_name
from outhost.cli.pipeline_runs import cancel, create, download_command, filling, retry_command, run_command, sets
from outhost.cli.terminal import Terminal, on_terminal, table, whose
from outhost.domain.pipeline_exports import filled
from outhost.domain.pipelines import Pipeline, PipelineStatus
from outhost.domain.workspaces import Caller
from outhost.operations.pipelines import pipeline_named
from outhost.store.transactions import Tx

_pipeline_id = click.argument("pipeline_id", metavar="ID")
_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
_STATES = [status.value for status in PipelineStatus]


@click.group("pipelines")
def command() -> None:
    """Run several jobs by one definition, each over the rows of the one before."""


for _run_command in (run_command, retry_command, download_command):
    command.add_command(_run_command)
command.add_command(dry_runs.command)
command.add_command(recipes.command)


@command.command("list")
@click.option("--status", type=click.Choice(_STATES), help="Only those that are so.")
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True, help="Show this many, newest first.")
@whose
@on_terminal
def list_command(terminal: Terminal, *, status: str | None, limit: int, **owner: Any) -> None:
    """List the pipelines of a workspace, newest first."""
    found = run(terminal.data_dir, list_all, status=status, limit=limit, **owner)
    lines = [
        [one["id"], one["status"], f"{one['progress']['nodes_done']}/{one['progress']['nodes_total']}", one["run_count"],
         one["created_at"], one["name"]]
        for one in found
    ]  # fmt: skip
    terminal.answer({"pipelines": found}, table(["PIPELINE", "STATUS", "NODES", "RUNS", "CREATED", "NAME"], lines))


@command.command("show")
@_pipeline_id
@whose
@on_terminal
def show_command(terminal: Terminal, *, pipeline_id: str, **owner: Any) -> None:
    """Show a pipeline, and how far each node of its current run is."""
    found = run(terminal.data_dir, show, pipeline_id=pipeline_id, **owner)
    facts = [f"{name:16}{value}" for name, value in found.items() if not isinstance(value, dict | list) and value is not None]
    nodes = [[node["node_id"], node["type"], node["status"], node["results_count"], node["job_id"] or "", node["error_message"] or ""]
             for node in found["nodes"]]  # fmt: skip
    terminal.answer(found, [*facts, "", *table(["NODE", "TYPE", "STATUS", "ROWS", "JOB", "ERROR"], nodes)])


@command.command("validate")
@_file
@sets
@on_terminal
def validate_command(terminal: Terminal, *, file: Path, pairs: Sequence[str]) -> None:
    """Say all that is wrong with a definition or an export, one line a fault; the exit status is 1 if anything is."""
    new = brought(file)
    with open_desk(terminal.data_dir) as desk:
        found = desk.do(validate, definition=filled(new["definition"], filling(desk, pairs, new["definition"])))
    terminal.answer(found, [f"{error['field']}: {error['message']}" for error in found["errors"]] or [f"{shown_name(file)} is right."])
    if (count := len(found["errors"])) > 0:
        raise Declined(f"{shown_name(file)} has {count} fault{'' if count == 1 else 's'}.")


@command.command("cancel")
@_pipeline_id
@whose
@on_terminal
def cancel_command(terminal: Terminal, *, pipeline_id: str, **owner: Any) -> None:
    """Cancel the run of a pipeline: what waits never begins, what runs stops within five seconds; rows so far stay."""
    with open_desk(terminal.data_dir) as desk:
        desk.run_new_jobs()  # where no server is, nobody runs its jobs any longer: they wait, and can be cancelled
        made = desk.do(cancel, pipeline_id=pipeline_id, **owner)
    is_over = made["status"] != PipelineStatus.RUNNING
    terminal.answer(made, [f"The pipeline {pipeline_id} {'is ' + made['status'] if is_over else 'stops within five seconds'}."])


@command.command("export")
@_pipeline_id
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write it there.")
@whose
@on_terminal
def export_command(terminal: Terminal, *, pipeline_id: str, output: Path | None, **owner: Any) -> None:
    """Write a pipeline as it can be taken elsewhere: what names things of its workspace is left out, and listed under needs."""
    found = run(terminal.data_dir, export, pipeline_id=pipeline_id, **owner)
    text = json.dumps(found, ensure_ascii=False, indent=2)
    for need in found["needs"]:
        terminal.note(f"Left out: {need['field']} of {need['node_id']}; to give it elsewhere: --set {need['node_id']}.{need['field']}=…")
    if output is None:
        terminal.answer(found, [text])
        return
    try:
        output.write_text(f"{text}\n", "utf-8")
    except OSError as fault:
        raise Declined(f"{output} can't be written: {fault.strerror}.") from None
    terminal.answer({**found, "output": str(output)}, [f"The pipeline {pipeline_id} is in {output}."])


@command.command("import")
@_file
@sets
@click.option("--name", metavar="NAME", help="What it is called, if not as the file says.")
@whose
@on_terminal
def import_command(terminal: Terminal, *, file: Path, pairs: Sequence[str], name: str | None, **owner: Any) -> None:
    """Make a pipeline of an export or a definition, and do not start it; what an export needs is given by --set."""
    new = brought(file)
    with open_desk(terminal.data_dir) as desk:
        new |= {"name": new["name"] if name is None else name_of(name), "fill": filling(desk, pairs, new["definition"])}
        made = desk.do(create, new=new, start=False, **owner)
    terminal.answer(made, [f"The pipeline {made['id']} is made; run it: outhost pipelines run {made['id']}"])


@command.command("delete")
@_pipeline_id
@whose
@on_terminal
def delete_command(terminal: Terminal, *, pipeline_id: str, **owner: Any) -> None:
    """Delete a pipeline that is not running; its jobs stay."""
    made = run(terminal.data_dir, delete, pipeline_id=pipeline_id, **owner)
    terminal.answer(made, [f"The pipeline {pipeline_id} is deleted."])


async def list_all(
    appliance: Appliance, *, status: str | None, limit: int, email: str | None, workspace_id: int | None
) -> list[dict[str, Any]]:
    """List the pipelines of a workspace."""
    caller = await caller_of(appliance, email, workspace_id)
    return [pipeline_document(pipeline) for pipeline in await appliance.read(_all, caller, status, limit)]


async def show(appliance: Appliance, *, pipeline_id: str, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Show one pipeline."""
    caller = await caller_of(appliance, email, workspace_id)
    return pipeline_document(await appliance.read(pipeline_named, caller, pipeline_id))


async def validate(appliance: Appliance, *, definition: Any) -> dict[str, Any]:
    """Say what is wrong with a definition."""
    issues = await appliance.pipeline_checks.faults(definition)
    return {"valid": not issues, "errors": [{"field": issue.path, "message": issue.say()} for issue in issues]}


async def export(appliance: Appliance, *, pipeline_id: str, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Give one pipeline as it can be taken elsewhere."""
    caller = await caller_of(appliance, email, workspace_id)
    pipeline, exported = await appliance.pipeline_files.export(caller, pipeline_id)
    needs = [
        {"node_id": need.node_id, "field": need.field, "reference": need.reference, "label": {"fr": need.label.fr, "en": need.label.en}}
        for need in exported.needs
    ]
    return {"schema_version": pipeline.schema_version, "name": pipeline.name, "definition": exported.document, "needs": needs}


async def delete(appliance: Appliance, *, pipeline_id: str, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Delete one pipeline."""
    await appliance.pipelines.delete(await caller_of(appliance, email, workspace_id), pipeline_id)
    return {"deleted": True, "id": pipeline_id}


def _all(tx: Tx, caller: Caller, status: str | None, limit: int) -> list[Pipeline]:
    return tx.pipelines.page(caller.workspace_id, status=status, limit=limit, offset=0)
