"""What splicing gains: a lead's PNG against the same pixels saved whole, against a first program's way, and against a JPEG."""

from typing import Any

import pytest
from ratios import SCALE, Table, at_least, at_most, in_turn
from servers import run_program

pytestmark = pytest.mark.bench

COUNT = max(20, round(200 * SCALE))
SLOW_COUNT = max(4, round(8 * SCALE))


@pytest.mark.parametrize("ground", ["photo", "flat"])
@pytest.mark.parametrize(("size", "kind"), [((800, 600), "wide"), ((800, 600), "small"), ((1200, 630), "wide")])
def test_a_spliced_png_against_a_whole_one(table: Table, ground: str, size: tuple[int, int], kind: str) -> None:
    """Two stroked lines, every company another; both sides draw the same layout."""
    sizes: dict[str, float] = {}
    pixels: dict[str, str] = {}

    def measure(way: str, count: int, turn: int) -> float:
        job: dict[str, Any] = {"way": way, "count": count, "ground": ground, "size": size, "kind": kind}
        seen = run_program("stills.py", job | {"first_number": 100_000 * (turn + 1)})
        sizes[way], pixels[way] = seen["bytes"], seen["pixels"]
        return float(1000 / seen["ms"])

    spliced, plain, pillow, reopening, jpeg, jpeg_alone = in_turn(
        lambda turn: measure("spliced", COUNT, turn),
        lambda turn: measure("plain", SLOW_COUNT, turn),
        lambda turn: measure("pillow", SLOW_COUNT, turn),
        lambda turn: measure("reopening", SLOW_COUNT, turn),
        lambda turn: measure("jpeg", COUNT, turn),
        lambda turn: measure("jpeg_alone", COUNT, turn),
        rounds=3,
    )
    assert pixels["spliced"] == pixels["plain"]
    what = f"PNG {size[0]}×{size[1]}, {ground}, {kind} boxes"
    goal = at_least(40 if ground == "photo" else 12)
    table.compare(what, spliced, plain, "{:,.0f}/s", against="the same pixels saved whole, level 6", goal=goal)
    table.compare(what, spliced, pillow, "{:,.0f}/s", against="copy, `draw.text`, save at level 6", goal=goal)
    table.compare(what, spliced, reopening, "{:,.0f}/s", against="decode, resize, open the font anew at each size, save at level 6")
    table.compare(what, spliced, jpeg, "{:,.0f}/s", against="the same painting, saved as a JPEG, q85", goal=at_least(1.0))
    table.compare(what, spliced, jpeg_alone, "{:,.0f}/s", against="the encoding as a JPEG, q85, without the painting")
    kib = [sizes["spliced"] / 1024], [sizes["plain"] / 1024]
    table.compare(f"{what}, bytes", *kib, "{:.0f} KiB", against="saved whole, level 6", goal=at_most(1.08))
