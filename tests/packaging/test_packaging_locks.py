"""The two locks hold every package that is asked for, by version and hash, for every system that outhost runs on."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
RUN = PROJECT["dependencies"]
BUILD = [line for line in (ROOT / "requirements/build.in").read_text("utf-8").splitlines() if not line.startswith("#")]
DEV = PROJECT["optional-dependencies"]["dev"]


def pins(name: str) -> dict[str, Requirement]:
    """Read a lock: each package with its pin."""
    text = (ROOT / "requirements" / name).read_text("utf-8").replace("\\\n", " ")
    lines = [re.split(r"\s+--hash", line)[0] for line in text.splitlines() if line and not line.startswith(("#", " "))]
    return {canonicalize_name(pin.name): pin for pin in map(Requirement, lines)}


@pytest.mark.parametrize(("lock", "asked"), [("run.txt", RUN + BUILD), ("dev.txt", RUN + BUILD + DEV)])
def test_a_lock_pins_all_that_is_asked_for(lock: str, asked: list[str]) -> None:
    """Whoever adds a dependency says `make lock`."""
    pinned = pins(lock)
    for requirement in map(Requirement, asked):
        pin = pinned[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(str(pin.specifier).removeprefix("=="), prereleases=True), f"{requirement} is not {pin}"


def test_what_is_tested_is_what_runs() -> None:
    """The tests' lock holds the same versions as the run-time lock."""
    dev = pins("dev.txt")
    assert {name: str(pin) for name, pin in pins("run.txt").items()} == {name: str(dev[name]) for name in pins("run.txt")}


@pytest.mark.parametrize("lock", ["run.txt", "dev.txt", "corpora.txt"])
def test_every_pin_has_its_hashes(lock: str) -> None:
    """Nothing is installed that was not there when the lock was written."""
    entries = (ROOT / "requirements" / lock).read_text("utf-8").replace("\\\n", " ").splitlines()
    assert [entry for entry in entries if "==" in entry and "--hash=sha256:" not in entry] == []
