"""Who calls `/v1`: the workspace whose key stands in `X-API-Key`."""

from sanic import Request

from outhost.domain.api_keys import digest_of
from outhost.domain.errors import InvalidApiKey, MissingAuthorization
from outhost.domain.workspaces import Caller, WorkspaceId
from outhost.store.transactions import Tx
from outhost.web.request import address_of, appliance_of, request_id_of


async def caller_of(request: Request) -> Caller:
    """Find the caller.

    Raises:
        MissingAuthorization, InvalidApiKey
    """
    key = request.headers.get("x-api-key")
    if not key:
        raise MissingAuthorization
    appliance, digest = appliance_of(request), digest_of(key)
    workspace_id = await appliance.read(_workspace, digest) if digest else None
    if digest is None or workspace_id is None:
        raise InvalidApiKey
    appliance.api_keys.note_use(digest)
    return Caller(workspace_id=workspace_id, actor="api_key", address=address_of(request), request_id=request_id_of(request))


def _workspace(tx: Tx, digest: bytes) -> WorkspaceId | None:
    return tx.api_keys.find_workspace_of_any_owner(digest)
