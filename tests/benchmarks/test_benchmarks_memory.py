"""How much memory outhost takes, at rest and after work."""

import json
from pathlib import Path

import pytest
from drawing import variables_of
from furnishing import built_in, furnish
from ratios import SCALE, Table, at_most
from servers import Server, run_program, serving

from outhost.operations.lists import NewList

pytestmark = pytest.mark.bench

BODY = json.dumps({"variables": variables_of(0)}).replace("0", "{n}")


def test_memory_stays_flat_under_load(tmp_path: Path, table: Table, *, is_long: bool) -> None:
    """Every picture is another one, and yet what a picture took is given back. Server and drawing processes together; --long draws more."""
    premises = furnish(tmp_path / "house", [NewList(name="Bench", template=built_in("png").slug)])
    count = 2000 if is_long else max(100, round(500 * SCALE))
    path = f"/v1/lists/{premises.lists[0].public_id}/leads"

    def post(house: Server, first_number: int, count: int) -> None:
        seen = house.load(path, key=premises.key, connections=4, method="POST", body=BODY, count=count, first_number=first_number)
        assert seen["statuses"] == {"200": count}

    with serving(premises.folder) as house:
        post(house, 0, 1)  # the drawing process is there
        processes = len(house.pids())
        rest = _memory(house)
        post(house, 1, count // 5)
        warm = _memory(house)
        post(house, 1 + count // 5, count - count // 5)
        after = _memory(house)
        assert len(house.pids()) == processes
    table.say(f"memory at rest, server and drawing process ({processes} processes)", "PSS {:,.0f} MiB, RSS {:,.0f} MiB".format(*rest))
    table.say(f"memory after {count:,} different pictures", "PSS {:,.0f} MiB, RSS {:,.0f} MiB".format(*after))
    table.compare(f"PSS after {count:,} different pictures", after[:1], rest[:1], "{:,.0f} MiB", against="at rest")
    table.compare(
        f"PSS after {count:,} different pictures", after[:1], warm[:1], "{:,.0f} MiB", against=f"after {count // 5:,}", goal=at_most(1.1)
    )


def test_a_drawing_process_stays_as_large_as_it_was(table: Table, *, is_long: bool) -> None:
    """Twenty thousand different pictures, with --long a hundred thousand: every word another one, and no memory for each."""
    many = 100_000 if is_long else max(2000, round(20_000 * SCALE))
    marks = [1000, many]
    seen = run_program("endless.py", {"size": [320, 240], "marks": marks})["mib"]
    assert len(seen) == len(marks)
    table.compare(f"RSS after {many:,} different pictures", seen[1:], seen[:1], "{:,.0f} MiB", against="after 1,000", goal=at_most(1.1))


def _memory(house: Server) -> tuple[float, float]:
    return house.memory_kib("Pss") / 1024, house.memory_kib("Rss") / 1024
