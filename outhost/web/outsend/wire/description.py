"""The shape of the description of this server."""

from typing import Any, Literal

from outhost.web.outsend.wire.form import Out


class DescriptionOut(Out):
    """An OpenAPI document; its own specification says what lies within."""

    openapi: Literal["3.1.0"]
    info: dict[str, Any]
    servers: list[dict[str, Any]]
    tags: list[dict[str, Any]]
    paths: dict[str, Any]
    components: dict[str, Any]
