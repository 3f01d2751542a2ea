"""The render spec: what is accepted, and every fault with its path."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.render_spec import (
    AssetFacts,
    RenderSpec,
    check_against_assets,
    drawn_values,
    parse_render_spec,
    value_warnings,
)

PHOTO, FILM = "a" * 64, "b" * 64
Document = dict[str, Any]


def document() -> Document:
    """Give the example of the contract, whole."""
    return {
        "version": 1,
        "has_gif": False,
        "width": 800,
        "height": 600,
        "background": {"color": "#ffffff", "asset": PHOTO, "fit": "cover"},
        "variables": [{"name": "first_name", "default": "there", "max_length": 40}, {"name": "company"}],
        "layers": [
            {
                "type": "image", "asset": PHOTO, "box": [40, 40, 120, 120], "fit": "contain", "opacity": 1.0, "rotate": 0, "radius": 8
            },
            {
                "type": "rect", "box": [0, 480, 800, 120], "fill": "#000000aa", "radius": 0, "stroke": {"color": "#ffffff", "width": 2}
            },
            {
                "type": "text", "text": "Hi {{first_name}}, {{company|upper}} needs this", "box": [40, 490, 720, 100],
                "font": "anton", "size": 48, "min_size": 16, "fit": "shrink", "align": "center", "valign": "middle",
                "line_height": 1.1, "max_lines": 2, "overflow": "ellipsis", "color": "#ffffff",
                "stroke": {"color": "#000000", "width": 3}, "case": "none", "rotate": 0,
                "when": {"present": "company"}, "frames": [0, 20],
            },
        ],
        "animation": {"max_frames": 60, "loop": 0},
    }  # fmt: skip


def with_change(*path: str | int, to: object) -> Document:
    """Give the example with one value changed or added."""
    changed = document()
    *way, last = path
    place: Any = changed
    for step in way:
        place = place[step]
    place[last] = to
    return changed


def without(*path: str | int) -> Document:
    """Give the example with one value left out."""
    changed = document()
    *way, last = path
    place: Any = changed
    for step in way:
        place = place[step]
    del place[last]
    return changed


def faults(given_document: object) -> dict[str, str]:
    """Parse and give the message at each path."""
    with pytest.raises(InvalidInput) as refusal:
        parse_render_spec(given_document)
    return {issue.path: issue.say() for issue in refusal.value.issues}


def parsed(given_document: object) -> tuple[RenderSpec | None, tuple[Issue, ...]]:
    """Parse and give the spec, or what is wrong with it."""
    try:
        return parse_render_spec(given_document), ()
    except InvalidInput as refusal:
        return None, refusal.issues


def test_the_contracts_example_is_accepted() -> None:
    """The spec that the docs show can be posted as it stands."""
    spec = parse_render_spec(document())
    assert spec.variable_names() == ("first_name", "company")
    assert spec.image_extension == "png"
    assert spec.asset_ids() == (PHOTO,)


def test_only_the_essential_keys_are_required() -> None:
    """A spec of a few words is enough for a first picture."""
    layers = [
        {"type": "rect", "box": [0, 0, 10, 10], "fill": "#000000"},
        {"type": "text", "box": [0, 0, 10, 10], "text": "Hi"},
        {"type": "image", "box": [0, 0, 10, 10], "asset": PHOTO},
    ]
    assert len(parse_render_spec({"version": 1, "width": 16, "height": 16, "layers": layers}).layers) == 3
    assert parse_render_spec({"version": 1, "width": 16, "height": 16}).variable_names() == ()


def test_the_kept_json_is_the_spec_as_given() -> None:
    """A spec comes back as its author wrote it, without defaults added, in one spelling."""
    shuffled = dict(reversed(list(document().items())))
    kept = parse_render_spec(shuffled).canonical_json()
    assert json.loads(kept) == document()
    assert kept == parse_render_spec(document()).canonical_json()
    assert parse_render_spec(json.loads(kept)) == parse_render_spec(document())


ASSET = "must be the id of an uploaded asset: 64 hexadecimal digits"
NAME = "must begin with a lower-case letter and hold up to 40 lower-case letters, digits and underscores"
TAKEN = "may not be 'tracking_id': that name is taken by the export's own column"
FILTERS = "has the unknown filter 'loud'; known are upper, lower, title, trim, first_word, initial, company"
ONE_CONDITION = "must have exactly one of present, absent and equals"
UNDECLARED = "names 'nobody', which is not declared in variables"
COLOUR = "must be a colour such as #1a2b3c, or #1a2b3ccc with its opacity"
BOX = "must be four whole numbers [x, y, width, height], x and y from -4000 to 4000, width and height from 1 to 4000"


@pytest.mark.parametrize(
    ("bad", "path", "message"),
    [
        (with_change("version", to=2), "version", "must be 1"),
        (without("version"), "version", "is required"),
        (without("width"), "width", "is required"),
        (with_change("width", to="800"), "width", "must be a whole number"),
        (with_change("width", to=True), "width", "must be a whole number"),
        (with_change("width", to=800.5), "width", "must be a whole number"),
        (with_change("width", to=15), "width", "must be at least 16"),
        (with_change("height", to=2001), "height", "must be at most 2000"),
        (with_change("has_gif", to=1), "has_gif", "must be true or false"),
        (with_change("shiny", to=1), "shiny", "is not a known key"),
        (with_change("layer", to=1), "layer", "is not a known key; did you mean 'layers'?"),
        (with_change("background", "colour", to="#ffffff"), "background.colour", "is not a known key; did you mean 'color'?"),
        (with_change("background", "color", to="white"), "background.color", COLOUR),
        (with_change("background", "asset", to="https://x.test/a.png"), "background.asset", ASSET),
        (with_change("background", "fit", to="tile"), "background.fit", "must be one of contain, cover or stretch"),
        (with_change("variables", 0, "name", to="First"), "variables.0.name", NAME),
        (with_change("variables", 0, "max_length", to=0), "variables.0.max_length", "must be at least 1"),
        (with_change("variables", 1, "name", to="first_name"), "variables.1.name", "declares 'first_name' a second time"),
        (with_change("variables", 1, "name", to="tracking_id"), "variables.1.name", TAKEN),
        (with_change("variables", to=[{"name": f"v{n}"} for n in range(21)]), "variables", "must have at most 20 entries"),
        (with_change("layers", to={}), "layers", "must be a list"),
        (with_change("layers", 0, to="image"), "layers.0", "must be an object"),
        (with_change("layers", to=[document()["layers"][1]] * 31), "layers", "must have at most 30 entries"),
        (with_change("layers", 0, "type", to="video"), "layers.0.type", "must be image, rect or text"),
        (without("layers", 0, "type"), "layers.0.type", "is required: image, rect or text"),
        (without("layers", 0, "asset"), "layers.0", "must have either asset or variable"),
        (with_change("layers", 0, "variable", to="company"), "layers.0", "must have either asset or variable"),
        (with_change("layers", 0, "opacity", to=1.5), "layers.0.opacity", "must be at most 1"),
        (with_change("layers", 0, "rotate", to=400), "layers.0.rotate", "must be at most 360"),
        (without("layers", 1, "fill"), "layers.1.fill", "is required"),
        (with_change("layers", 1, "fill", to="#12345"), "layers.1.fill", COLOUR),
        (with_change("layers", 1, "stroke", "width", to=51), "layers.1.stroke.width", "must be at most 50"),
        (with_change("layers", 1, "rotate", to=3), "layers.1.rotate", "is not a known key"),
        (without("layers", 2, "box"), "layers.2.box", "is required"),
        (with_change("layers", 2, "box", to=[0, 0, 0, 10]), "layers.2.box", BOX),
        (with_change("layers", 2, "box", to=[0, 0, 10]), "layers.2.box", BOX),
        (with_change("layers", 2, "box", to=[0, 0, 10, 10, 10]), "layers.2.box", BOX),
        (with_change("layers", 2, "box", to="0 0 10 10"), "layers.2.box", BOX),
        (with_change("layers", 2, "font", to="comic"), "layers.2.font", "must be one of anton, sans, serif, hand"),
        (with_change("layers", 2, "size", to=3), "layers.2.size", "must be at least 4"),
        (with_change("layers", 2, "min_size", to=49), "layers.2.min_size", "must not be larger than size (48)"),
        (with_change("layers", 2, "line_height", to="wide"), "layers.2.line_height", "must be a number"),
        (with_change("layers", 2, "text", to=None), "layers.2.text", "must be a text"),
        (with_change("layers", 2, "text", to="Hi {{nobody}}"), "layers.2.text", "uses {{nobody}}, which is not declared in variables"),
        (with_change("layers", 2, "text", to="{{company|loud}}"), "layers.2.text", FILTERS),
        (with_change("layers", 2, "when", to={"present": "nobody"}), "layers.2.when.present", UNDECLARED),
        (with_change("layers", 2, "when", to={}), "layers.2.when", ONE_CONDITION),
        (with_change("layers", 2, "when", to={"present": "company", "absent": "company"}), "layers.2.when", ONE_CONDITION),
        (with_change("layers", 2, "when", to={"equals": ["company"]}), "layers.2.when.equals", "must be [variable, text]"),
        (with_change("layers", 2, "frames", to=[20, 0]), "layers.2.frames", "must be [first, last] with first not after last"),
        (with_change("layers", 2, "frames", to=[0]), "layers.2.frames", "must be two whole numbers [first, last], counted from 0"),
        (with_change("layers", 2, "reveal", to="slowly"), "layers.2.reveal", "must be one of none, words or characters"),
        (with_change("animation", "max_frames", to=61), "animation.max_frames", "must be at most 60"),
        (with_change("animation", "frames", to=8), "animation.delay_ms", "is required where no asset is animated"),
    ],
)  # fmt: skip
def test_each_fault_is_told_with_its_path(bad: Document, path: str, message: str) -> None:
    """Whoever writes a spec reads where it is wrong and what would be right."""
    assert faults(bad)[path] == message


def test_a_canvas_may_have_four_megapixels() -> None:
    """The largest sides make exactly the largest area."""
    assert parse_render_spec(document() | {"width": 2000, "height": 2000}).width == 2000


def test_all_faults_are_told_at_once() -> None:
    """One round is enough to learn of every slip."""
    bad = with_change("layers", 2, "font", to="comic")
    bad["layers"][1]["fill"] = "red"
    bad["heigth"] = 600
    assert set(faults(bad)) == {"layers.2.font", "layers.1.fill", "heigth"}


@pytest.mark.parametrize("bad", [[], "spec", 1, None, {"version": float("nan")}, {"version": {1, 2}}, {"version": "\ud800"}])
def test_what_is_no_json_object_is_refused(bad: object) -> None:
    """Anything at all may be posted; a refusal is the answer."""
    assert faults(bad)


def test_a_gif_needs_something_that_moves() -> None:
    """A GIF without an animated asset or a timeline would be a still in disguise."""
    plain: Document = {"version": 1, "width": 100, "height": 100, "has_gif": True}
    assert faults(plain) == {"has_gif": "needs an animated asset or an animation block"}
    assert set(faults(plain | {"animation": {}})) == {"animation.frames", "animation.delay_ms"}
    assert parse_render_spec(plain | {"animation": {"frames": 2, "delay_ms": 20}}).image_extension == "gif"


@pytest.mark.parametrize(
    ("animation", "frames_of_asset", "paths"),
    [
        (None, 1, {"has_gif"}),
        (None, 9, set()),
        ({"max_frames": 5}, 9, set()),
        ({"max_frames": 5}, 1, {"animation.frames", "animation.delay_ms"}),
        ({"frames": 4, "delay_ms": 100}, 1, set()),
        ({"frames": 4, "delay_ms": 100}, 9, {"animation.frames", "animation.delay_ms"}),
    ],
)
def test_the_timeline_is_given_exactly_once(animation: Document | None, frames_of_asset: int, paths: set[str]) -> None:
    """An animated asset brings its timeline; without one, the spec must."""
    body: Document = {"version": 1, "width": 100, "height": 100, "has_gif": True, "background": {"asset": FILM}}
    spec = parse_render_spec(body | ({"animation": animation} if animation else {}))
    found: set[str] = set()
    try:
        check_against_assets(spec, {FILM: AssetFacts(width=10, height=10, frames=frames_of_asset)})
    except InvalidInput as refusal:
        found = {issue.path for issue in refusal.issues}
    assert found == paths


def test_an_unknown_asset_is_told_where_it_is_named() -> None:
    """A typo in an id, or another owner's asset, is found when the list is made."""
    with pytest.raises(InvalidInput) as refusal:
        check_against_assets(parse_render_spec(document()), {})
    assert [issue.path for issue in refusal.value.issues] == ["background.asset", "layers.0.asset"]


