"""The program as a whole: what it loads, how it ends, and what it is to a shell."""

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from programs import OUTHOST, Program, list_of

from outhost import __version__
from outhost.cli.completion import SHELLS


def test_the_version_is_told_the_same_way_by_flag_and_by_command(blueprint: Program) -> None:
    """`--version` and `version` say the same, and need no data folder."""
    nowhere = replace(blueprint, data_dir=Path("/nowhere"))
    assert nowhere.run("--version").out == nowhere.run("version").out == f"outhost {__version__}\n"


def test_telling_the_version_loads_neither_server_nor_database() -> None:
    """Asking for the version is quick, since nothing is loaded for it."""
    script = (
        "import sys; sys.argv = ['outhost', '--version']\n"
        "from outhost.cli.program import end_status\n"
        "assert end_status() == 0\n"
        "heavy = {'sanic', 'sqlite3', 'aiosqlite', 'sqlite_utils', 'PIL', 'pydantic', 'argon2', 'httpx', 'asyncio'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"outhost {__version__}\n"


def test_help_names_every_command_and_needs_nothing(blueprint: Program) -> None:
    """I type --help and see what there is, each with a sentence."""
    said = replace(blueprint, data_dir=Path("/nowhere")).run("--help")
    assert said.status == 0
    for word in ("serve", "status", "stop", "setup", "leads", "Without a command, outhost serves."):
        assert word in said.out


def test_a_reader_who_has_enough_is_no_fault(installed: Program, tmp_path: Path) -> None:
    """I pipe an export into `head`: it ends quietly, and the pipe does not fail."""
    with installed.serve() as serving, serving.client(installed.key) as client:
        list_id = list_of(installed, "png")
        for name in ("x" * 400, "y" * 400):
            assert client.post(f"/v1/lists/{list_id}/leads", json={"variables": {"first_name": name}}).status_code == 200
        line = f"'{OUTHOST}' lists export {list_id} | head -c 10; echo ${{PIPESTATUS[0]}}"
        environment = {**os.environ, "OUTHOST_DATA_DIR": str(installed.data_dir)}
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.splitlines() == ["tracking_i0"]
    assert done.stderr.strip() in {"", "Leads"}


def test_a_reader_who_is_gone_from_the_start_is_no_fault(blueprint: Program) -> None:
    """Nobody reads the answer: no trace, no complaint."""
    environment = {**os.environ, "OUTHOST_DATA_DIR": str(blueprint.data_dir)}
    line = f"'{OUTHOST}' config show | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True, env=environment)
    assert (done.stdout, done.stderr) == ("0\n", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a disk that is always full")
def test_an_answer_that_can_not_be_written_is_told(blueprint: Program) -> None:
    """The disk behind my redirection is full: one line says so, and the exit status too."""
    environment = {**os.environ, "OUTHOST_DATA_DIR": str(blueprint.data_dir)}
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([OUTHOST, "config", "show"], stdout=full, stderr=subprocess.PIPE, text=True, check=False, env=environment)
    assert done.returncode == 1
    assert "No space left" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_command_interrupted_ends_as_shells_expect(installed: Program) -> None:
    """I press Ctrl+C while a command waits: it ends at once, without a trace, and the folder is free."""
    waiting = replace(installed).start("setup", "--email", "x@example.com", "--password-stdin", stdin=subprocess.PIPE)
    _wait_until_reading(waiting.pid)
    waiting.send_signal(signal.SIGINT)
    _, err = waiting.communicate(timeout=30)
    assert waiting.returncode == 130
    assert "Traceback" not in err
    assert installed.answer("credits", "show")["credits"] == 1000


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_is_told_how_to_complete(blueprint: Program, shell: str) -> None:
    """The script is one that the shell itself takes, where it is installed."""
    script = blueprint.run("completion", shell).out
    assert "_OUTHOST_COMPLETE" in script
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=script, text=True, check=True, capture_output=True)


@pytest.mark.parametrize(
    ("typed", "offered"), [("outhost cre", ["credits"]), ("outhost credits gr", ["grant"]), ("outhost serve --de", ["--demo"])]
)
def test_a_shell_completes_commands_and_options(blueprint: Program, typed: str, offered: list[str]) -> None:
    """I press Tab, and the command is written out."""
    asked = {"_OUTHOST_COMPLETE": "bash_complete", "COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" "))}
    said = replace(blueprint, environment=asked).run().out
    assert [line.partition(",")[2] for line in said.splitlines()] == offered


def _wait_until_reading(pid: int) -> None:
    """Wait until a process sleeps in a read of its standard input."""
    patience_ends = time.monotonic() + 30
    while time.monotonic() < patience_ends:
        if Path(f"/proc/{pid}/wchan").read_text() in {"pipe_read", "anon_pipe_read"}:
            return
    raise AssertionError("the command never read its standard input")
