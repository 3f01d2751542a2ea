"""What the house costs around a drawn picture: `POST …/leads` against drawing alone, and how much of it is waiting for the disk."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from drawing import variables_of
from furnishing import Premises, built_in, furnish
from ratios import SCALE, Table, at_least, in_turn
from servers import HERE, Server, run_program, serving

from outhost.operations.lists import NewList
from outhost.resources import ShippedTemplate

pytestmark = pytest.mark.bench

BODY = json.dumps({"variables": variables_of(0)}).replace("0", "{n}")
CONNECTIONS = 4
SECONDS_OF_DRAWING = 1.5 * max(SCALE, 0.5)


@pytest.mark.parametrize("extension", ["png", "gif"])
def test_a_lead_costs_little_more_than_its_picture(tmp_path: Path, table: Table, extension: str) -> None:
    """The same pictures, drawn by one process, by the studio, and by the server with key, credit, ledger, file and commit."""
    template = built_in(extension)
    premises = furnish(tmp_path / "house", [NewList(name="Bench", template=template.slug)])
    careless = furnish(tmp_path / "careless", [NewList(name="Bench", template=template.slug)])
    count = max(8, round(_draw(template, "easel", 8, 0)["rate"] * SECONDS_OF_DRAWING))
    with serving(premises.folder) as house, serving(careless.folder, (str(HERE / "unsynced.py"),)) as hasty:

        def post(server: Server, where: Premises, connections: int, number: int) -> float:
            seen = server.load(
                f"/v1/lists/{where.lists[0].public_id}/leads", key=where.key, connections=connections,
                method="POST", body=BODY, count=count, first_number=number, warm_up=10,
            )  # fmt: skip
            assert seen["statuses"] == {"200": count}
            return seen["rate"]

        assert _posted_picture(house, premises) == _draw(template, "easel", 1, 7)["digests"][0]
        busy, alone, hurried, easel, stored, studio = in_turn(
            lambda turn: post(house, premises, CONNECTIONS, turn * 10_000),
            lambda turn: post(house, premises, 1, turn * 10_000 + 5_000),
            lambda turn: post(hasty, careless, 1, turn * 10_000 + 5_000),
            lambda turn: _draw(template, "easel", count, turn * 10_000)["rate"],
            lambda turn: _draw(template, "easel", count, turn * 10_000, keep=str(tmp_path / "kept"))["rate"],
            lambda turn: _draw(template, "studio", count, turn * 10_000)["rate"],
        )
    size = _draw(template, "easel", 8, 0)["mean_bytes"]
    what = f"`POST …/leads`, {extension.upper()} `{template.slug}` ({size / 1024:.0f} KiB)"
    for other, against, goal in (
        (easel, "drawn alone, one process", None),
        (stored, "drawn and put safely on disk, one process", at_least(0.8)),
        (studio, "drawn alone, by the studio", None),
    ):
        table.compare(f"{what}, {CONNECTIONS} clients", busy, other, "{:,.1f}/s", against=against, goal=goal)
    table.compare(f"{what}, 1 client", alone, hurried, "{:,.1f}/s", against="the same server without any fsync")


def _draw(template: ShippedTemplate, by: str, count: int, first_number: int, **job: str) -> dict[str, Any]:
    files = {asset_id: str(path) for asset_id, path in template.files.items()}
    work = {"document": template.document, "files": files, "by": by, "count": count, "first_number": first_number, **job}
    seen = run_program("drawing.py", work | {"connections": CONNECTIONS})
    assert len(set(seen["digests"])) == seen["count"] == count
    return seen


def _posted_picture(house: Server, premises: Premises) -> str:
    """Give the SHA-256 of the picture that the server drew and keeps for the seventh request."""
    path = f"/v1/lists/{premises.lists[0].public_id}/leads"
    seen = house.load(path, key=premises.key, method="POST", body=BODY, count=1, first_number=7)
    made = json.loads(seen["first"])
    status, _, image = house.get("/" + made["image_url"].split("/", 3)[3])
    assert status == 200
    return hashlib.sha256(image).hexdigest()
