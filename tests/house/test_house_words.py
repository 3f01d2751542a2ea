"""Words stand where they belong: SQL in the store, both languages in a text, docstrings at every entrance, and no print."""

import ast
import re
from collections.abc import Iterator
from string import Formatter

import pytest
from house_tree import Module, Rule, faults, parse

SPEAKS_SQL = ("outhost/store/", "outhost/atlas/")
SQL = re.compile(
    r"\b(SELECT\s.+?\sFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|BEGIN\s+IMMEDIATE"
    r"|(CREATE|DROP|ALTER)\s+(UNIQUE\s+)?(TABLE|INDEX|VIEW|TRIGGER)|PRAGMA\s+\w+|SAVEPOINT\s+\w+)\b"
    r"|\b(insert\s+into\s+\w+\s*(\(|values|select)|update\s+\w+\s+set\s+\w+\s*=|delete\s+from\s+\w+\s+where)"
    r"|\b(select\s+[\w*., ]+\s+from\s+\w+\s+(where|order)\b)",
    re.DOTALL,
)
REASONED = re.compile(r"(noqa: [A-Z]+\d+(, ?[A-Z]+\d+)*|type: ignore\[[\w, -]+\])\s*(#|-|:)?\s*\S+ \S+")


def sql_outside_the_store(module: Module) -> Iterator[str]:
    """Find a string that speaks SQL in a room that should not."""
    if module.path.startswith(SPEAKS_SQL):
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value):
            yield f":{node.lineno}: speaks SQL"


def half_translated(module: Module) -> Iterator[str]:
    """Find a text without both languages, or whose gaps are not the same in both."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
            words = {keyword.arg: _plain_words(keyword.value) for keyword in node.keywords}
            en, fr = words.get("en"), words.get("fr")
            if node.args or not en or not fr:
                yield f":{node.lineno}: a text needs en= and fr=, each a sentence written out"
            elif _gaps(en) != _gaps(fr):
                yield f":{node.lineno}: the gaps differ: {sorted(_gaps(en) ^ _gaps(fr))}"


def typewritten(module: Module) -> Iterator[str]:
    """Find a French text with the apostrophe of a typewriter."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
            french = (_plain_words(keyword.value) for keyword in node.keywords if keyword.arg == "fr")
            if any(re.search(r"\w'\w", words) for words in french):
                yield f":{node.lineno}: the French apostrophe is ’"


def issues_in_one_language(module: Module) -> Iterator[str]:
    """Find an issue whose message is a plain string, so that it can be said in one language only."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Issue":
            message = _message(node)
            if isinstance(message, ast.Constant | ast.JoinedStr | ast.BinOp) or (message and _makes_a_string(message)):
                yield f":{node.lineno}: an issue in one language"


def unsaid(module: Module) -> Iterator[str]:
    """Find a public function, method or class without a docstring."""
    if not ast.get_docstring(module.tree):
        yield ":1: says not what lives here"
    for node in _public(module.tree):
        if not ast.get_docstring(node):
            yield f":{node.lineno}: {node.name} says not what it does"


def prints(module: Module) -> Iterator[str]:
    """Find a call of print."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
            yield f":{node.lineno}: prints"


def unreasoned(module: Module) -> Iterator[str]:
    """Find an exception from a check that gives no reason on its line."""
    for number, line in enumerate(module.source.splitlines(), 1):
        if re.search(r"#\s*(noqa|type: ignore)", line) and not REASONED.search(line):
            yield f":{number}: names no code, or gives no reason"


