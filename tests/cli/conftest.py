"""Installations to command: none yet, a fresh one, one with a server."""

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from gates import with_gate
from programs import EMAIL, PASSWORD, Answer, Program, Server

from outhost.cli.program import end_status

RunHere = Callable[..., Answer]


@pytest.fixture
def run_here(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> RunHere:
    """Run a command in this process, which spares half a second of imports; whatever it writes is caught at the descriptors."""

    def run(program: Program, *words: str) -> Answer:
        monkeypatch.setenv("OUTHOST_DATA_DIR", str(program.data_dir))
        monkeypatch.setenv("OUTHOST_MIN_FREE_MB", "1")
        monkeypatch.setattr(sys, "argv", ["outhost", *words])
        status = end_status()
        out, err = capfd.readouterr()
        return Answer(status=status, out=out, err=err)

    return run


@pytest.fixture
def empty(tmp_path: Path) -> Program:
    """A data folder that is not there yet."""
    return Program(data_dir=tmp_path / "data")


@pytest.fixture(scope="session")
def blueprint(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """An installation that was just set up, to be copied."""
    program = Program(data_dir=tmp_path_factory.mktemp("blueprint") / "data")
    made = program.answer("setup", "--email", EMAIL, "--password-stdin", "--demo", said=f"{PASSWORD}\n")
    return replace(program, key=made["api_key"])


@pytest.fixture
def installed(blueprint: Program, tmp_path: Path) -> Program:
    """An installation of the test's own: one user with 1000 credits and the demo's four lists."""
    shutil.copytree(blueprint.data_dir, tmp_path / "data")
    return replace(blueprint, data_dir=tmp_path / "data")


@pytest.fixture(scope="session")
def furnished(blueprint: Program, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """An installation with a second user, to be copied."""
    data_dir = tmp_path_factory.mktemp("furnished") / "data"
    shutil.copytree(blueprint.data_dir, data_dir)
    program = replace(blueprint, data_dir=data_dir)
    program.answer("users", "add", "--email", "kim@example.com")
    return program


@pytest.fixture(scope="session")
def workshop(furnished: Program, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """An installation without a server, on which tests may leave things behind."""
    data_dir = tmp_path_factory.mktemp("workshop") / "data"
    shutil.copytree(furnished.data_dir, data_dir)
    return replace(furnished, data_dir=data_dir)


@pytest.fixture(scope="session")
def neighbour(furnished: Program, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """An installation on which a server runs for the whole session; see `server`."""
    data_dir = tmp_path_factory.mktemp("neighbour") / "data"
    shutil.copytree(furnished.data_dir, data_dir)
    return replace(furnished, data_dir=data_dir)


@pytest.fixture(scope="session")
def server(neighbour: Program) -> Iterator[Server]:
    """The server of the neighbour, which stays up while commands are run beside it."""
    with neighbour.serve() as serving:
        yield serving
        assert serving.process.poll() is None


@pytest.fixture(scope="module")
def mill(furnished: Program, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """An installation without a server, with a module of its owner's that waits for a file."""
    return with_gate(furnished, tmp_path_factory.mktemp("mill") / "data")


@pytest.fixture(scope="module")
def served(furnished: Program, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """Another one, for a server: see `mill_server`."""
    return with_gate(furnished, tmp_path_factory.mktemp("served") / "data")


@pytest.fixture(scope="module")
def mill_server(served: Program) -> Iterator[Server]:
    """A server that stays up while commands are run beside it."""
    with served.serve() as serving:
        yield serving
        assert serving.process.poll() is None


@pytest.fixture(params=["alone", "beside a server"])
def anywhere(request: pytest.FixtureRequest) -> Program:
    """An installation without a server, then one with."""
    if request.param == "alone":
        program: Program = request.getfixturevalue("mill")
        return program
    request.getfixturevalue("mill_server")
    served_one: Program = request.getfixturevalue("served")
    return served_one
