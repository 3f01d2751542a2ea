"""The description of all surfaces as OpenAPI 3.1, made of their tables and wire models."""

from outhost.web.openapi.document import Description

__all__ = ["Description"]
