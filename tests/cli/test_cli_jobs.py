"""Jobs from the command line: rows in, rows out, with a server and without, and whatever comes in between."""

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
from gates import with_gate
from programs import OUTHOST, PATIENCE_SECONDS, Answer, Program, Server
from python_calamine import CalamineWorkbook

RunHere = Callable[..., Answer]

PEOPLE = "name,email,rating\nAda,ada@acme.example,4\nBob,,3\nZoé,zoe@acme.example,5\n"
WAITING = "name\nAda\nBob\nWait 1\nWait 2\nCid\n"


def jobs_of(program: Program) -> list[dict[str, Any]]:
    """Give the jobs of an installation, newest first, read behind the program's back."""
    with closing(sqlite3.connect(f"file:{program.database}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute("SELECT * FROM jobs WHERE is_deleted = 0 ORDER BY id DESC")]


def newest(program: Program) -> dict[str, Any]:
    """Give the newest job."""
    return next(iter(jobs_of(program)), {})


def wait_for(is_so: Any) -> None:
    """Return when it is so, for another process makes it so."""
    patience_ends = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < patience_ends
        time.sleep(0)


def rows_of(out: str) -> list[dict[str, str]]:
    """Read a CSV of ours."""
    return list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff")), delimiter=";"))


def start_waiting(program: Program, key: Path, *words: str) -> subprocess.Popen[str]:
    """Begin a job whose third row waits for a file; return when the first two are through."""
    before = {job["public_id"] for job in jobs_of(program)}
    table = key.with_suffix(".csv")
    table.write_text(WAITING)
    running = program.start("jobs", "run", "gate", "--input", table, "--set", f"key={key}", "--workspace", "1", *words)
    wait_for(lambda: (job := newest(program)) and job["public_id"] not in before and job["job_type"] == "gate" and job["points_done"] == 3)
    return running


def test_commands_are_piped_into_each_other(anywhere: Program) -> None:
    """I filter, sort and look at the first rows: each command reads what the one before wrote, and `head` hurts nobody."""
    module = f"'{OUTHOST}' jobs run"
    line = (
        f"cat people.csv | {module} filter --set require_email=1 --workspace 1 | {module} sort --set sort_by=note --workspace 1 | head -2"
    )
    (anywhere.data_dir / "people.csv").write_text(PEOPLE)
    done = subprocess.run(
        ["bash", "-c", f"{line}; echo ${{PIPESTATUS[@]}}"], capture_output=True, text=True, check=True, cwd=anywhere.data_dir,
        env=anywhere._environment(),
    )  # fmt: skip
    *table, statuses = done.stdout.splitlines()
    assert statuses == "0 0 0 0"
    assert rows_of("\n".join(table)) == [{"name": "Zoé", "email": "zoe@acme.example", "rating": "5"}]
    assert "Traceback" not in done.stderr
    assert "filter j_" in done.stderr
    assert ": done, 2 rows" in done.stderr


@pytest.mark.parametrize("given", ["< people.csv", "--input - < people.csv", "--input <(cat people.csv)", "--input people.csv < /dev/null"])
def test_rows_come_from_wherever_a_shell_takes_them(mill_server: Server, served: Program, tmp_path: Path, given: str) -> None:
    """Redirected, or from a command in place of a file: whatever can be read, also where it can be read only once."""
    (tmp_path / "people.csv").write_text(PEOPLE)
    done = subprocess.run(
        ["bash", "-c", f"'{OUTHOST}' jobs run sort --set sort_by=note --workspace 1 {given}"], capture_output=True, text=True, check=True,
        cwd=tmp_path, env=served._environment(),
    )  # fmt: skip
    assert [row["name"] for row in rows_of(done.stdout)] == ["Zoé", "Ada", "Bob"]


@pytest.mark.parametrize(
    ("name", "table", "rows"),
    [
        ("latin.csv", "Prénom;Ville\nZoé;Orléans\n".encode("latin-1"), [{"Prénom": "Zoé", "Ville": "Orléans"}]),
        ("some.json", b'[{"n": 3, "tags": ["x"]}, {"n": 4.5}]', [{"n": 3, "tags": ["x"]}, {"n": 4.5, "tags": None}]),
        ("some.jsonl", b'{"n": 1, "ok": true}\n{"n": 2, "ok": null}\n', [{"n": 1, "ok": True}, {"n": 2, "ok": None}]),
        ("formula.csv", b"name,say\nAda,=1+1\n", [{"name": "Ada", "say": "=1+1"}]),
    ],
)
def test_rows_come_in_as_they_are_written(
    run_here: RunHere, mill_server: Server, served: Program, tmp_path: Path, name: str, table: bytes, rows: list[Any]
) -> None:
    """Encoding, delimiter and form are found out; numbers of JSON stay numbers, and nothing is neutralised that is not CSV."""
    (tmp_path / name).write_bytes(table)
    done = run_here(served, "jobs", "run", "filter", "--workspace", "1", "--format", "jsonl", "--input", str(tmp_path / name))
    assert done.status == 0, done.err
    assert [json.loads(line) for line in done.out.splitlines()] == rows


def test_a_formula_is_harmless_in_a_csv_unless_i_ask_for_it(
    run_here: RunHere, mill_server: Server, served: Program, tmp_path: Path
) -> None:
    """A cell that a spreadsheet would run gets its apostrophe, and with --raw is what it was."""
    shared = ["jobs", "run", "filter", "--workspace", "1", "--input", _table(tmp_path, "name,say\nAda,=1+1\n")]
    assert [row["say"] for row in rows_of(run_here(served, *shared).out)] == ["'=1+1"]
    assert [row["say"] for row in rows_of(run_here(served, *shared, "--raw").out)] == ["=1+1"]


def test_where_values_came_from_goes_out_where_i_ask_for_it(
    run_here: RunHere, mill_server: Server, served: Program, tmp_path: Path
) -> None:
    """What a module found has its source beside it with --provenance, and the plain columns without."""
    shared = ["jobs", "run", "verify_emails", "--workspace", "1", "--input", _table(tmp_path, "email\nsam@\n")]
    (plain,), (told,) = (rows_of(run_here(served, *shared, *more).out) for more in ([], ["--provenance"]))
    assert (plain["status"], told["status"]) == ("invalid", "invalid")
    assert set(told) - set(plain) >= {"status__source", "status__method", "status__at", "status__snippet"}
    assert told["status__snippet"]


def test_rows_go_out_in_the_form_that_the_file_is_named_for(
    run_here: RunHere, mill_server: Server, served: Program, tmp_path: Path
) -> None:
    """A workbook is read back by another program; `--json` tells of the job, and of the file."""
    people, table = _table(tmp_path, PEOPLE), tmp_path / "rows.xlsx"
    shared = ("--workspace", "1", "--json")
    made = run_here(served, "jobs", "run", "sort", "--set", "top_n=2", "--input", people, "--output", str(table), *shared).document
    assert (made["job_type"], made["status"], made["results_count"], made["output"]) == ("sort", "done", 2, str(table))
    assert made["params"]["top_n"] == 2
    sheet = CalamineWorkbook.from_path(table).get_sheet_by_index(0).to_python()
    assert sheet[0] == ["name", "email", "rating"]
    assert len(sheet) == 3
    again = run_here(served, "jobs", "download", made["id"], "--workspace", "1")
    assert [row["name"] for row in rows_of(again.out)] == [row[0] for row in sheet[1:]]
    assert {path.name for path in tmp_path.iterdir()} == {"rows.xlsx", "table"}
    alone = run_here(served, "jobs", "run", "sort", "--source-job", made["id"], *shared).document
    assert (alone["source_job_id"], alone["output"]) == (made["id"], None)


@pytest.mark.parametrize(
    ("words", "table", "status", "says"),
    [
        (["nothing"], PEOPLE, 1, "outhost: nothing: No module of this name can be run here. See `outhost modules list`."),
        (["hiring"], PEOPLE, 1, "outhost: hiring: No module of this name"),
        (["filter", "--set", "require_mail=1"], PEOPLE, 2, "there is no require_mail; this module takes: require_phone"),
        (["filter", "--set", "rating_min=four"], PEOPLE, 2, "rating_min takes a number, not 'four'"),
        (["filter", "--set", "rating_min=9"], PEOPLE, 1, "rating_min"),
        (["filter", "--set", "require_email"], PEOPLE, 2, "not of the form key=value"),
        (["filter"], None, 2, "There are no rows"),
        (["filter"], "", 1, "The table is empty"),
        (["filter"], "name,email\n", 1, "table: there are no rows below its names"),
        (["filter"], "%PDF-1.7 " + "x" * 500, 1, "table: The table is neither a CSV nor an XLSX file"),
        (["filter", "--input", "nowhere.csv"], None, 2, "does not exist"),
        (["filter", "--source-job", "j_1"], PEOPLE, 2, "not by both"),
        (["filter", "--source-job", "j_1"], None, 1, "No job of yours has this id."),
        (["filter", "--output", "/nowhere/rows.csv"], PEOPLE, 2, "there is no folder /nowhere"),
        (["filter", "--format", "pdf"], PEOPLE, 2, "'pdf' is not one of"),
        (["personalise", "--set", "list_id=nothing"], PEOPLE, 1, "list"),
    ],
)
def test_what_cannot_be_run_is_told_in_one_line(
    run_here: RunHere, mill_server: Server, served: Program, tmp_path: Path, words: list[str], table: str | None, status: int, says: str
) -> None:
    """What is wrong and where, by the exit status too; no job is left at work, and no file either."""
    given = [] if table is None else ["--input", _table(tmp_path, table)]
    done = run_here(served, "jobs", "run", *words, *given, "--workspace", "1")
    *_, last = done.err.splitlines()
    assert done.status == status
    assert says in last
    assert done.out == ""
    assert "Traceback" not in done.err
    assert not [job for job in jobs_of(served) if job["status"] in {"pending", "running"}]
    uploads = served.data_dir / "uploads"
    assert {path.name for path in uploads.glob("*")} <= {job["upload"] for job in jobs_of(served)}


def test_what_goes_wrong_with_rows_is_told_beside_the_others(
    run_here: RunHere, mill_server: Server, served: Program, tmp_path: Path
) -> None:
    """A row fails, the others come out; piped, progress is plain lines on standard error."""
    table = _table(tmp_path, "name\nAda\nBad Bob\nCid\n")
    done = run_here(served, "jobs", "run", "gate", "--set", "key=x", "--workspace", "1", "--input", table)
    assert done.status == 0, done.err
    assert [row["name"] for row in rows_of(done.out)] == ["Ada", "Cid"]
    assert "gate: error: Row 2: Nobody of this name." in done.err.splitlines()
    assert done.err.splitlines()[-1].startswith("gate j_")
    assert ": done, 2 rows, 1 failed" in done.err
    assert "\x1b" not in done.err


def test_a_job_that_fails_fails_the_command(run_here: RunHere, mill_server: Server, served: Program, tmp_path: Path) -> None:
    """Every row failed: one line says why and what to do, and nothing comes out."""
    table = _table(tmp_path, "name\nBad Ada\n")
    done = run_here(served, "jobs", "run", "gate", "--set", "key=x", "--workspace", "1", "--input", table)
    job = newest(served)
    assert (done.status, done.out, job["status"]) == (1, "", "failed")
    *_, last = done.err.splitlines()
    assert last.startswith(f"outhost: gate {job['public_id']} failed: ")
    assert "Nobody of this name." in last
    assert f"outhost jobs resume {job['public_id']}" in last


def test_a_terminal_gets_a_bar(mill_server: Server, served: Program, tmp_path: Path) -> None:
    """I watch the bar of each job fill up, and then the line that says how it ended."""
    (tmp_path / "people.csv").write_text("name\nAda\nBob\n")
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "wb", buffering=0) as terminal:
        done = subprocess.run(
            [OUTHOST, "jobs", "run", "gate", "--input", tmp_path / "people.csv", "--set", f"key={tmp_path}", "--workspace", "1"],
            stdout=subprocess.PIPE, stderr=terminal, check=False, env=served._environment(),
        )  # fmt: skip
    seen = os.read(ours, 65536).decode()
    os.close(ours)
    assert done.returncode == 0
    assert [row["name"] for row in rows_of(done.stdout.decode())] == ["Ada", "Bob"]
    assert f"gate  [{'#' * 30}]  2 of 2" in seen
    assert seen.splitlines()[-1].endswith(": done, 2 rows")


def test_ctrl_c_cancels_the_job_which_can_be_gone_on_with(anywhere: Program, tmp_path: Path) -> None:
    """What was done is kept; I am told how to go on, and going on gives me all rows, each once."""
    key = tmp_path / "key"
    running = start_waiting(anywhere, key)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=PATIENCE_SECONDS)
    job = newest(anywhere)
    assert (running.returncode, out) == (130, "")
    assert (job["status"], job["results_count"]) == ("cancelled", 3)
    assert f"to go on: outhost jobs resume {job['public_id']}" in err
    assert "Traceback" not in err
    part = anywhere.run("jobs", "download", job["public_id"], "--workspace", "1")
    assert [row["name"] for row in rows_of(part.out)] == ["Ada", "Bob", "Cid"]
    key.touch()
    rest = anywhere.run("jobs", "resume", job["public_id"], "--workspace", "1")
    assert rest.status == 0, rest.err
    assert [row["name"] for row in rows_of(rest.out)] == ["Ada", "Bob", "Cid", "Wait 1", "Wait 2"]
    assert anywhere.run("jobs", "resume", job["public_id"], "--workspace", "1").status == 0
    again = anywhere.run("jobs", "resume", newest(anywhere)["public_id"], "--workspace", "1")
    assert (again.status, again.says[:33]) == (1, "outhost: There is nothing left to")


