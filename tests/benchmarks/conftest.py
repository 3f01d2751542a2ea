"""What benchmarks share: the table that they fill, printed at the end and kept in `build/benchmarks.md`, and a folder with 1 M leads."""

from pathlib import Path

import pytest
from furnishing import CARD, FEW, LISTS, MANY, Premises, furnish
from ratios import Table
from seeding import seed_leads

from outhost.operations.lists import NewList

TABLE = pytest.StashKey[Table]()


@pytest.fixture(scope="session")
def table(request: pytest.FixtureRequest) -> Table:
    """The one table of this run."""
    return request.config.stash.setdefault(TABLE, Table())


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Premises:
    """Sixty lists with 1 M leads: 500,000 in the first, where 1 % more were erased at random, the rest spread over the others."""
    premises = furnish(tmp_path_factory.mktemp("large") / "house", _lists())
    first, second, *others = premises.lists
    seed_leads(premises.database, first.id, MANY, erased=MANY // 100)
    for each in others:
        seed_leads(premises.database, each.id, MANY // 100)
    seed_leads(premises.database, second.id, MANY - MANY // 100 * len(others))
    return premises


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Premises:
    """Sixty lists with 1,000 leads, all of them in the first."""
    premises = furnish(tmp_path_factory.mktemp("small") / "house", _lists())
    seed_leads(premises.database, premises.lists[0].id, FEW)
    return premises


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the table and write it."""
    table = config.stash.get(TABLE, None)
    if table is None:
        return
    text = table.markdown()
    terminalreporter.section("benchmarks")
    terminalreporter.write_line(text)
    target = Path(config.rootpath) / "build" / "benchmarks.md"
    target.parent.mkdir(exist_ok=True)
    target.write_text(text, "utf-8")


def _lists() -> list[NewList]:
    return [NewList(name=f"List {number}", document=CARD) for number in range(LISTS)]
