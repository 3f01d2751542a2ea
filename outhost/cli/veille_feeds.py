"""`outhost veille feed`, `open-feed` and `close-feed`: the link under which programs that read news find what a veille found."""

from typing import Any

import click

from outhost.appliance import Appliance
from outhost.cli.lead_documents import caller_of
from outhost.cli.line import run
from outhost.cli.terminal import Terminal, on_terminal, whose
from outhost.cli.veille_documents import feed_document

_veille_id = click.argument("veille_id", metavar="ID")


@click.command("feed")
@_veille_id
@whose
@on_terminal
def feed_command(terminal: Terminal, *, veille_id: str, **owner: Any) -> None:
    """Show the link of a veille's feed, as RSS and as JSON Feed; whoever has it may read, without logging in."""
    found = run(terminal.data_dir, show, veille_id=veille_id, **owner)
    terminal.answer(found, _lines(found) if found["rss_url"] else [f"The feed is closed; `outhost veille open-feed {veille_id}` opens it."])


@click.command("open-feed")
@_veille_id
@whose
@on_terminal
def open_command(terminal: Terminal, *, veille_id: str, **owner: Any) -> None:
    """Open the feed of a veille, and print its link; of one that is open the link becomes another, and the former one leads nowhere."""
    opened = run(terminal.data_dir, open_feed, veille_id=veille_id, **owner)
    terminal.answer(opened, _lines(opened))


@click.command("close-feed")
@_veille_id
@whose
@on_terminal
def close_command(terminal: Terminal, *, veille_id: str, **owner: Any) -> None:
    """Close the feed of a veille: its link leads nowhere any longer."""
    closed = run(terminal.data_dir, close_feed, veille_id=veille_id, **owner)
    terminal.answer(closed, [f"The feed of the veille {veille_id} is closed."])


async def show(appliance: Appliance, *, veille_id: str, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Tell the link of a feed."""
    return feed_document(await appliance.veille_feeds.show(await caller_of(appliance, email, workspace_id), veille_id), veille_id)


async def open_feed(appliance: Appliance, *, veille_id: str, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Open a feed, or give it another link."""
    return feed_document(await appliance.veille_feeds.open(await caller_of(appliance, email, workspace_id), veille_id), veille_id)


async def close_feed(appliance: Appliance, *, veille_id: str, email: str | None, workspace_id: int | None) -> dict[str, Any]:
    """Close a feed."""
    await appliance.veille_feeds.close(await caller_of(appliance, email, workspace_id), veille_id)
    return {"closed": True, "veille_id": veille_id}


def _lines(feed: dict[str, Any]) -> list[str]:
    return [f"RSS        {feed['rss_url']}", f"JSON Feed  {feed['json_url']}"]
