"""The disk fills up while the server works."""

import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest
import victims
from engines import open_engine, row_plugin

from outhost.domain.jobs import JobStatus

pytestmark = pytest.mark.chaos

CAP_SYS_ADMIN = 1 << 21


def may_mount() -> bool:
    """Tell whether this process may mount a small disk."""
    status = Path("/proc/self/status").read_text()
    return bool(int(status.partition("CapEff:")[2].split()[0], 16) & CAP_SYS_ADMIN)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of six megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk], check=True)
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


@pytest.mark.skipif(not may_mount(), reason="needs the right to mount a small disk")
def test_a_full_disk_loses_and_charges_nothing(small_disk: Path, found: Callable) -> None:
    """No room for the next picture or the next row: I am told, nothing is charged, and with room again everything goes on."""
    site = found(small_disk)
    promises = victims.Promises()
    with site.program.serve(log=small_disk.parent / "server.log") as serving, serving.client(site.program.key) as client:
        ballast = small_disk / "ballast"
        for _ in range(3):
            _fill(ballast, small_disk, leave=150_000)
            refused = [_post(client, site, promises) for _ in range(200)]
            assert HTTPStatus.INTERNAL_SERVER_ERROR in refused
            balance = client.get("/v1/me").json()["credits"]
            assert balance == 1_000_000 - len(promises.leads)
            ballast.unlink()
            assert _post(client, site, promises) == HTTPStatus.OK
        answer = client.delete(f"/v1/lists/{site.list_id}")
        assert answer.status_code == HTTPStatus.OK
        promises.leads.clear()
        assert serving.stop() == 0
    assert victims.last_faults(site.program.data_dir, promises) == []


@pytest.mark.skipif(not may_mount(), reason="needs the right to mount a small disk")
def test_below_the_room_kept_free_nothing_is_begun(small_disk: Path, found: Callable) -> None:
    """The disk gets full: leads are refused with that reason before anything is drawn or charged, and monitoring sees it."""
    site = found(small_disk)
    kept = replace(site.program, environment={"OUTHOST_MIN_FREE_MB": "2"})
    with kept.serve(log=small_disk.parent / "server.log") as serving, serving.client(site.program.key) as client:
        assert client.get("/readyz").json()["disk"] == "ok"
        assert client.post(site.leads_path, json={"variables": {}}).status_code == HTTPStatus.OK
        _fill(small_disk / "ballast", small_disk, leave=1 << 20)
        refused = client.post(site.leads_path, json={"variables": {}})
        assert refused.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
        assert "The disk has" in refused.json()["message"]
        ready = client.get("/readyz")
        assert (ready.status_code, ready.json()["disk"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "full")
        assert client.get("/v1/me").json()["credits"] == 999_999
        assert client.get(f"/v1/lists/{site.list_id}").json()["lead_count"] == 1
        (small_disk / "ballast").unlink()
        assert client.post(site.leads_path, json={"variables": {}}).status_code == HTTPStatus.OK
        assert serving.stop() == 0


def _fill(ballast: Path, disk: Path, *, leave: int) -> None:
    """Take all room but a little."""
    block = b"\0" * 4096
    with ballast.open("wb", buffering=0) as file:
        while _free(disk) > leave:
            file.write(block)


def _free(disk: Path) -> int:
    room = os.statvfs(disk)
    return room.f_bavail * room.f_frsize


def _post(client: httpx.Client, site: object, promises: victims.Promises) -> int:
    answer = client.post(site.leads_path, json={"variables": {"first_name": str(len(promises.leads))}})
    if answer.status_code == HTTPStatus.OK:
        promises.leads[answer.json()["lead_id"]] = site.list_id
    return answer.status_code


@pytest.mark.skipif(not may_mount(), reason="needs the right to mount a small disk")
async def test_a_disk_that_fills_up_under_a_job_loses_none_of_its_units(small_disk: Path) -> None:
    """No room for the next rows: the job fails, or waits; with room again the rest is done, and every row is there once."""
    count, body = 400, "return {'text': 'x' * 4000 + str(row['n'])}"
    async with open_engine(small_disk, {"wordy": row_plugin("wordy", body)}, min_free_mb=0) as engine:
        ballast = small_disk / "ballast"
        job = await engine.create("wordy", [{"n": number} for number in range(count)])
        _fill(ballast, small_disk, leave=400_000)
        async with engine.running():
            await engine.until(job, lambda now: not now.status.is_live)
            ballast.unlink()
            first = await engine.over(job)
            assert (first.status, first.results_count < count) == (JobStatus.FAILED, True)
            assert first.error_message == "The disk is full; make room and resume the job."
            job = await engine.appliance.jobs.resume(engine.caller, job.public_id)
            last = await engine.over(job)
        rows = await engine.rows(job)
        assert (last.status, last.results_count) == (JobStatus.DONE, count)
        assert sorted(row["n"] for row in rows) == list(range(count))
