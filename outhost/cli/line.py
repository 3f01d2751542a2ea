"""The line to the data folder: a command works here when it gets the folder's lock, else through the server that holds it.

So there is one writer, whoever asks. An errand is a function of the appliance; over the line travel its name and arguments, as one
line of JSON each way, through a socket in the data folder that only its owner can open. An errand that goes on for a while is an
async generator; it has the line for itself, and each thing that it gives is a line of its own.
"""

import asyncio
import contextlib
import json
import logging
import socket
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol

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

LongErrand = Callable[..., AsyncGenerator[Any, None]]
"""An errand whose result comes in pieces."""

_SOCKET = "outhost.sock"
_LINE_LIMIT_BYTES = 64 << 20
_STOPPED = "The server stopped; what it was at goes on when it is started again."
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

    def follow(self, errand: LongErrand, **arguments: Any) -> Generator[Any, None, None]:
        """Do an errand and give its pieces as they come; one that is not gone on with is ended.

        Raises:
            Refusal, Declined
        """
        ...

    def run_new_jobs(self) -> None:
        """See to it that jobs run which are made from now on: here, where no server is there to do it."""
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
                    yield _RemoteDesk(folder, connection)
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

    def __init__(self, errands: Sequence[Errand | LongErrand]) -> None:
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
                    async with contextlib.aclosing(self._answers(appliance, request)) as answers:
                        async for answer in answers:
                            if writer.is_closing():  # the command was ended meanwhile; its errand stands
                                return
                            if "piece" in answer:  # nobody waits for the end of what may go on for hours
                                self._busy.discard(line)
                            writer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
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

    async def _answers(self, appliance: Appliance, line: bytes) -> AsyncGenerator[dict[str, Any], None]:
        try:
            request = json.loads(line)
            done = self._errands[request["errand"]](appliance, **request["arguments"])
            if isinstance(done, AsyncGenerator):
                async with contextlib.aclosing(done) as pieces:
                    async for piece in pieces:
                        yield {"piece": piece}
                yield {"result": None}
            else:
                yield {"result": await done}
        except Refusal as refusal:
            yield {"declined": str(refusal)}
        except Exception as fault:  # told to the command, which ends with status 3
            log.exception("An errand ended by a fault.")
            yield {"fault": repr(fault)}


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

    def follow(self, errand: LongErrand, **arguments: Any) -> Generator[Any, None, None]:
        pieces = errand(self._appliance, **arguments)
        try:
            while (piece := self._runner.run(_next(pieces))) is not _END:
                yield piece
        finally:
            self._runner.run(pieces.aclose())

    def run_new_jobs(self) -> None:
        self._runner.run(self._appliance.start_new_jobs())

    def close(self) -> None:
        self._runner.run(self._appliance.close())


class _RemoteDesk:
    """Has errands done by the server at the other end."""

    def __init__(self, folder: DataFolder, connection: socket.socket) -> None:
        self._folder = folder
        self._connection = connection
        self._answers = connection.makefile("rb")

    def do(self, errand: Errand, **arguments: Any) -> Any:
        try:
            self._connection.sendall(_request(errand, arguments))
            answer = _heard(self._answers)
        except OSError:
            answer = {}
        if "result" not in answer:
            raise Declined("The server stopped before it answered; look whether the change was made, then try again.")
        return answer["result"]

    def follow(self, errand: LongErrand, **arguments: Any) -> Generator[Any, None, None]:
        connection = _connect(self._folder)
        if connection is None:
            raise Declined(_STOPPED)
        with connection, connection.makefile("rb") as answers:
            try:
                connection.sendall(_request(errand, arguments))
                while "piece" in (answer := _heard(answers)):
                    yield answer["piece"]
            except ConnectionError:
                answer = {}
        if "result" not in answer:
            raise Declined(_STOPPED)

    def run_new_jobs(self) -> None:
        """Do nothing: the server does."""


_END = object()


async def _next(pieces: AsyncGenerator[Any, None]) -> Any:
    return await anext(pieces, _END)


def _request(errand: Errand | LongErrand, arguments: dict[str, Any]) -> bytes:
    return json.dumps({"errand": _name(errand), "arguments": arguments}).encode() + b"\n"


def _heard(answers: BinaryIO) -> dict[str, Any]:
    """Read an answer: a piece, or a result; empty where the server hung up before it was whole."""
    line = answers.readline()
    answer: dict[str, Any] = json.loads(line) if line.endswith(b"\n") else {}
    if "declined" in answer:
        raise Declined(answer["declined"])
    if "fault" in answer:
        raise RuntimeError(f"The server met a fault: {answer['fault']}; its log has the trace.")
    return answer


def _name(errand: Errand | LongErrand) -> str:
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
