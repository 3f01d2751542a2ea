"""A furnished workspace: something for every path to name."""

import asyncio
from dataclasses import dataclass

import httpx
from houses import House, Tenant
from traces import traces_of

from outhost.domain.lists import ListType


@dataclass(frozen=True, kw_only=True)
class Premises:
    """A workspace with a list of each type, a lead and a deleted list; beside it a neighbour, a penniless one and one who was shut out.

    Refusals leave it as it is, so that many tests share it.
    """

    tenant: Tenant
    penniless: Tenant
    shut_out: Tenant
    ids: dict[str, str]

    def path(self, template: str) -> str:
        """Fill the gaps of a path: `{meme}`, `{ai}`, `{ice_breaker}`, `{deleted}`, `{foreign}`, `{unpaid}`, `{shouted}`, `{absent}`."""
        return template.format(**self.ids)


async def furnish(house: House) -> Premises:
    """Move in and make lists."""
    tenant, neighbour, shut_out = await asyncio.gather(house.move_in(), house.move_in(credit_count=0), house.move_in())
    meme = await tenant.make_list("Meme")
    deleted = await tenant.make_list("Deleted")
    ai = await tenant.make_list("AI", list_type=ListType.AI)
    ice_breaker = await tenant.make_list("Ice", list_type=ListType.ICE_BREAKER)
    foreign = await neighbour.make_list("Foreign")
    await house.appliance.lists.delete(tenant.caller, deleted.public_id)
    await house.appliance.leads.add(tenant.caller, meme, {"first_name": "Sam"})
    await house.appliance.users.deactivate(shut_out.email)
    made = {"meme": meme, "ai": ai, "ice_breaker": ice_breaker, "deleted": deleted, "foreign": foreign, "unpaid": foreign}
    ids = {name: lead_list.public_id for name, lead_list in made.items()}
    ids |= {"shouted": meme.public_id.upper(), "absent": "2c4f1c33-b8e8-4f5e-9a2c-3f6b2b3a7d9b"}
    return Premises(tenant=tenant, penniless=neighbour, shut_out=shut_out, ids=ids)


async def check_refused(
    premises: Premises, tenant: Tenant, request: httpx.Request, *, status: int, error: str, details: object = None
) -> httpx.Response:
    """Send a request that must be refused in the seed's envelope, and must leave no trace; give the answer.

    `details` is what must stand in the answer; for `invalid_input`, the paths of its issues.
    """
    before = await traces_of(tenant), await traces_of(premises.tenant)
    answer = await tenant.client.send(request)
    assert (await traces_of(tenant), await traces_of(premises.tenant)) == before
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-request-id"]
    envelope = answer.json()
    assert envelope["error"] == error, envelope
    assert len(envelope["message"]) > len("Bad request")
    if error == "invalid_input":
        assert all(set(issue) == {"path", "message"} and issue["message"] for issue in envelope["details"]["issues"])
        assert details is None or [issue["path"] for issue in envelope["details"]["issues"]] == details, envelope
    else:
        assert envelope.get("details") == details
    assert list(envelope) == (["error", "message", "details"] if "details" in envelope else ["error", "message"])
    return answer
