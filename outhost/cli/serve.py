"""`outhost serve`: the server, from an empty folder to its last request."""

import asyncio
import ipaddress
import logging
import os
import ssl
import sys
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import click

from outhost import __version__, logs, settings
from outhost.appliance import Appliance
from outhost.cli import (
    announcements,
    credits,  # noqa: A004 - the noun is credits, here as on every floor
    demo,
    dry_runs,
    feedback,
    job_files,
    job_runs,
    jobs,
    keys,
    leads,
    lists,
    mail,
    pipeline_runs,
    pipelines,
    privacy,
    recipes,
    reviews,
    selftest_chaos,
    setup,
    snippets,
    subscriptions,
    users,
    veille,
    veille_comparisons,
    veille_feeds,
    webhooks,
)
from outhost.cli.demo_workspace import DEMO_EMAIL, begin_demo, furnish, lists_of
from outhost.cli.line import Switchboard, hold
from outhost.cli.ports import address_of, listen
from outhost.cli.terminal import Terminal, on_terminal
from outhost.domain.clock import SystemClock
from outhost.domain.errors import InvalidSetting
from outhost.domain.jobs import JobStatus
from outhost.domain.links import image_address
from outhost.domain.lists import ListType
from outhost.domain.workspaces import Caller
from outhost.files.data_folder import DataFolder, FolderLock
from outhost.operations.setup import DEMO_ROWS, add_demo_rows
from outhost.settings import Settings
from outhost.store.transactions import Tx
from outhost.web.server import STOP_SECONDS, build_app

log = logging.getLogger(__name__)

_PAUSE_SECONDS = 0.005

ERRANDS = (
    announcements.add, announcements.list_all, announcements.remove,
    credits.grant, credits.ledger, credits.revoke, credits.show,
    demo.advance, demo.begin,
    dry_runs.dry_run,
    feedback.answer, feedback.close, feedback.delete, feedback.list_all, feedback.reopen, feedback.show,
    job_files.rows, job_files.take,
    job_runs.about, job_runs.cancel, job_runs.check, job_runs.create, job_runs.find, job_runs.follow, job_runs.resume,
    jobs.delete, jobs.list_all, jobs.show,
    keys.create, keys.list_all, keys.revoke, keys.rotate,
    leads.add, leads.delete, leads.known_variables, leads.show,
    lists.add, lists.delete, lists.list_all, lists.retain, lists.rows, lists.show,
    mail.test,
    pipeline_runs.cancel, pipeline_runs.create, pipeline_runs.find, pipeline_runs.follow, pipeline_runs.retry, pipeline_runs.run,
    pipeline_runs.schemas,
    pipelines.delete, pipelines.export, pipelines.list_all, pipelines.show, pipelines.validate,
    privacy.erase, privacy.export, privacy.list_all, privacy.suppress, privacy.unsuppress,
    recipes.town,
    reviews.decide, reviews.review,
    selftest_chaos.account,
    setup.set_up,
    snippets.snippet,
    subscriptions.put,
    users.add, users.deactivate, users.list_all, users.reactivate, users.reset_password, users.reset_totp,
    veille.add, veille.change, veille.delete, veille.list_all, veille.run_now, veille.runs, veille.signals,
    veille_comparisons.compared,
    veille_feeds.close_feed, veille_feeds.open_feed, veille_feeds.show,
    webhooks.add, webhooks.delete, webhooks.deliveries, webhooks.enable, webhooks.list_all, webhooks.resend, webhooks.rotate, webhooks.test,
)  # fmt: skip
"""What commands may have done by the server."""


@click.command("serve")
@click.option("--host", metavar="ADDRESS", help="Address to listen at (127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen at (8787); 0 takes a free one.")
@click.option("--base-url", metavar="URL", help="Address at which people reach this server.")
@click.option("--tls-cert", metavar="FILE", help="Certificate chain (PEM), to answer https.")
@click.option("--tls-key", metavar="FILE", help="The certificate's private key (PEM).")
@click.option("--log-format", type=click.Choice(["text", "json"]), help="Form of the log lines.")
@click.option("--demo", "is_demo", is_flag=True, help="Serve an invented workspace in a data folder of its own.")
@on_terminal
def command(terminal: Terminal, *, is_demo: bool, **flags: Any) -> None:
    """Start the server, and print its address.

    On an empty data folder it prints a one-time set-up link. Ctrl+C or SIGTERM stops it: requests under way finish first.
    """
    folder = begin_demo(terminal.data_dir) if is_demo else DataFolder(terminal.data_dir)
    configuration = settings.load(folder.settings, flags)
    lock = hold(folder)
    try:
        _serve(terminal, folder, lock, configuration.settings, is_demo=is_demo)
    finally:
        lock.release()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Welcome:
    """What is printed once the server listens: the document for `--json`, the lines for people, and the page to open if any."""

    document: dict[str, Any]
    lines: list[str]
    page: str | None


