"""Pipelines from the command line: one file in, rows out, with a server and without, and whatever comes in between."""

import csv
import io
import json
import os
import pty
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from programs import OUTHOST, PATIENCE_SECONDS, Answer, Program, Server, list_of

RunHere = Callable[..., Answer]

PEOPLE = "name;email;rating\nAda;ada@acme.example;4\nBob;;3\nZoé;zoe@acme.example;5\n"
OWNER = ("--workspace", "1")


def test_a_pipeline_of_a_file_is_run_to_its_end(anywhere: Program, tmp_path: Path) -> None:
    """I have one file; I see each node end, and get the rows of the last. It can be looked at, run again and deleted by its id."""
    done = anywhere.run("pipelines", "run", _chain(tmp_path), *OWNER)
    assert done.status == 0, done.err
    assert [row["name"] for row in _rows_of(done.out)] == ["Zoé", "Ada"]
    lines = done.err.splitlines()
    assert lines[:3] == ["in: done, 3 rows", "with: done, 2 rows", "best: done, 2 rows"]
    assert lines[-1].endswith(": done, 3 of 3 nodes")
    found = anywhere.answer("pipelines", "list", *OWNER)["pipelines"][0]
    assert (found["name"], found["status"], found["run_count"]) == ("Best first", "done", 1)
    assert anywhere.answer("pipelines", "show", found["id"], *OWNER)["nodes"] == found["nodes"]
    again = anywhere.run("pipelines", "run", found["id"], *OWNER, "--format", "jsonl")
    assert [json.loads(line)["name"] for line in again.out.splitlines()] == ["Zoé", "Ada"]
    assert [row["name"] for row in _rows_of(anywhere.run("pipelines", "download", found["id"], *OWNER).out)] == ["Zoé", "Ada"]
    assert anywhere.answer("pipelines", "delete", found["id"], *OWNER) == {"deleted": True, "id": found["id"]}
    assert anywhere.run("pipelines", "show", found["id"], *OWNER).says == "outhost: There is nothing of yours with this id."


def test_ctrl_c_cancels_the_run_which_can_be_gone_on_with(anywhere: Program, tmp_path: Path) -> None:
    """What was done is kept; I go on with the node that was at work, and get every row once."""
    key = tmp_path / "key"
    running = anywhere.start("pipelines", "run", _waiting(tmp_path, key), *OWNER)
    _wait_for(lambda: _is_at_the_gate(anywhere))
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=PATIENCE_SECONDS)
    assert (running.returncode, out) == (130, "")
    assert "Traceback" not in err
    found = anywhere.answer("pipelines", "list", "--status", "cancelled", *OWNER)["pipelines"][0]
    assert [node["status"] for node in found["nodes"]] == ["done", "cancelled", "cancelled"]
    assert f"outhost pipelines retry {found['id']}" in err
    key.touch()
    rest = anywhere.run("pipelines", "retry", found["id"], "gate", *OWNER)
    assert rest.status == 0, rest.err
    assert [row["name"] for row in _rows_of(rest.out)] == ["Ada", "Bob", "Wait 1"]
    assert "in: done" not in rest.err


def test_somebody_else_may_cancel_it(mill_server: Server, served: Program, tmp_path: Path) -> None:
    """From another terminal: the command that follows it ends with status 1, and says how to go on."""
    running = served.start("pipelines", "run", _waiting(tmp_path, tmp_path / "key"), *OWNER)
    _wait_for(lambda: _is_at_the_gate(served))
    (found,) = served.answer("pipelines", "list", "--status", "running", *OWNER)["pipelines"]
    served.answer("pipelines", "cancel", found["id"], *OWNER)
    _, err = running.communicate(timeout=PATIENCE_SECONDS)
    assert running.returncode == 1
    assert f"outhost: The pipeline {found['id']} cancelled" in err
    assert served.run("pipelines", "cancel", found["id"], *OWNER).says == "outhost: This pipeline is not running."


def test_a_node_that_fails_fails_the_command(run_here: RunHere, mill_server: Server, served: Program, tmp_path: Path) -> None:
    """I am told which node and why, in one line at the end; what followed it was skipped, and nothing comes out."""
    done = run_here(served, "pipelines", "run", _waiting(tmp_path, tmp_path, "name\nBad Ada"), *OWNER)
    assert (done.status, done.out) == (1, "")
    *_, last = done.err.splitlines()
    assert "failed: gate: Every row failed" in last
    assert "Nobody of this name." in last
    assert "best: skipped" in done.err.splitlines()


