"""`outhost feedback`: what people and strangers wrote, and the answers."""

import json
import sys
from typing import Any, Final

import click

from outhost.appliance import Appliance
from outhost.cli.line import run
from outhost.cli.terminal import Terminal, on_terminal, table
from outhost.domain.clock import whole_seconds
from outhost.domain.feedback import Kind, Thread, ThreadId, ThreadStatus
from outhost.domain.sessions import NOWHERE
from outhost.operations.feedback import Correspondence, correspondence_of
from outhost.store.transactions import Tx

_FACTS: Final = ("kind", "status", "author", "subject", "module_slug", "page_url", "job_id", "context")
_thread = click.argument("number", type=click.IntRange(1))


@click.group("feedback")
def command() -> None:
    """Read what people wrote to you, and answer."""


@command.command("list")
@click.option("--status", type=click.Choice([status.value for status in ThreadStatus]), help="Threads of this status alone.")
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), help="Threads of this kind alone.")
@click.option("--module", "module_slug", metavar="SLUG", help="Threads about this module alone.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@click.option("--offset", type=click.IntRange(0), default=0, show_default=True)
@on_terminal
def list_command(
    terminal: Terminal, *, status: str | None, kind: str | None, module_slug: str | None, limit: int, offset: int
) -> None:  # fmt: skip
    """List threads, newest first; those of kind contact came without a login."""
    found = run(terminal.data_dir, list_all, status=status, kind=kind, module_slug=module_slug, limit=limit, offset=offset)
    rows = [[one["id"], one["status"], one["kind"], one["updated_at"], one["author"], one["subject"]] for one in found["threads"]]
    terminal.answer(found, table(["NUMBER", "STATUS", "KIND", "UPDATED", "BY", "SUBJECT"], rows))


@command.command("show")
@_thread
@on_terminal
def show_command(terminal: Terminal, *, number: int) -> None:
    """Show a thread with its messages."""
    found = run(terminal.data_dir, show, number=number)
    context = json.dumps(found["context"], ensure_ascii=False) if found["context"] else None
    facts = [f"{name:12}{value}" for name in _FACTS if (value := context if name == "context" else found[name])]
    said = [line for one in found["messages"] for line in ("", f"{one['created_at']}  {one['by']}", *one["message"].splitlines())]
    terminal.answer(found, [*facts, *said])


@command.command("answer")
@_thread
@click.argument("message", metavar="MESSAGE|-")
@on_terminal
def answer_command(terminal: Terminal, *, number: int, message: str) -> None:
    """Answer a thread; - reads the answer from standard input. Whoever opened it gets it by mail, once a server runs."""
    made = run(terminal.data_dir, answer, number=number, message=_read() if message == "-" else message)
    terminal.answer(made, [f"Answered {made['author']}, in thread {number}."])


@command.command("close")
@_thread
@on_terminal
def close_command(terminal: Terminal, *, number: int) -> None:
    """Close a thread."""
    terminal.answer(run(terminal.data_dir, close, number=number), [f"Thread {number} is closed."])


@command.command("reopen")
@_thread
@on_terminal
def reopen_command(terminal: Terminal, *, number: int) -> None:
    """Open a thread again."""
    terminal.answer(run(terminal.data_dir, reopen, number=number), [f"Thread {number} is open."])


@command.command("delete")
@_thread
@on_terminal
def delete_command(terminal: Terminal, *, number: int) -> None:
    """Delete a thread with its messages, for good."""
    terminal.answer(run(terminal.data_dir, delete, number=number), [f"Thread {number} is deleted."])


async def list_all(
    appliance: Appliance, *, status: str | None, kind: str | None, module_slug: str | None, limit: int, offset: int
) -> dict[str, Any]:
    """Give threads."""
    slug = module_slug and module_slug.replace("-", "_")
    found, total = await appliance.read(_page, {"status": status, "kind": kind, "module_slug": slug}, limit, offset)
    return {"threads": found, "total": total}


async def show(appliance: Appliance, *, number: int) -> dict[str, Any]:
    """Give a thread with its messages."""
    return await appliance.read(_whole, number)


async def answer(appliance: Appliance, *, number: int, message: str) -> dict[str, Any]:
    """Answer a thread."""
    await appliance.feedback_answers.answer(NOWHERE, None, number, message)
    return await appliance.read(_whole, number)


async def close(appliance: Appliance, *, number: int) -> dict[str, Any]:
    """Close a thread."""
    await appliance.feedback_answers.set_closed(NOWHERE, None, number, is_closed=True)
    return await appliance.read(_whole, number)


async def reopen(appliance: Appliance, *, number: int) -> dict[str, Any]:
    """Open a thread again."""
    await appliance.feedback_answers.set_closed(NOWHERE, None, number, is_closed=False)
    return await appliance.read(_whole, number)


async def delete(appliance: Appliance, *, number: int) -> dict[str, Any]:
    """Delete a thread."""
    await appliance.feedback_answers.delete(NOWHERE, None, number)
    return {"deleted": True, "id": number}


def _read() -> str:
    try:
        return sys.stdin.buffer.read().decode()
    except UnicodeDecodeError:
        raise click.UsageError("The answer on standard input is not UTF-8.") from None


def _page(tx: Tx, narrowed: dict[str, str | None], limit: int, offset: int) -> tuple[list[dict[str, Any]], int]:
    threads = tx.feedback_threads.page_of_anybody(**narrowed, limit=limit, offset=offset)
    return [_document(tx, thread) for thread in threads], tx.feedback_threads.count_of_anybody(**narrowed)


def _whole(tx: Tx, number: int) -> dict[str, Any]:
    whole: Correspondence = correspondence_of(tx, ThreadId(number))
    messages = [
        {
            "id": one.id,
            "by": "administrator" if one.is_answer else "author",
            "message": one.text,
            "created_at": whole_seconds(one.created_at),
        }
        for one in whole.messages
    ]
    return _document(tx, whole.thread) | {"messages": messages}


def _document(tx: Tx, thread: Thread) -> dict[str, Any]:
    about = thread.about
    return {
        "id": thread.id,
        "kind": about.kind,
        "status": thread.status,
        "author": _author(tx, thread),
        "workspace_id": thread.workspace_id,
        "subject": about.subject,
        "module_slug": about.module_slug,
        "page_url": about.page_url,
        "job_id": about.job_id,
        "context": None if about.context is None else dict(about.context),
        "messages_count": thread.messages_count,
        "created_at": whole_seconds(thread.created_at),
        "updated_at": whole_seconds(thread.updated_at),
    }


def _author(tx: Tx, thread: Thread) -> str:
    if thread.stranger is not None:
        return thread.stranger.email
    user = tx.users.find(thread.user_id) if thread.user_id is not None else None
    return user.email if user else ""