def _serve(terminal: Terminal, folder: DataFolder, lock: FolderLock, chosen: Settings, *, is_demo: bool) -> None:
    tls = _tls(chosen)
    listener = listen(chosen.host, chosen.port)
    chosen = chosen.model_copy(update={"port": listener.getsockname()[1]})
    url = address_of(chosen)
    logs.begin(chosen.log_format)
    lock.tell({"url": url})
    switchboard = Switchboard(ERRANDS)
    welcomes: list[_Welcome] = []

    async def open_appliance() -> Appliance:
        return await Appliance.open(folder, chosen, SystemClock(), address=url)

    async def greet(appliance: Appliance) -> None:
        await switchboard.open(appliance)
        welcomes.append(await (_demo(appliance, url) if is_demo else _welcome(appliance, url)))

    async def hang_up(_appliance: Appliance) -> None:
        await switchboard.close()

    app = build_app(chosen, open_appliance, on_open=greet, on_close=hang_up)

    @app.after_server_start
    async def announce(app: Any) -> None:
        _once_running(app, lambda: _print(terminal, welcomes[0], chosen, url))

    @app.before_server_stop
    async def hush(_app: Any) -> None:
        switchboard.begin_to_close(STOP_SECONDS)

    app.run(sock=listener, ssl=tls, single_process=True, access_log=False, motd=False)


def _once_running(app: Any, speak: Callable[[], None]) -> None:
    """Speak when the server runs, not when it is about to: a stop that comes in between is forgotten by Sanic."""
    if app.state.is_running:
        speak()
    else:
        asyncio.get_running_loop().call_later(_PAUSE_SECONDS, _once_running, app, speak)


async def _welcome(appliance: Appliance, url: str) -> _Welcome:
    document: dict[str, Any] = {"url": url, "data_dir": str(appliance.folder.path), "version": __version__}
    lines = [f"outhost {__version__} serves at {url}", f"Data       {appliance.folder.path}"]
    if not await appliance.setup.is_needed():
        return _Welcome(document=document, lines=lines, page=None)
    page = f"{url}/setup?token={appliance.setup.issue_link()}"
    return _Welcome(
        document=document | {"setup_url": page}, lines=[*lines, f"Set up     {page}", "           (works once, for 30 minutes)"], page=page
    )


async def _demo(appliance: Appliance, url: str) -> _Welcome:
    """Give the demo a fresh key and its user a fresh password, which are printed; bring in some rows where there are none."""
    caller = await furnish(appliance)
    if not await appliance.read(_has_rows, caller):
        rows = appliance.sandbox.directory() if appliance.sandbox.is_there else DEMO_ROWS
        await add_demo_rows(appliance.jobs, appliance.modules, caller, rows)
    key = (await appliance.api_keys.rotate(caller)).key
    password = await appliance.users.reset_password(DEMO_EMAIL, None)
    first = next(
        made for made in await appliance.read(lists_of, caller) if made.list_type is ListType.MEME and made.image_extension == "png"
    )
    curl = (
        f"curl -s {url}/v1/lists/{first.public_id}/leads -H 'X-API-Key: {key}' -H 'Content-Type: application/json'"
        """ -d '{"variables": {"first_name": "Sam", "company": "Acme"}}'"""
    )
    page = f"{url}/#key={key}"
    login = {"email": DEMO_EMAIL, "password": password}
    document = {"url": url, "page": page, **login, "api_key": key, "list_id": first.public_id, "curl": curl}
    document["data_dir"] = str(appliance.folder.path)
    lines = [
        f"outhost {__version__} demo at {url}", "", f"Look       {page}", f"Login      {DEMO_EMAIL}  {password}", f"API key    {key}",
        f"Try        {curl}",
        "Town       outhost demo run", "",
        f"Data       {appliance.folder.path}", "Stop       Ctrl+C",
    ]  # fmt: skip
    return _Welcome(document=document, lines=lines, page=page)


def _print(terminal: Terminal, welcome: _Welcome, chosen: Settings, url: str) -> None:
    with suppress(BrokenPipeError):  # whoever started us may read the first line alone
        terminal.answer(welcome.document, welcome.lines)
        sys.stdout.flush()
    if image_address(image_base_url=chosen.image_base_url, base_url=url).is_private:
        log.warning(
            "Images are linked at an address that recipients elsewhere can't load; set image_base_url, or copy them to a static host"
            " with `outhost lists export LIST_ID --images DIR`."
        )
    if not (chosen.tls_cert or chosen.base_url.startswith("https:") or _is_loopback(chosen.host)):
        log.warning(
            "Passwords and cookies travel in the clear: answer https with tls_cert and tls_key, or set base_url to the https address of"
            " the proxy in front."
        )
    if welcome.page and not terminal.is_json and sys.stdout.isatty() and _has_desktop():
        with suppress(webbrowser.Error):
            webbrowser.open(welcome.page)


def _has_rows(tx: Tx, caller: Caller) -> bool:
    jobs = tx.jobs.page(caller.workspace_id, status=None, job_type=None, pipeline_id=None, limit=100, offset=0)
    return any(job.status is not JobStatus.EXPIRED for job in jobs)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _has_desktop() -> bool:
    """Tell whether a browser would open in a window; elsewhere it would take the terminal over."""
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _tls(chosen: Settings) -> ssl.SSLContext | None:
    if not chosen.tls_cert and not chosen.tls_key:
        return None
    if not (chosen.tls_cert and chosen.tls_key):
        raise InvalidSetting(source="tls_cert, tls_key", message="give both the certificate and its key, or neither.")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(chosen.tls_cert, chosen.tls_key)
    except (OSError, ssl.SSLError) as fault:
        raise InvalidSetting(source="tls_cert, tls_key", message=f"no certificate with its key is read there: {fault}.") from None
    return context
