"""The line to the data folder: a command works here when it gets the folder's lock, else through the server that holds it.

So there is one writer, whoever asks. An errand is a function of the appliance; over the line travel its name and arguments, as one
line of JSON each way, through a socket in the data folder that only its owner can open.
"""

import asyncio
import contextlib
import json
import logging
import socket
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from outhost import settings
from outhost.appliance import Appliance, prepare
from outhost.cli.declined import Declined
from outhost.cli.ports import address_of
from outhost.domain.clock import SystemClock
from outhost.domain.errors import FolderInUse, NotSetUp, Refusal
from outhost.files.data_folder import DataFolder, FolderLock, holder

log = logging.getLogger(__name__)

Errand = Callable[..., Coroutine[Any, Any, Any]]
"""`async def errand(appliance, *, …) -> …`, with arguments and result that JSON can carry."""

_SOCKET = "outhost.sock"
_LINE_LIMIT_BYTES = 64 << 20
_PATIENCE_SECONDS = 10.0
_PAUSE_SECONDS = 0.05


class Desk(Protocol):
    """Where errands are done."""

    def do(self, errand: Errand, **arguments: Any) -> Any:
        """Do an errand and give its result.

        Raises:
            Refusal, Declined
        """
        ...


@contextmanager
def open_desk(data_dir: Path, *, is_new: bool = False) -> Iterator[Desk]:
    """Open the data folder here, or a line to the server that holds it; `is_new` allows a folder without an installation.

    Raises:
        NotSetUp, FolderInUse, NewerSchema
    """
    folder = DataFolder(data_dir)
    if not is_new and not folder.database.exists():
        raise NotSetUp(folder=str(data_dir))
    patience_ends = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            lock = prepare(folder, SystemClock())
        except FolderInUse:
            connection = _connect(folder)
            if connection is not None:
                with connection:
                    yield _RemoteDesk(connection)
                return
            # A command, or a server that is just starting or stopping, has it.
            if time.monotonic() > patience_ends:
                raise
            time.sleep(_PAUSE_SECONDS)
            continue
        try:
            with asyncio.Runner() as runner, contextlib.closing(_LocalDesk(folder, runner)) as desk:
                yield desk
        finally:
            lock.release()
        return


def run(data_dir: Path, errand: Errand, **arguments: Any) -> Any:
    """Do one errand."""
    with open_desk(data_dir) as desk:
        return desk.do(errand, **arguments)


def hold(folder: DataFolder) -> FolderLock:
    """Take a data folder for a server; waits a moment for a command that is at work in it. Blocks.

    Raises:
        FolderInUse, NewerSchema
    """
    patience_ends = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return prepare(folder, SystemClock())
        except FolderInUse:
            if "url" in holder(folder) or time.monotonic() > patience_ends:
                raise
            time.sleep(_PAUSE_SECONDS)


def server_of(folder: DataFolder) -> dict[str, Any] | None:
    """Tell what the server that holds a folder wrote about itself, `pid` and `url`; None where no server answers."""
    connection = _connect(folder)
    if connection is None:
        return None
    connection.close()
    return holder(folder)


class Switchboard:
    """The server's end of the line."""

    def __init__(self, errands: Sequence[Errand]) -> None:
        """Know these errands by name."""
        self._errands = {_name(errand): errand for errand in errands}
        self._server: asyncio.Server | None = None
        self._path: Path | None = None
        self._lines: set[asyncio.Task[Any]] = set()
        self._busy: set[asyncio.Task[Any]] = set()
        self._closes_at: float | None = None

    async def open(self, appliance: Appliance) -> None:
        """Listen in the appliance's data folder."""

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            line = asyncio.current_task()
            assert line is not None
            self._lines.add(line)
            line.add_done_callback(self._lines.discard)
            # To be cancelled is to be hung up on; passed on, asyncio's streams would log it as a fault.
            with contextlib.closing(writer), contextlib.suppress(OSError, asyncio.CancelledError):
                while self._closes_at is None and (request := await reader.readline()):
                    self._busy.add(line)
                    answer = await self._answer(appliance, request)
                    if writer.is_closing():  # the command was ended meanwhile; its errand stands
                        return
                    writer.write(answer)
                    await writer.drain()
                    self._busy.discard(line)

        self._path = appliance.folder.path / _SOCKET
        self._path.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(serve, sock=_listen(appliance.folder), limit=_LINE_LIMIT_BYTES)

    def begin_to_close(self, patience_seconds: float) -> None:
        """Take no further calls: whoever comes now waits for the folder. Errands under way may take this long."""
        self._closes_at = time.monotonic() + patience_seconds
        if self._server is not None:
            self._server.close()
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    async def close(self) -> None:
        """Let the errands under way finish while their time lasts, and hang up."""
        if self._closes_at is None:
            self.begin_to_close(0.0)
        for line in self._lines - self._busy:
            line.cancel()
        if self._lines:
            await asyncio.wait(self._lines, timeout=max(0.0, (self._closes_at or 0.0) - time.monotonic()))
        for line in self._lines:
            line.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)

    async def _answer(self, appliance: Appliance, line: bytes) -> bytes:
        try:
            request = json.loads(line)
            result = await self._errands[request["errand"]](appliance, **request["arguments"])
            answer = {"result": result}
        except Refusal as refusal:
            answer = {"declined": str(refusal)}
        except Exception as fault:  # told to the command, which ends with status 3
            log.exception("An errand ended by a fault.")
            answer = {"fault": repr(fault)}
        return json.dumps(answer, ensure_ascii=False).encode() + b"\n"


class _LocalDesk:
    """Does errands here, on the folder that this process holds."""

    def __init__(self, folder: DataFolder, runner: asyncio.Runner) -> None:
        configuration = settings.load(folder.settings, {})
        self._runner = runner
        self._appliance = runner.run(
            Appliance.open(folder, configuration.settings, SystemClock(), address=address_of(configuration.settings))
        )

    def do(self, errand: Errand, **arguments: Any) -> Any:
        return self._runner.run(errand(self._appliance, **arguments))

    def close(self) -> None:
        self._runner.run(self._appliance.close())


class _RemoteDesk:
    """Has errands done by the server at the other end."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._answers = connection.makefile("rb")

    def do(self, errand: Errand, **arguments: Any) -> Any:
        line = self._ask(json.dumps({"errand": _name(errand), "arguments": arguments}).encode() + b"\n")
        if not line.endswith(b"\n"):
            raise Declined("The server stopped before it answered; look whether the change was made, then try again.")
        answer = json.loads(line)
        if "declined" in answer:
            raise Declined(answer["declined"])
        if "fault" in answer:
            raise RuntimeError(f"The server met a fault: {answer['fault']}; its log has the trace.")
        return answer["result"]

    def _ask(self, request: bytes) -> bytes:
        try:
            self._connection.sendall(request)
            return self._answers.readline()
        except OSError:
            return b""


def _name(errand: Errand) -> str:
    return f"{errand.__module__.rsplit('.', 1)[-1]}.{errand.__name__}"


def _listen(folder: DataFolder) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    # By its short name: the path of a socket may have about a hundred bytes only.
    with contextlib.chdir(folder.path):
        listener.bind(_SOCKET)
        Path(_SOCKET).chmod(0o600)
    return listener


def _connect(folder: DataFolder) -> socket.socket | None:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with contextlib.chdir(folder.path):
            connection.connect(_SOCKET)
    except OSError:
        connection.close()
        return None
    return connection
