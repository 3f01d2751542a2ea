"""What the house costs around a drawn picture: `POST …/leads` against drawing alone, and how much of it is waiting for the disk."""

import csv
import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from drawing import variables_of
from furnishing import Premises, built_in, furnish
from grounds import photo, png_of
from ratios import SCALE, Table, at_least, in_turn
from servers import HERE, Server, run_program, serving
from stills import document_of

from outhost.operations.lists import NewList

pytestmark = pytest.mark.bench

BODY = json.dumps({"variables": variables_of(0)}).replace("0", "{n}")
SECONDS_OF_DRAWING = 3 * max(SCALE, 0.3)
SECONDS_OF_BULK = 20 * max(SCALE, 0.1)
"""Long beside the start of the command, which takes about two seconds: it reads the plan's assets and compiles it in each process."""
SIZE = (800, 600)


@dataclass(frozen=True, kw_only=True)
class Motif:
    """What is drawn: a spec, its pictures, and how it is called in the table."""

    name: str
    document: Any
    pictures: dict[str, bytes]
    folder: Path

    def as_list(self) -> NewList:
        """Make a list of it."""
        return NewList(name="Bench", document=self.document, pictures=self.pictures)

    def draw(self, by: str, count: int, first_number: int, **job: object) -> dict[str, Any]:
        """Draw it without a server."""
        files = {asset_id: str(self.folder / asset_id) for asset_id in self.pictures}
        work = {"document": self.document, "files": files, "by": by, "count": count, "first_number": first_number, **job}
        seen = run_program("drawing.py", work)
        assert len(set(seen["digests"])) == seen["count"] == count
        return seen


@pytest.fixture(params=["photo", "png", "gif"])
def motif(request: pytest.FixtureRequest, tmp_path: Path) -> Motif:
    """Choose what is drawn: two lines over a photo, the sticky note, or the speech bubble."""
    if request.param == "photo":
        data = png_of(photo(SIZE))
        asset = hashlib.sha256(data).hexdigest()
        made = Motif(name="PNG photo 800×600", document=document_of(SIZE, asset, "wide"), pictures={asset: data}, folder=tmp_path)
    else:
        template = built_in(request.param)
        pictures = {asset_id: path.read_bytes() for asset_id, path in template.files.items()}
        name = f"{request.param.upper()} `{template.slug}`"
        made = Motif(name=name, document=template.document, pictures=pictures, folder=tmp_path)
    for asset_id, content in made.pictures.items():
        (tmp_path / asset_id).write_bytes(content)
    return made


