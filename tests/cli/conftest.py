"""Installations to command: none yet, a fresh one, one with a server."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from programs import EMAIL, PASSWORD, Program, Server


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
def neighbour(blueprint: Program, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """An installation on which a server runs for the whole session; see `server`."""
    data_dir = tmp_path_factory.mktemp("neighbour") / "data"
    shutil.copytree(blueprint.data_dir, data_dir)
    return replace(blueprint, data_dir=data_dir)


@pytest.fixture(scope="session")
def server(neighbour: Program) -> Iterator[Server]:
    """The server of the neighbour, which stays up while commands are run beside it."""
    with neighbour.serve() as serving:
        yield serving
        assert serving.process.poll() is None
