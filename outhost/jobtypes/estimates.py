"""Estimates: asked of a worker process while somebody waits, and given up when that takes too long."""

from typing import Final

from outhost.domain.words import Phrase, Text
from outhost.jobtypes.channel import Message
from outhost.jobtypes.process import WorkerProcess

_NO_SERVER: Final = Text(en="That can't be asked for before there is a job.", fr="Cela ne peut pas être demandé avant qu’il y ait un job.")


class NotEstimated(Exception):
    """There is no estimate, for a reason that whoever asked should read."""

    def __init__(self, reason: Phrase) -> None:
        """Carry the reason."""
        super().__init__(reason.say())
        self.reason = reason


async def ask_beforehand(process: WorkerProcess, opening: Message, what: str) -> Message:
    """Open a job that is none yet, and have its module say `what` of it; nothing is done for it that takes the server.

    Raises:
        NotEstimated: the module gave up, or met a fault.
        EOFError: the process is gone.
    """
    process.say(opening)
    process.say({"do": what})
    while True:
        for message in await process.hear():
            match message["is"]:
                case "estimated" | "counted":
                    return message
                case "unopened" | "failed":
                    reason = str(message["reason"]).rstrip(".")
                    raise NotEstimated(Text.of_pair((reason, reason)).filled())
                case "ask":
                    declined = {"kind": "give_up", "reason": _NO_SERVER.say(opening["locale"])}
                    process.say({"do": "answer", "ask": message["ask"], "declined": declined})
                case _:
                    pass
