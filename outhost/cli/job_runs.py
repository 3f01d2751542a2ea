"""`outhost jobs run` and `resume`: jobs that are made, followed to their end, and whose rows are handed out."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, closing, suppress
from pathlib import Path
from typing import IO, Any, BinaryIO, Final

import click

from outhost.appliance import Appliance
from outhost.cli.declined import Declined
from outhost.cli.job_documents import job_document, log_document
from outhost.cli.job_files import Into, bring, hand_out, into_file, opened, show
from outhost.cli.job_params import params_of
from outhost.cli.job_progress import Progress
from outhost.cli.lead_documents import caller_of
from outhost.cli.line import Desk, open_desk
from outhost.cli.terminal import Terminal, on_terminal, whose
from outhost.domain.errors import Refusal
from outhost.domain.jobs import JobStatus
from outhost.domain.modules import Shape
from outhost.operations.job_drafts import NewJob

_IMPORT: Final = "import"


@click.command("run")
@click.argument("slug")
@click.option(
    "--input", "table", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path), metavar="FILE",
    help="The rows: CSV, XLSX, JSON or JSON Lines; - is what is piped in, which is read anyway where no rows are named.",
)  # fmt: skip
@click.option("--source-job", "source_job_id", metavar="ID", help="The rows: those of a done job.")
@click.option("--set", "pairs", multiple=True, metavar="KEY=VALUE", help="A param of the module; repeat it for a list, or write JSON.")
@into_file
@whose
@on_terminal
def run_command(
    terminal: Terminal, *, slug: str, table: Path | None, source_job_id: str | None, pairs: Sequence[str], into: Into, **owner: Any
) -> None:
    """Run a module over rows, follow it to its end, and write what comes of it.

    A running server does the work; without one this command does. Rows of a table become an import job first, of up to 50 MB. See
    `outhost modules show SLUG` for the params. Ctrl+C cancels the job, which can be resumed. Between two commands, --format jsonl keeps
    numbers numbers.
    """
    if table is not None and source_job_id is not None:
        raise click.UsageError("Give rows by --input or by --source-job, not by both.")
    is_wanted = source_job_id is None and not (slug == _IMPORT and pairs)
    with opened(table, is_wanted=is_wanted) as file, open_desk(terminal.data_dir) as desk:
        desk.run_new_jobs()
        job = _work(desk, {"slug": slug, "source_job_id": source_job_id}, pairs, file, owner)
        spool = _handed_out(terminal, desk, job, into, owner)
    _answer(terminal, job, into, spool)


@click.command("resume")
@click.argument("job_id", metavar="ID")
@into_file
@whose
@on_terminal
def resume_command(terminal: Terminal, *, job_id: str, into: Into, **owner: Any) -> None:
    """Go on with a job that failed or was cancelled: a new one does what is left, behind the rows of the old, and is followed as by run."""
    with open_desk(terminal.data_dir) as desk:
        desk.run_new_jobs()
        job = done(worked_off(desk, desk.do(resume, job_id=job_id, **owner), owner))
        spool = _handed_out(terminal, desk, job, into, owner)
    _answer(terminal, job, into, spool)


@click.command("download")
@click.argument("job_id", metavar="ID")
@into_file
@whose
@on_terminal
def download_command(terminal: Terminal, *, job_id: str, into: Into, **owner: Any) -> None:
    """Write the rows of a job that has ended; those of a failed or cancelled one are what there was."""
    if terminal.is_json and into.output is None:
        raise click.UsageError("With --json, name a file for the rows: --output FILE.")
    with open_desk(terminal.data_dir) as desk:
        job = desk.do(find, job_id=job_id, **owner)
        spool = hand_out(desk, job_id, into, owner)
    _answer(terminal, job, into, spool)


def _work(desk: Desk, new: dict[str, Any], pairs: Sequence[str], file: BinaryIO | None, owner: dict[str, Any]) -> dict[str, Any]:
    """Make a job, after one that imports its rows where they come as a file, and follow both to their end."""
    module = _found(desk, new["slug"])
    is_source = module["shape"] == Shape.SOURCE
    if file is None and new["source_job_id"] is None and not is_source:
        raise click.UsageError("There are no rows: give --input FILE or --source-job ID, or pipe them in.")
    params = params_of(pairs, module["config_schema"])
    desk.do(check, slug=new["slug"], params=params, has_upload=file is not None)
    upload = bring(desk, file) if file else None
    if file and not is_source:
        new, upload = new | {"source_job_id": _imported(desk, file, str(upload), owner)}, None
    return done(worked_off(desk, desk.do(create, new=new | {"params": params, "upload": upload}, **owner), owner))


def _found(desk: Desk, slug: str) -> dict[str, Any]:
    try:
        module: dict[str, Any] = desk.do(about, slug=slug)
    except (Refusal, Declined) as refusal:
        raise Declined(f"{slug}: {refusal} See `outhost modules list`.") from None
    return module


def _imported(desk: Desk, file: BinaryIO, upload: str, owner: dict[str, Any]) -> str:
    """Have a table become rows, and give the job that did it.

    Raises:
        Declined: it is none, or has no rows.
    """
    new: dict[str, Any] = {"slug": _IMPORT, "params": {}, "upload": upload, "source_job_id": None}
    job = worked_off(desk, desk.do(create, new=new, **owner), owner)
    name = file.name if isinstance(file.name, str) and file.name != "<stdin>" else "standard input"
    if job["error_message"]:
        raise Declined(f"{name}: {job['error_message']} (job {job['id']})")
    if not done(job)["results_count"]:
        raise Declined(f"{name}: there are no rows below its names (job {job['id']})")
    return str(job["id"])


def worked_off(desk: Desk, job: dict[str, Any], owner: dict[str, Any], said: set[str] | None = None) -> dict[str, Any]:
    """Follow a job to its end, whatever that is; Ctrl+C cancels it, a second one leaves it to itself. See `Progress` for `said`."""
    job_id, progress = job["id"], Progress(said)
    try:
        ended = _followed(desk, job, owner, progress)
    except KeyboardInterrupt:
        progress.clear()
        click.echo(f"Cancelling {job_id}; Ctrl+C once more leaves at once.", err=True)
        with suppress(Refusal, Declined):  # it has just ended
            desk.do(cancel, job_id=job_id, **owner)
        ended = _followed(desk, job, owner, progress)
        progress.end(ended)
        if ended["status"] != JobStatus.DONE:
            click.echo(f"The rows so far: outhost jobs download {job_id}; to go on: outhost jobs resume {job_id}", err=True)
        raise
    progress.end(ended)
    return ended


def done(job: dict[str, Any]) -> dict[str, Any]:
    """Give a job that is done.

    Raises:
        Declined: it failed, or somebody cancelled it.
    """
    if job["status"] == JobStatus.DONE:
        return job
    what = f"{job['job_type']} {job['id']} {job['status']}" + (f": {job['error_message']}" if job["error_message"] else "")
    raise Declined(f"{what} (its log: outhost jobs show {job['id']}; to go on: outhost jobs resume {job['id']})")


def _followed(desk: Desk, job: dict[str, Any], owner: dict[str, Any], progress: Progress) -> dict[str, Any]:
    try:
        with closing(desk.follow(follow, job_id=job["id"], **owner)) as pieces:
            for news in pieces:
                progress.tell(news)
                job = news["job"]
    except Declined as refusal:
        raise Declined(f"{refusal} To see how it is: outhost jobs show {job['id']}") from None
    finally:
        progress.clear()
    return job


def _handed_out(terminal: Terminal, desk: Desk, job: dict[str, Any], into: Into, owner: dict[str, Any]) -> IO[bytes] | None:
    """Hand out the rows of a job that is done; with --json alone, they stay where they are."""
    if terminal.is_json and into.output is None:
        return None
    return hand_out(desk, job["id"], into, owner)


def _answer(terminal: Terminal, job: dict[str, Any], into: Into, spool: IO[bytes] | None) -> None:
    if spool is not None:
        show(spool)
    else:
        terminal.answer(job | {"output": str(into.output) if into.output else None})


async def about(appliance: Appliance, *, slug: str) -> dict[str, Any]:
    """Tell what a module that can be run works on, and what it takes."""
    module = await appliance.modules.runnable(slug)
    return {"slug": module.slug, "shape": module.shape, "config_schema": module.config_schema}


async def check(appliance: Appliance, *, slug: str, params: dict[str, Any], has_upload: bool) -> None:
    """See whether a module takes these params."""
    await appliance.modules.checked(await appliance.modules.runnable(slug), params, has_upload=has_upload)


async def create(appliance: Appliance, *, new: dict[str, Any], email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Make a job; a table that was brought for it goes if it is refused."""
    upload = new["upload"]
    try:
        caller = await caller_of(appliance, email, workspace_id)
        if upload:
            await appliance.job_uploads.keep(upload)
        module = await appliance.modules.runnable(new["slug"])
        wanted = NewJob(module=module, params=new["params"], upload=upload, source_job_id=new["source_job_id"])
        return job_document(await appliance.jobs.create(caller, wanted))
    except Refusal:
        if upload:
            await appliance.job_uploads.remove(upload)
        raise


async def resume(appliance: Appliance, *, job_id: str, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Make a job of what another left undone."""
    return job_document(await appliance.jobs.resume(await caller_of(appliance, email, workspace_id), job_id))


async def cancel(appliance: Appliance, *, job_id: str, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Ask a job to stop."""
    return job_document(await appliance.jobs.cancel(await caller_of(appliance, email, workspace_id), job_id))


async def find(appliance: Appliance, *, job_id: str, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Find a job whose rows can be handed out."""
    return job_document(await appliance.job_downloads.find(await caller_of(appliance, email, workspace_id), job_id))


async def follow(appliance: Appliance, *, job_id: str, email: str | None, workspace_id: int | None) -> AsyncGenerator[dict[str, Any], None]:
    """Tell how a job gets on, until its end."""
    caller = await caller_of(appliance, email, workspace_id)
    async with aclosing(appliance.job_reports.follow(caller, job_id)) as pieces:
        async for news in pieces:
            yield {"job": job_document(news.job), "log": log_document(news.frames)}
