"""The line between commands and the server that holds the folder: one writer, whoever asks, and at once."""

import importlib
import inspect
import json
import os
import pkgutil
import signal
import socket
import sqlite3
import stat
from contextlib import chdir, closing
from dataclasses import replace
from pathlib import Path

import pytest
from programs import EMAIL, Program, Server, list_of

from outhost import cli
from outhost.appliance import Appliance
from outhost.cli import serve


def test_a_command_takes_effect_in_the_running_server_at_once(neighbour: Program, server: Server) -> None:
    """I grant credits, set a plan and rotate the key beside the server: the very next request sees it, and the old key is dead."""
    with server.client(neighbour.key) as client:
        before = client.get("/v1/me").json()
        assert neighbour.answer("credits", "grant", "5", "--email", EMAIL) == {"granted": 5, "credits": before["credits"] + 5}
        neighbour.answer("subscriptions", "set", "--email", EMAIL, "--plan", "growth", "--status", "active")
        after = client.get("/v1/me").json()
        assert (after["credits"], after["subscription"]["plan_name"]) == (before["credits"] + 5, "growth")
        new = neighbour.answer("users", "add", "--email", "line@example.com")
    with server.client(new["api_key"]) as client:
        assert client.get("/v1/me").status_code == 200
        key = neighbour.answer("keys", "rotate", "--email", "line@example.com")["api_key"]
        assert client.get("/v1/me").status_code == 401
        client.headers["X-API-Key"] = key
        assert client.get("/v1/me").status_code == 200
        neighbour.answer("users", "deactivate", "--email", "line@example.com")
        assert client.get("/v1/me").json()["error"] == "invalid_api_key"


def test_the_server_knows_every_errand() -> None:
    """Whatever a command may ask for works beside a running server as it does without one."""
    modules = [importlib.import_module(f"outhost.cli.{found.name}") for found in pkgutil.iter_modules(cli.__path__)]
    known = set(serve.ERRANDS)
    errands = {made for module in modules for made in vars(module).values() if _is_errand(made)}
    assert errands
    assert {f"{errand.__module__}.{errand.__name__}" for errand in errands - known} == set()


def test_a_table_is_looked_at_and_added_beside_the_server(neighbour: Program, server: Server, tmp_path: Path) -> None:
    """The command reads my table itself, and asks the server for the rest."""
    (tmp_path / "people.csv").write_bytes("Prénom;Company\nZoë;Acme\n".encode("cp1252"))
    shared = (
        "leads",
        "add",
        list_of(neighbour, "png"),
        "--csv",
        str(tmp_path / "people.csv"),
        "--map",
        "first_name=Prénom",
        "--email",
        EMAIL,
    )
    assert neighbour.answer(*shared, "--preview")["rows"] == [{"first_name": "Zoë", "company": "Acme"}]
    assert [lead["missing_variables"] for lead in neighbour.answer(*shared)["leads"]] == [[]]


def test_the_line_is_for_its_owner_alone(neighbour: Program, server: Server) -> None:
    """Nobody else on the machine can command my server."""
    assert stat.S_IMODE((neighbour.data_dir / "outhost.sock").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "request_line",
    [
        b"nonsense\n",
        b"{}\n",
        b"[]\n",
        b'{"errand": "os.system", "arguments": {}}\n',
        b'{"errand": "credits.show", "arguments": 5}\n',
        b"\xff\n",
    ],
)
def test_nonsense_on_the_line_is_answered_and_harms_nobody(neighbour: Program, server: Server, request_line: bytes) -> None:
    """Whatever comes over the line, only errands of ours are done, and the server goes on."""
    with closing(socket.socket(socket.AF_UNIX)) as line, chdir(neighbour.data_dir):
        line.connect("outhost.sock")
        line.sendall(request_line)
        assert "fault" in json.loads(line.makefile().readline())
    assert neighbour.answer("credits", "show", "--email", EMAIL)["workspace_id"] == 1


def test_a_caller_who_hangs_up_harms_nobody(neighbour: Program, server: Server) -> None:
    """A command is killed while its errand is under way: the server does not even mention it."""
    said_before = server.log.read_text()
    with closing(socket.socket(socket.AF_UNIX)) as line, chdir(neighbour.data_dir):
        line.connect("outhost.sock")
        line.sendall(b'{"errand": "users.list_all", "arguments": {}}\n' * 50)
    assert neighbour.answer("credits", "show", "--email", EMAIL)["workspace_id"] == 1
    assert server.log.read_text() == said_before


def test_two_commands_at_once_both_do_their_work(installed: Program) -> None:
    """Two terminals, no server: one waits for the other, and both grants are in the ledger."""
    both = [installed.start("credits", "grant", "1") for _ in range(2)]
    assert [command.communicate(timeout=60)[1] for command in both] == ["", ""]
    assert [command.returncode for command in both] == [0, 0]
    assert _balance(installed) == 1002