def lead(**variables: str | None) -> tuple[dict[str, str], tuple[str, ...]]:
    """Settle the example's values for a lead, and give its warnings."""
    spec = parse_render_spec(document())
    values = drawn_values(spec, variables)
    return dict(values.texts), value_warnings(spec, variables, values)


@pytest.mark.parametrize(
    ("variables", "texts", "warnings"),
    [
        ({"first_name": "Ada", "company": "IBM"}, {"first_name": "Ada", "company": "IBM"}, ()),
        ({"company": "IBM"}, {"first_name": "there", "company": "IBM"}, ("default_used:variables.first_name",)),
        ({"first_name": "", "company": "IBM"}, {"first_name": "", "company": "IBM"}, ("empty_variable:variables.first_name",)),
        ({"first_name": "Ada", "company": "Acme GmbH"}, {"first_name": "Ada", "company": "Acme GmbH"}, ("legal_form:variables.company",)),
        ({"first_name": "Ad" * 25, "company": "IBM"}, {"first_name": "Ad" * 20, "company": "IBM"}, ("max_length:variables.first_name",)),
        ({"first_name": "Ada\r\nLove\tlace\x00", "company": "IBM"}, {"first_name": "Ada  Love lace", "company": "IBM"}, ()),
        ({"first_name": None, "company": None}, {"first_name": "there", "company": ""}, ()),
    ],
)
def test_values_are_settled_and_warned_of(variables: dict[str, str | None], texts: dict[str, str], warnings: tuple[str, ...]) -> None:
    """A missing value takes its default, a long one is cut, and only what a shown layer uses is warned of."""
    assert lead(**variables) == (texts, warnings)


