"""A lead's way through every floor, over a real socket."""

from houses import Tenant


async def test_a_posted_lead_gets_an_image_that_opens(tenant: Tenant) -> None:
    """I post a lead and the link in the answer shows a picture."""
    made = await tenant.make_list()
    answer = await tenant.client.post(f"/v1/lists/{made.public_id}/leads", json={"variables": {"first_name": "Sam"}})
    assert answer.status_code == 200
    image = await tenant.client.get(answer.json()["image_url"])
    assert image.status_code == 200
    assert image.content.startswith(b"\x89PNG")
    assert await tenant.balance() == 999
