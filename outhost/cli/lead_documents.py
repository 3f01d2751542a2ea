"""Leads and what surrounds their images, as commands show them."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from outhost.appliance import Appliance
from outhost.cli.ports import address_of
from outhost.domain.alt_texts import alt_text_of
from outhost.domain.clock import whole_seconds
from outhost.domain.errors import LeadNotFound, ListNotFound, ListTypeNotSupported
from outhost.domain.leads import Lead
from outhost.domain.links import ImageAddress, image_address
from outhost.domain.lists import LeadList, ListType
from outhost.domain.render_spec import RenderSpec, parse_render_spec
from outhost.domain.snippets import img_tag
from outhost.domain.workspaces import Caller
from outhost.store.transactions import Tx


async def caller_of(appliance: Appliance, email: str | None, workspace_id: int | None) -> Caller:
    """Find the workspace that a command is for."""
    return await appliance.users.founder_caller(email=email, workspace_id=workspace_id, actor="command_line")


async def list_of(appliance: Appliance, caller: Caller, list_id: str) -> LeadList:
    """Find a list.

    Raises:
        ListNotFound
    """
    found = await appliance.read(_list, caller, list_id)
    if found is None:
        raise ListNotFound
    return found


async def lead_of(appliance: Appliance, lead_list: LeadList, name: str) -> Lead:
    """Find a lead by its id or its tracking id.

    Raises:
        LeadNotFound
    """
    found = await appliance.read(_lead, lead_list, name)
    if found is None:
        raise LeadNotFound
    return found


def spec_of(lead_list: LeadList) -> RenderSpec:
    """Read a list's spec.

    Raises:
        ListTypeNotSupported: it has none.
    """
    if lead_list.render_spec is None:
        raise ListTypeNotSupported(list_type=lead_list.list_type, supported=ListType.MEME)
    return parse_render_spec(json.loads(lead_list.render_spec))


def images_of(appliance: Appliance) -> ImageAddress:
    """Tell where images are linked."""
    return image_address(image_base_url=appliance.settings.image_base_url, base_url=address_of(appliance.settings))


def alt_texts_of(lead_list: LeadList, rows: Sequence[Mapping[str, str | None]]) -> list[str]:
    """Say what stands for the pictures of these variables."""
    spec = spec_of(lead_list)
    return [alt_text_of(spec, lead_list.options.alt_text, variables) for variables in rows]


def image_file(appliance: Appliance, lead: Lead) -> Path:
    """Name the file in which a lead's image lies, whatever its review says."""
    return appliance.images.path(lead.image_name, lead.image_extension).absolute()


def lead_document(appliance: Appliance, lead_list: LeadList, lead: Lead) -> dict[str, Any]:
    """Write all that is known of a lead."""
    spec = spec_of(lead_list)
    alt_text = alt_text_of(spec, lead_list.options.alt_text, lead.variables)
    image_url = images_of(appliance).of(lead.tracking_id, lead.image_extension)
    return {
        "lead_id": lead.lead_id,
        "tracking_id": lead.tracking_id,
        "image_url": image_url,
        "variables": dict(lead.variables),
        "missing_variables": [name for name, value in lead.variables.items() if value is None],
        "warnings": list(lead.warnings),
        "alt_text": alt_text,
        "review_status": lead.review_status,
        "created_at": whole_seconds(lead.created_at),
        "image_bytes": lead.image_bytes,
        "image_file": str(image_file(appliance, lead)),
        "snippet": img_tag(src=image_url, alt=alt_text, width=spec.width, height=spec.height),
    }


def _list(tx: Tx, caller: Caller, list_id: str) -> LeadList | None:
    return tx.lists.find(caller.workspace_id, list_id)


def _lead(tx: Tx, lead_list: LeadList, name: str) -> Lead | None:
    return tx.leads.find_named(lead_list.id, name)
