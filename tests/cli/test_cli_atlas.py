"""`outhost atlas`: what its owner reads, and what is left when a load is ended half-way."""

import json
import os
import pty
import resource
import select
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest
from maps import Map
from programs import OUTHOST, Answer, Program

RunHere = Callable[..., Answer]

SHOPS: Final = 4000
"""So many that a load takes a moment, in which it can be ended."""
PATIENCE_SECONDS: Final = 60.0


@pytest.fixture(scope="module")
def large_map(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A map whose load takes a moment."""
    drawn = Map()
    for number in range(1, SHOPS):
        drawn.node(number, 40 + number % 977 / 100, number % 613 / 100, shop="bakery", name=f"Pain {number}", phone=str(number))
    return drawn.written(tmp_path_factory.mktemp("maps") / "large.osm")


@pytest.fixture
def mapped(empty: Program, run_here: RunHere, tmp_path: Path) -> Program:
    """A data folder with an atlas of two shops, which is not to be lost."""
    drawn = Map(stamp="2026-10-02T10:00:00Z")
    drawn.node(1, 45.76, 4.84, shop="bakery", name="Au Pain", phone="+33 4 72 00 00 00", addr__street="Rue Foch", addr__housenumber="3")
    drawn.node(2, 45.77, 4.85, shop="florist", website="www.fleur.example", addr__city="Lyon")
    assert run_here(empty, "atlas", "load", str(drawn.written(tmp_path / "lyon-latest.osm")), "--country", "fr").status == 0
    return empty


def test_a_load_says_what_came_of_it(mapped: Program, run_here: RunHere, tmp_path: Path) -> None:
    """I read how many places there are, how they can be reached, of which day and under which licence."""
    answer = run_here(mapped, "atlas", "load", str(tmp_path / "lyon-latest.osm"))
    assert answer.status == 0
    for words in ("lyon", "2 places", "telephone 1, website 1, address 1", "2026-10-02", "ODbL-1.0, © OpenStreetMap contributors"):
        assert words in answer.out
    document = run_here(mapped, "atlas", "load", str(tmp_path / "lyon-latest.osm"), "--json").document
    figures = {key: document[key] for key in ("places", "areas", "twins", "with_telephone", "with_website", "with_address", "left_out")}
    assert figures == {
        "places": 2, "areas": 0, "twins": 0, "with_telephone": 1, "with_website": 1, "with_address": 1, "left_out": [],
    }  # fmt: skip


def test_what_the_owner_says_of_a_file_counts(mapped: Program, run_here: RunHere, tmp_path: Path) -> None:
    """A table of my own has the name, licence and date that I give it, and lies beside what was there."""
    table = tmp_path / "firms.csv"
    table.write_text("name,lat,lon\nBoulangerie,45.7,4.8\nNowhere,,\n", encoding="utf-8")
    words = ("--name", "Mine", "--licence", "CC-BY-4.0", "--attribution", "Me", "--date", "2026-11-01", "--country", "France")
    document = run_here(mapped, "atlas", "load", str(table), *words, "--json").document
    said = {key: document[key] for key in ("name", "kind", "licence", "attribution", "date", "left_out")}
    assert said == {
        "name": "Mine", "kind": "csv", "licence": "CC-BY-4.0", "attribution": "Me", "date": "2026-11-01",
        "left_out": ["1 without coordinates"],
    }  # fmt: skip
    with closing(sqlite3.connect(_atlas(mapped))) as atlas:
        assert atlas.execute("SELECT country FROM places WHERE name = 'Boulangerie'").fetchall() == [("FRA",)]
    assert [one["name"] for one in run_here(mapped, "atlas", "list", "--json").document["sources"]] == ["Mine", "lyon"]
    assert run_here(mapped, "atlas", "remove", "lyon").status == 0
    listed = run_here(mapped, "atlas", "list")
    assert "Mine" in listed.out
    assert "lyon" not in listed.out


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--country", "Freedonia"], "country: is no country"),
        (["--date", "yesterday"], "date: is no date; write it as 2026-11-01"),
        (["--name", " "], ""),
    ],
)
def test_what_the_owner_says_is_checked(mapped: Program, run_here: RunHere, tmp_path: Path, words: list[str], why: str) -> None:
    """A country or a date that is none is not put into the atlas, and from there into each row; a blank name falls back to the file's."""
    answer = run_here(mapped, "atlas", "load", str(tmp_path / "lyon-latest.osm"), *words)
    assert answer.status == (1 if why else 0)
    assert why in answer.err


def test_a_file_that_says_no_date_is_of_the_day_that_it_was_written(mapped: Program, run_here: RunHere, tmp_path: Path) -> None:
    """To the second, as all times are that anybody is shown; and one place is no places."""
    table = tmp_path / "firms.csv"
    table.write_text("nom;activité;lat;lon\nÉloïse;Fleuriste;45,7;4,8\n", encoding="utf-8")
    os.utime(table, (1_793_000_000.75, 1_793_000_000.75))
    answer = run_here(mapped, "atlas", "load", str(table))
    assert "firms, csv: 1 place (0 twins), 0 areas" in answer.out
    (source, _) = run_here(mapped, "atlas", "list", "--json").document["sources"]
    assert (source["date"], len(source["loaded_at"])) == ("2026-10-26T07:33:20Z", len("2026-10-26T07:33:20Z"))


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("cut.osm", b'<?xml version="1.0"?><osm version="0.6"><node id="1" lat="1" lon="1"><tag k="shop" v="yes"/></node>', "damaged"),
        ("bare.osm", b'<?xml version="1.0"?><osm version="0.6"><node id="1" lat="1" lon="1"/></osm>', "no place in it"),
        ("cut.osm.pbf", b"\0\0\0\x0e\x0a\x09OSMHeader\x18\x88\x01", "damaged"),
        ("page.csv", b"<!doctype html><html><p>404</p></html>", "web page"),
        ("half.csv", b"name,lat\nx,1\n", "latitude and longitude"),
    ],
)
def test_a_file_that_is_no_good_is_refused_in_one_line(
    mapped: Program, run_here: RunHere, tmp_path: Path, name: str, content: bytes, why: str
) -> None:
    """A broken download is said in one line; the atlas is as it was, and no litter lies about."""
    before = _atlas(mapped).read_bytes()
    path = tmp_path / name
    path.write_bytes(content)
    answer = run_here(mapped, "atlas", "load", str(path))
    assert (answer.status, answer.out) == (1, "")
    assert why in answer.says
    assert _atlas(mapped).read_bytes() == before
    assert _litter(mapped) == set()


