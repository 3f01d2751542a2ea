"""`outhost lists`: made from specs with pictures beside them, exported with their images."""

import csv
import io
import json
import stat
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from programs import Answer, Program, list_of

RunHere = Callable[..., Answer]

SPEC = {
    "version": 1,
    "width": 64,
    "height": 64,
    "variables": [{"name": "first_name"}],
    "layers": [{"type": "image", "asset": "logo.png", "box": [0, 0, 16, 16]}],
}


def test_a_spec_s_pictures_lie_beside_it(run_here: RunHere, installed: Program, tmp_path: Path) -> None:
    """I write a spec and put my logo beside it: one command makes the list, and its leads carry the logo."""
    Image.new("RGB", (16, 16), "red").save(tmp_path / "logo.png")
    made = _add(run_here, installed, tmp_path, SPEC)
    assert made.status == 0, made.err
    lead = run_here(installed, "leads", "add", made.document["list_id"], "first_name=Sam", "--json").document
    with Image.open(installed.data_dir / "images" / lead["tracking_id"][3:5] / f"{lead['tracking_id']}.png") as image:
        assert image.convert("RGB").getpixel((8, 8)) == (255, 0, 0)
    (asset,) = [path for path in (installed.data_dir / "assets").rglob("*") if path.is_file()]
    assert asset.read_bytes() == (tmp_path / "logo.png").read_bytes()
    assert stat.S_IMODE(asset.stat().st_mode) == 0o600


def _bomb() -> bytes:
    """A PNG of a few hundred bytes that claims to be 60,000 by 60,000 pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("change", "logo", "names"),
    [
        pytest.param({"widht": 64}, None, "widht", id="an unknown key"),
        pytest.param(
            {"layers": [{"type": "text", "text": "Hi", "box": [0, 0, 9, 9], "fnt": "anton"}]}, None, "layers.0.fnt", id="further in"
        ),
        pytest.param(
            {"layers": [{"type": "text", "text": "Hi", "box": [0, 0, 9, 9], "font": "comic"}]}, None, "layers.0.font", id="a font"
        ),
        pytest.param({"layers": [{"type": "text", "text": "{{who}}", "box": [0, 0, 9, 9]}]}, None, "layers.0", id="a variable"),
        pytest.param({"width": 9000}, None, "width", id="a picture too large"),
        pytest.param({}, None, "layers.0.asset", id="a picture that is not there"),
        pytest.param({}, b"", "", id="an empty picture"),
        pytest.param({}, b"\x89PNG\r\n\x1a\n corrupt", "", id="a corrupt picture"),
        pytest.param({}, b"GIF89a" + b"\xff" * 40, "", id="a corrupt GIF"),
        pytest.param({}, _bomb(), "", id="a bomb"),
        pytest.param({}, b"x" * (6 << 20), "", id="six megabytes"),
        pytest.param({"background": {"asset": "../logo.png"}}, None, "background.asset", id="a way out of the folder"),
    ],
)
def test_a_spec_that_won_t_do_is_named_by_its_path(
    run_here: RunHere, blueprint: Program, tmp_path: Path, change: dict[str, object], logo: bytes | None, names: str
) -> None:
    """Each fault is told with where it stands; no list is made, and nothing is kept."""
    if logo is not None:
        (tmp_path / "logo.png").write_bytes(logo)
    before = sorted(path for path in blueprint.data_dir.rglob("*") if path.name != "outhost.lock")
    refused = _add(run_here, blueprint, tmp_path, SPEC | change)
    assert (refused.status, refused.out) == (1, "")
    assert names in refused.says
    assert sorted(path for path in blueprint.data_dir.rglob("*") if path.name != "outhost.lock") == before
    assert len(run_here(blueprint, "lists", "list", "--json").document["lists"]) == 4


@pytest.mark.parametrize("text", ["", "{", "[1", "\xff"], ids=["nothing", "half", "half a list", "another encoding"])
def test_a_file_that_is_no_json_is_wrong_usage(run_here: RunHere, blueprint: Program, tmp_path: Path, text: str) -> None:
    """The wrong file is told from a wrong spec."""
    (tmp_path / "spec.json").write_bytes(text.encode("latin-1"))
    refused = run_here(blueprint, "lists", "add", "--name", "N", "--spec", str(tmp_path / "spec.json"))
    assert (refused.status, refused.out) == (2, "")
    assert "spec.json" in refused.err


def test_an_export_reads_back_what_was_added(run_here: RunHere, installed: Program, tmp_path: Path) -> None:
    """Quotes, commas, line breaks and formulas: the CSV has every cell as I gave it, and --safe puts a ' before what would run."""
    rows = [["Sam", "Acme"], ['O"Neil', "Søn, & Co"], ["two\nlines", ""], ["=1+1", "@x"]]
    with (tmp_path / "people.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["first_name", "company"], *rows])
    list_id = list_of(installed, "png")
    added = run_here(installed, "leads", "add", list_id, "--csv", str(tmp_path / "people.csv"), "--json").document["leads"]
    plain = run_here(installed, "lists", "export", list_id).out
    expected = [["tracking_id", "image_url", "first_name", "company"]]
    expected += [[lead["tracking_id"], lead["image_url"], *row] for lead, row in zip(added, rows, strict=True)]
    assert list(csv.reader(io.StringIO(plain, newline=""))) == expected
    assert plain.count("\r\n") == 5
    target = tmp_path / "safe.csv"
    answer = run_here(installed, "lists", "export", list_id, "--safe", "-o", str(target), "--json").document
    assert answer == {"list_id": list_id, "leads": 4, "output": str(target), "images": None, "held_back": 0}
    with target.open(newline="") as file:
        assert [row[2:] for row in csv.reader(file)][1:] == [*rows[:3], ["'=1+1", "'@x"]]


def test_images_are_exported_for_a_static_host(run_here: RunHere, installed: Program, tmp_path: Path) -> None:
    """I copy the pictures to my web server: they lie under their links' names, and everybody may read them."""
    list_id = list_of(installed, "gif")
    lead = run_here(installed, "leads", "add", list_id, "first_name=Sam", "--json").document
    run_here(installed, "lists", "export", list_id, "-o", str(tmp_path / "out.csv"), "--images", str(tmp_path / "host" / "i"))
    (image,) = (tmp_path / "host" / "i").iterdir()
    assert image.name == f"{lead['tracking_id']}.gif"
    assert image.read_bytes().startswith(b"GIF89a")
    assert stat.S_IMODE(image.stat().st_mode) == 0o644
    assert stat.S_IMODE(image.parent.stat().st_mode) == 0o755


def test_a_deleted_list_leaves_no_picture(run_here: RunHere, installed: Program) -> None:
    """I delete a list without a server: when the command ends, its rows and its images are gone, and a second delete is refused."""
    list_id = list_of(installed, "png")
    run_here(installed, "leads", "add", list_id, "first_name=Sam")
    assert len(list((installed.data_dir / "images").rglob("*.png"))) == 1
    assert run_here(installed, "lists", "delete", list_id, "--json").document == {"deleted": True, "list_id": list_id}
    assert list((installed.data_dir / "images").rglob("*.png")) == []
    assert run_here(installed, "lists", "delete", list_id).status == 1


def _add(run_here: RunHere, program: Program, folder: Path, spec: dict[str, object]) -> Answer:
    (folder / "spec.json").write_text(json.dumps(spec))
    return run_here(program, "lists", "add", "--name", "Mine", "--spec", str(folder / "spec.json"), "--json")
