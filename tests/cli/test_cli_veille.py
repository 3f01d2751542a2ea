"""`outhost veille`: the owner has a job run again by itself, and reads what has changed, from the terminal."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from engines import HEAD
from programs import PATIENCE_SECONDS, Answer, Program

RunHere = Callable[..., Answer]

CAFE = {"nom": "Café Rivoli", "code_postal": "69001", "rating": 4.5}
BAKERY = {"nom": "Boulangerie Martin", "code_postal": "69003", "rating": 4.0}


@pytest.fixture
def market(installed: Program) -> Path:
    """A module of the owner's that finds what stands in a file."""
    file = installed.data_dir / "market.json"
    file.write_text(json.dumps([CAFE]), "utf-8")
    (installed.data_dir / "plugins").mkdir(exist_ok=True)
    source = (
        f"{HEAD}\nimport json\n\nasync def run(unit, params, job):\n    with open({str(file)!r}) as found:\n"
        "        rows = json.load(found)\n    for row in rows:\n        yield row\n\n\n"
        "job_type = SourceJobType(slug='market', run=run, **SAID)\n"
    )
    (installed.data_dir / "plugins" / "market.py").write_text(source, "utf-8")
    return file


def until_over(program: Program, veille_id: str) -> dict[str, Any]:
    """Wait until the newest run of a veille has ended."""
    patience_ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < patience_ends:
        newest: dict[str, Any] = program.answer("veille", "runs", veille_id)["runs"][0]
        if newest["status"] not in {"pending", "running"}:
            return newest
    raise TimeoutError


def test_i_watch_a_job_beside_a_server_and_read_what_changed(installed: Program, market: Path) -> None:
    """From the first command to the last: made, run, looked at, paused, resumed, deleted."""
    with installed.serve():
        installed.answer("jobs", "run", "market")
        job = installed.answer("jobs", "list")["jobs"][0]
        made = installed.answer("veille", "add", "--name", "Cafés", "--job", job["id"], "--every", "30", "--digest")
        assert (made["name"], made["frequency_days"], made["digest"], made["source_job_id"]) == ("Cafés", 30, True, job["id"])
        market.write_text(json.dumps([CAFE | {"rating": 4.1}, BAKERY]), "utf-8")
        begun = installed.answer("veille", "run", made["id"])
        run = until_over(installed, made["id"])
        assert (run["id"], run["status"]) == (begun["id"], "done")
        assert run["counts"] == {"new": 1, "closed": 0, "missing": 0, "modified": 1, "unchanged": 0}
        found = installed.answer("veille", "signals", made["id"])
        assert (found["run_id"], found["total"]) == (run["id"], 2)
        assert [(one["category"], one["score"]) for one in found["signals"]] == [("modified", 48.0), ("new", None)]
        assert found["signals"][0]["changes"] == {"rating": {"from": 4.5, "to": 4.1}}
        shown = installed.run("veille", "signals", made["id"], "--run", run["id"], "--category", "modified", "--min-score", "48")
        assert "48.0   modified  Café Rivoli: the rating fell from 4.5 to 4.1." in shown.out
        assert "Boulangerie" not in shown.out
        assert installed.answer("veille", "pause", made["id"])["next_run_at"] is None
        assert installed.answer("veille", "resume", made["id"])["status"] == "active"
        assert [one["run_count"] for one in installed.answer("veille", "list")["veilles"]] == [1]
        assert installed.answer("veille", "delete", made["id"]) == {"deleted": True, "id": made["id"]}
        assert installed.answer("veille", "list")["veilles"] == []


def test_without_a_server_a_veille_is_made_and_waits_for_one(run_here: RunHere, installed: Program) -> None:
    """I read lines, not documents, and see when it runs next."""
    job = run_here(installed, "jobs", "list", "--json").document["jobs"][0]
    made = run_here(installed, "veille", "add", "--name", "Samples", "--job", job["id"])
    assert made.out.startswith("Veille     ")
    veille_id = made.out.split()[1]
    assert "Samples  active  7" in run_here(installed, "veille", "list").out
    assert run_here(installed, "veille", "run", veille_id).status == 0
    assert "pending" in run_here(installed, "veille", "runs", veille_id).out
    assert "is paused" in run_here(installed, "veille", "pause", veille_id).out
    assert "runs next at 20" in run_here(installed, "veille", "resume", veille_id).out
    assert "is deleted" in run_here(installed, "veille", "delete", veille_id).out


def test_what_can_t_be_is_said_in_a_line(run_here: RunHere, installed: Program) -> None:
    """A slip of the id, a run that is not there, a frequency that is none."""
    job = run_here(installed, "jobs", "list", "--json").document["jobs"][0]
    veille_id = run_here(installed, "veille", "add", "--name", "Samples", "--job", job["id"], "--json").document["id"]
    for words, status, says in (
        (["signals", veille_id], 1, "No run of this veille is done yet"),
        (["signals", veille_id, "--run", "x"], 1, "outhost: "),
        (["run", "x"], 1, "outhost: "),
        (["add", "--name", "x", "--job", job["id"]], 1, "name: must have 2 to 200 characters"),
        (["add", "--name", "Samples"], 1, "exactly one of"),
        (["add", "--name", "Samples", "--job", job["id"], "--every", "400"], 2, "400"),
    ):
        answer = run_here(installed, "veille", *words)
        assert (answer.status, says in answer.err) == (status, True), answer.err
