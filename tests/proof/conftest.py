"""What the proof shares: the tables that it fills, printed at the end of the run and kept in `build/figures.md`."""

from pathlib import Path

import pytest
from figures import Figures

FIGURES = pytest.StashKey[Figures]()


@pytest.fixture(scope="session")
def figures(request: pytest.FixtureRequest) -> Figures:
    """The tables of this run."""
    return request.config.stash.setdefault(FIGURES, Figures())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the tables and write them."""
    figures = config.stash.get(FIGURES, None)
    if figures is None:
        return
    terminalreporter.section("what modules find")
    terminalreporter.write_line(figures.markdown())
    target = Path(config.rootpath) / "build" / "figures.md"
    target.parent.mkdir(exist_ok=True)
    target.write_text(figures.markdown(), "utf-8")
