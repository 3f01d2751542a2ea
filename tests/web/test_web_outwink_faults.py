"""Faults of ours: an id to ask by, a trace in the log alone, and nothing charged."""

import json
import logging
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from clocks import TurnedClock
from houses import OpenHouse, Tenant
from sanic.exceptions import SanicException, ServiceUnavailable
from traces import traces_of

from outhost.web.outwink import envelope
from outhost.web.outwink.endpoints import ENDPOINTS

LEAD = {"variables": {"first_name": "Sam", "company": "Acme"}}
NO_DISK_IS_SO_LARGE_MB = 10**9


@pytest.fixture
async def lodger(tmp_path: Path, open_house: OpenHouse) -> AsyncIterator[Tenant]:
    """The only tenant of a house that may be broken."""
    async with open_house(tmp_path, clock=TurnedClock()) as house:
        tenant = await house.move_in()
        async with tenant.client:
            yield tenant


async def test_an_image_that_cannot_be_written_costs_nothing(lodger: Tenant, caplog: pytest.LogCaptureFixture) -> None:
    """The images folder is broken: 500 with an id, the trace in the log alone, no lead, no credit; mended, the next lead is fine."""
    images = lodger.house.appliance.folder.images
    path = await _path(lodger)
    before = await traces_of(lodger)
    shutil.rmtree(images, ignore_errors=True)
    images.write_text("no folder")
    answer = await lodger.client.post(path, json=LEAD, headers={"X-Request-Id": "my-request", "Idempotency-Key": "k"})
    assert await traces_of(lodger) == before
    check_fault(answer, caplog)
    assert "my-request" in answer.json()["message"]
    images.unlink()
    assert (await lodger.client.post(path, json=LEAD)).status_code == 200


async def test_a_store_that_is_gone_is_a_fault_of_every_call(lodger: Tenant, caplog: pytest.LogCaptureFixture) -> None:
    """The database is gone: every call answers 500 in the envelope, and /readyz says why."""
    path = await _path(lodger)
    await lodger.house.appliance.store.close()
    for endpoint in ENDPOINTS:
        target = endpoint.path.replace("<list_id>", path.split("/")[3])
        check_fault(await lodger.client.request(endpoint.method, target, json=endpoint.example.body), caplog)
    ready = await lodger.client.get("/readyz")
    assert (ready.status_code, ready.json()["database"]) == (503, "unreachable")
    assert (await lodger.client.get("/healthz")).status_code == 200


async def test_a_lead_that_cannot_be_committed_costs_nothing(lodger: Tenant, caplog: pytest.LogCaptureFixture) -> None:
    """The database refuses the commit: 500, nothing is charged, and the image that nobody owns is swept up after an hour."""
    house, path = lodger.house, await _path(lodger)
    before = await traces_of(lodger)
    await house.appliance.store.write(lambda tx: tx.run("PRAGMA query_only = 1"))
    answer = await lodger.client.post(path, json=LEAD, headers={"Idempotency-Key": "k"})
    check_fault(answer, caplog)
    after = await traces_of(lodger)
    (orphan,) = after.files
    assert replace(after, files=before.files) == before
    assert await house.appliance.leads.sweep_orphans() == 0
    an_hour_ago = (house.appliance.clock.now() - timedelta(hours=1, seconds=1)).timestamp()
    os.utime(next(house.appliance.folder.images.glob(f"*/{orphan}")), (an_hour_ago, an_hour_ago))
    assert await house.appliance.leads.sweep_orphans() == 1
    assert await traces_of(lodger) == before


async def test_a_drawing_that_fails_costs_nothing(lodger: Tenant, caplog: pytest.LogCaptureFixture) -> None:
    """The drawing processes are gone: 500 and nothing charged, while everything else goes on."""
    path = await _path(lodger)
    before = await traces_of(lodger)
    await lodger.house.appliance.studio.close()
    check_fault(await lodger.client.post(path, json=LEAD), caplog)
    assert await traces_of(lodger) == before
    assert (await lodger.client.get("/v1/me")).status_code == 200


