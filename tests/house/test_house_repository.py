"""What may stand in no file of the repository, and what must stand in some."""

import re
import stat
from pathlib import Path

import pytest
from house_tree import ROOT, files

# Written in pieces, so that this file does not say what no file may say.
WORKPLACE = re.compile(rb"(?<![\w.])/" + rb"work/|\b" + rb"shared" + rb"/")
HOSTS = rb"py" + rb"pi\.org", rb"python" + rb"hosted\.org", rb"npm" + rb"js\.(?:org|com)", rb"crates" + rb"\.io"
REGISTRY = re.compile(rb"\b(" + rb"|".join(HOSTS) + rb")")


def foreign_words(content: bytes) -> list[bytes]:
    """Find the words that tie a file to one workplace or one registry."""
    return [found[0] for pattern in (WORKPLACE, REGISTRY) for found in pattern.finditer(content)]


def test_no_file_names_a_registry_or_a_workplace() -> None:
    """What is built from this repository is built anywhere, from whatever registry the builder trusts."""
    tied = {path.relative_to(ROOT).as_posix(): words for path in files() if (words := foreign_words(path.read_bytes()))}
    assert tied == {}


@pytest.mark.parametrize("content", [b"see /" + b"work/main", b"../share" + b"d/x", b"index = https://py" + b"pi.org/simple"])
def test_the_rule_of_the_repository_can_fail(content: bytes) -> None:
    """A rule that nothing can break is no rule."""
    assert foreign_words(content)


@pytest.mark.parametrize("path", [".ci/run", "packaging/find-python"])
def test_a_script_can_be_started(path: str) -> None:
    """A script carries its execute bit."""
    assert Path(ROOT, path).stat().st_mode & stat.S_IXUSR


@pytest.mark.parametrize("path", ["README.md", "LICENSE", "Makefile", "pyproject.toml"])
def test_what_a_stranger_looks_for_first_is_there(path: str) -> None:
    """A clone answers what it is, what one may do with it, and how to start."""
    assert Path(ROOT, path).read_text("utf-8").strip()