def test_somebody_else_may_cancel_it(mill_server: Server, served: Program, tmp_path: Path) -> None:
    """From another terminal: the command that waits for it ends with status 1 and says so."""
    running = start_waiting(served, tmp_path / "key")
    job_id = newest(served)["public_id"]
    asked = served.answer("jobs", "cancel", job_id, "--workspace", "1")
    assert asked["is_cancelling"] or asked["status"] == "cancelled"
    _, err = running.communicate(timeout=PATIENCE_SECONDS)
    assert running.returncode == 1
    assert f"outhost: gate {job_id} cancelled" in err
    over = served.run("jobs", "cancel", job_id, "--workspace", "1")
    assert (over.status, over.says) == (1, "outhost: This job is cancelled already.")


def test_a_command_killed_beside_the_server_leaves_it_at_work(mill_server: Server, served: Program, tmp_path: Path) -> None:
    """Whoever watched is gone: the server does not even mention it, and ends the job."""
    said_before = mill_server.log.read_text()
    running = start_waiting(served, tmp_path / "key")
    job_id = newest(served)["public_id"]
    running.kill()
    running.communicate(timeout=PATIENCE_SECONDS)
    (tmp_path / "key").touch()
    wait_for(lambda: newest(served)["status"] == "done")
    assert newest(served)["public_id"] == job_id
    assert mill_server.log.read_text() == said_before


