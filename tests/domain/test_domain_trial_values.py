"""Values that specs are tried and shown with."""

from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.leads import TEXT_LIMIT, sort_variables
from outhost.domain.render_spec import parse_render_spec
from outhost.domain.trial_values import sample_values, trials

NAMES = st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True), unique=True, max_size=8).map(
    lambda names: [name for name in names if name not in {"tracking_id", "image_url"}]
)


@given(NAMES)
def test_a_sample_has_words_for_every_variable(names: list[str]) -> None:
    """Whatever I call my variables, the sample of my template shows something in the place of each, as a lead's value could."""
    spec = parse_render_spec({"version": 1, "width": 16, "height": 16, "variables": [{"name": name} for name in names]})
    sample = sample_values(spec)
    assert list(sample) == names
    assert sort_variables(names, sample).used == sample
    assert all(value for value in sample.values())
    for values in trials(spec):
        assert all(value is None or len(value) <= TEXT_LIMIT for value in values.values())


def test_a_sample_shows_a_picture_where_a_variable_names_one() -> None:
    """A variable that names a picture gets one of the spec's own, or none where it has none; names of people are names."""
    layers = [{"type": "image", "variable": "logo", "box": [0, 0, 9, 9]}, {"type": "image", "asset": "a" * 64, "box": [0, 0, 9, 9]}]
    variables = [{"name": "logo"}, {"name": "first_name"}]
    spec = {"version": 1, "width": 16, "height": 16, "variables": variables, "layers": layers}
    assert sample_values(parse_render_spec(spec)) == {"logo": "a" * 64, "first_name": "Camille"}
    assert sample_values(parse_render_spec({**spec, "layers": layers[:1]}))["logo"] is None
