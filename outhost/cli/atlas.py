"""`outhost atlas`: open data on one's own disk, in which leads are looked for."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from outhost.cli.atlas_progress import AtlasProgress
from outhost.cli.atlas_search import search_command
from outhost.cli.terminal import Terminal, on_terminal, table
from outhost.domain.clock import SystemClock
from outhost.domain.places import Source
from outhost.files.data_folder import DataFolder
from outhost.operations.atlas import Atlas, Loaded, Order

_MIB = 1 << 20


@click.group("atlas")
def command() -> None:
    """Load open data, OpenStreetMap among it, to find leads in with no network."""


command.add_command(search_command)


@command.command("load")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", default="", metavar="N", help="What to call it, if not as the file; what had that name before is replaced.")
@click.option("--country", default="", metavar="ISO3", help="The country of places that do not say theirs, such as FRA.")
@click.option("--licence", default="", metavar="L", help="The licence of the data, if it is not known from its kind.")
@click.option("--attribution", default="", metavar="A", help="Whom to name for the data, if that is not known from its kind.")
@click.option("--date", default="", metavar="D", help="Of what day the data is, if it does not say so.")
@on_terminal
def load_command(terminal: Terminal, **about: Any) -> None:
    """Load a file: an extract of OpenStreetMap, GeoJSON, Overture's places, the SIRENE stock, or CSV with coordinates.

    What it is shows in what is in it. A new atlas is built beside the old one and takes its place at the end: whatever comes between
    leaves the old one as it was. A server that runs finds the new one by itself.
    """
    with _at_work(terminal) as progress:
        loaded = _atlas(terminal).load(Order(**about), progress.tell)
    terminal.answer(_loaded_document(loaded), _loaded_lines(loaded))


@command.command("list")
@on_terminal
def list_command(terminal: Terminal) -> None:
    """Show what the atlas is made of: where it comes from, of which day, and under which licence."""
    atlas = _atlas(terminal)
    sources = atlas.sources()
    rows = [(one.name, one.kind, one.date[:10], f"{one.places_count:,}", f"{one.areas_count:,}", one.licence or "–") for one in sources]
    lines = table(("NAME", "KIND", "DATE", "PLACES", "AREAS", "LICENCE"), rows)
    empty = ["The atlas is empty; load a file with `outhost atlas load FILE`."]
    terminal.answer({"sources": [_source_document(one) for one in sources], "size_bytes": atlas.size_bytes}, lines if sources else empty)


@command.command("remove")
@click.argument("name")
@on_terminal
def remove_command(terminal: Terminal, name: str) -> None:
    """Take out what was loaded by a name; the rest is put together anew."""
    with _at_work(terminal) as progress:
        _atlas(terminal).remove(name, progress.tell)
    terminal.answer({"removed": True, "name": name}, [f"Removed {name}."])


def _atlas(terminal: Terminal) -> Atlas:
    return Atlas(DataFolder(terminal.data_dir), SystemClock())


@contextmanager
def _at_work(terminal: Terminal) -> Iterator[AtlasProgress]:
    """Show how the work gets on, and say what an interruption leaves."""
    # What SQLite sorts on the disk goes where the atlas goes: `/tmp` may be small, and in memory.
    os.environ.setdefault("SQLITE_TMPDIR", str(DataFolder(terminal.data_dir).atlas))
    progress = AtlasProgress()
    try:
        yield progress
    except KeyboardInterrupt:
        progress.clear()
        terminal.note("Interrupted; the atlas is as it was.")
        raise
    finally:
        progress.clear()


def _source_document(source: Source) -> dict[str, Any]:
    about = asdict(source)
    return about | {"places": about.pop("places_count"), "areas": about.pop("areas_count")}


def _loaded_document(loaded: Loaded) -> dict[str, Any]:
    about = _source_document(loaded.source) | asdict(loaded.figures)
    return about | {"left_out": [phrase.say() for phrase in loaded.left_out], "size_bytes": loaded.size_bytes}


def _loaded_lines(loaded: Loaded) -> list[str]:
    source, figures = loaded.source, loaded.figures
    places, areas = _counted(source.places_count, "place"), _counted(source.areas_count, "area")
    terms = ", ".join(filter(None, (source.licence, source.attribution))) or "not known; say it with --licence and --attribution"
    return [
        f"Loaded      {source.name}, {source.kind}: {places} ({_counted(figures.twins, 'twin')}), {areas}",
        f"Reached by  telephone {figures.with_telephone:,}, website {figures.with_website:,}, address {figures.with_address:,}",
        *([f"Left out    {', '.join(phrase.say() for phrase in loaded.left_out)}"] if loaded.left_out else []),
        f"Date        {source.date}",
        f"Licence     {terms}",
        f"Atlas       {max(loaded.size_bytes // _MIB, 1):,} MB",
    ]


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
