"""Something freezes, or two do the same thing at once."""

import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path
from threading import Barrier

import httpx
import pytest
import victims
from processes import children_of, is_gone

pytestmark = pytest.mark.chaos


def test_a_frozen_drawing_process_costs_one_request_its_answer(tmp_path: Path, found: Callable) -> None:
    """The process that draws stands still: after its two seconds the request fails, nothing is charged, and another process draws on."""
    site = found(tmp_path)
    with site.program.serve() as serving, serving.client(site.program.key) as client:
        assert _post(client, site, "first").status_code == HTTPStatus.OK
        frozen = children_of(serving.process.pid)
        for pid in frozen:
            os.kill(pid, signal.SIGSTOP)
        began = time.monotonic()
        with ThreadPoolExecutor(os.cpu_count()) as pool:  # one for each process that draws, and one more
            answers = list(pool.map(lambda number: _post(client, site, number), range(os.cpu_count() or 1)))
        failed = [answer for answer in answers if answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR]
        assert failed
        assert {answer.json()["error"] for answer in failed} == {"internal_error"}
        assert time.monotonic() - began < 20
        assert _post(client, site, "last").status_code == HTTPStatus.OK
        served = 2 + len(answers) - len(failed)
        assert client.get("/v1/me").json()["credits"] == 1_000_000 - served
        assert any(is_gone(pid) for pid in frozen)
        for pid in frozen:
            if not is_gone(pid):
                os.kill(pid, signal.SIGCONT)
        assert serving.stop() == 0
    assert victims.last_faults(site.program.data_dir, victims.Promises()) == []


def test_a_list_deleted_by_two_at_once_is_deleted_once(tmp_path: Path, found: Callable) -> None:
    """Two of us delete the list at the same moment, while others still add to it: one is told 200, the other 404, and it is gone."""
    site = found(tmp_path)
    barrier = Barrier(6)

    def delete(client: httpx.Client) -> int:
        barrier.wait()
        return client.delete(f"/v1/lists/{site.list_id}").status_code

    def add(client: httpx.Client) -> list[int]:
        statuses = [client.post(site.leads_path, json={"variables": {}}).status_code for _ in range(3)]
        barrier.wait()
        return statuses + [client.post(site.leads_path, json={"variables": {}}).status_code for _ in range(8)]

    with site.program.serve() as serving, serving.client(site.program.key) as client, ThreadPoolExecutor(6) as pool:
        adding = [pool.submit(add, client) for _ in range(4)]
        deleting = [pool.submit(delete, client) for _ in range(2)]
        assert sorted(one.result() for one in deleting) == [HTTPStatus.OK, HTTPStatus.NOT_FOUND]
        statuses = [status for one in adding for status in one.result()]
        assert set(statuses) <= {HTTPStatus.OK, HTTPStatus.NOT_FOUND}
        assert client.get("/v1/me").json()["credits"] == 1_000_000 - statuses.count(HTTPStatus.OK)
        assert client.get("/v1/lists").json()["lists"] == []
        assert serving.stop() == 0
    images = site.program.data_dir / "images"
    assert [path for path in images.rglob("*") if path.is_file()] == []
    assert victims.last_faults(site.program.data_dir, victims.Promises()) == []


def _post(client: httpx.Client, site: object, name: object) -> httpx.Response:
    return client.post(site.leads_path, json={"variables": {"first_name": str(name)}})
