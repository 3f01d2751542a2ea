"""`outhost pipelines recipes`: pipelines that come with outhost, shown and run, on the demo too."""

import json
from collections.abc import Sequence
from typing import Any, Final

import click

from outhost.appliance import Appliance
from outhost.cli import demo
from outhost.cli.demo_workspace import DEMO_EMAIL, begin_demo
from outhost.cli.job_files import Into, into_file
from outhost.cli.line import open_desk
from outhost.cli.pipeline_runs import create, filling, finish, sets
from outhost.cli.terminal import Terminal, on_terminal, table, whose
from outhost.domain.pipeline_ports import SCHEMA_VERSION
from outhost.domain.recipes import RECIPES, DemoValues, Recipe, recipe_named

_LOCALE: Final = "en"
_slug = click.argument("slug", metavar="SLUG", type=click.Choice([recipe.slug for recipe in RECIPES]))


@click.group("recipes")
def command() -> None:
    """Begin with a pipeline that is there: find, check, keep, draw."""


@command.command("list")
@on_terminal
def list_command(terminal: Terminal) -> None:
    """List the recipes, and which modules each is made of."""
    lines = [[recipe.slug, recipe.label.say(_LOCALE), " → ".join(recipe.modules)] for recipe in RECIPES]
    terminal.answer({"recipes": [_document(recipe) for recipe in RECIPES]}, table(["RECIPE", "IS", "MODULES"], lines))


@command.command("show")
@_slug
@on_terminal
def show_command(terminal: Terminal, *, slug: str) -> None:
    """Write a recipe as `outhost pipelines run` reads it: change what it looks for, and where, and run it."""
    document = _document(_named(slug))
    terminal.answer(document, [json.dumps(document, ensure_ascii=False, indent=2)])


@command.command("run")
@_slug
@sets
@click.option("--demo", "is_demo", is_flag=True, help="Run it on the invented town, in the demo's data folder.")
@into_file
@whose
@on_terminal
def run_command(
    terminal: Terminal, *, slug: str, pairs: Sequence[str], is_demo: bool, into: Into, email: str | None, workspace_id: int | None
) -> None:
    """Run a recipe as a new pipeline, follow it to its end, and write what came of it.

    --set fills its gaps, such as find.queries=boulangerie, find.zones=Lyon or draw.list_id=ID. With --demo each runs as it is.
    """
    recipe = _named(slug)
    folder = begin_demo(terminal.data_dir).path if is_demo else terminal.data_dir
    owner = {"email": DEMO_EMAIL if is_demo else email, "workspace_id": None if is_demo else workspace_id}
    with open_desk(folder, is_new=is_demo) as desk:
        begun = desk.do(demo.begin) if is_demo else desk.do(town)
        values = DemoValues(town=begun["town"], list_id=begun.get("list_id", "")) if begun["town"] else None
        definition = recipe.filled_for(values)
        new = {"name": recipe.label.say(_LOCALE), "definition": definition, "fill": filling(desk, pairs, definition)}
        desk.run_new_jobs()
        finish(terminal, desk, desk.do(create, new=new, start=True, **owner), into, owner)


async def town(appliance: Appliance) -> dict[str, Any]:
    """Name the invented town, where there is one."""
    demo_values = appliance.sandbox.demo
    return {"town": demo_values.town if demo_values else None}


def _named(slug: str) -> Recipe:
    recipe = recipe_named(slug)
    assert recipe is not None, slug  # the argument takes no other
    return recipe


def _document(recipe: Recipe) -> dict[str, Any]:
    return {
        "slug": recipe.slug,
        "name": recipe.label.say(_LOCALE),
        "description": recipe.description.say(_LOCALE),
        "modules": recipe.modules,
        "gaps": [{"kind": gap.kind.value, "field": gap.field} for gap in recipe.gaps],
        "schema_version": SCHEMA_VERSION,
        "definition": recipe.filled_for(None),
    }
