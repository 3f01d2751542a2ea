"""A drawing process: takes one order after another from its studio until the studio is gone."""

import ctypes
import hashlib
import json
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
import traceback
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import wait
from pathlib import Path
from select import select
from types import FrameType
from typing import Any, Final

from outhost.domain.errors import TextOverflows
from outhost.domain.reductions import Reduction
from outhost.domain.render_spec import RenderSpec, parse_render_spec
from outhost.render.messages import LENGTHS, packed, unpacked_head, unpacked_lengths
from outhost.render.picture import Easel, Picture

KeepFile = Callable[[Path, bytes], None]
"""How a file is kept so that it outlives a power cut; raises OSError."""

_SPECS_KEPT: Final = 64
_KEEPERS: Final = 8
"""Threads that wait for the disk, so that drawing need not: a disk that is slow to sync is given several files at once."""
_LAST_ORDERS_SECONDS: Final = 0.2
"""How long a process that was asked to end waits for an order that may be on its way."""
_IDLE_SECONDS: Final = 300.0
"""After so long without an order the plans are dropped."""
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
"""What glibc's mallopt(3) calls its settings."""
_FREE_BYTES: Final = 16 * 1024 * 1024


def work(channel: socket.socket, keep_file: KeepFile, own_fonts: Path | None) -> None:
    """Draw what comes over the channel; returns when the studio closes it. Ends with the parent, however that dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _keep_freed_memory()
    bench = _Bench(channel, keep_file, own_fonts)
    signal.signal(signal.SIGTERM, bench.leave)
    with suppress(ConnectionError):
        bench.say({"ready": os.getpid()})
        while order := _receive(channel, bench.rest):
            bench.take(order)
    os._exit(0)  # nobody is left to hear of a file that a thread still keeps


class _Bench:
    """The easel of this process, the specs it has read, and the threads that keep files for it."""

    def __init__(self, channel: socket.socket, keep_file: KeepFile, own_fonts: Path | None) -> None:
        self._easel = Easel(own_fonts=own_fonts)
        self._easel.fonts.warm()
        self._specs: OrderedDict[str, RenderSpec] = OrderedDict()
        self._channel = channel
        self._keep_file = keep_file
        self._keepers = ThreadPoolExecutor(_KEEPERS, "keeper")
        self._lock = threading.Lock()
        self._orders = 0
        self._unfinished = 0

    def leave(self, _signal: int, _frame: FrameType | None) -> None:
        """End as soon as no order has come for a moment: a signal to the whole process group lets requests finish."""
        threading.Thread(target=self._leave_when_idle, daemon=True).start()

    def rest(self) -> None:
        """Drop what can be made anew."""
        self._easel.rest()

    def say(self, head: dict[str, object], body: bytes = b"") -> None:
        """Send one message; any thread may."""
        message = packed(head, body)
        with self._lock:
            self._channel.sendall(message)

    def take(self, order: dict[str, Any]) -> None:
        """Draw; a spec that comes as a digest alone and is no longer known is asked for."""
        with self._lock:
            self._orders += 1
            self._unfinished += 1
        number = order["number"]
        try:
            spec = self._spec(order)
            if spec is None:
                return self._finish({"number": number, "unknown_spec": True})
            colors, frame_step = order["reduction"]
            assets = {asset: Path(path) for asset, path in order["assets"].items()}
            picture = self._easel.draw(spec, order["variables"], assets, Reduction(colors=colors, frame_step=frame_step))
        except TextOverflows as refusal:
            return self._finish({"number": number, "overflows": refusal.details["path"]})
        except Exception:  # noqa: BLE001 - whatever went wrong with one picture is told, and the next is drawn
            return self._finish({"number": number, "fault": traceback.format_exc()})
        if order["path"] is None:
            return self._finish({"number": number, **_facts(picture)}, picture.data)
        self.say({"number": number, "drawn": True})
        self._keepers.submit(self._keep, number, Path(order["path"]), picture)
        return None

    def _keep(self, number: int, path: Path, picture: Picture) -> None:
        """Keep a drawn picture as a file, in a thread of its own."""
        try:
            self._keep_file(path, picture.data)
            digest = hashlib.sha256(picture.data).hexdigest()
            self._finish({"number": number, "digest": digest, "size_bytes": len(picture.data), **_facts(picture)})
        except OSError as fault:
            self._finish({"number": number, "errno": fault.errno, "strerror": fault.strerror, "filename": str(path)})
        except Exception:  # noqa: BLE001 - as above
            self._finish({"number": number, "fault": traceback.format_exc()})

    def _finish(self, head: dict[str, object], body: bytes = b"") -> None:
        with self._lock:
            self._unfinished -= 1
        with suppress(ConnectionError):
            self.say(head, body)

    def _leave_when_idle(self) -> None:
        seen = -1
        while self._unfinished or seen != self._orders:
            seen = self._orders
            time.sleep(_LAST_ORDERS_SECONDS)
        os._exit(0)

    def _spec(self, order: dict[str, Any]) -> RenderSpec | None:
        digest = order["digest"]
        if order["spec"] is not None:
            self._specs[digest] = parse_render_spec(json.loads(order["spec"]))
            while len(self._specs) > _SPECS_KEPT:
                self._specs.popitem(last=False)
        if digest in self._specs:
            self._specs.move_to_end(digest)
        return self._specs.get(digest)


def _keep_freed_memory() -> None:
    """Have the C library keep the memory of one picture for the next, since giving it back and fetching it anew takes up to a third of the
    time. Where that library is not glibc, nothing is changed.
    """  # noqa: D205 - one sentence says it
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt:
        mallopt(_M_TRIM_THRESHOLD, _FREE_BYTES)
        mallopt(_M_MMAP_THRESHOLD, _FREE_BYTES // 2)


def _facts(picture: Picture) -> dict[str, object]:
    return {"extension": picture.extension, "width": picture.width, "height": picture.height, "warnings": picture.warnings}


def _receive(channel: socket.socket, rest: Callable[[], None]) -> dict[str, Any] | None:
    """Wait for an order, and rest meanwhile; None when there will be no more."""
    if not select([channel], [], [], _IDLE_SECONDS)[0]:
        rest()
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
