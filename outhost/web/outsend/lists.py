"""Lists, as `/api` takes and shows them."""

import asyncio
import json
from typing import Final

from sanic import HTTPResponse

from outhost.domain.errors import InvalidInput, Issue, ListNotFound, ListTypeNotSupported
from outhost.domain.lists import LeadList, ListType
from outhost.domain.merge_recipes import RECIPES
from outhost.domain.render_spec import parse_render_spec
from outhost.domain.snippets import shown_size
from outhost.domain.words import Text
from outhost.domain.workspaces import Caller
from outhost.store.transactions import Tx
from outhost.web.outsend.answers import as_json, done
from outhost.web.outsend.body import body_of
from outhost.web.outsend.call import Call
from outhost.web.outsend.once import once
from outhost.web.outsend.paging import Window, window_of
from outhost.web.outsend.wire.lists import ListChangeIn, ListIn, ListOut, ListsOut, SnippetColumnsOut, SnippetOut
from outhost.web.request import image_address_of

_UNKNOWN_TOOL: Final = Text(en="must be one of {known}", fr="doit être parmi {known}")
_NO_ADDRESSES: Final = Text(
    en="The export has no column of addresses, for none of the list's variables is one: its rows stand in the order in which the leads"
    " were added, and each has the variables to know it by.",
    fr="L’export n’a pas de colonne d’adresses, car aucune variable de la liste n’en est une : ses lignes sont dans l’ordre d’ajout des"
    " leads, et chacune a les variables qui la font reconnaître.",
)
_WAITING: Final = Text(
    en="{count} images wait for review and show nothing until they are approved.",
    fr="{count} images attendent une relecture et ne montrent rien avant d’être approuvées.",
)
_PRIVATE: Final = Text(
    en="Images are linked at an address that recipients elsewhere can't load: set image_base_url before you export, or put the images on"
    " any static host with `outhost lists export --images DIR`.",
    fr="Les images sont liées à une adresse que des destinataires ailleurs ne peuvent charger : réglez image_base_url avant d’exporter, ou"
    " placez les images chez n’importe quel hébergeur avec `outhost lists export --images DIR`.",
)


async def page(call: Call[Caller]) -> HTTPResponse:
    """Lists your lists, newest first."""
    window, images = window_of(call.request), image_address_of(call.request)
    lists, total = await call.appliance.read(_page, call.caller, window)
    items = await asyncio.to_thread(lambda: [ListOut.of(lead_list, images) for lead_list in lists])  # each spec is read
    return as_json(ListsOut(items=items, total=total, limit=window.limit, offset=window.offset))


async def add(call: Call[Caller]) -> HTTPResponse:
    """Makes a list. A `meme` list keeps its own copy of the spec: editing or deleting a template never changes a list.

    A spec of your own is drawn once first; with `max_bytes` a few more pictures are drawn, to see what must be given up for it.
    """
    body, images = await body_of(call.request, ListIn), image_address_of(call.request)
    return await once(
        call.request,
        call.appliance,
        call.caller,
        lambda reply: call.appliance.lists.add(call.caller, body.wanted(), reply),
        lambda lead_list: ListOut.of(lead_list, images),
    )


async def show(call: Call[Caller]) -> HTTPResponse:
    """Returns one list: its spec and options, and what its leads' images weigh."""
    return as_json(ListOut.of(await list_of(call), image_address_of(call.request)))


async def change(call: Call[Caller]) -> HTTPResponse:
    """Changes a list; what is left out stays. How it is drawn, and what an image may weigh, only while it has no lead."""
    lead_list = await list_of(call)
    body = await body_of(call.request, ListChangeIn)
    changed = await call.appliance.lists.change(call.caller, lead_list.public_id, body.wanted())
    return as_json(ListOut.of(changed, image_address_of(call.request)))


async def delete(call: Call[Caller]) -> HTTPResponse:
    """Deletes a list and all its leads with their images, whose links show nothing from then on."""
    await call.appliance.lists.delete(call.caller, call.params["list_id"].lower())
    return done()


async def snippet(call: Call[Caller]) -> HTTPResponse:
    """Returns the HTML that shows each lead its own image, with the merge tags of the mail tool `for`, and what to do there."""
    lead_list = await list_of(call)
    name = call.request.args.get("for", "any")
    recipe = RECIPES.get(name)
    if recipe is None:
        raise InvalidInput(Issue("for", _UNKNOWN_TOOL.filled(known=", ".join(RECIPES))))
    if lead_list.render_spec is None:
        raise ListTypeNotSupported(list_type=lead_list.list_type, supported=ListType.MEME)
    spec, locale = parse_render_spec(json.loads(lead_list.render_spec)), call.visit.locale
    width, height = shown_size(spec.width, spec.height)
    return as_json(
        SnippetOut(
            tool=recipe.tool,
            snippet=recipe.snippet(spec.width, spec.height),
            width=width,
            height=height,
            columns=SnippetColumnsOut(image_url=recipe.image, alt_text=recipe.alt),
            steps=[step.say(locale) for step in recipe.steps],
            notes=await _notes(call, lead_list, locale),
        )
    )


async def list_of(call: Call[Caller]) -> LeadList:
    """Find the list that the path names.

    Raises:
        ListNotFound
    """
    lead_list = await call.appliance.read(_find, call.caller, call.params["list_id"].lower())
    if lead_list is None:
        raise ListNotFound
    return lead_list


async def _notes(call: Call[Caller], lead_list: LeadList, locale: str) -> list[str]:
    """Say what would keep recipients from seeing an image, or the owner from knowing whose it is."""
    notes = []
    if not any("mail" in name for name in lead_list.variables):
        notes.append(_NO_ADDRESSES.say(locale))
    if waiting := await call.appliance.read(_waiting, lead_list):
        notes.append(_WAITING.say(locale, count=waiting))
    if image_address_of(call.request).is_private:
        notes.append(_PRIVATE.say(locale))
    return notes


def _find(tx: Tx, caller: Caller, public_id: str) -> LeadList | None:
    return tx.lists.find(caller.workspace_id, public_id)


def _page(tx: Tx, caller: Caller, window: Window) -> tuple[list[LeadList], int]:
    return tx.lists.page(caller.workspace_id, limit=window.limit, offset=window.offset), tx.lists.count(caller.workspace_id)


def _waiting(tx: Tx, lead_list: LeadList) -> int:
    return tx.leads.count_in_review(lead_list.id)
