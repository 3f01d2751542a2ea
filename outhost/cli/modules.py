"""`outhost modules`: what a job can do, and a plugin to begin with. Plugins are read here, whether or not a server runs."""

import asyncio
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import click

from outhost import settings
from outhost.appliance import open_modules, open_pool, own_plugins
from outhost.cli.declined import Declined
from outhost.cli.terminal import Terminal, on_terminal, table
from outhost.domain.modules import BrokenPlugin, Module, ModuleState
from outhost.domain.params import Field, fields_of
from outhost.domain.words import Text
from outhost.files.data_folder import DataFolder
from outhost.resources import shipped

_SLUG = re.compile(r"[a-z][a-z0-9_]{1,39}")
_TEMPLATE_SLUG = "my_module"
_STATES = {ModuleState.ON_DEMAND: "on demand", ModuleState.COMING_SOON: "coming soon"}


@dataclass(frozen=True, slots=True)
class _Found:
    """The modules in their order, and the plugins that were left out."""

    modules: Sequence[Module]
    broken: Sequence[BrokenPlugin]

    def find(self, slug: str) -> Module | None:
        return next((module for module in self.modules if module.slug == slug.replace("-", "_")), None)


@click.group("modules")
def command() -> None:
    """Look at modules, and begin one of your own."""


@command.command("list")
@on_terminal
def list_command(terminal: Terminal) -> None:
    """List the modules; plugins that are broken are named on standard error, with what is wrong."""
    found = _look(terminal)
    rows = [[module.slug, module.category, module.label.en, _state(module)] for module in found.modules]
    _tell_broken(terminal, found.broken)
    document = {
        "modules": [_summary(module) for module in found.modules],
        "broken": [{"file": one.file, "reason": one.reason.say()} for one in found.broken],
    }
    terminal.answer(document, table(["SLUG", "CATEGORY", "NAME", "STATE"], rows))


@command.command("show")
@click.argument("slug")
@on_terminal
def show_command(terminal: Terminal, slug: str) -> None:
    """Show a module: what it does, which columns it needs and adds, and its params."""
    found = _look(terminal)
    module = found.find(slug)
    if module is None:
        _tell_broken(terminal, found.broken)
        raise Declined(f"There is no module {slug}; see `outhost modules list`.")
    facts = [("state", _state(module)), ("needs", _needs(module)), ("adds", ", ".join(module.produces) or "–")]
    facts += [("limits", module.limits.say())] if module.limits else []
    params = [[field.name, field.kind, _default(field), field.meaning()] for field in fields_of(module.config_schema)]
    lines = [f"{module.slug} – {module.label.en}", module.description.en, "", *(f"{name:7}{value}" for name, value in facts)]
    lines += ["", *table(["PARAM", "TAKES", "DEFAULT", "MEANING"], params)] if params else []
    terminal.answer(_summary(module) | {"config_schema": module.config_schema}, lines)


@command.command("new")
@click.argument("name")
@on_terminal
def new_command(terminal: Terminal, name: str) -> None:
    """Write a plugin to begin with, which runs as it is, into the folder of your own plugins."""
    slug = name.replace("-", "_")
    if not _SLUG.fullmatch(slug):
        raise click.BadParameter("give 2–40 small letters, digits and underscores, a letter first", param_hint="NAME")
    path = own_plugins(DataFolder(terminal.data_dir), _settings(terminal)) / f"{slug}.py"
    if path.exists():
        raise Declined(f"{path} is there already; nothing was changed.")
    if _look(terminal).find(slug):
        raise Declined(f"There is a module {slug} already; choose another name.")
    path.parent.mkdir(parents=True, exist_ok=True)
    source = shipped("modules", "template.py").read_text("utf-8")
    with path.open("x", encoding="utf-8") as file:
        file.write(source.replace(_TEMPLATE_SLUG, slug))
    steps = [
        f"{path}",
        "",
        "What now:",
        f"  1. Change `run` in it; `outhost modules show {slug}` shows what you have declared,",
        "     and `outhost modules list` says what is wrong if it does not load.",
        f"  2. Run it: outhost jobs run {slug} --input FILE.csv",
        "  3. A server looks for plugins when it starts: start it anew, and it is at /api, too.",
        "The page on writing a module, /docs/concepts/writing-a-module, has the rest.",
    ]
    terminal.answer({"slug": slug, "file": str(path)}, steps)


def _settings(terminal: Terminal) -> settings.Settings:
    return settings.load(DataFolder(terminal.data_dir).settings, {}).settings


def _look(terminal: Terminal) -> _Found:
    """Find out what the plugins are, in a worker process."""
    logging.getLogger("outhost.jobtypes").addHandler(logging.NullHandler())  # what it warns of is told here, in full

    async def look() -> _Found:
        pool = open_pool(folder := DataFolder(terminal.data_dir), _settings(terminal))
        try:
            modules = open_modules(pool, folder)
            return _Found(await modules.all(), await modules.broken())
        finally:
            await pool.close()

    return asyncio.run(look())


def _tell_broken(terminal: Terminal, broken: Sequence[BrokenPlugin]) -> None:
    for one in broken:
        terminal.note(f"left out: {one.file} {one.reason.say()}")


def _summary(module: Module) -> dict[str, Any]:
    return {
        "slug": module.slug, "category": module.category, "state": module.state, "label": _pair(module.label),
        "description": _pair(module.description), "needs": list(module.needs), "produces": list(module.produces),
        "missing": _pair(module.missing) if module.missing else None,
        "limits": _pair(module.limits) if module.limits else None, "is_own": module.is_own,
    }  # fmt: skip


def _pair(text: Text) -> dict[str, str]:
    return {"en": text.say("en"), "fr": text.say("fr")}


def _state(module: Module) -> str:
    state = f"needs {module.missing.say()}" if module.missing else _STATES.get(module.state, "ready")
    return f"{state}, your own" if module.is_own else state


def _needs(module: Module) -> str:
    return (" or " if module.needs_any else ", ").join(module.needs) or "–"


def _default(field: Field) -> str:
    return "required" if field.is_required else field.default or "–"
