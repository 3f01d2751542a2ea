"""A worker process as the server sees it: started, spoken to, ended."""

import asyncio
import logging
import multiprocessing
import signal
import socket
from collections.abc import Mapping, Sequence
from typing import Any, Final

from outhost.jobtypes.channel import Channel, Message
from outhost.jobtypes.context import Tools
from outhost.jobtypes.worker import work

log = logging.getLogger(__name__)

_START_SECONDS: Final = 60.0
"""How long a process may take until it is ready, on a machine busy with everything else."""
_LEAVE_SECONDS: Final = 1.0


class WorkerProcess:
    """One worker process; it works on one job at a time."""

    def __init__(self, options: Mapping[str, Any], tools: Tools) -> None:
        """Start it, which takes a moment: see `until_ready`."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        context = multiprocessing.get_context("spawn")
        self._process = context.Process(target=work, args=(theirs, dict(options), tools), name="worker", daemon=True)
        try:
            self._process.start()
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        self._socket = ours
        self._channel: Channel | None = None
        self.is_sound = True
        self._leaving = asyncio.Lock()
        self._is_gone = False

    @property
    def pid(self) -> int | None:
        """Give its number."""
        return self._process.pid

    @property
    def heard_bytes(self) -> int:
        """Tell how much it ever said."""
        return self._channel.heard_bytes if self._channel else 0

    async def until_ready(self) -> None:
        """Wait until it listens.

        Raises:
            EOFError: it died before. TimeoutError
        """
        reader, writer = await asyncio.open_connection(sock=self._socket, limit=1 << 20)
        self._channel = Channel(reader, writer)
        async with asyncio.timeout(_START_SECONDS):
            await self.hear()

    def say(self, message: Message) -> None:
        """Send a message; to a process that is gone it is lost, which `hear` tells."""
        assert self._channel is not None
        self._channel.say(message)

    async def hear(self) -> Sequence[Message]:
        """Give what it says next.

        Raises:
            EOFError: it is gone.
        """
        assert self._channel is not None
        try:
            return await self._channel.hear()
        except (EOFError, ValueError):
            self.is_sound = False
            raise EOFError from None

    def kill(self) -> None:
        """End it at once, whatever it does; `hear` then tells that it is gone."""
        self.is_sound = False
        if not self._is_gone and self._process.is_alive():
            self._process.kill()

    async def dismiss(self) -> None:
        """Hang up, and end it if it stays; returns when it is gone, whoever else dismisses it at the same time."""
        self.is_sound = False
        if self._channel is not None:
            self._channel.close()
        else:
            self._socket.close()
        async with self._leaving:
            if not self._is_gone:
                await self._end()

    async def _end(self) -> None:
        await asyncio.to_thread(self._process.join, _LEAVE_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            await asyncio.to_thread(self._process.join)
        if self._process.exitcode not in {0, -signal.SIGKILL}:
            log.warning("A worker process ended by itself.", extra={"exit_code": self._process.exitcode})
        self._process.close()
        self._is_gone = True