@pytest.mark.parametrize(
    ("text", "case", "name", "is_warned_of"),
    [
        ("{{company}}", "none", "Acme GmbH", True),
        ("{{company}}", "none", "DUPONT ET FILS", True),
        ("{{company}}", "none", "SARL DUPONT", True),
        ("{{company}}", "none", "IBM", False),
        ("{{company}}", "none", "Acme", False),
        ("{{company}}", "none", "CODE2026", False),
        ("{{company|trim}}", "none", "DUPONT", True),
        ("{{company|first_word}}", "none", "JEAN DUPONT", True),
        ("{{company|first_word}}", "none", "Acme GmbH", False),
        ("{{company|company}}", "none", "DUPONT SARL", False),
        ("{{company|initial}}", "none", "DUPONT SARL", False),
        ("{{company|upper}}", "none", "DUPONT", False),
        ("{{company|title}}", "none", "DUPONT", False),
        ("{{company|title}}", "none", "DUPONT SARL", True),
        ("{{company}}", "upper", "DUPONT", False),
        ("{{company}}", "title", "DUPONT", False),
        ("{{company}}", "upper", "DUPONT SARL", True),
        ("{{company|company}} {{company}}", "none", "DUPONT", True),
        ("nobody", "none", "DUPONT SARL", False),
    ],
)
def test_a_name_as_a_register_writes_it_is_warned_of(text: str, case: str, name: str, is_warned_of: bool) -> None:  # noqa: FBT001
    """A legal form or shouting is worth a warning where it shows; a filter or case that settles the capitals says that they are meant."""
    layer = {"type": "text", "text": text, "box": [0, 0, 9, 9], "case": case}
    spec = parse_render_spec({"version": 1, "width": 16, "height": 16, "variables": [{"name": "company"}], "layers": [layer]})
    found = value_warnings(spec, {"company": name}, drawn_values(spec, {"company": name}))
    assert found == (("legal_form:variables.company",) if is_warned_of else ())


