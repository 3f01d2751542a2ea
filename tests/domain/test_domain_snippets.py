"""The HTML that shows a picture, and the recipes of the mail tools."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.merge_recipes import RECIPES, Recipe
from outhost.domain.snippets import attribute_safe, img_tag, shown_size


class _Images(HTMLParser):
    """What a reader of HTML finds."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember a tag."""
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Remember a text."""
        self.texts.append(data)


def read(html: str) -> dict[str, str | None]:
    """Read a text that must be one `<img>` and nothing else."""
    reader = _Images()
    reader.feed(html)
    reader.close()
    ((tag, attributes),) = reader.found
    assert (tag, reader.texts) == ("img", [])
    assert set(attributes) == {"src", "alt", "width", "height", "style"}
    return attributes


NASTY = st.text() | st.text(st.sampled_from("\"'<>&=;/ quotlg\n`"), max_size=30)


@given(alt=NASTY.filter(lambda text: "\r" not in text and "\0" not in text))
def test_a_tag_says_exactly_what_was_meant(alt: str) -> None:
    """No name gets out of its attribute, and none arrives changed."""
    found = read(img_tag(src="https://x/i/nai.png?a=1&b=2", alt=alt, width=800, height=600))
    assert (found["src"], found["alt"]) == ("https://x/i/nai.png?a=1&b=2", alt)


@given(alt=NASTY)
def test_a_text_of_the_export_stays_in_its_attribute_unescaped(alt: str) -> None:
    """A tool that inserts the column as it is makes one picture of it, whatever the lead is called."""
    tag = RECIPES["any"].snippet(800, 600).replace("{{alt_text}}", attribute_safe(alt)).replace("{{image_url}}", "https://x/i/nai.png")
    assert read(tag)["src"] == "https://x/i/nai.png"
    assert not set('"<>') & set(attribute_safe(alt))


@pytest.mark.parametrize(
    ("size", "shown"),
    [((800, 600), (600, 450)), ((600, 10), (600, 10)), ((320, 200), (320, 200)), ((1601, 2), (600, 1)), ((16, 2000), (16, 2000))],
)
def test_a_picture_is_shown_no_wider_than_a_mail(size: tuple[int, int], shown: tuple[int, int]) -> None:
    """Wide pictures keep their shape at 600 pixels; narrow ones stay."""
    assert shown_size(*size) == shown


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_writes_its_tool_s_tags_and_says_what_to_do(name: str) -> None:
    """Each tool's snippet holds its merge tag, once and unescaped, and steps in both languages."""
    recipe = RECIPES[name]
    written = recipe.snippet(800, 600)
    assert written.count(recipe.image) == 1
    assert recipe.field or (read(written)["src"], read(written)["alt"], read(written)["width"]) == (recipe.image, recipe.alt, "600")
    assert len(recipe.steps) >= 2
    assert all(step.say("en").endswith(".") and step.say("fr").endswith(".") for step in recipe.steps)


@pytest.mark.parametrize(
    ("name", "image"),
    [
        ("mailchimp", "*|IMAGE_URL|*"),
        ("brevo", "{{ contact.IMAGE_URL }}"),
        ("hubspot", "{{ contact.image_url }}"),
        ("lemlist", "{{image_url}}"),
        ("mailmerge", "{ MERGEFIELD image_url }"),
    ],
)
def test_the_tags_are_those_of_the_tools(name: str, image: str) -> None:
    """A tag misspelt by us would stand in somebody's mail."""
    assert RECIPES[name].image == image


def test_mailchimp_s_tags_are_no_longer_than_it_allows() -> None:
    """Mailchimp cuts merge tags at ten characters."""
    recipe: Recipe = RECIPES["mailchimp"]
    assert all(re.fullmatch(r"\*\|[A-Z_]{1,10}\|\*", tag) for tag in (recipe.image, recipe.alt))
