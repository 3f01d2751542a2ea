"""The worker processes: hired when there is work, and asked what the plugins are and whether params will do."""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final

from outhost.domain.estimates import Estimate
from outhost.domain.modules import Module
from outhost.domain.providers import Provider
from outhost.domain.words import Phrase, Text
from outhost.jobtypes.census import Census
from outhost.jobtypes.channel import Message
from outhost.jobtypes.context import Tools
from outhost.jobtypes.descriptions import estimate_of, module_of, provider_of
from outhost.jobtypes.estimates import NotEstimated, ask_beforehand
from outhost.jobtypes.loader import PluginFile
from outhost.jobtypes.process import WorkerProcess

log = logging.getLogger(__name__)

_SPARES: Final = 1
"""Idle processes that are kept, so that a job need not wait for one to start."""
_MOST_SPARES: Final = 6
"""Idle processes that are kept for a while, so that many small jobs need not wait for as many starts."""
_IDLE_SECONDS: Final = 30.0
_SETTLED_SECONDS: Final = 1.0
"""After so long a job keeps its process, and a spare is started in its place: to start one takes a quarter of a second of a core."""
_LEAVE_SECONDS: Final = 1.0
"""How long a process may take to let go of its job; one that is held up by it is not waited for."""
_ESTIMATES: Final = 2
"""That are under way at once: they compute, and a server has other things to do."""
_MOST_ASKED: Final = 16
"""Estimates that one workspace has asked for and not got, one of them under way; whoever comes then is told to come back."""
_PATIENCE: Final = 2 / 3
"""Of the time that an estimate may take: how long one waits for its turn. An estimate and a count with the wait for each are there, or
refused, before the server gives a request up after a minute."""
_BUSY: Final = Text(
    en="too many estimates are under way; try again in a moment", fr="trop d’estimations sont en cours ; réessayez dans un instant"
)
_SLOW: Final = Text(
    en="it took longer than {seconds:g} s; ask for fewer or smaller zones",
    fr="elle a pris plus de {seconds:g} s ; demandez moins de zones, ou de plus petites",
)
_NO_ANSWER: Final = Text(en="the module did not answer", fr="le module n’a pas répondu")
_MUTE: Final = Text(en="could not be checked: the module did not answer", fr="n’a pas pu être vérifié : le module n’a pas répondu")
_HUNG: Final = Text(en="did not load within {seconds:g} s", fr="ne s’est pas chargé en {seconds:g} s")
_DIED: Final = Text(en="ended the process that loaded it", fr="a mis fin au processus qui le chargeait")


class ParamsUnfit(Exception):
    """Params are not as the module's schema has them; `errors` are pydantic's, as JSON values."""

    def __init__(self, errors: Sequence[Mapping[str, Any]]) -> None:
        """Keep what the worker process said."""
        super().__init__("unfit params")
        self.errors = errors


