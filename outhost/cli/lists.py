"""`outhost lists`: lists, made, shown, exported and deleted."""

import asyncio
import json
import shutil
import sys
from contextlib import aclosing
from pathlib import Path
from typing import Any

import click

from outhost.appliance import Appliance
from outhost.cli.lead_documents import alt_texts_of, caller_of, images_of, list_of
from outhost.cli.line import Desk, open_desk, run
from outhost.cli.snippets import snippet_command
from outhost.cli.terminal import EXISTING_FILE, Terminal, on_terminal, table, whose
from outhost.domain.clock import whole_seconds
from outhost.domain.leads import csv_cells
from outhost.domain.lists import MOST_BYTES, MOST_RETENTION_DAYS, LeadList, ListOptions, ListType
from outhost.domain.reviews import Review
from outhost.domain.snippets import attribute_safe
from outhost.domain.workspaces import Caller
from outhost.exports.as_csv import neutralise
from outhost.files.data_folder import DataFolder
from outhost.operations.leads import ExportPage
from outhost.operations.lists import NewList
from outhost.resources import name_assets_by_hash
from outhost.store.transactions import Tx

_list_id = click.argument("list_id")
_EXPORT_ROWS = 2000
_NO_OPTIONS = {"review": Review.NONE.value, "max_bytes": None, "alt_text": None}


@click.group("lists")
def command() -> None:
    """Make, show, export and delete lists."""


command.add_command(snippet_command)


@command.command("add")
@click.option("--name", required=True, metavar="NAME")
@click.option("--template", metavar="SLUG", help="A built-in template; see `outhost templates list`.")
@click.option("--spec", type=EXISTING_FILE, metavar="FILE", help="A render spec; its pictures lie beside it.")
@click.option("--type", "list_type", type=click.Choice([kind.value for kind in ListType]), default=ListType.MEME.value, show_default=True)
@click.option(
    "--review",
    type=click.Choice([choice.value for choice in Review]),
    default=Review.NONE.value,
    show_default=True,
    help="Which images are held until you approve them; see `outhost leads review`.",
)
@click.option("--max-bytes", type=click.IntRange(1, MOST_BYTES), metavar="N", help="What an image may weigh.")
@click.option("--alt-text", metavar="TEXT", help="What stands for an image that can't be seen, if not the words in it.")
@whose
@on_terminal
def add_command(
    terminal: Terminal, *, name: str, template: str | None, spec: Path | None, list_type: str, email: str | None,
    workspace_id: int | None, **options: Any,
) -> None:  # fmt: skip
    """Make a list from a template or a render spec.

    With --review warnings, an image drawn with a warning shows nothing until you approve it; its lead is charged and exported like any
    other. With --max-bytes, the images get 128, 64 or 32 colours, then every second frame, until the longest allowed values fit; if
    they never do, no list is made. --alt-text takes {{variables}} as the texts of a spec do.
    """
    if list_type == ListType.MEME and (template is None) == (spec is None):
        raise click.UsageError("A meme list is made from a template or a spec: give --template SLUG or --spec FILE.")
    if list_type != ListType.MEME and (template or spec or options != _NO_OPTIONS):
        raise click.UsageError("Only meme lists are drawn: leave --template, --spec and what is said of their images out, or the --type.")
    document, files = _read_spec(spec) if spec else (None, {})
    new = {"name": name, "list_type": list_type, "template": template, "document": document, "options": options}
    made = run(
        terminal.data_dir, add, new=new, files={k: str(v) for k, v in files.items()}, email=email, workspace_id=workspace_id
    )  # fmt: skip
    terminal.answer(made, [f"List  {made['list_id']}  {made['list_name']}"])


@command.command("list")
@whose
@on_terminal
def list_command(terminal: Terminal, *, email: str | None, workspace_id: int | None) -> None:
    """List the lists of a workspace, newest first."""
    found = run(terminal.data_dir, list_all, email=email, workspace_id=workspace_id)
    rows = [[e["list_id"], e["list_type"], e["lead_count"], e["image_bytes"], e["list_name"]] for e in found]
    terminal.answer({"lists": found}, table(["LIST", "TYPE", "LEADS", "IMAGE BYTES", "NAME"], rows))


