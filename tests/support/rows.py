"""Rows made by hand, for tests that speak to the store without drawing anything."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime

from outhost.domain.leads import Lead, make_tracking_id
from outhost.domain.lists import LeadList, ListId, ListType
from outhost.domain.workspaces import WorkspaceId
from outhost.store.transactions import Tx

WORKSPACE = WorkspaceId(1)
"""The one that the store tests' database comes with."""

NOON = datetime(2026, 5, 10, 12, tzinfo=UTC)

Scratch = Callable[[], AbstractContextManager[Tx]]
"""A transaction that is rolled back at its end."""


def make_list(tx: Tx, workspace_id: WorkspaceId, name: str = "Q2", variables: Sequence[str] = ("first_name",)) -> LeadList:
    """Insert a list whose spec nobody reads."""
    return tx.lists.insert(
        workspace_id,
        public_id=str(uuid.uuid4()),
        name=name,
        list_type=ListType.MEME,
        variables=list(variables),
        image_extension="png",
        render_spec="{}",
        template_id=None,
    )


def make_lead(tx: Tx, list_id: ListId, variables: Mapping[str, str | None], tracking_id: str | None = None) -> Lead:
    """Insert a lead whose image was never drawn, and count it."""
    lead = Lead(
        list_id=list_id,
        lead_id=str(uuid.uuid4()),
        tracking_id=tracking_id or make_tracking_id(),
        variables=variables,
        image_extension="png",
        image_digest="0" * 64,
        image_bytes=10,
        warnings=(),
        created_at=tx.now,
    )
    ordinal = tx.lists.take_ordinal(list_id, lead.image_bytes)
    assert ordinal is not None
    tx.leads.insert(lead, ordinal)
    return lead
