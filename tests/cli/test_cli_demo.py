"""`outhost demo`: an invented town, from an empty folder, with the cable pulled."""

import csv
import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from cut_off import cut_off
from programs import OUTHOST, Answer, Program, Server

from outhost.appliance import TOWN_SEED, TOWN_SIZE
from outhost.sandbox.town import Town

RunHere = Callable[..., Answer]

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Program, Server]]:
    """A data folder, and the server of its demo."""
    program = Program(data_dir=tmp_path_factory.mktemp("served") / "data")
    with program.serve("--demo") as serving:
        yield program, serving


def test_the_whole_way_from_an_empty_folder_without_a_network(empty: Program) -> None:
    """One command: the town's businesses are found on its map, read, and each that can be written to has a picture on my disk."""
    answer = run(empty, "demo", "run", "--json", before=cut_off())
    assert answer.status == 0, answer.err
    made, town = answer.document, Town(TOWN_SEED, TOWN_SIZE)
    assert made["data_dir"] == str(empty.data_dir / "demo")
    assert made["week"] == 0
    assert [job["job_type"] for job in made["jobs"]] == [
        "scrap", "emails", "socials", "phones_extra", "dead_check", "verify_emails", "filter", "personalise",
    ]  # fmt: skip
    assert {job["status"] for job in made["jobs"]} == {"done"}
    assert TOWN_SIZE - 3 <= made["jobs"][0]["results_count"] <= TOWN_SIZE
    check_pictures(empty, made)
    truth = {one.name: {email.address for email in one.emails} for one in town.businesses}
    with Path(made["output"]).open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file, delimiter=";"))
    assert [row["nom"] for row in table] == [row["nom"] for row in made["rows"]]
    assert sum(row["email"] in truth[row["nom"]] for row in table) >= 0.9 * len(table)
    assert {(row["source"], row["source_date"], row["licence"]) for row in table} == {("town", town.source(0).date, town.source(0).licence)}
    telephones = [row["telephone"] for row in table if row["telephone"]]
    assert len(set(telephones)) == len(telephones)
    assert {row["status"] for row in table} == {"valid", "risky"}
    demo = replace(empty, data_dir=empty.data_dir / "demo")
    assert demo.answer("credits", "show")["credits"] == 1000 - len(table)
    assert empty.answer("demo", "advance", "7d") == {"weeks": 1, "week": 1}


def test_the_demo_is_run_beside_its_server(served: tuple[Program, Server]) -> None:
    """The server of the demo does the work; the links in the answer open there, and I read lines on the way and a table at the end."""
    program, _ = served
    answer = run(program, "demo", "run")
    assert answer.status == 0, answer.err
    assert "emails: warn: Nothing was read of" in answer.err
    assert "socials: warn: Nothing was read of" not in answer.err
    lines = answer.out.splitlines()
    assert lines[0].split() == ["BUSINESS", "E-MAIL", "STATUS", "PICTURE"]
    assert lines[-1] == "A week on  outhost demo advance 7d && outhost demo run"
    image = httpx.get(lines[1].split()[-1])
    assert (image.status_code, image.headers["content-type"]) == (200, "image/png")


def test_the_server_of_the_demo_can_be_searched(served: tuple[Program, Server]) -> None:
    """I look for garages at once, and find those on the map; weeks later one that has closed is no longer there."""
    program, town = served[0], Town(TOWN_SEED, TOWN_SIZE)
    assert garages(program) == mapped(town, 0)
    week = program.answer("demo", "advance", "6w")["week"]
    assert garages(program) == mapped(town, week)
    assert {name for name, _ in mapped(town, week)} < {name for name, _ in mapped(town, 0)}


def test_time_is_turned_beside_a_server(served: tuple[Program, Server]) -> None:
    """The server that has the town turns it, each time further."""
    program, _ = served
    first = program.answer("demo", "advance", "2w")
    assert first["weeks"] == 2
    assert program.answer("demo", "advance", "7d") == {"weeks": 1, "week": first["week"] + 1}


