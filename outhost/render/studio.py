"""The drawing processes: pictures are drawn beside the server, never in it, and a process that hangs or dies is replaced."""

import asyncio
import logging
import os
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from outhost.domain.errors import Refusal
from outhost.domain.render_spec import RenderSpec
from outhost.render.painter import DrawingFailed, DrawingTimedOut, Painter
from outhost.render.picture import Picture

__all__ = ["DrawingFailed", "DrawingTimedOut", "Studio"]

log = logging.getLogger(__name__)

PNG_SECONDS: Final = 2.0
GIF_SECONDS: Final = 10.0
_START_SECONDS: Final = 60.0
"""How long a process may take until it is ready, on a machine busy with everything else."""
_REST_SECONDS: Final = 1.0
"""Pause after a process that failed to start, so that a broken installation does not spin."""


@dataclass(frozen=True, slots=True)
class _Order:
    """A picture that someone waits for."""

    spec: RenderSpec
    variables: dict[str, str | None]
    assets: dict[str, str]
    picture: asyncio.Future[Picture]


class Studio:
    """Draws in processes of its own. One event loop uses it; orders are taken first come, first served by whichever process is free."""

    def __init__(self, processes: int | None = None, png_seconds: float = PNG_SECONDS, gif_seconds: float = GIF_SECONDS) -> None:
        """Keep the settings; no process runs before `warm_up` or the first drawing. One process fewer than there are cores unless told."""
        self._processes = processes or max(1, (os.cpu_count() or 1) - 1)
        self._limits = {"png": png_seconds, "gif": gif_seconds}
        self._orders: deque[_Order] = deque()
        self._bell = asyncio.Event()
        self._painters: set[Painter] = set()
        self._places: list[asyncio.Task[None]] = []
        self._is_closed = False

    @classmethod
    async def start(cls, processes: int | None = None, png_seconds: float = PNG_SECONDS, gif_seconds: float = GIF_SECONDS) -> Self:
        """Make a studio and warm it up."""
        studio = cls(processes, png_seconds, gif_seconds)
        studio.warm_up()
        return studio

    @property
    def pids(self) -> tuple[int, ...]:
        """List the numbers of the processes that are there now."""
        return tuple(painter.pid for painter in self._painters if painter.pid is not None)

    def warm_up(self) -> None:
        """Begin to start the processes, and return at once; the first drawings wait until one is ready."""
        if not self._places:
            self._places = [asyncio.create_task(self._keep_place(), name=f"studio place {number}") for number in range(self._processes)]

    async def draw(self, spec: RenderSpec, variables: Mapping[str, str | None], assets: Mapping[str, Path]) -> Picture:
        """Draw one picture. Its time limit counts from when a ready process has taken it; a caller that is cancelled disturbs nobody.

        Raises:
            TextOverflows: A text does not fit and its layer calls that an error.
            DrawingTimedOut: It took longer than a PNG or a GIF may.
            DrawingFailed: The drawing process met a fault or died, or the studio is closed.
        """
        if self._is_closed:
            raise DrawingFailed("the studio is closed")
        files = {asset: str(path) for asset, path in assets.items()}
        order = _Order(spec, dict(variables), files, asyncio.get_running_loop().create_future())
        self.warm_up()
        self._orders.append(order)
        self._bell.set()
        return await order.picture

    async def close(self) -> None:
        """End all processes and fail what still waits; returns when they are gone."""
        self._is_closed = True
        for place in self._places:
            place.cancel()
        await asyncio.gather(*self._places, return_exceptions=True)
        self._fail_waiting("the studio is closed")
        for painter in tuple(self._painters):
            await self._dismiss(painter)

    async def _keep_place(self) -> None:
        """Keep one process at work, replacing it whenever it has to go."""
        while True:
            painter = await self._hired()
            if painter:
                await self._serve(painter)
                await self._dismiss(painter)
            else:
                self._fail_waiting("no drawing process could be started")
                await asyncio.sleep(_REST_SECONDS)

    async def _hired(self) -> Painter | None:
        painter = Painter()
        self._painters.add(painter)
        try:
            async with asyncio.timeout(_START_SECONDS):
                await painter.until_ready()
        except Exception:
            log.exception("a drawing process did not start")
            await self._dismiss(painter)
            return None
        return painter

    async def _serve(self, painter: Painter) -> None:
        """Hand orders to a process until it has to be replaced."""
        while order := await self._next_order(painter):
            try:
                async with asyncio.timeout(self._limits[order.spec.image_extension]):
                    picture = await painter.draw(order.spec, order.variables, order.assets)
            except TimeoutError:
                limit = self._limits[order.spec.image_extension]
                log.warning("a drawing took too long and its process is replaced", extra={"seconds": limit, "spec": order.spec.digest})
                _fail(order, DrawingTimedOut(f"not drawn within {limit} s"))
                return
            except (Refusal, DrawingFailed) as fault:
                _fail(order, fault)
            except asyncio.CancelledError:
                _fail(order, DrawingFailed("the studio is closed"))
                raise
            except Exception:
                log.exception("a drawing process answered nonsense and is replaced")
                _fail(order, DrawingFailed("the drawing process answered nonsense"))
                return
            else:
                if not order.picture.done():
                    order.picture.set_result(picture)

    async def _next_order(self, painter: Painter) -> _Order | None:
        """Wait for an order that is still wanted; None when the process dies first."""
        while not painter.gone.done():
            while self._orders:
                order = self._orders.popleft()
                if not order.picture.done():
                    return order
            self._bell.clear()
            rung = asyncio.create_task(self._bell.wait())
            until: set[asyncio.Future[Any]] = {rung, painter.gone}
            try:
                await asyncio.wait(until, return_when=asyncio.FIRST_COMPLETED)
            finally:
                rung.cancel()
        return None

    async def _dismiss(self, painter: Painter) -> None:
        await painter.dismiss()
        self._painters.discard(painter)

    def _fail_waiting(self, reason: str) -> None:
        while self._orders:
            _fail(self._orders.popleft(), DrawingFailed(reason))


def _fail(order: _Order, fault: Exception) -> None:
    if not order.picture.done():
        order.picture.set_exception(fault)
