"""The programs that benchmarks run reach into the house; here each does a little work on every day, so that none breaks unseen."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from furnishing import CARD, furnish
from grounds import flat, png_of
from servers import run_program, run_unloaded
from stills import document_of

from outhost.operations.lists import NewList


@pytest.mark.parametrize("by", ["store", "aiosqlite"])
def test_leads_are_committed_as_the_operation_does(tmp_path: Path, by: str) -> None:
    """Either way each lead is there, charged once."""
    premises = furnish(tmp_path, [NewList(name="Bench", document=CARD)])
    job: dict[str, Any] = {"by": by, "synchronous": "FULL", "clients": 2, "count": 5}
    where = {
        "database": str(premises.database), "workspace_id": premises.workspace_id, "public_id": premises.lists[0].public_id,
    }  # fmt: skip
    seen = run_program("commits.py", job | where)
    added = seen["count"] + (by == "aiosqlite")  # one more to overhear the statements
    assert premises.count("SELECT count(*) FROM leads") == premises.count("SELECT count(*) FROM credit_entries WHERE delta = -1") == added


def test_every_way_of_drawing_a_still_draws_the_same_pixels() -> None:
    """What is compared is the same picture, but for the first program's way, which sets its text by hand."""
    job: dict[str, Any] = {"count": 1, "ground": "flat", "size": (160, 120), "kind": "wide", "first_number": 1}
    seen = {way: run_program("stills.py", job | {"way": way}) for way in ("spliced", "plain", "pillow", "jpeg")}
    assert seen["spliced"]["pixels"] == seen["plain"]["pixels"] != seen["jpeg"]["pixels"]
    assert all(one["ms"] > 0 < one["bytes"] for one in seen.values())


@pytest.mark.parametrize("way", ["spliced", "rgb", "fixed"])
def test_every_way_of_drawing_a_film_draws_it(way: str) -> None:
    """The one that is typed, for it needs no footage."""
    seen = run_program("films.py", {"way": way, "count": 1, "kind": "typing"})
    assert seen["ms"] > 0 < seen["bytes"]


@pytest.mark.parametrize("by", ["easel", "studio"])
def test_drawing_alone_draws_every_picture_once(tmp_path: Path, by: str) -> None:
    """As many different pictures as were asked for."""
    data = png_of(flat((160, 120)))
    asset = hashlib.sha256(data).hexdigest()
    (tmp_path / asset).write_bytes(data)
    work = {"document": document_of((160, 120), asset, "wide"), "files": {asset: str(tmp_path / asset)}}
    seen = run_program("drawing.py", work | {"by": by, "count": 3, "first_number": 1, "connections": 2, "keep": str(tmp_path / "kept")})
    assert len(set(seen["digests"])) == seen["count"] == 3
    assert len(list((tmp_path / "kept").glob("*/*.png"))) == len(seen["digests"]) + WARM[by]


WARM = {"easel": 20, "studio": 40}
"""Pictures that the program draws and keeps before its clock starts."""


def test_memory_is_told_at_each_mark() -> None:
    """A mark a figure, in MiB."""
    seen = run_program("endless.py", {"size": (160, 120), "marks": [1, 5]})["mib"]
    assert len(seen) == 2
    assert all(10 < mib < 1000 for mib in seen)


def test_the_engine_and_the_bare_loop_work_off_every_unit(tmp_path: Path) -> None:
    """Each says how long it took, having counted what came of it."""
    job = {"do": "throughput", "folder": str(tmp_path / "house"), "slug": "greet", "jobs": 2, "units": 3}
    assert run_unloaded("engine_side", job)["seconds"] > 0
    assert run_program("bare_side.py", {"folder": str(tmp_path), "units": 3})["seconds"] > 0


def test_the_engine_tells_when_a_unit_begins(tmp_path: Path) -> None:
    """Not before it was asked for, and not after it was done."""
    seen = run_unloaded("engine_side", {"do": "latency", "folder": str(tmp_path / "house"), "rounds": 2})
    assert 0 < seen["start_ms"][0] < seen["end_ms"][0]
