"""Lists, as `/v1` shows them."""

from sanic import HTTPResponse

from outhost.domain.errors import ListNotFound
from outhost.domain.lists import LeadList
from outhost.domain.paging import Page
from outhost.domain.workspaces import Caller
from outhost.store.transactions import Tx
from outhost.web.endpoint import Call
from outhost.web.outwink.answers import as_json
from outhost.web.outwink.body import body_of
from outhost.web.outwink.pagination import page_of
from outhost.web.outwink.wire import DeletedListOut, ListDetailOut, ListOut, ListsOut, PaginationOut, RenamedListOut, RenameListIn

DEFAULT_SIZE, SIZE_LIMIT = 50, 200


async def page(call: Call) -> HTTPResponse:
    """Paginated summary of every list you own, newest first. Each row includes a `lead_count`.

    Use `page` and `size` to walk the collection; the response includes a `pagination` object so you don't have to compute it.
    """
    wanted = page_of(call.request, default_size=DEFAULT_SIZE, size_limit=SIZE_LIMIT)
    lists, total = await call.appliance.read(_page, call.caller, wanted)
    return as_json(ListsOut(lists=[ListOut.of(lead_list) for lead_list in lists], pagination=PaginationOut.of(wanted, total)))


async def show(call: Call) -> HTTPResponse:
    """Returns one list, including the template's `variables` array (in declared order) and the `image_extension`.

    Use these when constructing the body for *Generate image*.
    """
    return as_json(ListDetailOut.of(await list_of(call)))


async def rename(call: Call) -> HTTPResponse:
    """Renames the list. The new name is trimmed and must be 1–120 characters; otherwise the call fails with `400 invalid_input`.

    Nothing else (type, render spec, leads) is touched.
    """
    lead_list = await list_of(call)
    name = await call.appliance.lists.rename(call.caller, lead_list.public_id, body_of(call.request, RenameListIn).name)
    return as_json(RenamedListOut(list_id=lead_list.public_id, list_name=name))


async def delete(call: Call) -> HTTPResponse:
    """Removes the list and every lead it owns, with their images.

    Ownership is verified up-front so non-owners get `404 list_not_found` just like callers asking for a non-existent UUID.
    """
    list_id = list_id_of(call)
    await call.appliance.lists.delete(call.caller, list_id)
    return as_json(DeletedListOut(deleted=True, list_id=list_id))


def list_id_of(call: Call) -> str:
    """Read the list's id off the path; a malformed one is simply nobody's."""
    return call.params["list_id"].lower()


async def list_of(call: Call) -> LeadList:
    """Find the list that the path names.

    Raises:
        ListNotFound
    """
    lead_list = await call.appliance.read(_find, call.caller, list_id_of(call))
    if lead_list is None:
        raise ListNotFound
    return lead_list


def _page(tx: Tx, caller: Caller, page: Page) -> tuple[list[LeadList], int]:
    lists = tx.lists.page(caller.workspace_id, limit=page.size, offset=page.offset)
    return lists, tx.lists.count(caller.workspace_id)


def _find(tx: Tx, caller: Caller, public_id: str) -> LeadList | None:
    return tx.lists.find(caller.workspace_id, public_id)