@command.command("show")
@_list_id
@whose
@on_terminal
def show_command(terminal: Terminal, *, list_id: str, email: str | None, workspace_id: int | None) -> None:
    """Show one list."""
    found = run(terminal.data_dir, show, list_id=list_id, email=email, workspace_id=workspace_id)
    terminal.answer(
        found,
        [
            f"{key:18}{', '.join(value) if isinstance(value, list) else '' if value is None else value}".rstrip()
            for key, value in found.items()
        ],
    )


@command.command("delete")
@_list_id
@whose
@on_terminal
def delete_command(terminal: Terminal, *, list_id: str, email: str | None, workspace_id: int | None) -> None:
    """Delete a list, its leads and their images."""
    made = run(terminal.data_dir, delete, list_id=list_id, email=email, workspace_id=workspace_id)
    terminal.answer(made, [f"List {list_id} is deleted."])


@command.command("retain")
@_list_id
@click.argument("days", type=click.IntRange(1, MOST_RETENTION_DAYS), required=False)
@click.option("--forever", "is_forever", is_flag=True, help="Keep them until you delete them.")
@whose
@on_terminal
def retain_command(
    terminal: Terminal, *, list_id: str, days: int | None, is_forever: bool, email: str | None, workspace_id: int | None
) -> None:
    """Say for how many days a list keeps its leads; older ones are removed with their images, at the latest an hour later."""
    if (days is None) != is_forever:
        raise click.UsageError("Give a number of days, or --forever.")
    made = run(terminal.data_dir, retain, list_id=list_id, days=days, email=email, workspace_id=workspace_id)
    terminal.answer(made, [f"List {list_id} keeps its leads {'until you delete them' if days is None else f'for {days} days'}."])