class Pool:
    """Hires worker processes. The plugins are those that lay there at the census; the server never loads one itself."""

    def __init__(
        self,
        find_plugins: Callable[[], Sequence[PluginFile]],
        options: Mapping[str, Mapping[str, Any]],
        tools: Tools,
        load_seconds: float = 10.0,
        estimate_seconds: float = 15.0,
    ) -> None:
        """Keep what processes are started with; `tools` are used there, whichever rooms they are from.

        A plugin may take `load_seconds` to be loaded, or to check params, and `estimate_seconds` to say what a job would take.
        """
        self._load_seconds = load_seconds
        self._estimate_seconds = estimate_seconds
        self._estimates = asyncio.Semaphore(_ESTIMATES)
        self._asked_by: Counter[int] = Counter()
        self._turns: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._find_plugins = find_plugins
        self._options = options
        self._tools = tools
        self._census: asyncio.Task[Census] | None = None
        self._spares: list[WorkerProcess] = []
        self._fewest_spares = 0
        self._hired: set[WorkerProcess] = set()
        self._clerk: WorkerProcess | None = None
        self._clerk_turn = asyncio.Lock()
        self._asking: set[asyncio.Task[Message]] = set()
        self._hiring: set[asyncio.Task[None]] = set()
        self._trimming: asyncio.Task[None] | None = None
        self._is_closed = False

    async def census(self) -> Census:
        """Tell what the plugins are; found out once, by a worker process.

        Raises:
            EOFError: no process could be started; it is tried again with the next call. TimeoutError, OSError
        """
        if self._census is None or (self._census.done() and self._census.exception() is not None):
            self._census = asyncio.create_task(self._taken_census())
        return await asyncio.shield(self._census)

    async def check(self, slug: str, params: Mapping[str, Any], *, has_upload: bool = False) -> dict[str, Any]:
        """Give params as the module reads them, with its defaults; whether a file comes with them may matter to it.

        Raises:
            ParamsUnfit
        """
        census = await self.census()
        ask = {"do": "check", "slug": slug, "path": str(census.files[slug].path), "params": dict(params), "has_upload": has_upload}
        # To its end, though whoever asked be gone: an answer that nobody heard would be the next one's.
        asking = asyncio.create_task(self._asked(ask))
        self._asking.add(asking)
        asking.add_done_callback(self._asking.discard)
        answer = await asyncio.shield(asking)
        if answer["is"] == "unfit":
            raise ParamsUnfit(answer["errors"])
        checked: dict[str, Any] = answer["params"]
        return checked

    async def estimate(self, slug: str, params: Mapping[str, Any], locale: str, whose: int = 0) -> Estimate:
        """Have a module say what a job with these params, which it has checked, would take; one at a time for each `whose`.

        Raises:
            NotEstimated
        """
        return estimate_of(await self._asked_beforehand("estimate", slug, params, locale, whose))

    async def count(self, slug: str, params: Mapping[str, Any], locale: str, whose: int = 0) -> int | None:
        """Have a module say how many rows would come of a job with these params; None where it can't.

        Raises:
            NotEstimated
        """
        count: int | None = (await self._asked_beforehand("count", slug, params, locale, whose))["count"]
        return count

    @asynccontextmanager
    async def worker(self) -> AsyncIterator[WorkerProcess]:
        """Hire a process for one job; afterwards it is kept as a spare if nothing of the job is left in it.

        Raises:
            EOFError: none could be started. TimeoutError
        """
        process = self._spares.pop() if self._spares else await self._started()
        self._fewest_spares = min(self._fewest_spares, len(self._spares))
        self._hired.add(process)
        settled = asyncio.get_running_loop().call_later(_SETTLED_SECONDS, self.warm_up)
        try:
            yield process
        finally:
            settled.cancel()
            if process.is_sound and not self._is_closed and len(self._spares) < _MOST_SPARES and await self._is_left_clean(process):
                self._spares.append(process)
                self._trim_later()
            else:
                process.kill()
                await process.dismiss()
            self._hired.discard(process)

    def warm_up(self) -> None:
        """Begin to start a spare process if there is none, and return at once."""
        if not self._spares and not self._hiring and not self._is_closed:
            hiring = asyncio.create_task(self._add_spare())
            self._hiring.add(hiring)
            hiring.add_done_callback(self._hiring.discard)

    async def close(self) -> None:
        """End all processes."""
        self._is_closed = True
        tasks = [*self._asking, *self._hiring, *(task for task in (self._census, self._trimming) if task)]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._dismiss_clerk()
        for process in (*self._spares, *self._hired):
            await process.dismiss()

    async def _started(self) -> WorkerProcess:
        process = WorkerProcess(self._options, self._tools)
        try:
            await process.until_ready()
        except BaseException:
            await process.dismiss()
            raise
        return process

    async def _add_spare(self) -> None:
        try:
            process = await self._started()
        except (EOFError, TimeoutError, OSError):
            log.exception("A worker process did not start.")
            return
        self._spares.append(process)

    def _trim_later(self) -> None:
        if len(self._spares) > _SPARES and (self._trimming is None or self._trimming.done()):
            self._trimming = asyncio.create_task(self._trim())

    async def _trim(self) -> None:
        """Dismiss the spares that nobody needed for a while, but for one."""
        while len(self._spares) > _SPARES:
            self._fewest_spares = len(self._spares)
            await asyncio.sleep(_IDLE_SECONDS)
            unneeded = self._fewest_spares - _SPARES
            for process in [self._spares.pop(0) for _ in range(unneeded)]:
                await process.dismiss()

    async def _asked_beforehand(self, what: str, slug: str, params: Mapping[str, Any], locale: str, whose: int) -> Message:
        """Ask a hired process, when it is this one's turn."""
        if self._asked_by[whose] >= _MOST_ASKED:
            raise NotEstimated(_BUSY.filled())
        self._asked_by[whose] += 1
        try:
            census = await self.census()
            opening: Message = {
                "do": "open", "slug": slug, "path": str(census.files[slug].path), "params": dict(params), "mapping": {}, "locale": locale,
                "upload": None, "providers": list(census.providers_for(census.modules[slug]).items()),
            }  # fmt: skip
            return await self._estimated(opening, what, whose)
        finally:
            self._asked_by[whose] -= 1
            if not self._asked_by[whose]:
                del self._asked_by[whose]
                self._turns.pop(whose, None)

    async def _estimated(self, opening: Message, what: str, whose: int) -> Message:
        """Wait for a turn, behind those of the same workspace first, so that one that asks for many keeps no other waiting."""
        async with AsyncExitStack() as turn:
            try:
                async with asyncio.timeout(_PATIENCE * self._estimate_seconds):
                    await turn.enter_async_context(self._turns[whose])
                    await turn.enter_async_context(self._estimates)
            except TimeoutError:
                raise NotEstimated(_BUSY.filled()) from None
            try:
                async with self.worker() as process, asyncio.timeout(self._estimate_seconds):
                    return await ask_beforehand(process, opening, what)
            except TimeoutError:
                raise NotEstimated(_SLOW.filled(seconds=self._estimate_seconds)) from None
            except EOFError:
                raise NotEstimated(_NO_ANSWER.filled()) from None

    async def _asked(self, ask: Message) -> Message:
        """Ask the clerk; one that does not come back is replaced."""
        async with self._clerk_turn:
            try:
                clerk = await self._ready_clerk()
                async with asyncio.timeout(self._load_seconds):
                    clerk.say(ask)
                    return await _heard(clerk, {"checked", "unfit"})
            except (EOFError, TimeoutError):
                await self._dismiss_clerk()
                return {"is": "unfit", "errors": [{"type": "said", "loc": [], "msg": _MUTE.en, "ctx": {"en": _MUTE.en, "fr": _MUTE.fr}}]}

    async def _ready_clerk(self) -> WorkerProcess:
        if self._clerk is None or not self._clerk.is_sound:
            self._clerk = await self._started()
        return self._clerk

    async def _dismiss_clerk(self) -> None:
        clerk, self._clerk = self._clerk, None
        if clerk is not None:
            await clerk.dismiss()

    async def _taken_census(self) -> Census:
        census = Census.of([(file, await self._described(file)) for file in await asyncio.to_thread(self._find_plugins)])
        for one in census.broken:
            log.warning("A plugin was left out.", extra={"plugin": one.file, "reason": one.reason.say()})
        return census

    async def _described(self, file: PluginFile) -> Sequence[Module | Provider] | Phrase:
        """Have the clerk load a plugin; a clerk that does not come back is replaced."""
        async with self._clerk_turn:
            clerk = await self._ready_clerk()  # whose failing is no plugin's
            try:
                clerk.say({"do": "describe", "path": str(file.path)})
                async with asyncio.timeout(self._load_seconds):
                    answer = await _heard(clerk, {"described", "broken"})
            except TimeoutError:
                await self._dismiss_clerk()
                return _HUNG.filled(seconds=self._load_seconds)
            except EOFError:
                await self._dismiss_clerk()
                return _DIED.filled()
        if answer["is"] == "broken":
            return Text.of_pair((answer["en"], answer["fr"])).filled()
        return [*(module_of(said, is_own=file.is_own) for said in answer["types"]), *map(provider_of, answer["providers"])]

    async def _is_left_clean(self, process: WorkerProcess) -> bool:
        """Have a process let go of its job, and tell whether nothing of it is left."""
        try:
            async with asyncio.timeout(_LEAVE_SECONDS):
                process.say({"do": "close"})
                return bool((await _heard(process, {"closed"}))["is_clean"])
        except (EOFError, TimeoutError):
            return False


async def _heard(process: WorkerProcess, kinds: set[str]) -> Message:
    """Wait for a message of one of these kinds; all others are passed over."""
    while True:
        for message in await process.hear():
            if message["is"] in kinds:
                return message
