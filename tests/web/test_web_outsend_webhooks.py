"""Webhooks on `/api`: made, shown without their secret, changed, tried, sent again, rotated; and where they may lead."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from clocks import TurnedClock
from fetching import Resolver
from houses import House, OpenHouse
from outsend import Person, answer_of, check_refused, events_of, join, move_in
from waiting import until
from webhooks import PUBLIC_URL, SECRET, deliveries_of, hang, happen, make_delivery, make_webhook, open_receiver, until_tried

from outhost.domain.news import PUBLIC
from outhost.domain.webhooks import Webhook
from outhost.domain.workspaces import Role

NEW = {"url": PUBLIC_URL, "events": ["job.failed", "job.completed"]}


@pytest.fixture
async def owner(house: House) -> AsyncIterator[Person]:
    """An owner of a workspace."""
    async with move_in(house) as person:
        yield person


async def hook(person: Person, **chosen: Any) -> Webhook:
    """Set a webhook of somebody's down."""
    return await person.house.appliance.store.write(lambda tx: make_webhook(tx, person.workspace_id, **chosen))


async def test_a_webhook_is_made_and_its_secret_shown_this_once(owner: Person) -> None:
    """The secret stands in the first answer, and neither in its replay, the list, the log nor among the events."""
    headers = {"Idempotency-Key": "k"}
    first, again = [await answer_of(owner.client.post("/api/webhooks", json=NEW, headers=headers)) for _ in range(2)]
    assert again == first | {"secret": None}
    assert first["secret"].startswith("whsec_")
    assert len(first["secret"]) == 49
    assert first["events"] == ["job.completed", "job.failed"]
    assert (first["is_active"], first["dead_in_a_row"], first["disabled_at"]) == (True, 0, None)
    listed = await answer_of(owner.client.get("/api/webhooks"))
    assert listed == {"webhooks": [{key: value for key, value in first.items() if key != "secret"}]}
    events = await owner.house.appliance.read(lambda tx: tx.all("SELECT data FROM events"))
    assert not any(first["secret"] in row["data"] for row in events)
    assert ("webhook.created", str(first["id"]), f"user:{owner.id}") in await events_of(owner)


async def test_n8n_comes_with_a_key_and_a_secret_of_its_own(owner: Person) -> None:
    """A program with my key makes a webhook, finds it again by its address, and takes it away when its workflow is switched off."""
    async with owner.with_key(await owner.make_key()) as program:
        made = await answer_of(program.post("/api/webhooks", json=NEW | {"secret": "x" * 16}))
        assert made["secret"] == "x" * 16
        (found,) = (await answer_of(program.get("/api/webhooks")))["webhooks"]
        assert found["url"] == PUBLIC_URL
        assert await answer_of(program.delete(f"/api/webhooks/{found['id']}")) == {"ok": True}
        assert await answer_of(program.get("/api/webhooks")) == {"webhooks": []}


async def test_a_workspace_has_five_and_no_more(owner: Person) -> None:
    """The sixth is refused, also when six come at once; when one is deleted there is room."""
    made = await asyncio.gather(*(owner.client.post("/api/webhooks", json=NEW) for _ in range(6)))
    assert sorted(answer.status_code for answer in made) == [200] * 5 + [400]
    await check_refused(owner, "POST", "/api/webhooks", body=NEW, status=400, says="5 webhooks")
    kept = (await answer_of(owner.client.get("/api/webhooks")))["webhooks"]
    await answer_of(owner.client.delete(f"/api/webhooks/{kept[0]['id']}"))
    await answer_of(owner.client.post("/api/webhooks", json=NEW))


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"events": ["job.started"]}, "events.0", "must be one of job.completed"),
        ({"events": ["job.failed", "webhook.test"]}, "events.1", "must be one of"),
        ({"events": []}, "events", "at least one"),
        ({"events": "job.failed"}, "events", "list"),
        ({"secret": "x" * 15}, "secret", "16 to 128"),
        ({"secret": "x" * 129}, "secret", "16 to 128"),
        ({"url": "https://example.com/" + "x" * 2000}, "url", "2000"),
        ({"url": 7}, "url", "text"),
    ],
)
async def test_what_is_wrong_with_a_field_is_said_of_it(owner: Person, changed: dict[str, Any], field: str, says: str) -> None:
    """An unknown event, a secret that is too short or too long: 422, before anybody looks where the address leads."""
    await check_refused(owner, "POST", "/api/webhooks", body=NEW | {"url": "nonsense"} | changed, status=422, says=says, field=field)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "no web address"),
        ("ftp://93.184.216.34/", "only http"),
        ("http://93.184.216.34/hook", "http://"),
        ("https://user:pass@93.184.216.34/", "password"),
        ("https://127.0.0.1/", "webhook_allow_private"),
        ("https://[::1]/", "webhook_allow_private"),
        ("https://10.0.0.8/", "webhook_allow_private"),
        ("https://192.168.1.4:8443/", "webhook_allow_private"),
        ("https://100.64.0.1/", "webhook_allow_private"),
        ("https://[::ffff:10.0.0.8]/", "webhook_allow_private"),
        ("https://0x7f000001/", "webhook_allow_private"),
        ("https://169.254.169.254/latest/meta-data", "no public website"),
    ],
)
async def test_a_webhook_leads_to_a_public_https_address_or_is_not_made(owner: Person, url: str, says: str) -> None:
    """Whatever else it leads to is refused with the reason, and by PATCH as well."""
    await check_refused(owner, "POST", "/api/webhooks", body=NEW | {"url": url}, status=400, says=says, field="url")
    webhook = await hook(owner)
    await check_refused(owner, "PATCH", f"/api/webhooks/{webhook.id}", body={"url": url}, status=400, says=says, field="url")


