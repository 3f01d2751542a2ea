"""What the town answers to a request for a page, and in which manner it sends it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Manner(StrEnum):
    """How the bytes of an answer go out."""

    NORMAL = "normal"
    SLOW = "slow"  # nothing for `delay_seconds`, then all of it
    DRIP = "drip"  # one byte every `delay_seconds`, for far longer than anybody waits
    ENDLESS = "endless"  # the body again and again, until the reader hangs up
    CUT = "cut"  # the connection closes before `Content-Length` bytes are sent
    RESET = "reset"  # the connection is torn down without an answer
    SILENT = "silent"  # the connection is accepted and nothing is ever said


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer; a server adds `Content-Length` and `Date` where the headers do not say otherwise."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    manner: Manner = Manner.NORMAL
    delay_seconds: float = 0.0
