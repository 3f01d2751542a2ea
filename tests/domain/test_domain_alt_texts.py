"""Alt texts: what a reader hears who can't see the picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.alt_texts import LIMIT, WORDS_LIMIT, alt_text_of, check_alt_text
from outhost.domain.errors import InvalidInput
from outhost.domain.render_spec import RenderSpec, parse_render_spec

BOX = [0, 0, 9, 9]


def spec(*layers: dict[str, object], **first_name: object) -> RenderSpec:
    """Make a spec of these texts."""
    variables = [{"name": "first_name", **first_name}, {"name": "company"}]
    texts = [{"type": "text", "box": BOX, **layer} for layer in layers]
    return parse_render_spec({"version": 1, "width": 16, "height": 16, "variables": variables, "layers": texts})


@pytest.mark.parametrize(
    ("layers", "variables", "said"),
    [
        ([{"text": "Hi {{first_name}}!"}, {"text": "{{company|company}} needs this"}], {"first_name": "Sam", "company": "Acme GmbH"},
         "Hi Sam! Acme needs this"),
        ([{"text": "Old"}, {"text": "New"}], {}, "Old. New"),
        ([{"text": "shadow"}, {"text": "shadow"}, {"text": "on top"}], {}, "shadow. on top"),
        ([{"text": "To {{company}}", "when": {"present": "company"}}, {"text": "To you", "when": {"absent": "company"}}], {}, "To you"),
        ([{"text": "hi {{first_name}}", "case": "upper"}], {"first_name": "Zoë"}, "HI ZOË"),
        ([{"text": "  two\nlines {{company}} "}], {}, "two lines"),
        ([{"text": "{{company}}"}], {}, ""),
        ([], {}, ""),
        ([{"text": "{{first_name}}"}], {"first_name": "{{company}}", "company": "leaked"}, "{{company}}"),
    ],
)  # fmt: skip
def test_without_one_the_words_in_the_picture_are_said(
    layers: list[dict[str, object]], variables: dict[str, str | None], said: str
) -> None:
    """What the picture shows this lead, once each, in order, with a pause between."""
    assert alt_text_of(spec(*layers), None, variables) == said


@pytest.mark.parametrize(
    ("alt_text", "given_name", "said"),
    [
        ("A note for {{first_name}}", "Sam", "A note for Sam"),
        ("A note for {{first_name}}", None, "A note for there"),
        ("A note for {{first_name|upper}}", "Sam", "A note for SAM"),
        ("A note for {{first_name}}", "Maximiliane", "A note for Maximi"),
        ("A note for {{first_name}}", "S\r\nam", "A note for S am"),
        ("For {{company}} & {{first_name}}", "Sam", "For & Sam"),
        ('{{"{{"}}{{first_name}}', "<b>", "{{<b>"),
    ],
)
def test_a_list_s_own_text_is_filled_as_the_picture_is(alt_text: str, given_name: str | None, said: str) -> None:
    """Defaults, filters and cuts hold; the result is one line of plain text."""
    made = spec({"text": "Hi {{first_name}}"}, default="there", max_length=6)
    assert alt_text_of(made, alt_text, {"first_name": given_name}) == said


@pytest.mark.parametrize(
    ("alt_text", "says"),
    [
        ("", "1–500"),
        ("  ", "1–500"),
        ("x" * 501, "1–500"),
        ("\ud800", "whole characters"),
        ("Hi {{nobody}} and {{nobody}} of {{nowhere}}", "names 'nobody', which is no variable of the list; it has first_name, company"),
        ("Hi {{first_name", "begins no placeholder"),
        ("Hi {{first_name|shout}}", "unknown filter"),
    ],
)
def test_an_alt_text_that_won_t_do_is_told_at_its_path(alt_text: str, says: str) -> None:
    """A slip is told when the list is made, not read out to every lead."""
    with pytest.raises(InvalidInput) as refused:
        check_alt_text(alt_text, ("first_name", "company"))
    assert {issue.path for issue in refused.value.issues} == {"alt_text"}
    assert says in refused.value.issues[0].say()
    assert len(refused.value.issues) == len({issue.say() for issue in refused.value.issues})


def test_a_good_alt_text_is_given_back_trimmed() -> None:
    """Blanks around it are a slip of the hand."""
    assert check_alt_text(f" {'x' * LIMIT} ", ()) == "x" * LIMIT


@given(name=st.text(max_size=500), company=st.none() | st.text(max_size=500), own=st.none() | st.just("{{first_name}} {{company}} " * 9))
def test_whatever_a_lead_is_called_it_is_one_short_line(name: str, company: str | None, own: str | None) -> None:
    """No name makes an alt text of several lines, or longer than anybody listens."""
    said = alt_text_of(spec({"text": "{{first_name}}"}, {"text": "{{company}}"}), own, {"first_name": name, "company": company})
    assert len(said) <= (LIMIT if own else WORDS_LIMIT)
    assert said == " ".join(said.split())


def test_a_cut_falls_between_words_where_there_are_some() -> None:
    """A long text ends with a whole word and an ellipsis."""
    words = alt_text_of(spec({"text": "{{first_name}}"}), None, {"first_name": "word " * 100})
    assert words.endswith("word…")
    assert len(alt_text_of(spec({"text": "{{first_name}}"}), None, {"first_name": "x" * 400})) == WORDS_LIMIT
