"""The built-in templates: sound, light, and good to look at with any name."""

import io

import pytest
from PIL import Image

from outhost.domain.render_spec import check_against_assets, parse_render_spec
from outhost.render.assets import inspect_asset
from outhost.render.picture import Easel
from outhost.resources import ShippedTemplate, shipped_templates

SLUGS = ["yes-no", "sign-holder", "whiteboard", "chat-bubble", "sticky-note", "book-cover", "speech-bubble", "typing"]
PEOPLE = [
    {"first_name": "Al", "company": "IBM"},
    {"first_name": "Maximiliane-Charlotte", "company": "Donaudampfschifffahrtsgesellschaft mbH"},
    {"first_name": "O'Neil & Søn", "company": "Søn & Co"},
    {},
]
ART_LIMIT_BYTES = 250_000
PICTURE_LIMIT_BYTES = 300_000
STILL_SIZES = (range(1000, 1201), range(630, 801))
FILM_SIZES = (range(560, 661), range(360, 441))
FRAMES_LIMIT = 24
UNWANTED = ("overflow", "missing_glyph", "low_contrast", "max_length")

TEMPLATES = {template.slug: template for template in shipped_templates()}


@pytest.fixture(scope="module")
def easel() -> Easel:
    """One easel for all pictures, as a drawing process has."""
    return Easel()


def test_the_eight_templates_are_shipped_in_their_order() -> None:
    """I find the eight templates, and only those."""
    assert [template.slug for template in shipped_templates()] == SLUGS


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda template: template.slug)
def test_a_template_is_sound_and_its_art_is_light(template: ShippedTemplate) -> None:
    """Its spec parses, asks for nothing that is not there, and its art loads fast."""
    spec = parse_render_spec(template.document)
    assert list(spec.variable_names()) == ["first_name", "company"]
    assert set(spec.asset_ids()) == set(template.files)
    check_against_assets(spec, {asset_id: inspect_asset(path.read_bytes()) for asset_id, path in template.files.items()})
    assert all(path.stat().st_size <= ART_LIMIT_BYTES for path in template.files.values())
    widths, heights = FILM_SIZES if spec.has_gif else STILL_SIZES
    assert spec.width in widths
    assert spec.height in heights


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.get("first_name", "nobody"))
@pytest.mark.parametrize("slug", SLUGS)
def test_any_name_looks_good(slug: str, person: dict[str, str | None], easel: Easel) -> None:
    """Short, long and foreign names fit, and so does nobody's."""
    template = TEMPLATES[slug]
    spec = parse_render_spec(template.document)
    picture = easel.draw(spec, person, template.files)
    assert [warning for warning in picture.warnings if warning.startswith(UNWANTED)] == []
    assert len(picture.data) <= PICTURE_LIMIT_BYTES
    with Image.open(io.BytesIO(picture.data)) as image:
        assert image.size == (spec.width, spec.height)
        assert getattr(image, "n_frames", 1) in (range(2, FRAMES_LIMIT + 1) if spec.has_gif else (1,))


@pytest.mark.parametrize("slug", SLUGS)
def test_both_variables_change_the_picture(slug: str, easel: Easel) -> None:
    """A template that ignored the name would not be personal."""
    template = TEMPLATES[slug]
    spec = parse_render_spec(template.document)
    plain = easel.draw(spec, {"first_name": "Al", "company": "IBM"}, template.files).data
    assert plain != easel.draw(spec, {"first_name": "Bo", "company": "IBM"}, template.files).data
    assert plain != easel.draw(spec, {"first_name": "Al", "company": "Acme"}, template.files).data


@pytest.mark.parametrize("slug", SLUGS)
def test_the_first_frame_says_it_all(slug: str, easel: Easel) -> None:
    """A mail program that shows only the first frame of a GIF still shows my name and my company."""
    template = TEMPLATES[slug]
    spec = parse_render_spec(template.document)
    plain = _first_frame(easel.draw(spec, {"first_name": "Al", "company": "IBM"}, template.files).data)
    assert plain != _first_frame(easel.draw(spec, {"first_name": "Bo", "company": "IBM"}, template.files).data)
    assert plain != _first_frame(easel.draw(spec, {"first_name": "Al", "company": "Acme"}, template.files).data)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_nameless_picture_reads_as_a_sentence(slug: str) -> None:
    """With nothing given, each variable has words of its own to stand in."""
    spec = parse_render_spec(TEMPLATES[slug].document)
    assert all(variable.default for variable in spec.variables)


def _first_frame(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        return image.convert("RGB").tobytes()
