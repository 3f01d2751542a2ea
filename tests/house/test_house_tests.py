"""What a test is: a sentence that asserts something, and waits for no real time to pass."""

import ast
from collections.abc import Iterator

import pytest
from house_tree import Module, Rule, faults, parse

FREE_TO_WAIT = ("tests/browser/", "tests/chaos/", "tests/benchmarks/", "tests/packaging/")
"""Where programs run beside the test, whose clocks nobody can turn."""


def wordless(module: Module) -> Iterator[str]:
    """Find a test that does not say in its docstring what a user would say."""
    for test in _tests(module):
        if not ast.get_docstring(test):
            yield f":{test.lineno}: {test.name} has no sentence"


def unfailing(module: Module) -> Iterator[str]:
    """Find a test that holds no claim: no assert, no expected refusal, and no call of a function that is named as a check."""
    for test in _tests(module):
        if not any(_is_claim(node) for node in ast.walk(test)):
            yield f":{test.lineno}: {test.name} asserts nothing"


def sleeping(module: Module) -> Iterator[str]:
    """Find a test that waits for real time; giving way to other tasks, `sleep(0)`, is no waiting."""
    if module.path.startswith(FREE_TO_WAIT):
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and _name(node) == "sleep" and not (node.args and getattr(node.args[0], "value", 1) == 0):
            yield f":{node.lineno}: sleeps"


def timed(module: Module) -> Iterator[str]:
    """Find a test that measures how long something takes: on another machine, or beside other work, it would fail or mean nothing."""
    if module.path.startswith("tests/benchmarks/"):
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and _name(node) in {"perf_counter", "process_time", "thread_time"}:
            yield f":{node.lineno}: measures time"


def test_every_test_is_a_sentence() -> None:
    """Each test says in its docstring what a user would say."""
    assert faults(wordless, "tests") == []


def test_every_test_can_fail() -> None:
    """Each test claims something."""
    assert faults(unfailing, "tests") == []


def test_no_test_waits_for_real_time() -> None:
    """The clock is turned; only programs beside the test are waited for."""
    assert faults(sleeping, "tests") == []


def test_no_test_measures_time() -> None:
    """Speed is measured by benchmarks, as ratios; what a test holds is how something ends."""
    assert faults(timed, "tests") == []


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        pytest.param(wordless, "def test_a():\n    assert f()", id="wordless"),
        pytest.param(unfailing, "def test_a():\n    f()", id="unfailing"),
        pytest.param(timed, "def test_a():\n    assert time.process_time() < 2", id="timed"),
        pytest.param(sleeping, "async def test_a():\n    await asyncio.sleep(0.1)", id="sleeping"),
    ],
)
def test_each_rule_of_tests_can_fail(rule: Rule, source: str) -> None:
    """A rule that nothing can break is no rule."""
    assert list(rule(parse("tests/store/test_store_leads.py", source)))


def _tests(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield node


def _is_claim(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return _name(node).startswith(("raises", "fail", "assert", "expect", "check"))
    return isinstance(node, ast.Assert)


def _name(call: ast.Call) -> str:
    return getattr(call.func, "attr", "") or getattr(call.func, "id", "")
