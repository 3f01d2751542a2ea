"""How soon outhost is there."""

from pathlib import Path

import pytest
from furnishing import furnish
from ratios import Table, in_turn
from servers import seconds_to_first_answer, seconds_to_run

from outhost import __version__
from outhost.operations.lists import NewList

pytestmark = pytest.mark.bench


def test_the_first_answer_comes_soon_after_the_start(tmp_path: Path, table: Table) -> None:
    """From starting the process to the first 200 of `/healthz`; importing Sanic is what no server of its kind can go below."""
    premises = furnish(tmp_path / "house", [NewList(name="AI", list_type="ai")])
    mine, sanic = in_turn(lambda _: seconds_to_first_answer(premises.folder), lambda _: seconds_to_run("-c", "import sanic")[0])
    assert min(mine) > 0
    table.compare("start of `outhost serve` to its first answer", mine, sanic, "{:.2f} s", against="`python -c 'import sanic'`")


def test_the_version_is_told_at_once(table: Table) -> None:
    """`outhost --version` loads neither server nor database."""
    assert seconds_to_run("-m", "outhost", "--version")[1] == f"outhost {__version__}\n"
    mine, click = in_turn(lambda _: seconds_to_run("-m", "outhost", "--version")[0], lambda _: seconds_to_run("-c", "import click")[0])
    table.compare("`outhost --version`", mine, click, "{:.2f} s", against="`python -c 'import click'`")
