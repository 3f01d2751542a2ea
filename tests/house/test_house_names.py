"""A module is named by its noun and stays small; leftovers have no home here."""

import re
from collections.abc import Iterator

import pytest
from house_tree import ROOT, Module, Rule, faults, files, modules, parse

MOST_LINES = 400
LEFTOVERS = re.compile(r"(?:.*_)?(?:utils?|helpers?|commons?|bases?|cores?|managers?|services?|misc|stuff|tools?)")


def oversized(module: Module) -> Iterator[str]:
    """Find a module of more than MOST_LINES lines."""
    if (lines := module.source.count("\n")) > MOST_LINES:
        yield f": {lines} lines, and {MOST_LINES} is where a module becomes a package"


def leftover_named(module: Module) -> Iterator[str]:
    """Find a folder or file named for what it is not."""
    for part in module.path.removesuffix(".py").split("/"):
        if LEFTOVERS.fullmatch(part):
            yield f": {part} says nothing; name the noun that lives there"


def test_a_module_fits_in_a_few_screens() -> None:
    """No module is longer than 400 lines."""
    assert faults(oversized, "outhost", "plugins", "packaging") == []


def test_nothing_is_called_utils_or_any_other_name_for_leftovers() -> None:
    """Every folder and module is named by the noun that lives there."""
    assert faults(leftover_named, "outhost", "plugins", "packaging", "tests") == []


def test_packaging_never_becomes_a_package() -> None:
    """The folder `packaging/` must not shadow the library of that name."""
    assert [path for path in files() if path.name == "__init__.py" and path.relative_to(ROOT).parts[0] in {"packaging", "tests"}] == []


def test_a_test_file_says_its_floor_and_its_noun() -> None:
    """`tests/<floor>/` holds `test_<floor>_<noun>.py`, and `tests/` what is about a lone module; no two files have one name."""
    strays = [module.path for module in modules("tests") if re.search(r"/test_\w+\.py$", module.path) and not _says_its_floor(module.path)]
    assert strays == []


@pytest.mark.parametrize(
    ("rule", "path", "source"),
    [
        pytest.param(oversized, "outhost/store/leads.py", "x = 1\n" * 401, id="oversized"),
        pytest.param(leftover_named, "outhost/utils/__init__.py", "", id="leftover-folder"),
        pytest.param(leftover_named, "outhost/web/lead_helpers.py", "", id="leftover-file"),
    ],
)
def test_each_rule_of_names_can_fail(rule: Rule, path: str, source: str) -> None:
    """A rule that nothing can break is no rule."""
    assert list(rule(parse(path, source)))


def _says_its_floor(path: str) -> bool:
    _, *floor, name = path.split("/")
    return name.startswith(f"test_{floor[0]}_") if floor else (ROOT / "outhost" / name.removeprefix("test_")).exists()
