"""How a text is brought into its box."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.errors import TextOverflows
from outhost.domain.render_spec import FontName, TextLayer
from outhost.render.fonts import Fonts
from outhost.render.layout import Layout, lay_out
from outhost.render.shapes import letter_mask

FONTS = Fonts()
BOX = (10, 20, 300, 120)


def layer(**fields: Any) -> TextLayer:
    """Make a text layer of a 300 by 120 box."""
    return TextLayer.model_validate_json(json.dumps({"type": "text", "text": "", "box": BOX} | fields))


def extent(layout: Layout) -> tuple[int, int, int, int]:
    """Measure the ink of a layout, whatever its box: left, top, right, bottom."""
    inked = letter_mask(layout.runs, FONTS.sprites, (-2000, -2000, 4000, 4000))
    assert inked
    return inked.box


NAMES = [
    "Al",
    "Maximiliane-Charlotte",
    "O'Neil & Søn",
    "Ελένη Παπαδοπούλου",
    "Жанна Щербакова",
    "gypsy",
    "ÅÉÎ",
    "Wolfgang Amadeus Theophilus Mozart",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("font", list(FontName))
def test_a_shrunk_text_never_touches_the_edges_of_its_box(name: str, font: FontName) -> None:
    """Short or long, in any script, a name stands clear of its frame."""
    layout = lay_out(layer(font=font, size=90), name, "layers.0", FONTS)
    left, top, right, bottom = extent(layout)
    assert not layout.is_overflowing
    assert left >= 1
    assert top >= 1
    assert right <= BOX[2] - 1
    assert bottom <= BOX[3] - 1


@pytest.mark.parametrize("name", ["Al", "Maximiliane-Charlotte", "Жанна"])
def test_a_centred_text_is_centred_by_its_ink_and_its_capitals(name: str) -> None:
    """What the eye sees stands in the middle, to the pixel."""
    layout = lay_out(layer(size=60), name, "layers.0", FONTS)
    left, _, right, _ = extent(layout)
    baseline = layout.runs[0].y
    middle = baseline - FONTS.cap_height(FontName.SANS) * layout.size / 2
    assert (left + right) / 2 == pytest.approx(BOX[2] / 2, abs=1)
    assert middle == pytest.approx(BOX[3] / 2, abs=1)


def test_a_short_text_keeps_its_size_and_a_long_one_takes_the_largest_that_fits() -> None:
    """Shrinking goes no further than it must."""
    assert lay_out(layer(size=60), "Al", "layers.0", FONTS).size == 60
    long = "Wolfgang Amadeus Theophilus Mozart of Salzburg"
    found = lay_out(layer(size=60), long, "layers.0", FONTS).size
    assert 16 < found < 60
    assert lay_out(layer(size=found, min_size=found), long, "layers.0", FONTS).is_overflowing is False
    assert lay_out(layer(size=found + 1, min_size=found + 1), long, "layers.0", FONTS).is_overflowing is True


def test_shrinking_prefers_whole_words_to_large_letters() -> None:
    """A name is made smaller before it is torn apart."""
    assert lay_out(layer(size=80), "Maximiliane", "layers.0", FONTS).lines == ("Maximiliane",)


def test_a_word_that_is_too_long_even_at_the_smallest_size_is_broken_after_a_hyphen() -> None:
    """Where a break can't be avoided it falls where people would put it."""
    narrow = layer(box=(0, 0, 160, 120), size=40, min_size=20)
    assert lay_out(narrow, "Maximiliane-Charlotte", "layers.0", FONTS).lines == ("Maximiliane-", "Charlotte")
    broken = layer(box=(0, 0, 150, 120), size=40, fit="wrap", font=FontName.ANTON)
    assert lay_out(broken, "Anne-Charlotte", "layers.0", FONTS).lines[0] == "Anne-"
    tight = layer(box=(0, 0, 60, 200), size=20, min_size=20)
    assert "".join(lay_out(tight, "Maximiliane", "layers.0", FONTS).lines) == "Maximiliane"


def test_wrapping_keeps_the_size_and_breaks_at_spaces() -> None:
    """A paragraph flows at the size its author chose."""
    layout = lay_out(layer(size=30, fit="wrap"), "Wolfgang Amadeus Mozart of Salzburg", "layers.0", FONTS)
    assert layout.size == 30
    assert len(layout.lines) > 1
    assert " ".join(layout.lines) == "Wolfgang Amadeus Mozart of Salzburg"


def test_line_breaks_of_the_template_are_kept() -> None:
    """An author's own line break is a line break."""
    assert lay_out(layer(size=20), "one\ntwo three", "layers.0", FONTS).lines == ("one", "two three")


