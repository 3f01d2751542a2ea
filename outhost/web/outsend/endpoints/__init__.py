"""Every endpoint of `/api`, in the order of the documentation: routes, `Allow`, docs pages, OpenAPI and the tests are made of this list."""

from outhost.web.outsend.endpoints import auth, description

ENDPOINTS = (*auth.ENDPOINTS, *description.ENDPOINTS)