def test_the_demo_s_first_rows_are_one_import_of_the_town(served: tuple[Program, Server]) -> None:
    """What `serve --demo` starts with is the town's directory, whose websites can be read."""
    demo = replace(served[0], data_dir=served[0].data_dir / "demo")
    job = demo.answer("jobs", "list")["jobs"][-1]
    rows = demo.run("jobs", "run", "sort", "--source-job", job["id"], "--format", "jsonl")
    assert rows.status == 0, rows.err
    found = [json.loads(line) for line in rows.out.splitlines()]
    assert job["job_type"] == "import"
    assert sorted(row["website"] for row in found) == sorted(one.url for one in Town(TOWN_SEED, TOWN_SIZE).businesses)
    assert set(found[0]) == {"name", "trade", "telephone", "street", "postcode", "city", "website"}


@pytest.mark.parametrize("time", ["8d", "0d", "-7d", "1", "w", "7h", "99999w", ""])
def test_time_goes_by_in_whole_weeks(run_here: RunHere, empty: Program, time: str) -> None:
    """Anything else is wrong usage, and nothing is made."""
    answer = run_here(empty, "demo", "advance", "--", time)
    assert (answer.status, answer.out) == (2, "")
    assert not empty.data_dir.exists()


def test_without_a_demo_there_is_nothing_to_turn(run_here: RunHere, empty: Program) -> None:
    """I am told what to do first, and no demo is made."""
    answer = run_here(empty, "demo", "advance", "7d")
    assert answer.status == 1
    assert "outhost demo run" in answer.says
    assert not empty.data_dir.exists()


def test_a_demo_whose_owner_switched_the_town_off_says_so(empty: Program) -> None:
    """It is refused with one line, and the demo is served without; the setting is the owner's, and stays."""
    settings = empty.data_dir / "demo" / "outhost.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text("sandbox = false\n")
    answer = empty.run("demo", "run")
    assert answer.status == 1
    assert "sandbox" in answer.says
    with empty.serve("--demo") as serving:
        assert httpx.get(serving.url).status_code == 200
        assert replace(empty, data_dir=settings.parent).answer("jobs", "list")["jobs"][0]["job_type"] == "import"
        refused = empty.run("demo", "advance", "7d")
        assert (refused.status, "sandbox" in refused.says) == (1, True)
    assert settings.read_text() == "sandbox = false\n"


def run(program: Program, *words: str, before: tuple[str, ...] = ()) -> Answer:
    """Run a command that takes its time, behind other words."""
    done = subprocess.run([*before, OUTHOST, *words], capture_output=True, check=False, timeout=600, env=program._environment())
    return Answer(status=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())


def garages(program: Program) -> set[tuple[str, str]]:
    """Look for garages in the demo, and give the names of those that are found, with the date of the map."""
    demo = replace(program, data_dir=program.data_dir / "demo")
    job = demo.run("jobs", "run", "scrap", "--set", "queries=garage", "--set", "zones=Ivre-Maritime", "--format", "jsonl")
    assert job.status == 0, job.err
    return {(row["nom"], row["source_date"]) for row in map(json.loads, job.out.splitlines())}


def mapped(town: Town, week: int) -> set[tuple[str, str]]:
    """Give the names of the garages on the map of a week, with its date."""
    return {(place.name, town.source(week).date) for place in town.places(week) if "shop=car_repair" in place.labels}


def check_pictures(program: Program, made: dict[str, Any]) -> None:
    """See that each row has a picture of its own, on the disk."""
    names = [urlsplit(row["image_url"]).path.rpartition("/")[2] for row in made["rows"]]
    files = {path.name: path for path in (program.data_dir / "demo" / "images").glob("*/*")}
    assert len(set(names)) == len(names) > 10
    assert all(files[name].read_bytes().startswith(PNG) for name in names)
