"""Which pages the documentation has, and what each is about."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from outhost.resources import shipped
from outhost.web.pages.reference import Book
from outhost.web.table import Table

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "overview": ("Description",),
    "auth": ("Authentication",),
    "workspaces": ("Workspaces", "API keys", "Credits", "Statistics", "Audit log", "Privacy", "Administration"),
    "jobs": ("Jobs",),
    "pipelines": ("Pipelines",),
    "veille": ("Veille",),
    "feedback": ("Feedback", "Announcements"),
    "registry": ("Modules",),
    "authoring": ("Templates", "Assets", "Lists", "Leads"),
    "streams": ("Streams",),
    "webhooks": ("Webhooks", "Events"),
})  # fmt: skip
"""The groups of `/api` that each page is about."""


def books_of(outwink: Table, outsend: Table) -> tuple[Book, ...]:
    """Open the books in the order in which they are shown: those of `/api`, then the one of `/v1`."""
    return (*_books(outsend), Book(slug="outwink", table=outwink, endpoints=outwink.endpoints, prose=_prose("outwink")))


def _books(table: Table) -> Iterator[Book]:
    for slug, groups in GROUPS.items():
        endpoints = [endpoint for group in groups for endpoint in table.endpoints if endpoint.group == group]
        yield Book(slug=slug, table=table, endpoints=endpoints, prose=_prose(slug))


def _prose(slug: str) -> str:
    return shipped("docs", "api", f"{slug}.md").read_text("utf-8")
