"""Free pictures of the built-in templates, for whoever tries a name on them: `/preview/{slug}.{png|gif}`, stored nowhere."""

import asyncio
import os
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import json

from outhost.appliance import Appliance
from outhost.domain.render_spec import RenderSpec, parse_render_spec
from outhost.resources import ShippedTemplate
from outhost.web.request import appliance_of

VALUE_LIMIT = 40
"""Characters of one value; a preview is no place for essays."""

WAITING_LIMIT = 32
"""Previews that may wait at once: four visitors who type at the same moment."""

RETRY_SECONDS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """A built-in template, ready to be drawn."""

    template: ShippedTemplate
    spec: RenderSpec

    @property
    def path(self) -> str:
        """Give the path at which it is drawn, without the values."""
        return f"/preview/{self.template.slug}.{self.spec.image_extension}"


class Previews:
    """The gallery, and the door to it: previews take half of the cores at most, so that leads need not queue behind them."""

    def __init__(self, templates: Sequence[ShippedTemplate]) -> None:
        """Show `templates`, in their order."""
        self.exhibits = {template.slug: Exhibit(template=template, spec=parse_render_spec(template.document)) for template in templates}
        self._door = asyncio.Semaphore(max(1, (os.cpu_count() or 1) // 2))
        self._waiting = 0

    @asynccontextmanager
    async def turn(self) -> AsyncGenerator[bool]:
        """Wait for one's turn to draw; gives False at once when too many wait already."""
        if self._waiting >= WAITING_LIMIT:
            yield False
            return
        self._waiting += 1
        try:
            async with self._door:
                yield True
        finally:
            self._waiting -= 1


def mount_on(app: Sanic[Any, Any]) -> None:
    """Give previews their route, and a gallery once the appliance is open."""

    @app.before_server_start
    async def open_gallery(app: Sanic[Any, Any]) -> None:
        appliance: Appliance = app.ctx.appliance
        app.ctx.previews = Previews(appliance.shipped)

    app.add_route(_show, "/preview/<name>", methods=["GET", "HEAD"], name="preview", strict_slashes=True)


def previews_of(request: Request) -> Previews:
    """Give this server's gallery."""
    previews: Previews = request.app.ctx.previews
    return previews


async def _show(request: Request, name: str) -> HTTPResponse:
    slug, _, extension = name.partition(".")
    previews = previews_of(request)
    exhibit = previews.exhibits.get(slug)
    if exhibit is None or exhibit.spec.image_extension != extension:
        return json({"detail": f"There is no template {slug} that is drawn as {extension or 'nothing'}."}, status=404)
    values = request.get_args(keep_blank_values=True)
    variables = {variable: values.get(variable) for variable in exhibit.spec.variable_names()}
    for variable, value in variables.items():
        if value is not None and len(value) > VALUE_LIMIT:
            return json({"detail": f"{variable} may have {VALUE_LIMIT} characters here."}, status=400)
    async with previews.turn() as is_mine:
        if not is_mine:
            return json({"detail": "Many people are trying names just now."}, status=503, headers={"retry-after": str(RETRY_SECONDS)})
        return await _draw(appliance_of(request), exhibit, variables)


async def _draw(appliance: Appliance, exhibit: Exhibit, variables: Mapping[str, str | None]) -> HTTPResponse:
    picture = await appliance.studio.draw(exhibit.spec, variables, exhibit.template.files)
    headers = {
        "cache-control": "private, max-age=60",
        "x-render-warnings": ",".join(picture.warnings),
        "content-security-policy": "default-src 'none'; sandbox",
    }
    return HTTPResponse(picture.data, headers=headers, content_type=f"image/{picture.extension}")
