"""Templates and previews, as `/api` takes and shows them."""

import asyncio
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from sanic import HTTPResponse

from outhost.domain.errors import InvalidInput, Issue, NotVisible
from outhost.domain.templates import Template, TemplateId
from outhost.domain.words import Text
from outhost.domain.workspaces import Caller
from outhost.operations.templates import Preview
from outhost.store.transactions import Tx
from outhost.web.outsend.answers import as_json, done
from outhost.web.outsend.body import body_of
from outhost.web.outsend.call import Call
from outhost.web.outsend.once import once
from outhost.web.outsend.paging import Window, window_of
from outhost.web.outsend.wire.templates import PreviewIn, TemplateChangeIn, TemplateIn, TemplateOut, TemplatesOut
from outhost.web.request import origin_of

_EITHER: Final = Text(en="give either render_spec or template_id, not both", fr="donnez soit render_spec, soit template_id, pas les deux")
_IGNORED_NAMES: Final = 8
_IGNORED_LENGTH: Final = 40
"""Unknown names that are told in a header, and characters of each: no header may grow beyond what proxies take."""
_KEPT_SECONDS: Final = 86_400


async def page(call: Call[Caller]) -> HTTPResponse:
    """Lists your templates and the built-in ones, newest first."""
    window, origin = window_of(call.request), origin_of(call.request)
    templates, total = await call.appliance.read(_page, call.caller, window)
    items = await asyncio.to_thread(lambda: [TemplateOut.of(template, origin) for template in templates])  # each spec is read
    return as_json(TemplatesOut(items=items, total=total, limit=window.limit, offset=window.offset))


async def add(call: Call[Caller]) -> HTTPResponse:
    """Makes a template. Its spec is drawn once first, so that none is kept that can't be drawn within the limits."""
    body, origin = await body_of(call.request, TemplateIn), origin_of(call.request)
    return await once(
        call.request,
        call.appliance,
        call.caller,
        lambda reply: call.appliance.templates.add(call.caller, body.name, body.render_spec, reply),
        lambda template: TemplateOut.of(template, origin),
    )


async def show(call: Call[Caller]) -> HTTPResponse:
    """Returns one template with its spec."""
    return as_json(TemplateOut.of(await _template(call), origin_of(call.request)))


async def change(call: Call[Caller]) -> HTTPResponse:
    """Changes a template of your own; what is left out stays. Lists that were made from it keep their copies."""
    template = await _template(call)
    body = await body_of(call.request, TemplateChangeIn)
    changed = await call.appliance.templates.change(call.caller, template.id, body.name, body.render_spec)
    return as_json(TemplateOut.of(changed, origin_of(call.request)))


async def delete(call: Call[Caller]) -> HTTPResponse:
    """Deletes a template of your own. Lists that were made from it keep their copies."""
    template = await _template(call)
    await call.appliance.templates.delete(call.caller, template.id)
    return done()


async def sample(call: Call[Caller]) -> HTTPResponse:
    """Draws a template with the names of people who do not exist. The address in `preview_url` changes with the picture."""
    template = await _template(call)
    drawn = await call.appliance.templates.preview(call.caller, template.id, None)
    return _image(drawn, {"cache-control": f"private, max-age={_KEPT_SECONDS}"})


async def preview(call: Call[Caller]) -> HTTPResponse:
    """Draws a spec or a template once with your variables: free, and stored nowhere.

    `X-Render-Warnings` lists what may be wrong with the picture as `code:path`, separated by commas. `X-Ignored-Variables` lists the names
    that the spec does not declare, percent-encoded: mostly they are misspelt.
    """
    body = await body_of(call.request, PreviewIn)
    if (body.render_spec is None) == (body.template_id is None):
        raise InvalidInput(Issue("render_spec", _EITHER.filled()))
    if body.template_id is not None:
        return _image(await call.appliance.templates.preview(call.caller, TemplateId(body.template_id), body.variables))
    return _image(await call.appliance.templates.preview_document(call.caller, body.render_spec, body.variables))


def _image(drawn: Preview, headers: Mapping[str, str] | None = None) -> HTTPResponse:
    about = {
        "x-render-warnings": ",".join(drawn.warnings),
        "x-ignored-variables": ",".join(quote(name[:_IGNORED_LENGTH], safe="") for name in drawn.ignored[:_IGNORED_NAMES]),
        "content-security-policy": "default-src 'none'; sandbox",
    }
    return HTTPResponse(drawn.data, headers=about | dict(headers or {}), content_type=f"image/{drawn.extension}")


async def _template(call: Call[Caller]) -> Template:
    template = await call.appliance.read(_find, call.caller, TemplateId(call.number("template_id")))
    if template is None:
        raise NotVisible
    return template


def _find(tx: Tx, caller: Caller, template_id: TemplateId) -> Template | None:
    return tx.templates.find(caller.workspace_id, template_id)


def _page(tx: Tx, caller: Caller, window: Window) -> tuple[list[Template], int]:
    return tx.templates.page(caller.workspace_id, limit=window.limit, offset=window.offset), tx.templates.count(caller.workspace_id)