def test_a_lead_costs_little_more_than_its_picture(tmp_path: Path, table: Table, motif: Motif) -> None:
    """The same pictures, drawn and kept by the studio alone, and by the server with key, credit, ledger and commit around it."""
    premises = furnish(tmp_path / "house", [motif.as_list()])
    careless = furnish(tmp_path / "careless", [motif.as_list()])
    single = furnish(tmp_path / "single", [motif.as_list()])
    kept = {"keep": str(tmp_path / "kept"), "connections": 16}
    probe = motif.draw("studio", 32, 0, **kept)
    count = max(32, round(probe["rate"] * SECONDS_OF_DRAWING))
    latencies: dict[int, list[str]] = {}
    with (
        serving(premises.folder) as house,
        serving(careless.folder, (str(HERE / "unsynced.py"),)) as hasty,
        serving(single.folder, (str(HERE / "one_painter.py"),)) as lone,
    ):

        def post(server: Server, where: Premises, connections: int, number: int) -> float:
            seen = server.load(
                f"/v1/lists/{where.lists[0].public_id}/leads", key=where.key, connections=connections,
                method="POST", body=BODY, count=count, first_number=number, warm_up=40,
            )  # fmt: skip
            assert seen["statuses"] == {"200": count}
            if server is house:
                latencies.setdefault(connections, []).append(f"{seen['p50_ms']:.1f}/{seen['p99_ms']:.1f} ms")
            return float(seen["rate"])

        assert _posted_picture(house, premises) == motif.draw("easel", 1, 7)["digests"][0]
        busy, crowded, some, alone, hurried, one, stored, drawn = in_turn(
            lambda turn: post(house, premises, 16, turn * 100_000),
            lambda turn: post(house, premises, 64, turn * 100_000 + 10_000),
            lambda turn: post(house, premises, 8, turn * 100_000 + 20_000),
            lambda turn: post(house, premises, 1, turn * 100_000 + 30_000),
            lambda turn: post(hasty, careless, 16, turn * 100_000),
            lambda turn: post(lone, single, 16, turn * 100_000),
            lambda turn: motif.draw("studio", count, turn * 100_000, **kept)["rate"],
            lambda turn: motif.draw("studio", count, turn * 100_000, connections=16)["rate"],
            rounds=3,
        )
    what, against = f"`POST …/leads`, {motif.name} ({probe['mean_bytes'] / 1024:.0f} KiB)", "drawn and put safely on disk, no server"
    table.compare(f"{what}, 16 clients", busy, stored, "{:,.0f}/s", against=against, goal=at_least(0.8))
    table.compare(f"{what}, 64 clients", crowded, stored, "{:,.0f}/s", against=against, goal=at_least(0.8))
    table.compare(f"{what}, 16 clients", busy, drawn, "{:,.0f}/s", against="drawn alone, kept nowhere")
    table.compare(f"{what}, 16 clients", busy, hurried, "{:,.0f}/s", against="the same server without any fsync")
    table.compare(f"{what}, 16 clients", busy, one, "{:,.0f}/s", against="the same server with one drawing process", goal=at_least(1.4))
    table.compare(f"{what}, 1 client", alone, some, "{:,.0f}/s", against="8 clients")
    for connections in sorted(latencies):
        rounds = sorted(latencies[connections], key=lambda text: float(text.partition("/")[0]))
        table.say(f"{what}, {connections} clients: p50/p99", rounds[len(rounds) // 2])


def test_a_table_is_added_at_the_renderers_pace(tmp_path: Path, table: Table, motif: Motif) -> None:
    """`outhost leads add --csv` against drawing and keeping the same pictures without a database; its start counts too."""
    premises = furnish(tmp_path / "house", [motif.as_list()])
    job = {"keep": str(tmp_path / "kept"), "connections": 48}
    count = max(64, round(motif.draw("studio", 32, 0, **job)["rate"] * SECONDS_OF_BULK))

    def add(turn: int) -> float:
        file = tmp_path / f"people{turn}.csv"
        with file.open("w", newline="") as out:
            rows = csv.DictWriter(out, ["first_name", "company"])
            rows.writeheader()
            rows.writerows(variables_of(turn * 100_000 + number) for number in range(count))
        began = perf_counter()
        command = ["leads", "add", premises.lists[0].public_id, "--csv", str(file), "--data-dir", str(premises.folder)]
        done = subprocess.run([sys.executable, "-m", "outhost", *command], capture_output=True, text=True, check=True, timeout=300)
        assert len(done.stdout.splitlines()) == count
        return count / (perf_counter() - began)

    added, stored = in_turn(add, lambda turn: float(motif.draw("studio", count, turn * 100_000, **job)["rate"]), rounds=3)
    table.compare(
        f"`outhost leads add --csv`, {motif.name}, {count:,} rows", added, stored, "{:,.0f} rows/s",
        against="drawn and put safely on disk, no database", goal=at_least(0.8),
    )  # fmt: skip


def _posted_picture(house: Server, premises: Premises) -> str:
    """Give the SHA-256 of the picture that the server drew and keeps for the seventh request."""
    path = f"/v1/lists/{premises.lists[0].public_id}/leads"
    seen = house.load(path, key=premises.key, method="POST", body=BODY, count=1, first_number=7)
    made = json.loads(seen["first"])
    status, _, image = house.get("/" + made["image_url"].split("/", 3)[3])
    assert status == 200
    return hashlib.sha256(image).hexdigest()