def test_a_load_that_is_killed_leaves_the_old_atlas(mapped: Program, run_here: RunHere, large_map: Path) -> None:
    """The power goes at any moment: what I had is there, and what was half-built goes with the next load."""
    before = _atlas(mapped).read_bytes()
    kills = 0
    while True:
        with _load(mapped, large_map) as process:
            is_under_way = _see_work(mapped, process, 3**kills)
            process.kill()
        if not is_under_way:
            break
        kills += 1
        assert _atlas(mapped).read_bytes() == before
        assert [one["name"] for one in run_here(mapped, "atlas", "list", "--json").document["sources"]] == ["lyon"]
    assert kills > 4
    assert mapped.answer("atlas", "load", str(large_map))["places"] == SHOPS - 1
    assert _litter(mapped) == set()


def test_ctrl_c_ends_a_load_with_a_word(mapped: Program, large_map: Path) -> None:
    """I change my mind: the command says that the atlas is as it was, and tidies up."""
    before = _atlas(mapped).read_bytes()
    with _load(mapped, large_map) as process:
        assert _see_work(mapped, process, 500)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 130
    assert "Interrupted; the atlas is as it was." in err.splitlines()
    assert "Traceback" not in err
    assert _atlas(mapped).read_bytes() == before
    assert _litter(mapped) == set()


@pytest.mark.parametrize("most_bytes", [100_000, 1_000_000, 3_000_000])
def test_a_disk_without_room_ends_a_load_with_a_word(mapped: Program, large_map: Path, most_bytes: int) -> None:
    """No file may grow any more, as on a full disk: one line says so, the old atlas stays, and the room is given back."""
    before = _atlas(mapped).read_bytes()

    def be_short() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    command = [OUTHOST, "atlas", "load", str(large_map), "--data-dir", str(mapped.data_dir)]
    done = subprocess.run(command, capture_output=True, check=False, text=True, timeout=PATIENCE_SECONDS, preexec_fn=be_short)
    assert done.returncode == 1, done.stderr
    assert "make room" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert _atlas(mapped).read_bytes() == before
    assert _litter(mapped) == set()


def test_two_loads_at_once_are_told_of_each_other(mapped: Program, large_map: Path) -> None:
    """A second load says which process is at it, rather than waiting or spoiling it."""
    with _load(mapped, large_map) as process:
        assert _see_work(mapped, process, 1)
        process.send_signal(signal.SIGSTOP)  # it is at it for as long as the other takes
        answer = mapped.run("atlas", "remove", "lyon")
        process.send_signal(signal.SIGCONT)
        process.communicate(timeout=PATIENCE_SECONDS)
    assert (answer.status, answer.out) == (1, "")
    assert f"process {process.pid}" in answer.says
    assert process.returncode == 0


def test_a_terminal_shows_a_bar(mapped: Program, large_map: Path) -> None:
    """In a terminal I see how far it is, and the bar is gone in the end."""
    near, far = pty.openpty()
    command = [OUTHOST, "atlas", "load", str(large_map), "--json", "--data-dir", str(mapped.data_dir)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=far, text=True) as process:
        os.close(far)
        shown = b"".join(_read_to_end(near))
        out, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert b"reading" in shown
    assert b"#" in shown
    assert shown.endswith(b"\r\x1b[2K")
    assert json.loads(out)["places"] == SHOPS - 1


def _load(program: Program, file: Path) -> "subprocess.Popen[str]":
    return program.start("atlas", "load", str(file), "--data-dir", str(program.data_dir))


def _see_work(program: Program, process: "subprocess.Popen[str]", looks: int) -> bool:
    """Look until the scratch folder of a load has been seen so often; tells whether the load was still under way then."""
    seen = 0
    while process.poll() is None and seen < looks:
        seen += any(path.suffix == ".unfinished" for path in (program.data_dir / "atlas").iterdir())
    return seen >= looks


def _read_to_end(descriptor: int) -> Iterator[bytes]:
    while select.select([descriptor], [], [], PATIENCE_SECONDS)[0]:
        try:
            piece = os.read(descriptor, 65536)
        except OSError:  # how Linux says that the other end is closed
            break
        if not piece:
            break
        yield piece
    os.close(descriptor)


def _atlas(program: Program) -> Path:
    return program.data_dir / "atlas" / "atlas.db"


def _litter(program: Program) -> set[str]:
    return {path.name for path in (program.data_dir / "atlas").iterdir()} - {"atlas.db", "atlas.lock"}
