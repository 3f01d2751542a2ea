"""Rows of jobs as files, and files as rows of jobs: what goes over the line in pieces."""

import base64
import functools
import os
import stat
import sys
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import ExitStack, aclosing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, BinaryIO, Final

import click

from outhost.appliance import Appliance
from outhost.cli.declined import Declined
from outhost.cli.lead_documents import caller_of
from outhost.cli.line import Desk
from outhost.domain.jobs import Job
from outhost.domain.tables import MOST_BYTES
from outhost.domain.workspaces import Caller
from outhost.exports.formats import Format
from outhost.operations.jobs import job_named
from outhost.store.transactions import Tx

Command = Callable[..., Any]

_STANDARD_INPUT: Final = Path("-")
_PIECE_BYTES: Final = 1 << 20
_UNFINISHED: Final = ".unfinished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Into:
    """Where the rows of a job go, and how they are written there; without `output`, to standard output."""

    output: Path | None
    form: Format
    is_raw: bool = False
    has_provenance: bool = False


def into_file(command: Command) -> Command:
    """Give a command `--output`, `--format`, `--raw` and `--provenance`, and pass it what they say as `into`."""
    told = "Add columns that say where values came from: page, method, time and the words around them."
    return into_table(click.option("--provenance", "has_provenance", is_flag=True, help=told)(command))


def into_table(command: Command) -> Command:
    """Give a command `--output`, `--format` and `--raw`, and pass it what they say as `into`."""

    def with_into(
        *args: Any, output: Path | None, wanted: str | None, is_raw: bool, has_provenance: bool = False, **kwargs: Any
    ) -> Any:  # fmt: skip
        into = Into(output=output, form=_format_of(output, wanted), is_raw=is_raw, has_provenance=has_provenance)
        return command(*args, into=into, **kwargs)

    functools.update_wrapper(with_into, command)
    formats = click.Choice([form.value for form in Format])
    to_file = click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write the rows there.")
    form = click.option("--format", "wanted", type=formats, help="How rows are written, if not as FILE ends; else csv.")
    raw = click.option("--raw", "is_raw", is_flag=True, help="Leave cells of a CSV that begin as a formula does as they are.")
    decorated: Command = to_file(form(raw(with_into)))
    return decorated


@contextmanager
def opened(table: Path | None, *, is_wanted: bool) -> Iterator[BinaryIO | None]:
    """Open the table that rows come from: a file, or what is piped in where that `is_wanted`; None where neither is there.

    A pipe is read to its end before anything else is held.
    """
    if table is not None and table != _STANDARD_INPUT:
        with table.open("rb") as file, _seekable(file) as whole:
            yield whole
    elif table is not None or (is_wanted and _is_piped(sys.stdin)):
        with _seekable(sys.stdin.buffer) as whole:
            yield whole if table is not None or whole.read(1) else None
    else:
        yield None


def bring(desk: Desk, file: IO[bytes]) -> str:
    """Bring a table to the folder of uploads, and give its name there.

    Raises:
        Declined: there is nothing in it, or more than a table may have.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if not size:
        raise Declined("The table is empty: it needs a row of names, and rows below.")
    if size > MOST_BYTES:
        raise Declined(f"The table is too large: it may have {MOST_BYTES >> 20} MB; split it.")
    name = ""
    for piece in _pieces(file):
        name = desk.do(take, name=name, piece=base64.b64encode(piece).decode())
    return name


def hand_out(desk: Desk, job_id: str, into: Into, owner: dict[str, Any]) -> IO[bytes] | None:
    """Write the rows of a job into a file, or give them to be shown."""
    chunks = desk.follow(rows, job_id=job_id, form=into.form, is_raw=into.is_raw, has_provenance=into.has_provenance, **owner)
    return lay_down(chunks, into.output)


def lay_down(chunks: Iterator[str], output: Path | None) -> IO[bytes] | None:
    """Write what comes in pieces into a file, whole or not at all; without one, give it to be shown, so that no reader holds us up."""
    if output is None:
        with ExitStack() as unless_shown:
            spool = unless_shown.enter_context(TemporaryFile())
            _write(chunks, spool)
            spool.seek(0)
            unless_shown.pop_all()  # whoever shows it closes it
            return spool
    unfinished = output.with_name(f".{output.name}.{os.getpid()}{_UNFINISHED}")
    try:
        with unfinished.open("wb") as file:
            _write(chunks, file)
        unfinished.replace(output)
    except OSError as fault:
        raise Declined(f"{output} can't be written: {fault.strerror}.") from None
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return None


def show(spool: IO[bytes]) -> None:
    """Write what was spooled on standard output."""
    with spool:
        for piece in _pieces(spool):
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()


async def take(appliance: Appliance, *, name: str, piece: str) -> str:
    """Take a piece of a table, the first one without a name; give the name."""
    name = name or appliance.job_uploads.begin()
    await appliance.job_uploads.add(name, base64.b64decode(piece))
    return name


async def rows(
    appliance: Appliance, *, job_id: str, form: str, is_raw: bool, has_provenance: bool, email: str | None, workspace_id: int | None
) -> AsyncGenerator[str, None]:
    """Give the rows of a job as a file, in pieces."""
    caller = await caller_of(appliance, email, workspace_id)
    job = await appliance.read(_job, caller, job_id)
    written = appliance.job_downloads.write(job, Format(form), has_provenance=has_provenance, is_raw=is_raw)
    async with aclosing(written) as chunks:
        async for chunk in chunks:
            yield base64.b64encode(chunk).decode()


def _format_of(output: Path | None, wanted: str | None) -> Format:
    """Tell how rows are to be written, and see that they can be written there.

    Raises:
        click.UsageError
    """
    if output is not None and not output.absolute().parent.is_dir():
        raise click.BadParameter(f"there is no folder {output.absolute().parent}", param_hint="--output")
    suffix = output.suffix[1:].lower() if output else ""
    form = Format(wanted or (suffix if suffix in set(Format) else Format.CSV))
    if form is Format.XLSX and output is None and sys.stdout.isatty():
        raise click.UsageError("A workbook is nothing for a terminal: give --output FILE.xlsx.")
    return form


@contextmanager
def _seekable(stream: BinaryIO) -> Iterator[BinaryIO]:
    """Give a file that can be gone through as often as need be."""
    if stream.seekable():
        yield stream
        return
    with TemporaryFile() as spool:
        for piece in _pieces(stream):
            spool.write(piece)
        spool.seek(0)
        yield spool


def _is_piped(stream: IO[str] | None) -> bool:
    """Tell whether somebody gives us something: a pipe, a file, a socket; neither a terminal nor nothing at all."""
    try:
        mode = os.fstat(stream.fileno()).st_mode if stream else 0
    except (OSError, ValueError):  # it is closed
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_PIECE_BYTES):
        yield piece


def _write(chunks: Iterator[str], file: IO[bytes]) -> None:
    for chunk in chunks:
        file.write(base64.b64decode(chunk))


def _job(tx: Tx, caller: Caller, job_id: str) -> Job:
    return job_named(tx, caller, job_id)
