"""Files on their way to a job: there when the job is made, gone when none came."""

import errno
import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from houses import Tenant

from outhost.domain.errors import DiskFull
from outhost.operations import job_uploads
from outhost.operations.job_drafts import NewJob

LONG_AGO = timedelta(hours=2).total_seconds()


def lying(tenant: Tenant) -> set[str]:
    """Name what lies in the folder of uploads."""
    folder = tenant.house.appliance.folder.uploads
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


async def brought(tenant: Tenant, *pieces: bytes) -> str:
    """Bring a file in pieces."""
    uploads = tenant.house.appliance.job_uploads
    name = uploads.begin()
    for piece in pieces:
        await uploads.add(name, piece)
    await uploads.keep(name)
    return name


def path_of(tenant: Tenant, name: str) -> Path:
    """Give where a file lies."""
    return tenant.house.appliance.folder.uploads / name


async def test_a_file_is_what_was_brought_in_pieces(tenant: Tenant) -> None:
    """Piece behind piece, for its owner's eyes only."""
    name = await brought(tenant, b"name;em", b"ail\n", b"Ada;a@x.example\n")
    path = path_of(tenant, name)
    assert path.read_bytes() == b"name;email\nAda;a@x.example\n"
    assert path.stat().st_mode & 0o077 == 0
    await tenant.house.appliance.job_uploads.remove(name)
    assert name not in lying(tenant)


async def test_files_without_a_job_are_swept_up_after_an_hour(tenant: Tenant) -> None:
    """A command was killed on its way: what it brought goes; what a job came with stays, and so does what is still being brought."""
    appliance = tenant.house.appliance
    kept, old, fresh = [await brought(tenant, b"name\nAda\n") for _ in range(3)]
    module = await appliance.modules.runnable("import")
    await appliance.jobs.create(tenant.caller, NewJob(module=module, params={}, upload=kept))
    for name in (kept, old):
        os.utime(path_of(tenant, name), (path_of(tenant, name).stat().st_mtime - LONG_AGO,) * 2)
    await appliance.job_retention.sweep_uploads()
    assert {kept, old, fresh} & lying(tenant) == {kept, fresh}


@pytest.mark.parametrize("name", ["../outhost.db", "brought-x", ".", "fetched-0123456789abcdef01234567"])
async def test_no_other_file_can_be_written(tenant: Tenant, name: str) -> None:
    """A piece is for a file that was begun here, whatever is said over the line."""
    with pytest.raises(ValueError, match=re.escape(name)):
        await tenant.house.appliance.job_uploads.add(name, b"x")


async def test_a_text_for_which_the_disk_is_full_is_refused_with_that_reason(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """I paste a long table: I am told that there is no room, and nothing is left lying."""

    def full(_path: Path, _data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(job_uploads, "write_whole", full)
    appliance = tenant.house.appliance
    new = NewJob(module=await appliance.modules.runnable("import"), params={"text": "name\n" + "Ada\n" * 5000})
    before = lying(tenant)
    with pytest.raises(DiskFull):
        await appliance.jobs.create(tenant.caller, new)
    assert lying(tenant) == before
