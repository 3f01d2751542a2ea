"""A worker process: the only place where a plugin's code runs. It never opens the database."""

import asyncio
import ctypes
import json
import multiprocessing
import os
import signal
import socket
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from outhost.domain.words import Text, Unfit
from outhost.jobtypes.channel import Channel, Message
from outhost.jobtypes.context import Assignment, Bench, Threads, Tools
from outhost.jobtypes.contract import JobType, PlaceProvider
from outhost.jobtypes.descriptions import described, described_provider
from outhost.jobtypes.faults import brief
from outhost.jobtypes.hands import Hands
from outhost.jobtypes.loader import load
from outhost.jobtypes.places import AtlasReader, Maps, undeclared

_PR_SET_PDEATHSIG: Final = 1
_FIRST_TO_GO: Final = "500"
"""Of 1000: where memory runs out, the kernel ends a worker rather than the server."""
_TURNS_TO_END: Final = 4
"""Of the event loop, that tasks of a job may take to end once they are told to; one that is left is the plugin's own."""
_PLACES: Final = "places"
"""What a module declares that finds some."""
_RAISED: Final = Text(en="could not be loaded: {fault}", fr="n’a pas pu être chargé : {fault}")


def work(channel: socket.socket, options: Mapping[str, Any], tools: Tools) -> None:
    """Do what comes over the channel until the server hangs up. Ends with the server, however that dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _end_with_server()
    os.dup2(2, 1)  # what a plugin prints must not stand among the server's answers
    with suppress(EOFError, ConnectionError):
        asyncio.run(_serve(channel, options, tools))
    os._exit(0)  # nobody waits for a thread that never comes back


async def _serve(channel: socket.socket, options: Mapping[str, Any], tools: Tools) -> None:
    reader, writer = await asyncio.open_connection(sock=channel)
    await _Desk(Channel(reader, writer), options, tools).serve()


class _Desk:
    """Takes what the server says, in its order."""

    def __init__(self, channel: Channel, options: Mapping[str, Any], tools: Tools) -> None:
        self._channel = channel
        self._options = options
        self._tools = tools
        self._types: dict[str, JobType] = {}
        self._providers: dict[str, PlaceProvider] = {}
        self._atlas: AtlasReader | None = None
        self._hands: Hands | None = None

    async def serve(self) -> None:
        self._channel.say({"is": "ready", "pid": os.getpid()})
        while True:
            for message in await self._channel.hear():
                await self._take(message)

    async def _take(self, message: Message) -> None:
        match message["do"]:
            case "ping":
                self._channel.say({"is": "pong"})
            case "describe":
                await self._describe(Path(message["path"]))
            case "check":
                self._check(message)
            case "open":
                self._open(message)
            case "close":
                await self._close()
            case _ if self._hands is not None:
                self._hands.take(message)
            case _:
                pass  # said to a job that was closed meanwhile

    async def _describe(self, path: Path) -> None:
        """Load a plugin and say what it is; one that hangs is ended with this process."""
        self._channel.say({"is": "loading", "path": str(path)})
        await self._channel.drain()
        try:
            found = [(one, self._options.get(one.slug, {})) for one in load(path)]
            types = [described(one, options) for one, options in found if not isinstance(one, PlaceProvider)]
            providers = [described_provider(one, options) for one, options in found if isinstance(one, PlaceProvider)]
            self._channel.say({"is": "described", "path": str(path), "types": types, "providers": providers})
        except BaseException as fault:  # noqa: BLE001 - whatever a plugin does at its import, it alone is left out
            reason = fault.phrase if isinstance(fault, Unfit) else _RAISED.filled(fault=brief(fault))
            self._channel.say({"is": "broken", "path": str(path), "en": reason.say("en"), "fr": reason.say("fr")})

    def _check(self, message: Message) -> None:
        try:
            given, context = json.dumps(message["params"]), {"has_upload": message["has_upload"]}
            params = self._type(message).params.model_validate_json(given, strict=True, context=context)  # types as the schema has them
            self._channel.say({"is": "checked", "params": params.model_dump(mode="json")})
        except ValidationError as faults:
            errors = faults.errors(include_url=False, include_input=False, include_context=True)
            self._channel.say({"is": "unfit", "errors": [_plain(dict(error)) for error in errors]})
        except Exception as fault:  # noqa: BLE001 - a plugin's own check may raise anything
            self._channel.say({"is": "unfit", "errors": [{"type": "value_error", "loc": [], "msg": brief(fault), "ctx": {}}]})

    def _open(self, message: Message) -> None:
        try:
            job_type = self._type(message)
            params = job_type.params.model_validate(message["params"], context={"has_upload": bool(message["upload"])})
        except BaseException as fault:  # noqa: BLE001 - as above
            self._channel.say({"is": "unopened", "reason": brief(fault)})
            return
        upload = message["upload"]
        assignment = Assignment(
            slug=job_type.slug,
            params=params,
            mapping=message["mapping"],
            locale=message["locale"],
            upload=Path(upload) if upload else None,
            is_sourced=message.get("is_sourced", False),
            is_careful=message.get("is_careful", False),
            is_in_order=message.get("is_in_order", False),
        )
        providers = {slug: Path(path) for slug, path in message.get("providers", ())}
        maps = Maps(self._opened_atlas if _PLACES in job_type.uses else undeclared, providers, self._provider)
        bench = Bench(read_table=self._tools.read_table, maps=maps, threads=Threads())
        self._hands = Hands(self._channel, job_type, assignment, self._options.get(job_type.slug, {}), bench)
        self._channel.say({"is": "opened"})

    async def _close(self) -> None:
        """Let go of the job; whether this process is as good as new goes with the answer."""
        hands, self._hands = self._hands, None
        is_clean = hands is None or hands.is_clean
        if hands is not None:
            hands.close()
            for _ in range(_TURNS_TO_END):
                await asyncio.sleep(0)
            is_clean = is_clean and asyncio.all_tasks() == {asyncio.current_task()}
        self._channel.say({"is": "closed", "is_clean": is_clean})

    def _type(self, message: Message) -> JobType:
        slug = message["slug"]
        if slug not in self._types:
            self._load(Path(message["path"]))
        return self._types[slug]

    def _provider(self, slug: str, path: Path) -> tuple[PlaceProvider, Mapping[str, Any]]:
        if slug not in self._providers:
            self._load(path)
        return self._providers[slug], self._options.get(slug, {})

    def _load(self, path: Path) -> None:
        for one in load(path):
            if isinstance(one, JobType):
                self._types[one.slug] = one
            elif isinstance(one, PlaceProvider):
                self._providers[one.slug] = one

    def _opened_atlas(self) -> AtlasReader:
        """Open the atlas when a job first asks for it; it stays open for those that come after."""
        if self._atlas is None:
            self._atlas = self._tools.open_atlas()
        return self._atlas


def _plain(error: dict[str, Any]) -> dict[str, Any]:
    """Give a fault as JSON values: what a plugin's own check raised stands in its context as an exception, maybe one of both languages."""
    raised = error.get("ctx", {}).get("error")
    if isinstance(raised, Unfit):
        words = {"en": raised.phrase.say("en"), "fr": raised.phrase.say("fr")}
        return {"type": "said", "loc": list(error["loc"]), "msg": words["en"], "ctx": words}
    context = {name: value if isinstance(value, str | int | float | bool) else str(value) for name, value in error.get("ctx", {}).items()}
    return {"type": error["type"], "loc": list(error["loc"]), "msg": error["msg"], "ctx": context}


def _end_with_server() -> None:
    """End when the server does: by the kernel where it can be told to (a plugin may hold Python's lock), else by a thread that watches."""
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text(_FIRST_TO_GO, "ascii")
    parent = multiprocessing.parent_process()
    if parent is None or not parent.is_alive():
        os._exit(0)
    threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True).start()


def _watch(sentinel: int) -> None:
    wait([sentinel])
    os._exit(0)