@command.command("export")
@_list_id
@click.option(
    "--output", "-o", type=click.File("w", encoding="utf-8", lazy=True), default="-", help="File for the CSV, if not the terminal."
)
@click.option("--images", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Copy the images there, for a static host.")
@click.option("--safe", "is_safe", is_flag=True, help="Neutralise cells that a spreadsheet would run as a formula.")
@click.option("--with-alt", is_flag=True, help="Add a last column alt_text, which can stand in an HTML attribute as it is.")
@whose
@on_terminal
def export_command(
    terminal: Terminal, *, list_id: str, output: Any, images: Path | None, is_safe: bool, with_alt: bool, email: str | None,
    workspace_id: int | None,
) -> None:  # fmt: skip
    """Write the leads of a list as CSV.

    Images that are held for review are not copied with --images; copy again once they are approved.
    """
    if terminal.is_json and output.name == "-":
        raise click.UsageError("With --json, name a file for the CSV: --output FILE.")
    whose_list = {"list_id": list_id, "email": email, "workspace_id": workspace_id}
    count = closed = 0
    with open_desk(terminal.data_dir) as desk:
        about = desk.do(show, **whose_list)
        bar = click.progressbar(length=about["lead_count"], label="Leads", file=sys.stderr)
        head = ["tracking_id", "image_url", *about["variables"], *(["alt_text"] if with_alt else [])]
        output.write(csv_cells([neutralise(c) if is_safe else c for c in head]) + "\r\n")
        with bar:
            for page in _pages(desk, whose_list | {"with_alt": with_alt}):
                output.writelines(csv_cells([neutralise(c) if is_safe and c else c for c in row]) + "\r\n" for row in page["rows"])
                if images:
                    shown = [row[0] for row in page["rows"] if row[0] not in set(page["closed"])]
                    _copy_images(DataFolder(terminal.data_dir), images, shown, about["image_extension"])
                count += len(page["rows"])
                closed += len(page["closed"])
                bar.update(len(page["rows"]))
    if images and closed and not terminal.is_json:
        terminal.note(f"{closed} images are held back by review and were not copied: outhost leads review {list_id}")
    if terminal.is_json:
        made = {"list_id": list_id, "leads": count, "output": output.name, "images": str(images) if images else None, "held_back": closed}
        terminal.answer(made)


async def add(
    appliance: Appliance, *, new: dict[str, Any], files: dict[str, str], email: str | None, workspace_id: int | None
) -> dict[str, Any]:
    """Make a list; `files` are the spec's pictures, by SHA-256."""
    caller = await caller_of(appliance, email, workspace_id)
    pictures = {asset_id: await asyncio.to_thread(Path(path).read_bytes) for asset_id, path in files.items()}
    chosen = new["options"]
    options = ListOptions(review=Review(chosen["review"]), max_bytes=chosen["max_bytes"], alt_text=chosen["alt_text"])
    wanted = NewList(
        name=new["name"], list_type=ListType(new["list_type"]), template=new["template"], document=new["document"], pictures=pictures,
        options=options,
    )  # fmt: skip
    return _document(await appliance.lists.add(caller, wanted))


async def list_all(appliance: Appliance, *, email: str | None, workspace_id: int | None) -> list[dict[str, Any]]:
    """List the lists of a workspace."""
    caller = await caller_of(appliance, email, workspace_id)
    return [_document(found) for found in await appliance.read(_all, caller)]


async def show(appliance: Appliance, *, list_id: str, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Show one list."""
    return _document(await list_of(appliance, await caller_of(appliance, email, workspace_id), list_id))


async def delete(appliance: Appliance, *, list_id: str, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Delete a list, and sweep up after it."""
    caller = await caller_of(appliance, email, workspace_id)
    await appliance.lists.delete(caller, list_id)
    await appliance.lists.purge_deleted()
    return {"deleted": True, "list_id": list_id}


async def retain(appliance: Appliance, *, list_id: str, days: int | None, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Say for how long a list keeps its leads."""
    caller = await caller_of(appliance, email, workspace_id)
    return _document(await appliance.retention.put(caller, list_id, days))


async def rows(
    appliance: Appliance, *, list_id: str, place: int, with_alt: bool, email: str | None, workspace_id: int | None
) -> dict[str, Any]:
    """Give rows of the export, from a place counted from 0, and the tracking ids among them whose image is not shown."""
    lead_list = await list_of(appliance, await caller_of(appliance, email, workspace_id), list_id)
    page = ExportPage(lead_list=lead_list, offset=place, limit=_EXPORT_ROWS)
    async with aclosing(appliance.leads.export_rows(page, images_of(appliance))) as chunks:
        found = [row async for chunk in chunks for row in chunk]
    closed = await appliance.read(_closed, [str(row[0]) for row in found])
    if with_alt and found:
        variables = [dict(zip(lead_list.variables, row[2:], strict=True)) for row in found]
        alts = await asyncio.to_thread(alt_texts_of, lead_list, variables)
        found = [[*row, attribute_safe(alt)] for row, alt in zip(found, alts, strict=True)]
    return {"rows": found, "closed": sorted(closed)}


def _read_spec(path: Path) -> tuple[Any, dict[str, Path]]:
    try:
        document = json.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError) as fault:
        raise click.BadParameter(f"{path} is no JSON: {fault}", param_hint="--spec") from None
    return name_assets_by_hash(document, path.parent.absolute())


def _pages(desk: Desk, whose_list: dict[str, Any]) -> Any:
    place = 0
    while (page := desk.do(rows, place=place, **whose_list))["rows"]:
        yield page
        place += len(page["rows"])


def _copy_images(folder: DataFolder, target: Path, tracking_ids: list[str], extension: str) -> None:
    """Copy images for a static host: unlike all else that outhost writes, they are for everybody to read."""
    if not target.is_dir():
        target.mkdir(parents=True)
        target.chmod(0o755)
    for tracking_id in tracking_ids:
        name = f"{tracking_id}.{extension}"
        shutil.copyfile(folder.images / tracking_id[3:5] / name, target / name)
        (target / name).chmod(0o644)


def _closed(tx: Tx, tracking_ids: list[str]) -> set[str]:
    return tx.leads.closed_among(tracking_ids)


def _all(tx: Tx, caller: Caller) -> list[LeadList]:
    return tx.lists.page(caller.workspace_id, limit=1_000_000, offset=0)


def _document(found: LeadList) -> dict[str, Any]:
    return {
        "list_id": found.public_id,
        "list_name": found.name,
        "list_type": found.list_type,
        "status": found.status,
        "created_at": whole_seconds(found.created_at),
        "lead_count": found.lead_count,
        "variables": list(found.variables),
        "image_extension": found.image_extension,
        "image_bytes": found.image_bytes,
        "review": found.options.review,
        "max_bytes": found.options.max_bytes,
        "alt_text": found.options.alt_text,
        "retention_days": found.retention_days,
        "max_colors": found.reduction.colors,
        "frame_step": found.reduction.frame_step,
    }