def test_a_default_in_capitals_is_the_owner_s_own_choice() -> None:
    """What I wrote into the spec is meant; only what a lead gave is warned of."""
    layer = {"type": "text", "text": "{{company}}", "box": [0, 0, 9, 9]}
    variables = [{"name": "company", "default": "YOUR COMPANY"}]
    spec = parse_render_spec({"version": 1, "width": 16, "height": 16, "variables": variables, "layers": [layer]})
    assert value_warnings(spec, {"company": None}, drawn_values(spec, {"company": None})) == ("default_used:variables.company",)


@pytest.mark.parametrize(
    ("when", "company", "is_shown"),
    [
        ({"present": "company"}, "IBM", True),
        ({"present": "company"}, " ", False),
        ({"present": "company"}, None, False),
        ({"absent": "company"}, None, True),
        ({"absent": "company"}, "IBM", False),
        ({"equals": ["company", "IBM"]}, "IBM", True),
        ({"equals": ["company", "IBM"]}, "ibm", False),
        ({"equals": ["company", ""]}, None, True),
    ],
)
def test_a_condition_shows_or_hides_its_layer(when: Document, company: str | None, is_shown: bool) -> None:  # noqa: FBT001
    """A layer can wait for a value, for its absence, or for one text."""
    spec = parse_render_spec(with_change("layers", 2, "when", to=when))
    assert drawn_values(spec, {"company": company}).shows(spec.layers[2].when) is is_shown


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@given(data=st.data())
def test_no_document_gets_past_unread_or_breaks_the_reader(data: st.DataObject) -> None:
    """Whatever stands in a spec's place, the answer is a spec or a refusal that names a path of it."""
    changed: Any = copy.deepcopy(document())
    way: list[str | int] = []
    place = changed
    while isinstance(place, dict | list) and place and (not way or data.draw(st.booleans())):
        step = data.draw(st.sampled_from(sorted(place))) if isinstance(place, dict) else data.draw(st.integers(0, len(place) - 1))
        way.append(step)
        parent, place = place, place[step]
    parent[way[-1]] = data.draw(_json)
    spec, issues = parsed(changed)
    assert (spec is None) == bool(issues)
    assert all(issue.say() and issue.say("fr") and "://" not in issue.say() for issue in issues)
    assert spec is None or parse_render_spec(json.loads(spec.canonical_json())) == spec


def test_each_fault_of_a_spec_is_told_to_french_people_in_french() -> None:
    """A key mistyped, a number out of range, a name undeclared: `doit être`, not `must be`."""
    wrong = document() | {"width": 5, "hight": 6, "animation": {"loop": "x"}}
    wrong["layers"][0]["box"] = [1, 2]
    with pytest.raises(InvalidInput) as refusal:
        parse_render_spec(wrong)
    said = {issue.path: issue.say("fr") for issue in refusal.value.issues}
    assert said["width"] == "doit être au moins 16"
    assert said["hight"] == "n’est pas une clé connue ; vouliez-vous dire « height » ?"
    assert said["animation.loop"] == "doit être un nombre entier"
    assert said["layers.0.box"].startswith("doit être quatre nombres entiers")
