"""What compiling a film once gains: a lead's GIF against the same frames saved by Pillow."""

from typing import Any

import pytest
from ratios import SCALE, Table, at_least, at_most, in_turn
from servers import run_program

pytestmark = pytest.mark.bench

COUNT = max(10, round(60 * SCALE))
SLOW_COUNT = 2


@pytest.mark.parametrize("kind", ["static", "pan", "photo", "typing"])
def test_a_spliced_gif_against_pillows(table: Table, kind: str) -> None:
    """A text upon twenty frames of 600×400: a camera that stands, one that moves (over 240 colours or all of a photo's), and typing."""
    sizes: dict[str, float] = {}

    def measure(way: str, count: int) -> float:
        job: dict[str, Any] = {"way": way, "count": count, "kind": kind}
        seen = run_program("films.py", job)
        sizes[way] = seen["bytes"]
        return float(1000 / seen["ms"])

    spliced, quantised, fixed = in_turn(
        lambda _: measure("spliced", COUNT), lambda _: measure("rgb", SLOW_COUNT), lambda _: measure("fixed", SLOW_COUNT), rounds=3
    )
    what = f"GIF 600×400×20, {kind}"
    table.compare(what, spliced, quantised, "{:,.1f}/s", against="RGB frames saved by Pillow", goal=at_least(100))
    table.compare(what, spliced, fixed, "{:,.1f}/s", against="frames of one palette saved by Pillow")
    kib = [sizes["spliced"] / 1024], [sizes["fixed"] / 1024]
    table.compare(f"{what}, bytes", *kib, "{:.0f} KiB", against="frames of one palette", goal=at_most(1.1))
    assert all(size > 0 for size in sizes.values())