async def test_a_drawing_that_takes_too_long_costs_nothing(
    lodger: Tenant, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A picture over its time limit is given up: 500 and nothing charged; the next one is drawn."""
    path = await _path(lodger)
    before = await traces_of(lodger)
    with monkeypatch.context() as hurried:
        hurried.setitem(lodger.house.appliance.studio._limits, "png", 0.0)
        check_fault(await lodger.client.post(path, json=LEAD), caplog)
    assert await traces_of(lodger) == before
    assert (await lodger.client.post(path, json=LEAD)).status_code == 200


async def test_a_full_disk_refuses_leads_before_anything_is_charged(tmp_path: Path, open_house: OpenHouse) -> None:
    """Below min_free_mb a lead is 500 with the reason, and nothing is drawn or charged; what writes little goes on."""
    async with open_house(tmp_path, min_free_mb=NO_DISK_IS_SO_LARGE_MB) as house:
        tenant = await house.move_in(credit_count=0)
        async with tenant.client as client:
            path = await _path(tenant)
            before = await traces_of(tenant)
            answer = await client.post(path, json=LEAD, headers={"Idempotency-Key": "k"})
            assert await traces_of(tenant) == before
            assert (answer.status_code, answer.json()["error"]) == (500, "internal_error")
            assert f"{NO_DISK_IS_SO_LARGE_MB} MB" in answer.json()["message"]
            assert "details" not in answer.json()
            assert (await client.patch(path.removesuffix("/leads"), json={"name": "B"})).status_code == 200
            assert (await client.post(path, json={"variables": 1})).status_code == 400


async def test_a_fault_is_told_without_its_inside(lodger: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever broke, its words are in the log, not in my answer."""

    def burst(*_args: object) -> None:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr(lodger.house.appliance.lists, "rename", burst)
    answer = await lodger.client.patch((await _path(lodger)).removesuffix("/leads"), json={"name": "B"})
    assert answer.status_code == 500
    assert "secret" not in answer.text


@pytest.mark.parametrize("status", [400, 413, 417, 431, 500, 503])
def test_a_fault_of_the_http_layer_is_said_in_the_surface_s_own_codes(status: int) -> None:
    """Whatever the HTTP layer calls it, /v1 answers 400 or 500 with a code of its table."""
    request: Any = SimpleNamespace(ctx=SimpleNamespace(), headers={"x-request-id": "my-request"}, path="/v1/me")
    answer = envelope.say_http_fault(request, SanicException("Odd.", status_code=status))
    assert (answer.status, json.loads(answer.body or b"")["error"]) == ((400, "invalid_input") if status < 500 else (500, "internal_error"))


def test_a_request_that_took_too_long_is_not_called_uncharged() -> None:
    """Where the server gave up waiting, the work may be done all the same: the answer says so."""
    request: Any = SimpleNamespace(ctx=SimpleNamespace(), headers={"x-request-id": "my-request"}, path="/v1/me")
    answer = envelope.say_http_fault(request, ServiceUnavailable("Response Timeout"))
    told = json.loads(answer.body or b"")
    assert (answer.status, told["error"]) == (500, "internal_error")
    assert "my-request" in told["message"]
    assert "charged" not in told["message"]


def check_fault(answer: httpx.Response, caplog: pytest.LogCaptureFixture) -> None:
    """Hold an answer against what a fault of ours must look like, and find its trace in the log."""
    envelope = answer.json()
    request_id = answer.headers["x-request-id"]
    assert answer.status_code == 500
    assert list(envelope) == ["error", "message"]
    assert envelope["error"] == "internal_error"
    assert request_id in envelope["message"]
    traces = [record for record in caplog.records if getattr(record, "request_id", "") == request_id and record.levelno == logging.ERROR]
    assert len(traces) == 1
    assert traces[0].exc_info is not None


async def _path(tenant: Tenant) -> str:
    return f"/v1/lists/{(await tenant.make_list()).public_id}/leads"