def test_a_killed_command_loses_nothing(mill: Program, tmp_path: Path) -> None:
    """It ends by kill -9 in the middle: another command leaves that job alone, and the next server ends it, each row once."""
    key = tmp_path / "key"
    running = start_waiting(mill, key)
    job_id = newest(mill)["public_id"]
    running.kill()
    running.communicate(timeout=PATIENCE_SECONDS)
    other = mill.run("jobs", "run", "sort", "--workspace", "1", said=PEOPLE)
    assert other.status == 0, other.err
    left = next(job for job in jobs_of(mill) if job["public_id"] == job_id)
    assert (left["status"], left["points_done"]) == ("pending", 3)
    assert "goes on where it was" in mill.answer("jobs", "show", job_id, "--workspace", "1")["log"][-1]["message"]
    key.touch()
    with mill.serve():
        wait_for(lambda: next(job for job in jobs_of(mill) if job["public_id"] == job_id)["status"] == "done")
        rows = mill.run("jobs", "download", job_id, "--workspace", "1", "--format", "jsonl")
    assert [json.loads(line)["name"] for line in rows.out.splitlines()] == ["Ada", "Bob", "Wait 1", "Wait 2", "Cid"]


def test_a_killed_command_s_job_can_be_cancelled_without_a_server(run_here: RunHere, mill: Program, tmp_path: Path) -> None:
    """Nobody runs it any longer, so that it ends at once; then it can be deleted."""
    running = start_waiting(mill, tmp_path / "key")
    job_id = newest(mill)["public_id"]
    running.kill()
    running.communicate(timeout=PATIENCE_SECONDS)
    assert mill.answer("jobs", "cancel", job_id, "--workspace", "1")["status"] == "cancelled"
    assert run_here(mill, "jobs", "delete", job_id, "--workspace", "1", "--json").document == {"deleted": True, "id": job_id}
    gone = run_here(mill, "jobs", "show", job_id, "--workspace", "1")
    assert (gone.status, gone.says) == (1, "outhost: There is nothing of yours with this id.")


