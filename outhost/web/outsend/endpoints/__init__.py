"""Every endpoint of `/api`, in the order of the documentation: routes, `Allow`, docs pages, OpenAPI and the tests are made of this list."""

from outhost.web.outsend.endpoints import access_keys, administration, auth, description, ledger, workspaces

ENDPOINTS = (
    *auth.ENDPOINTS,
    *workspaces.ENDPOINTS,
    *access_keys.ENDPOINTS,
    *ledger.ENDPOINTS,
    *administration.ENDPOINTS,
    *description.ENDPOINTS,
)
