"""The tree as the house tests see it: each module parsed once, each file of the repository by its path."""

import ast
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_NOT_OURS = re.compile(r"\..*cache|\.git|\.venv|\.hypothesis|\.benchmarks|__pycache__|build|dist|demo-data|.*\.egg-info")


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One Python file: `path` is relative to the root, with slashes."""

    path: str
    source: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """The dotted name it is imported by."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


Rule = Callable[[Module], Iterator[str]]


def parse(path: str, source: str) -> Module:
    """Make a module of a text, as if it lay at `path`."""
    return Module(path=path, source=source, tree=ast.parse(source, path))


def modules(*folders: str) -> list[Module]:
    """Give every module below `folders`, in order of path."""
    return [module for module in _modules() if module.path.startswith(tuple(f"{folder}/" for folder in folders))]


def faults(rule: Rule, *folders: str) -> list[str]:
    """Give what `rule` says against the modules below `folders`, each with its place."""
    return [f"{module.path}{fault}" for module in modules(*folders) for fault in rule(module)]


@cache
def files() -> list[Path]:
    """Give every file of the repository that is ours, tracked or about to be."""
    found = []
    for folder, below, names in os.walk(ROOT):
        below[:] = sorted(name for name in below if not _NOT_OURS.fullmatch(name))
        found += [Path(folder, name) for name in sorted(names)]
    return found


@cache
def _modules() -> list[Module]:
    return [parse(path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in files() if path.suffix == ".py"]
