"""A drawing process: takes one order after another from its studio until the studio is gone."""

import json
import multiprocessing
import os
import signal
import socket
import threading
import time
import traceback
from collections import OrderedDict
from contextlib import suppress
from multiprocessing.connection import wait
from pathlib import Path
from types import FrameType
from typing import Any, Final

from outhost.domain.errors import TextOverflows
from outhost.domain.render_spec import RenderSpec, parse_render_spec
from outhost.render.messages import LENGTHS, packed, unpacked_head, unpacked_lengths
from outhost.render.picture import Easel

_SPECS_KEPT: Final = 64
_LAST_ORDERS_SECONDS: Final = 0.2
"""How long a process that was asked to end waits for an order that may be on its way."""


def work(channel: socket.socket) -> None:
    """Draw what comes over the channel; returns when the studio closes it. Ends with the parent, however that dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    bench = _Bench()
    signal.signal(signal.SIGTERM, bench.leave)
    with suppress(ConnectionError):
        channel.sendall(packed({"ready": os.getpid()}))
        while order := _receive(channel):
            channel.sendall(bench.answer(order))


class _Bench:
    """The easel of this process and the specs it has read."""

    def __init__(self) -> None:
        self._easel = Easel()
        self._easel.fonts.warm()
        self._specs: OrderedDict[str, RenderSpec] = OrderedDict()
        self._orders = 0
        self._is_busy = False

    def leave(self, _signal: int, _frame: FrameType | None) -> None:
        """End as soon as no order has come for a moment: a signal to the whole process group lets requests finish."""
        threading.Thread(target=self._leave_when_idle, daemon=True).start()

    def _leave_when_idle(self) -> None:
        seen = -1
        while self._is_busy or seen != self._orders:
            seen = self._orders
            time.sleep(_LAST_ORDERS_SECONDS)
        os._exit(0)

    def answer(self, order: dict[str, Any]) -> bytes:
        """Draw; a spec that comes as a digest alone and is no longer known is asked for."""
        self._is_busy = True
        self._orders += 1
        try:
            return self._drawn(order)
        finally:
            self._is_busy = False

    def _drawn(self, order: dict[str, Any]) -> bytes:
        try:
            spec = self._spec(order)
            if spec is None:
                return packed({"unknown_spec": True})
            assets = {asset: Path(path) for asset, path in order["assets"].items()}
            picture = self._easel.draw(spec, order["variables"], assets)
        except TextOverflows as refusal:
            return packed({"overflows": refusal.details["path"]})
        except Exception:  # noqa: BLE001 - whatever went wrong with one picture is told, and the next is drawn
            return packed({"fault": traceback.format_exc()})
        head = {"extension": picture.extension, "width": picture.width, "height": picture.height, "warnings": picture.warnings}
        return packed(head, picture.data)

    def _spec(self, order: dict[str, Any]) -> RenderSpec | None:
        digest = order["digest"]
        if order["spec"] is not None:
            self._specs[digest] = parse_render_spec(json.loads(order["spec"]))
            while len(self._specs) > _SPECS_KEPT:
                self._specs.popitem(last=False)
        if digest in self._specs:
            self._specs.move_to_end(digest)
        return self._specs.get(digest)


def _receive(channel: socket.socket) -> dict[str, Any] | None:
    lengths = _read(channel, LENGTHS.size)
    if lengths is None:
        return None
    head = _read(channel, unpacked_lengths(lengths)[0])
    return None if head is None else unpacked_head(head)


def _read(channel: socket.socket, count: int) -> bytes | None:
    data = bytearray()
    while len(data) < count:
        piece = channel.recv(count - len(data))
        if not piece:
            return None
        data += piece
    return bytes(data)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(0)