def test_a_long_path_with_spaces_is_a_path_like_any_other(installed: Program, tmp_path: Path) -> None:
    """My data folder lies deep, under a name with spaces and accents: commands reach the server all the same."""
    deep = tmp_path / ("Données de l’équipe " * 4) / ("x" * 100) / "data"
    deep.parent.mkdir(parents=True)
    moved = replace(installed, data_dir=installed.data_dir.rename(deep))
    with moved.serve() as serving:
        assert moved.answer("credits", "grant", "1")["credits"] == 1001
        assert moved.answer("status")["url"] == serving.url
        assert serving.stop() == 0
    assert moved.answer("credits", "show")["credits"] == 1001


def test_a_command_in_the_middle_of_its_work_is_told_when_the_server_stops(installed: Program, tmp_path: Path) -> None:
    """I stop the server while a long CSV is being added: it finishes the rows at hand, and I am told which are in."""
    table = tmp_path / "people.csv"
    table.write_text("first_name\n" + "".join(f"P{number}\n" for number in range(900)))
    with installed.serve() as serving:
        with serving.client(installed.key) as client:
            adding = installed.start("leads", "add", list_of(installed, "png"), "--csv", table, "--json")
            while client.get("/v1/me").json()["credits"] > 970:
                pass
        assert serving.stop() == 0
        out, err = adding.communicate(timeout=60)
    assert adding.returncode == 1
    added = json.loads(out)["leads"]
    assert "were added" in err.splitlines()[-1]
    assert "Traceback" not in err + serving.log.read_text()
    assert {lead["lead_id"] for lead in added} == _leads(installed)
    assert len(added) + _balance(installed) == 1000


def test_a_command_whose_server_dies_says_so(installed: Program, tmp_path: Path) -> None:
    """The server is killed in the middle: the command ends with one line, and knows no less than it was told."""
    table = tmp_path / "people.csv"
    table.write_text("first_name\n" + "".join(f"P{number}\n" for number in range(900)))
    with installed.serve() as serving:
        with serving.client(installed.key) as client:
            adding = installed.start("leads", "add", list_of(installed, "png"), "--csv", table, "--json")
            while client.get("/v1/me").json()["credits"] > 985:
                pass
        os.killpg(serving.process.pid, signal.SIGKILL)
        out, err = adding.communicate(timeout=60)
    assert adding.returncode == 1
    assert err.splitlines()[-1].startswith("outhost: ")
    assert "stopped before it answered" in err
    told = {lead["lead_id"] for lead in json.loads(out)["leads"]}
    assert told <= _leads(installed)
    assert len(_leads(installed)) <= len(told) + 10


def test_a_command_waits_for_a_server_that_is_just_starting(installed: Program) -> None:
    """I start the server and type the next command at once: whichever has the folder first, both do their work."""
    starting = installed.start("serve", "--port", "0", "--json", start_new_session=True)
    commands = [installed.start("credits", "grant", "1") for _ in range(2)]
    try:
        assert [command.communicate(timeout=60)[1] for command in commands] == ["", ""]
        assert starting.stdout is not None
        while starting.stdout.readline() != "}\n":
            assert starting.poll() is None
        assert installed.answer("credits", "show")["credits"] == 1002
        starting.terminate()
        assert starting.wait(30) == 0
    finally:
        starting.kill()
        starting.communicate()


def test_a_frozen_holder_is_named_in_the_end(installed: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something holds the folder and answers nobody: after a while the command gives up and names it."""
    monkeypatch.setattr("outhost.cli.line._PATIENCE_SECONDS", 0.2)
    from outhost.cli.line import open_desk
    from outhost.domain.errors import FolderInUse
    from outhost.files.data_folder import DataFolder, FolderLock

    lock = FolderLock(DataFolder(installed.data_dir))
    with pytest.raises(FolderInUse, match=f"process {os.getpid()}"), open_desk(installed.data_dir):
        pass
    lock.release()


def test_a_socket_left_by_a_killed_server_is_in_nobodys_way(installed: Program) -> None:
    """After `kill -9` the socket file lies about: commands work without the server, and the next server takes its place."""
    with installed.serve() as serving:
        os.killpg(serving.process.pid, signal.SIGKILL)
        serving.process.wait()
    assert (installed.data_dir / "outhost.sock").exists()
    assert installed.answer("status")["running"] is False
    assert installed.answer("credits", "grant", "1")["credits"] == 1001
    with installed.serve() as serving:
        assert installed.answer("credits", "show")["credits"] == 1001
        assert serving.stop() == 0
    assert not (installed.data_dir / "outhost.sock").exists()


def _balance(program: Program) -> int:
    return int(_rows(program, "SELECT credits FROM workspaces WHERE id = 1")[0][0])


def _leads(program: Program) -> set[str]:
    return {row[0] for row in _rows(program, "SELECT lead_id FROM leads")}


def _rows(program: Program, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(program.database)) as connection:
        return connection.execute(sql).fetchall()


def _is_errand(made: object) -> bool:
    """Tell an errand by its form: a coroutine function, or an async generator, of the appliance, all else by name."""
    is_long = inspect.isasyncgenfunction(made)
    if not (is_long or inspect.iscoroutinefunction(made)) or not made.__module__.startswith("outhost.cli"):
        return False
    first, *others = inspect.signature(made).parameters.values()
    return first.annotation is Appliance and all(each.kind is inspect.Parameter.KEYWORD_ONLY for each in others) and bool(others)
