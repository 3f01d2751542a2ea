"""What the import contracts of `pyproject.toml` cannot say: where imports stand, rings of files, and what a plugin may know."""

import ast
import graphlib
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import PurePosixPath
from typing import Any

import pytest
from house_tree import ROOT, Module, Rule, faults, modules, parse

FREE_TO_IMPORT_LATE = {
    "outhost/cli/": "a command loads what it needs when it is called, so that `outhost --version` imports neither web nor drawing",
    "outhost/crawl/door.py": "aiohttp takes 150 ms to load: who fetches nothing does not wait for it",
    "outhost/tables/workbook.py": "openpyxl is a third of what a worker process loads at its start: who reads no workbook does not wait",
}
COMES_WITH_ITS_PARENT = {"pydantic_core"}
ALL_THAT_A_PLUGIN_KNOWS = "outhost.jobtypes"


def late_import(module: Module) -> Iterator[str]:
    """Find an import inside a function."""
    if module.path.startswith(tuple(FREE_TO_IMPORT_LATE)):
        return
    for function in ast.walk(module.tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield f":{node.lineno}: an import inside {function.name}"


def type_checking(module: Module) -> Iterator[str]:
    """Find an import that only a type checker sees."""
    for node in ast.walk(module.tree):
        if "TYPE_CHECKING" in {getattr(node, "id", ""), getattr(node, "attr", "")}:
            yield f":{getattr(node, 'lineno', 0)}: TYPE_CHECKING"


def knows_more_than_a_plugin_may(module: Module) -> Iterator[str]:
    """Find an import of ours other than the one page that is written for plugins."""
    for name, line in _imports(module):
        if name.split(".")[0] == "outhost" and name != ALL_THAT_A_PLUGIN_KNOWS and not name.startswith(f"{ALL_THAT_A_PLUGIN_KNOWS}."):
            yield f":{line}: imports {name}"


def test_imports_stand_at_the_top() -> None:
    """An import inside a function hides what a module needs; only `cli/` has a reason to."""
    assert faults(late_import, "outhost", "plugins") == []


def test_no_import_is_for_the_type_checker_alone() -> None:
    """TYPE_CHECKING is a circle in disguise."""
    assert faults(type_checking, "outhost", "plugins", "packaging") == []


def test_a_plugin_knows_one_page_of_ours() -> None:
    """A plugin imports `outhost.jobtypes` and whatever library only it needs."""
    assert faults(knows_more_than_a_plugin_may, "plugins") == []


def test_no_two_files_import_each_other() -> None:
    """There is no ring of modules, a package's own page included, which siblings alone would not show."""
    assert ring_in(modules("outhost")) == []


def test_every_library_has_a_room() -> None:
    """A run-time dependency is named by the import contract that says where it lives."""
    housed = {name for contract in _pyproject()["tool"]["importlinter"]["contracts"] for name in contract.get("forbidden_modules", [])}
    distributions = packages_distributions()
    wanted = {_plain(requirement) for requirement in _pyproject()["project"]["dependencies"]}
    assert wanted - {_plain(distribution) for name in housed for distribution in distributions.get(name, [])} == set()


def test_every_library_is_asked_for() -> None:
    """What outhost imports is a run-time dependency, not something that the tools of this checkout happen to bring."""
    owners = packages_distributions()
    asked = {_plain(requirement) for requirement in _pyproject()["project"]["dependencies"]}
    used = {name.split(".")[0] for module in modules("outhost") for name, _ in _imports(module)} - sys.stdlib_module_names - {"outhost"}
    assert {name for name in used if not asked & {_plain(owner) for owner in owners[name]} and name not in COMES_WITH_ITS_PARENT} == set()


@pytest.mark.parametrize(
    ("rule", "path", "source"),
    [
        pytest.param(late_import, "outhost/store/leads.py", "def f():\n    import json", id="late"),
        pytest.param(type_checking, "outhost/store/leads.py", "from typing import TYPE_CHECKING\nx = TYPE_CHECKING", id="type-checking"),
        pytest.param(knows_more_than_a_plugin_may, "plugins/emails.py", "from outhost.domain import rows", id="plugin-domain"),
        pytest.param(knows_more_than_a_plugin_may, "plugins/emails.py", "from outhost import store", id="plugin-store"),
    ],
)
def test_each_rule_of_imports_can_fail(rule: Rule, path: str, source: str) -> None:
    """A rule that nothing can break is no rule."""
    assert list(rule(parse(path, source)))


def test_a_ring_is_found() -> None:
    """Two files that import each other are named."""
    ours = parse("outhost/a/__init__.py", "from outhost.a.b import x"), parse("outhost/a/b.py", "from outhost.a import y")
    assert ring_in(ours) == ["outhost.a", "outhost.a.b", "outhost.a"]


def ring_in(tree: tuple[Module, ...] | list[Module]) -> list[str]:
    """Give one ring of modules, each importing the one before it; empty where there is none."""
    known = {module.name for module in tree}
    graph = {module.name: {name for name, _ in _imports(module) if name in known and name != module.name} for module in tree}
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as ring:
        return [*sorted(ring.args[1][:-1]), min(ring.args[1])]
    return []


def _imports(module: Module) -> Iterator[tuple[str, int]]:
    """Give each module imported, and its line; `from a import b` is `a.b` where that is a module of ours."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((_module_of(node.module, alias.name), node.lineno) for alias in node.names)


def _module_of(package: str, name: str) -> str:
    below = PurePosixPath(*package.split("."), name)
    is_module = (ROOT / below).with_suffix(".py").exists() or (ROOT / below).is_dir()
    return f"{package}.{name}" if is_module else package


def _pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def _plain(requirement: str) -> str:
    return re.split(r"[<>=!~ \[;]", requirement, maxsplit=1)[0].lower().replace("_", "-")