def test_a_server_that_stops_meanwhile_goes_on_later(furnished: Program, tmp_path: Path) -> None:
    """The command that waits is told so at once, and the job is done when the server is there again."""
    program = with_gate(furnished, tmp_path / "data")
    with program.serve() as serving:
        running = start_waiting(program, tmp_path / "key")
        job_id = newest(program)["public_id"]
        assert serving.stop() == 0
        _, err = running.communicate(timeout=PATIENCE_SECONDS)
        assert running.returncode == 1
        assert err.splitlines()[-1].endswith(f"outhost jobs show {job_id}")
        assert newest(program)["status"] == "pending"
    (tmp_path / "key").touch()
    with program.serve():
        wait_for(lambda: newest(program)["status"] == "done")
        assert program.answer("jobs", "show", job_id, "--workspace", "1")["results_count"] == 5


def test_jobs_are_looked_after(run_here: RunHere, mill_server: Server, served: Program, tmp_path: Path) -> None:
    """Listed, newest first, and by state; shown with the end of the log; a stranger's workspace sees none of it."""

    def answer(*words: str) -> Any:
        return run_here(served, "jobs", *words, "--workspace", "1", "--json").document

    made = answer("run", "sort", "--input", _table(tmp_path, PEOPLE))
    listed = answer("list", "--limit", "2")["jobs"]
    assert [job["job_type"] for job in listed] == ["sort", "import"]
    assert listed[0] == {key: value for key, value in made.items() if key != "output"}
    assert made["id"] not in [job["id"] for job in answer("list", "--status", "failed")["jobs"]]
    shown = answer("show", made["source_job_id"])
    assert any("Read as CSV" in line["message"] for line in shown["log"])
    assert answer("show", made["source_job_id"], "--lines", "0")["log"] == []
    counted = ("ef_cost", "breakdown", "dead_queries", "flagged_tiles_count", "query_stats")
    assert [shown[name] for name in counted] == [0.0, {"by_query": {}, "by_zone": {}}, [], 0, {}]
    assert "sort" in run_here(served, "jobs", "list", "--workspace", "1").out
    assert run_here(served, "jobs", "list", "--email", "kim@example.com", "--json").document["jobs"] == []
    for word in ("show", "download", "cancel", "delete"):
        refused = run_here(served, "jobs", word, made["id"], "--email", "kim@example.com")
        assert (refused.status, refused.says, refused.out) == (1, "outhost: There is nothing of yours with this id.", "")
    assert answer("show", made["id"])["status"] == "done"


def _table(folder: Path, text: str) -> str:
    """Write a table, and give its path."""
    (folder / "table").write_text(text, "utf-8")
    return str(folder / "table")
