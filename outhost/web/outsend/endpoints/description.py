"""The endpoint that describes all others."""

from outhost.web.endpoint import Example
from outhost.web.outsend import description
from outhost.web.outsend.rights import ApiEndpoint, Audience
from outhost.web.outsend.wire.description import DescriptionOut

ENDPOINTS = (
    ApiEndpoint(
        method="GET",
        path="/api/openapi.json",
        handler=description.show,
        title="Get this description as OpenAPI",
        group="Description",
        audience=Audience.PUBLIC,
        answer=DescriptionOut,
        example=Example(
            answer={
                "openapi": "3.1.0",
                "info": {"title": "outhost", "version": "0.1.0"},
                "servers": [{"url": "{{base}}"}],
                "tags": [{"name": "Outwink · Lists"}],
                "paths": {"/v1/lists": {}},
                "components": {"schemas": {}},
            }
        ),
    ),
)
