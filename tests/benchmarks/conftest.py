"""The table that the benchmarks fill; it is printed at the end and kept in `build/benchmarks.md`."""

from pathlib import Path

import pytest
from ratios import Table

TABLE = pytest.StashKey[Table]()


@pytest.fixture(scope="session")
def table(request: pytest.FixtureRequest) -> Table:
    """The one table of this run."""
    return request.config.stash.setdefault(TABLE, Table())


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
