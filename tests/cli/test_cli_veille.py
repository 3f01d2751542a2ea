"""`outhost veille`: the owner has a job run again by itself, and reads what has changed, from the terminal."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
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


def test_i_compare_any_two_runs_and_carry_the_rows_away(installed: Program, market: Path, tmp_path: Path) -> None:
    """Beside a server, in either direction, into a file or a pipe; a slip of a run's id leaves no file behind."""
    with installed.serve():
        installed.answer("jobs", "run", "market")
        job = installed.answer("jobs", "list")["jobs"][0]
        veille_id = installed.answer("veille", "add", "--name", "Cafés", "--job", job["id"])["id"]
        runs = []
        for rows in ([CAFE | {"rating": 4.1}, BAKERY], [CAFE | {"rating": 4.3}, BAKERY]):
            market.write_text(json.dumps(rows), "utf-8")
            installed.answer("veille", "run", veille_id)
            runs.append(until_over(installed, veille_id)["id"])
        shown = installed.run("veille", "compare", veille_id)
        assert shown.out.startswith('\ufeff"difference";"key";"score";"reasons"')
        assert sorted(differences(installed, veille_id)) == [("modified", "Café Rivoli", 24.0), ("new", "Boulangerie Martin", None)]
        assert sorted(differences(installed, veille_id, "--from", runs[1], "--to", "source")) == [
            ("closed", "Boulangerie Martin", None), ("modified", "Café Rivoli", 6.0),
        ]  # fmt: skip
        file = tmp_path / "compared.jsonl"
        answer = installed.answer("veille", "compare", veille_id, "--from", runs[0], "--to", runs[1], "-o", file)
        assert answer == {"veille_id": veille_id, "from": runs[0], "to": runs[1], "output": str(file)}
        (line,) = file.read_text("utf-8").splitlines()
        assert (json.loads(line)["rating_from"], json.loads(line)["rating_to"]) == (4.1, 4.3)
        refused = installed.run("veille", "compare", veille_id, "--to", "nothing", "-o", tmp_path / "none.csv")
        assert (refused.status, refused.says) == (1, "outhost: This veille has no run of this id.")
        assert not [one.name for one in tmp_path.iterdir() if "none" in one.name]


def test_i_open_a_feed_change_its_link_and_close_it(installed: Program, market: Path) -> None:
    """The link that I am shown is the one that a feed reader finds something under, without a key, until another one takes its place."""
    with installed.serve() as server, httpx.Client() as reader:
        installed.answer("jobs", "run", "market")
        job = installed.answer("jobs", "list")["jobs"][0]
        veille_id = installed.answer("veille", "add", "--name", "Cafés", "--job", job["id"])["id"]
        assert "is closed" in installed.run("veille", "feed", veille_id).out
        opened = installed.answer("veille", "open-feed", veille_id)
        assert opened["rss_url"].startswith(f"{server.url}/feeds/veille/{veille_id}.rss?signature=")
        assert installed.answer("veille", "feed", veille_id) == opened
        assert opened["json_url"] in installed.run("veille", "feed", veille_id).out
        assert reader.get(opened["json_url"]).json()["title"] == "Cafés"
        changed = installed.answer("veille", "open-feed", veille_id)
        assert [reader.get(link).status_code for link in (opened["rss_url"], changed["rss_url"])] == [404, 200]
        assert installed.answer("veille", "close-feed", veille_id) == {"closed": True, "veille_id": veille_id}
        assert reader.get(changed["rss_url"]).status_code == 404
        assert installed.answer("veille", "feed", veille_id)["rss_url"] is None


def differences(program: Program, veille_id: str, *words: str) -> list[tuple[str, str, float | None]]:
    """Compare two runs, and give what became of whom."""
    rows = json.loads(program.run("veille", "compare", veille_id, *words, "--format", "json").out)
    return [(row["difference"], row["nom"], row["score"]) for row in rows]


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
        (["compare", veille_id, "--json"], 2, "--output FILE"),
        (["compare", veille_id, "--to", "x"], 1, "no run of this id"),
        (["compare", "x"], 1, "outhost: "),
        (["feed", "x"], 1, "outhost: "),
        (["open-feed", "x"], 1, "outhost: "),
        (["close-feed", "x"], 1, "outhost: "),
    ):
        answer = run_here(installed, "veille", *words)
        assert (answer.status, says in answer.err) == (status, True), answer.err