async def test_a_name_that_nobody_has_or_that_leads_inside_is_refused(
    tmp_path: Path, open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One public address among the name's is not enough: each must be."""
    names = Resolver(names={"nobody.example": [[]], "both.example": [["93.184.216.34", "10.0.0.8"]]})
    monkeypatch.setattr("outhost.appliance.outside.Names", lambda: names)
    async with open_house(tmp_path) as house, move_in(house) as owner:
        for host, says in (("nobody.example", "nobody has this name"), ("both.example", "webhook_allow_private")):
            body = NEW | {"url": f"https://{host}/hook"}
            await check_refused(owner, "POST", "/api/webhooks", body=body, status=400, says=says, field="url")


async def test_on_a_lan_a_webhook_may_lead_inside_and_there_by_http(tmp_path: Path, open_house: OpenHouse) -> None:
    """With webhook_allow_private my n8n in the cellar is told, by http too; beyond the LAN it stays https."""
    async with open_house(tmp_path, webhook_allow_private=True) as house, move_in(house) as owner:
        await answer_of(owner.client.post("/api/webhooks", json=NEW | {"url": "http://192.168.1.4:5678/webhook/x"}))
        body = NEW | {"url": "http://93.184.216.34/hook"}
        await check_refused(owner, "POST", "/api/webhooks", body=body, status=400, says="https://", field="url")
        body = NEW | {"url": "http://169.254.169.254/hook"}
        await check_refused(owner, "POST", "/api/webhooks", body=body, status=400, says="no public website", field="url")


async def test_only_those_who_look_after_a_workspace_see_its_webhooks(owner: Person) -> None:
    """An address may be as good as a password: members neither see nor change webhooks, admins do."""
    webhook = await hook(owner)
    async with join(owner, Role.MEMBER) as member, join(owner, Role.ADMIN) as admin:
        assert (await member.client.get("/api/webhooks")).status_code == 403
        assert (await member.client.get("/api/events")).status_code == 200
        assert [one["id"] for one in (await answer_of(admin.client.get("/api/webhooks")))["webhooks"]] == [webhook.id]


async def test_a_change_leaves_the_rest_as_it_is(owner: Person) -> None:
    """I send one field, and one field is otherwise; what changes nothing is no event."""
    webhook = await hook(owner, events=["job.completed"])
    path = f"/api/webhooks/{webhook.id}"
    before = await answer_of(owner.client.patch(path, json={}))
    after = await answer_of(owner.client.patch(path, json={"events": [str(name) for name in reversed(PUBLIC)]}))
    assert after == before | {"events": list(PUBLIC)}
    off = await answer_of(owner.client.patch(path, json={"is_active": False, "url": PUBLIC_URL}))
    assert off == after | {"is_active": False, "url": PUBLIC_URL, "disabled_at": off["disabled_at"]}
    assert off["disabled_at"]
    assert await answer_of(owner.client.patch(path, json={"is_active": True})) == off | {"is_active": True, "disabled_at": None}
    assert [name for name, _, _ in await events_of(owner)].count("webhook.changed") == 3


@pytest.mark.parametrize("call", ["test", "deliveries/{delivery}/resend"])
async def test_nothing_is_sent_to_a_webhook_that_is_disabled(owner: Person, call: str) -> None:
    """Neither a test nor an old delivery: enable it first."""
    webhook = await hook(owner)
    delivery = await owner.house.appliance.store.write(make_delivery, owner.workspace_id, webhook.id)
    await answer_of(owner.client.patch(f"/api/webhooks/{webhook.id}", json={"is_active": False}))
    path = f"/api/webhooks/{webhook.id}/{call.format(delivery=delivery.public_id)}"
    await check_refused(owner, "POST", path, status=400, says="enable it first")
    again = await answer_of(owner.client.get(f"/api/webhooks/{webhook.id}/deliveries"))
    assert [one["status"] for one in again["items"]] == ["dead"]


async def test_a_test_is_sent_once_and_says_what_came_of_it(tmp_path: Path, open_house: OpenHouse) -> None:
    """I press the button while my server refuses: I read why, in my language, nothing is tried again, and nobody counts it as dead."""
    clock = TurnedClock()
    async with (
        open_receiver(hook=b"HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\nno \x00 hook") as receiver,
        open_house(tmp_path, clock=clock, webhook_allow_private=True) as house,
        move_in(house) as owner,
    ):
        made = await answer_of(owner.client.post("/api/webhooks", json=NEW | {"url": receiver.url("/hook"), "secret": SECRET}))
        path, headers = f"/api/webhooks/{made['id']}", {"Idempotency-Key": "once"}
        first, again = [await answer_of(owner.client.post(f"{path}/test", headers=headers)) for _ in range(2)]
        assert first == again
        assert (first["type"], first["status"], first["tries"], first["answer"]) == ("webhook.test", "pending", 0, "")
        webhook = await owner.house.appliance.read(lambda tx: tx.webhooks.find(owner.workspace_id, made["id"]))
        await until_tried(house, webhook, 1)
        for locale, says in (("en", "the server answered 404"), ("fr", "le serveur a répondu 404")):
            page = await answer_of(owner.client.get(f"{path}/deliveries", headers={"Accept-Language": locale}))
            (shown,) = page["items"]
            assert shown["reason"].startswith(says)
        assert (shown["status"], shown["answer_status"], shown["answer"], shown["next_try_at"]) == ("dead", 404, "no  hook", None)
        (listed,) = (await answer_of(owner.client.get("/api/webhooks")))["webhooks"]
        assert listed["dead_in_a_row"] == 0
    (post,) = receiver.posts
    assert post.is_signed_by(SECRET)
    assert post.headers["x-outsend-event"] == "webhook.test"


async def test_deliveries_are_listed_newest_first_in_pages_by_what_became_of_them(owner: Person) -> None:
    """I look through what my server was sent: how many there are, those that died, a page of them."""
    webhook = await hook(owner)
    made = [(await owner.house.appliance.store.write(make_delivery, owner.workspace_id, webhook.id)).public_id for _ in range(3)]
    path = f"/api/webhooks/{webhook.id}/deliveries"
    page = await answer_of(owner.client.get(path, params={"limit": 2, "status": "dead"}))
    assert ([one["id"] for one in page["items"]], page["total"]) == ([made[2], made[1]], 3)
    assert (await answer_of(owner.client.get(path, params={"offset": 2})))["items"][0]["id"] == made[0]
    assert (await answer_of(owner.client.get(path, params={"status": "delivered"})))["total"] == 0
    await check_refused(owner, "GET", f"{path}?status=lost", status=422, says="pending, delivered, dead", field="status")


async def test_a_resend_that_comes_while_it_is_under_way_sends_nothing_twice(tmp_path: Path, open_house: OpenHouse) -> None:
    """My server is slow, and I am impatient: what is on its way already is not begun again."""
    async with (
        open_receiver(hook=hang) as receiver,
        open_house(tmp_path, clock=TurnedClock(), webhook_allow_private=True) as house,
        move_in(house) as owner,
    ):
        webhook = await hook(owner, url=receiver.url("/hook"))
        await happen(house, owner.caller)
        (delivery,) = await deliveries_of(house, webhook)
        await until(lambda: len(receiver.posts) == 1)
        path = f"/api/webhooks/{webhook.id}/deliveries/{delivery.public_id}/resend"
        answers = [await answer_of(owner.client.post(path)) for _ in range(3)]
        assert {(one["id"], one["status"], one["tries"]) for one in answers} == {(delivery.public_id, "pending", 0)}
        await happen(house, owner.caller)
    assert len(receiver.posts) == 1


async def test_a_webhook_made_anew_has_nothing_of_one_that_was_deleted(owner: Person) -> None:
    """Its number is another, so that nobody's old deliveries turn up in it."""
    old = await hook(owner)
    await owner.house.appliance.store.write(make_delivery, owner.workspace_id, old.id)
    await answer_of(owner.client.delete(f"/api/webhooks/{old.id}"))
    assert (await owner.client.get(f"/api/webhooks/{old.id}/deliveries")).status_code == 404
    new = await hook(owner)
    assert new.id != old.id
    assert (await answer_of(owner.client.get(f"/api/webhooks/{new.id}/deliveries")))["total"] == 0
