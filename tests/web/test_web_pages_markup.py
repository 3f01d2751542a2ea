"""HTML made of values."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from outhost.web.pages.markup import Markup, join, tag

texts = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"))


class Reader(HTMLParser):
    """Reads back what was written."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        self.text += data


@given(texts, texts)
def test_whatever_is_typed_stays_text(content: str, value: str) -> None:
    """Nothing that I type as my name becomes a tag or leaves its attribute."""
    reader = Reader()
    reader.feed(tag("p", content, title=value))
    reader.close()
    assert reader.tags == [("p", {"title": value})]
    assert reader.text == content


def test_an_element_has_its_attributes_and_children_in_order() -> None:
    """Names lose their underscores, absent values leave no attribute, HTML stays HTML."""
    made = tag("label", "A & B", None, [tag("b", 1), Markup("<i></i>")], class_="x", for_="y", data_copy=True, hidden=False, title=None)
    assert made == '<label class="x" for="y" data-copy>A &amp; B<b>1</b><i></i></label>'
    assert tag("input", value="a") == '<input value="a">'
    assert join(["<", 2]) == "&lt;2"
