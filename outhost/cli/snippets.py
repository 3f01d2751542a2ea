"""`outhost lists snippet`: how a mail tool puts each lead's own image into its mail."""

from typing import Any

import click

from outhost.appliance import Appliance
from outhost.cli.lead_documents import caller_of, images_of, list_of, spec_of
from outhost.cli.line import run
from outhost.cli.terminal import Terminal, on_terminal, whose
from outhost.domain.lists import LeadList
from outhost.domain.merge_recipes import RECIPES
from outhost.domain.snippets import shown_size
from outhost.store.transactions import Tx


@click.command("snippet")
@click.argument("list_id")
@click.option("--for", "tool", type=click.Choice(list(RECIPES)), default="any", show_default=True, help="The tool that sends the mails.")
@whose
@on_terminal
def snippet_command(terminal: Terminal, *, list_id: str, tool: str, email: str | None, workspace_id: int | None) -> None:
    """Write the HTML that shows each lead its own image, with the merge tags of a mail tool, and say what to do there."""
    made = run(terminal.data_dir, snippet, list_id=list_id, tool=tool, email=email, workspace_id=workspace_id)
    steps = [f"{number}. {step}" for number, step in enumerate(made["steps"], 1)]
    terminal.answer(made, [made["snippet"], "", *steps])
    for note in () if terminal.is_json else made["notes"]:
        terminal.note(f"Note: {note}")


async def snippet(appliance: Appliance, *, list_id: str, tool: str, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Write the snippet and the recipe of a list for one tool."""
    lead_list = await list_of(appliance, await caller_of(appliance, email, workspace_id), list_id)
    spec, recipe = spec_of(lead_list), RECIPES[tool]
    width, height = shown_size(spec.width, spec.height)
    export = f"Export the leads: outhost lists export {list_id} --with-alt -o leads.csv"
    return {
        "list_id": list_id,
        "for": tool,
        "tool": recipe.tool,
        "snippet": recipe.snippet(spec.width, spec.height),
        "width": width,
        "height": height,
        "columns": {"image_url": recipe.image, "alt_text": recipe.alt},
        "steps": [export, *(step.say() for step in recipe.steps)],
        "notes": _notes(appliance, lead_list, await appliance.read(_count, lead_list)),
    }


def _notes(appliance: Appliance, lead_list: LeadList, waiting: int) -> list[str]:
    """Say what would keep recipients from seeing a picture, or the owner from knowing whose it is."""
    notes = []
    if not any("mail" in name for name in lead_list.variables):
        notes.append(
            "The export has no column of addresses, for none of the list's variables is one: its rows stand in the order in which the"
            " leads were added, and each has the variables to know it by."
        )
    if waiting:
        notes.append(f"{waiting} images wait for review and show nothing until then: outhost leads review {lead_list.public_id}")
    if images_of(appliance).is_private:
        notes.append("Images are linked at an address that recipients elsewhere can't load; set image_base_url before you export.")
    return notes


def _count(tx: Tx, lead_list: LeadList) -> int:
    return tx.leads.count_in_review(lead_list.id)