def shared_state(module: Module) -> Iterator[str]:
    """Find a value at module level that is there to be changed."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Global):
            yield f":{node.lineno}: global {', '.join(node.names)}"
    for node in module.tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and _is_empty_container(node.value):
            yield f":{node.lineno}: an empty container that something will fill"


def test_sql_stands_in_the_store() -> None:
    """No room but the store speaks SQL, and the atlas to its own file."""
    assert faults(sql_outside_the_store, "outhost", "plugins") == []


def test_every_text_has_both_languages() -> None:
    """Words shown to people exist in English and in French, with the same gaps."""
    assert faults(half_translated, "outhost", "plugins") == []


def test_french_is_set_as_french_is() -> None:
    """Apostrophes are curved in every text, so that none looks as if it came from elsewhere."""
    assert faults(typewritten, "outhost", "plugins") == []


def test_every_issue_can_be_said_in_both_languages() -> None:
    """What is wrong with a field is told to French people in French too."""
    assert faults(issues_in_one_language, "outhost", "plugins") == []


def test_every_entrance_says_what_it_does() -> None:
    """Each module, and each public function and class, has a docstring."""
    assert faults(unsaid, "outhost", "plugins", "packaging") == []


def test_nothing_prints() -> None:
    """Operators read the log or what a command echoes."""
    assert faults(prints, "outhost", "plugins") == []


def test_every_exception_from_a_check_has_a_reason() -> None:
    """A `noqa` or `type: ignore` names its code and says why, on the same line."""
    assert faults(unreasoned, "outhost", "plugins", "packaging") == []


def test_no_module_holds_what_changes() -> None:
    """State lives in objects that somebody made, so that two appliances can stand side by side."""
    assert faults(shared_state, "outhost", "plugins") == []


@pytest.mark.parametrize(
    ("rule", "path", "source"),
    [
        pytest.param(sql_outside_the_store, "outhost/web/leads.py", 'x = "SELECT a FROM b"', id="sql"),
        pytest.param(sql_outside_the_store, "outhost/operations/leads.py", 'x = f"update leads set a = {b}"', id="sql-in-a-template"),
        pytest.param(half_translated, "outhost/domain/errors.py", 'x = Text(en="No.", fr="")', id="french-empty"),
        pytest.param(half_translated, "outhost/domain/errors.py", 'x = Text(en="No.")', id="french-missing"),
        pytest.param(half_translated, "outhost/domain/errors.py", 'x = Text(en="No {a}.", fr="Non {b}.")', id="gaps"),
        pytest.param(typewritten, "outhost/domain/leads.py", 'x = Text(en="No.", fr="Il n\'y en a pas.")', id="apostrophe"),
        pytest.param(issues_in_one_language, "outhost/domain/leads.py", 'x = Issue("name", "is wrong")', id="issue"),
        pytest.param(issues_in_one_language, "outhost/domain/leads.py", 'x = Issue("name", f"is {wrong}")', id="issue-with-a-gap"),
        pytest.param(issues_in_one_language, "outhost/domain/leads.py", "x = Issue(path=p, message=str(fault))", id="issue-of-a-fault"),
        pytest.param(unsaid, "outhost/domain/leads.py", "x = 1", id="module-unsaid"),
        pytest.param(unsaid, "outhost/domain/leads.py", '"""Leads."""\ndef add(): ...', id="function-unsaid"),
        pytest.param(unsaid, "outhost/store/contract.py", '"""A."""\nclass B:\n    """B."""\n    def run(self): ...', id="method-unsaid"),
        pytest.param(prints, "outhost/cli/leads.py", "print(1)", id="print"),
        pytest.param(unreasoned, "outhost/cli/leads.py", "x = 1  # noqa" + ": E501", id="no-reason"),
        pytest.param(unreasoned, "outhost/cli/leads.py", "x = 1  # type: ignore", id="no-code"),
        pytest.param(shared_state, "outhost/web/caller.py", "CACHE: dict[str, int] = {}", id="cache"),
        pytest.param(shared_state, "outhost/web/caller.py", "def f():\n    global x\n    x = 1", id="global"),
    ],
)
def test_each_rule_of_words_can_fail(rule: Rule, path: str, source: str) -> None:
    """A rule that nothing can break is no rule."""
    assert list(rule(parse(path, source)))


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        pytest.param(unreasoned, "x = 1  # noqa: S105" + " - the name of an event", id="reason"),
        pytest.param(half_translated, 'x = Text(en="No {a}.", fr="Non {a}.")', id="both"),
        pytest.param(typewritten, 'x = Text(en="It isn\'t.", fr="Il n’y en a pas.")', id="curved"),
        pytest.param(issues_in_one_language, 'x = Issue("name", BLANK.filled())', id="phrase"),
        pytest.param(sql_outside_the_store, 'x = "Select a template from the list, then update it."', id="prose"),
        pytest.param(shared_state, 'STATUS = {"a": 1}', id="table"),
    ],
)
def test_each_rule_of_words_lets_good_words_pass(rule: Rule, source: str) -> None:
    """A rule that stops what is right would soon be silenced."""
    assert list(rule(parse("outhost/domain/leads.py", source))) == []


def _message(issue: ast.Call) -> ast.expr | None:
    named = (keyword.value for keyword in issue.keywords if keyword.arg == "message")
    return issue.args[1] if len(issue.args) > 1 else next(named, None)


def _makes_a_string(node: ast.expr) -> bool:
    if not isinstance(node, ast.Call):
        return False
    return getattr(node.func, "id", "") == "str" or getattr(node.func, "attr", "") in {"format", "join", "say"}


def _plain_words(node: ast.expr) -> str:
    return node.value.strip() if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _gaps(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


def _public(tree: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node)


def _is_empty_container(node: ast.expr | None) -> bool:
    match node:
        case ast.Dict(keys=[]) | ast.List(elts=[]) | ast.Call(func=ast.Name(id="set" | "dict" | "list" | "defaultdict" | "deque")):
            return not (isinstance(node, ast.Call) and node.args and getattr(node.func, "id", "") in {"set", "dict", "list"})
        case _:
            return False
