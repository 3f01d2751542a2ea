"""Every endpoint of `/api`, in the order of the documentation: routes, `Allow`, docs pages, OpenAPI and the tests are made of this list."""

from outhost.web.outsend.endpoints import (
    access_keys,
    account,
    administration,
    assets,
    auth,
    description,
    leads,
    ledger,
    lists,
    mail,
    modules,
    privacy,
    setup,
    streams,
    templates,
    workspaces,
)

ENDPOINTS = (
    *setup.ENDPOINTS,
    *auth.ENDPOINTS,
    *account.ENDPOINTS,
    *workspaces.ENDPOINTS,
    *access_keys.ENDPOINTS,
    *templates.ENDPOINTS,
    *assets.ENDPOINTS,
    *lists.ENDPOINTS,
    *leads.ENDPOINTS,
    *modules.ENDPOINTS,
    *streams.ENDPOINTS,
    *ledger.ENDPOINTS,
    *administration.ENDPOINTS,
    *privacy.ENDPOINTS,
    *mail.ENDPOINTS,
    *description.ENDPOINTS,
)