def test_all_faults_of_a_file_are_named(run_here: RunHere, mill_server: Server, served: Program, tmp_path: Path) -> None:
    """One line a fault; with --json the same document as the API has. A file that is right is said to be."""
    file = tmp_path / "wrong.json"
    file.write_text(
        json.dumps({"nodes": [{"id": "a", "type": "filter", "config": {"rating_min": 9}}], "edges": [{"from": "a", "to": "b"}]})
    )
    done = run_here(served, "pipelines", "validate", str(file))
    assert (done.status, done.says) == (1, f"outhost: {file} has 3 faults.")
    assert [line.partition(": ")[0] for line in done.out.splitlines()] == [
        "definition.edges.0.to", "definition.nodes.0", "definition.nodes.0.config.rating_min",
    ]  # fmt: skip
    told = run_here(served, "pipelines", "validate", str(file), "--json").document
    assert (told["valid"], len(told["errors"])) == (False, 3)
    assert run_here(served, "pipelines", "validate", _chain(tmp_path)).out.endswith("is right.\n")
    mended = run_here(served, "pipelines", "validate", _chain(tmp_path, rating_min=9), "--set", "with.rating_min=4", "--json")
    assert (mended.status, mended.document["valid"]) == (0, True)
    piped = served.run("pipelines", "validate", "-", said='{"nodes": [{"id": "a", "type": "filter"}]}')
    assert (piped.status, piped.says) == (1, "outhost: What is piped in has 1 fault.")


def test_a_pipeline_goes_to_another_workspace(run_here: RunHere, mill_server: Server, served: Program, tmp_path: Path) -> None:
    """An export names what was left out, and how to give it; imported, it waits to be run."""
    draw = {"id": "draw", "type": "personalise", "config": {"list_id": list_of(served, "png"), "limit": 1}}
    source, exported = tmp_path / "draw.json", tmp_path / "exported.json"
    nodes = [{"id": "in", "type": "import", "config": {"text": PEOPLE}}, draw]
    source.write_text(json.dumps({"name": "Draw", "definition": {"nodes": nodes, "edges": [{"from": "in", "to": "draw"}]}}))
    made = run_here(served, "pipelines", "import", str(source), *OWNER, "--json").document
    assert (made["name"], made["status"]) == ("Draw", "pending")
    done = run_here(served, "pipelines", "export", made["id"], "-o", str(exported), *OWNER)
    assert (done.status, done.says) == (0, "Left out: list_id of draw; to give it elsewhere: --set draw.list_id=…")
    assert json.loads(exported.read_text())["needs"][0]["field"] == "list_id"
    assert json.loads(run_here(served, "pipelines", "export", made["id"], *OWNER).out) == json.loads(exported.read_text())
    left_open = run_here(served, "pipelines", "import", str(exported), *OWNER)
    assert (left_open.status, left_open.says) == (1, "outhost: definition.nodes.1.config.list_id: is required")
    words = ("--set", f"draw.list_id={draw['config']['list_id']}", "--name", "Elsewhere")
    brought = run_here(served, "pipelines", "import", str(exported), *words, *OWNER, "--json").document
    assert (brought["name"], brought["definition"]) == ("Elsewhere", made["definition"])
    run = run_here(served, "pipelines", "run", brought["id"], "-o", str(tmp_path / "drawn.csv"), *OWNER, "--json").document
    assert (run["status"], run["output"]) == ("done", str(tmp_path / "drawn.csv"))
    assert len(_rows_of((tmp_path / "drawn.csv").read_text("utf-8-sig"))) == 1


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["run", "2c4f1c33-b8e8-4f5e-9a2c-3f6b2b3a7d9b"], 1, "There is nothing of yours with this id."),
        (["run", "2c4f1c33-b8e8-4f5e-9a2c-3f6b2b3a7d9b", "--set", "a.b=c"], 2, "There is no file"),
        (["run", "nowhere.json"], 2, "There is no file nowhere.json."),
        (["run", "{list}"], 1, "has no JSON object in it"),
        (["run", "{text}"], 1, "is no JSON in UTF-8"),
        (["run", "{chain}", "--set", "nowhere.x=1"], 2, "names no node: write NODE.KEY=VALUE; nodes are in, with, best"),
        (["run", "{chain}", "--set", "with.rating=1"], 2, "there is no rating"),
        (["run", "{chain}", "--set", "with.rating_min=9"], 1, "definition.nodes.1.config.rating_min: must be at most 5"),
        (["run", "{chain}", "--name", "x" * 121], 1, "name has 1 to 120 characters"),
        (["run", "{named}"], 1, "name has 1 to 120 characters"),
        (["validate", "{future}"], 1, "has the schema version 2, and this outhost reads 1; bring outhost up to date."),
        (["import", "{future}"], 1, "has the schema version 2, and this outhost reads 1; bring outhost up to date."),
        (["run", "{blank}"], 1, "A pipeline's name has 1 to 120 characters."),
        (["import", "{chain}", "--name", " "], 1, "A pipeline's name has 1 to 120 characters."),
        (["validate", "nowhere.json"], 2, "does not exist"),
        (["download", "2c4f1c33-b8e8-4f5e-9a2c-3f6b2b3a7d9b", "--json"], 2, "name a file for the rows"),
        (["retry", "2c4f1c33-b8e8-4f5e-9a2c-3f6b2b3a7d9b"], 2, "Missing argument"),
    ],
)
def test_what_cannot_be_run_is_told_in_one_line(
    run_here: RunHere, mill_server: Server, served: Program, tmp_path: Path, words: list[str], status: int, says: str
) -> None:
    """What is wrong and where, by the exit status too; no pipeline is made."""
    (tmp_path / "list.json").write_text("[]")
    (tmp_path / "text.json").write_text("nodes:")
    (tmp_path / "named.json").write_text('{"name": 7, "definition": {}}')
    (tmp_path / "future.json").write_text('{"schema_version": 2, "definition": {}}')
    (tmp_path / "blank.json").write_text('{"name": " ", "definition": {}}')
    files = {"{named}": str(tmp_path / "named.json"), "{future}": str(tmp_path / "future.json"), "{blank}": str(tmp_path / "blank.json")}
    files |= {"{list}": str(tmp_path / "list.json"), "{text}": str(tmp_path / "text.json"), "{chain}": _chain(tmp_path)}
    before = _count(served)
    done = run_here(served, "pipelines", *(files.get(word, word) for word in words), *([] if words[0] == "validate" else OWNER))
    *_, last = done.err.splitlines()
    assert (done.status, done.out) == (status, "")
    assert says in last
    assert "Traceback" not in done.err
    assert _count(served) == before