@pytest.mark.parametrize(
    ("fit", "max_lines", "shown"), [("none", None, 1), ("wrap", 1, 1), ("wrap", 2, 2), ("wrap", None, 3), ("shrink", 1, 1)]
)
def test_what_does_not_fit_ends_in_an_ellipsis(fit: str, max_lines: int | None, shown: int) -> None:
    """A cut is seen as a cut, within the lines allowed, and warned of."""
    text = "Wolfgang Amadeus Theophilus Mozart of Salzburg and Vienna, composer"
    layout = lay_out(layer(size=32, min_size=30, fit=fit, max_lines=max_lines), text, "layers.0", FONTS)
    assert layout.is_overflowing
    assert len(layout.lines) == shown
    assert layout.lines[-1].endswith("…")
    assert extent(layout)[2] <= BOX[2]
    assert extent(layout)[3] <= BOX[3]


def test_clipping_keeps_all_letters() -> None:
    """With clip, the box cuts, not the layout."""
    text = "Wolfgang Amadeus Theophilus Mozart"
    layout = lay_out(layer(size=60, fit="none", overflow="clip"), text, "layers.0", FONTS)
    assert layout.is_overflowing
    assert layout.lines == (text,)


def test_an_overflow_that_is_an_error_is_refused_with_the_layers_path() -> None:
    """A caller learns which text was too long."""
    with pytest.raises(TextOverflows) as refusal:
        lay_out(layer(size=60, fit="none", overflow="error"), "Wolfgang Amadeus", "layers.7", FONTS)
    assert refusal.value.details == {"path": "layers.7"}


@pytest.mark.parametrize(("align", "side"), [("left", 0), ("right", 2)])
def test_text_is_set_to_a_side(align: str, side: int) -> None:
    """Left is left and right is right, each the same little way from the edge."""
    edges = extent(lay_out(layer(size=30, align=align), "Al", "layers.0", FONTS))
    distance = edges[0] if side == 0 else BOX[2] - edges[2]
    assert distance == pytest.approx(9, abs=1)


def test_text_is_set_to_top_and_bottom() -> None:
    """Top and bottom leave the same little room for capitals."""
    top = extent(lay_out(layer(size=30, valign="top"), "EH", "layers.0", FONTS))[1]
    bottom = BOX[3] - extent(lay_out(layer(size=30, valign="bottom"), "EH", "layers.0", FONTS))[3]
    assert top == pytest.approx(bottom, abs=1.5)
    assert top < 7


def test_line_height_is_in_ems() -> None:
    """Lines of 40 pixels at 1.5 stand 60 apart."""
    layout = lay_out(layer(size=40, line_height=1.5, fit="wrap", box=(0, 0, 300, 300)), "one\ntwo", "layers.0", FONTS)
    assert layout.runs[1].y - layout.runs[0].y == 60


def test_a_letter_that_no_font_has_is_a_box_and_is_reported() -> None:
    """What can't be written is seen, not lost."""
    layout = lay_out(layer(size=40), "Al \ue123", "layers.0", FONTS)
    assert layout.is_missing_glyphs
    box = letter_mask(layout.runs[-1:], FONTS.sprites, BOX)
    assert box
    assert box.mask.width > 8
    assert not lay_out(layer(size=40), "Ał Ωμέγα Щука", "layers.0", FONTS).is_missing_glyphs


def test_an_empty_text_takes_no_room() -> None:
    """A lead without a name leaves a blank, not a fault."""
    assert lay_out(layer(size=40), "  ", "layers.0", FONTS).runs == ()


LEAN_EMS = 0.25


@given(
    text=st.text(alphabet=st.sampled_from("aWé -Жλ.你ש\n"), max_size=60),
    width=st.integers(1, 200),
    height=st.integers(1, 100),
    size=st.integers(4, 80),
    fit=st.sampled_from(["shrink", "wrap", "none"]),
    font=st.sampled_from(list(FontName)),
)
def test_any_text_is_laid_out_in_any_box(text: str, width: int, height: int, size: int, fit: str, font: FontName) -> None:
    """Nothing that a list holds breaks a layout, and what does not overflow stays in its box and keeps every letter."""
    layout = lay_out(layer(box=(0, 0, width, height), size=size, fit=fit, font=font), text, "layers.0", FONTS)
    if not layout.is_overflowing and any(not line.isspace() for line in layout.lines if line):
        left, top, right, bottom = extent(layout)
        # Letters are set by their advances; the ink of a slanted hand leans a little over them, and the box clips it.
        assert right - left <= width + 2 + LEAN_EMS * size
        assert bottom - top <= height + 2
        assert "".join(layout.lines).replace(" ", "") == "".join(text.split())
