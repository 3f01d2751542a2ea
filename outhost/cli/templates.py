"""`outhost templates`: the built-in templates, and a look at any of them without a server."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from outhost.cli.terminal import Terminal, on_terminal, table
from outhost.domain.errors import TemplateNotFound
from outhost.domain.leads import sort_variables
from outhost.domain.render_spec import parse_render_spec
from outhost.domain.warning_words import explain
from outhost.files.data_folder import DataFolder
from outhost.operations.templates import preview
from outhost.resources import name_assets_by_hash, shipped_templates


@click.group("templates")
def command() -> None:
    """Look at templates."""


@command.command("list")
@on_terminal
def list_command(terminal: Terminal) -> None:
    """List the built-in templates."""
    found = []
    for template in shipped_templates():
        spec = parse_render_spec(template.document)
        found.append({
            "slug": template.slug, "name": template.name, "variables": list(spec.variable_names()),
            "image_extension": spec.image_extension, "description": template.description,
        })  # fmt: skip
    rows = [[t["slug"], t["image_extension"], ", ".join(t["variables"]), t["name"], t["description"]] for t in found]
    terminal.answer({"templates": found}, table(["SLUG", "IMAGE", "VARIABLES", "NAME", "DESCRIPTION"], rows))


@command.command("preview")
@click.argument("template", metavar="SLUG|FILE")
@click.argument("variables", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--output", "-o", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Where the picture goes.")
@on_terminal
def preview_command(terminal: Terminal, template: str, variables: Sequence[str], output: Path) -> None:
    """Draw a template, or a render spec with its pictures beside it; costs nothing. Warnings say what may be wrong and what helps."""
    if bad := [text for text in variables if "=" not in text]:
        raise click.UsageError(f"{bad[0]!r} is not of the form name=value.")
    document, files = _find(template)
    declared = parse_render_spec(document).variable_names()
    given = sort_variables(declared, dict(text.partition("=")[::2] for text in variables))
    picture = asyncio.run(preview(document, given.used, files, DataFolder(terminal.data_dir).fonts))
    try:
        output.write_bytes(picture.data)
    except OSError as fault:
        raise click.FileError(str(output), str(fault.strerror)) from None
    made = {
        "file": str(output),
        "width": picture.width,
        "height": picture.height,
        "image_bytes": len(picture.data),
        "ignored_variables": given.ignored,
        "warnings": list(picture.warnings),
    }
    words = [f"ignored: {name}\n  There is no such variable; there are: {', '.join(declared) or 'none'}." for name in given.ignored]
    words += [f"warning: {warning}\n  {explain(warning)}" for warning in picture.warnings]
    terminal.answer(made, [f"{output}  {picture.width} × {picture.height}, {len(picture.data):,} bytes", *words])


def _find(template: str) -> tuple[Any, dict[str, Path]]:
    for shipped in shipped_templates():
        if shipped.slug == template:
            return shipped.document, shipped.files
    path = Path(template)
    if not path.is_file():
        raise TemplateNotFound(slug=template, known=", ".join(t.slug for t in shipped_templates()))
    try:
        return name_assets_by_hash(json.loads(path.read_text("utf-8")), path.parent.absolute())
    except (ValueError, RecursionError) as fault:
        raise click.BadParameter(f"{path} is no JSON: {fault}") from None