def test_a_terminal_gets_a_bar(mill_server: Server, served: Program, tmp_path: Path) -> None:
    """I watch one bar for all nodes fill up, from a definition that was piped in."""
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "wb", buffering=0) as terminal, Path(_chain(tmp_path)).open("rb") as piped:
        done = subprocess.run(
            [OUTHOST, "pipelines", "run", "-", *OWNER], stdin=piped, stdout=subprocess.PIPE, stderr=terminal, check=False,
            env=served._environment(),
        )  # fmt: skip
    seen = os.read(ours, 65536).decode()
    os.close(ours)
    assert done.returncode == 0
    assert [row["name"] for row in _rows_of(done.stdout.decode())] == ["Zoé", "Ada"]
    assert f"Best first  [{'#' * 30}]  3 of 3 nodes" in seen


def _chain(folder: Path, **config: Any) -> str:
    """Write a pipeline that keeps who has an address, the best first."""
    nodes = [
        {"id": "in", "type": "import", "config": {"text": PEOPLE}},
        {"id": "with", "type": "filter", "config": {"require_email": True, **config}},
        {"id": "best", "type": "sort", "config": {"sort_by": "note"}},
    ]
    edges = [{"from": "in", "to": "with"}, {"from": "with", "to": "best"}]
    file = folder / "chain.json"
    file.write_text(json.dumps({"name": "Best first", "definition": {"nodes": nodes, "edges": edges}}), "utf-8")
    return str(file)


def _waiting(folder: Path, key: Path, table: str = "name\nAda\nBob\nWait 1") -> str:
    """Write a definition whose second node lets rows through, the last of them once a file is there."""
    nodes = [
        {"id": "in", "type": "import", "config": {"text": table}},
        {"id": "gate", "type": "gate", "config": {"key": str(key)}},
        {"id": "best", "type": "filter"},
    ]
    file = folder / "waiting.json"
    file.write_text(json.dumps({"nodes": nodes, "edges": [{"from": "in", "to": "gate"}, {"from": "gate", "to": "best"}]}))
    return str(file)


def _is_at_the_gate(program: Program) -> bool:
    rows = _read(program, "SELECT points_done FROM jobs WHERE job_type = 'gate' AND status = 'running' ORDER BY id DESC LIMIT 1")
    return rows == [(2,)]


def _count(program: Program) -> int:
    return int(_read(program, "SELECT count(*) FROM pipelines")[0][0])


def _read(program: Program, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{program.database}?mode=ro", uri=True)) as connection:
        return connection.execute(query).fetchall()


def _wait_for(is_so: Callable[[], bool]) -> None:
    """Return when it is so, for another process makes it so."""
    patience_ends = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < patience_ends
        time.sleep(0)


def _rows_of(out: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff")), delimiter=";"))
