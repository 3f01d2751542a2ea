"""Templates of text: what may stand in braces, and what becomes of a value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.placeholders import Filter, MalformedTemplate, parse_template, title_case, upper_case


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("Hi {{first_name}}!", "Hi  ada lovelace !"),
        ("{{first_name|trim}}", "ada lovelace"),
        ("{{first_name|upper}}", " ADA LOVELACE "),
        ("{{company|lower}}", "müller gmbh & co. kg"),
        ("{{first_name|title}}", " Ada Lovelace "),
        ("{{first_name|first_word}}", "ada"),
        ("{{first_name|initial}}", "A"),
        ("{{company|company}}", "Müller"),
        ("{{absent}}", ""),
        ("{{absent|initial}}", ""),
        ('{{"{{"}}first_name}}', "{{first_name}}"),
        ("a } b { c }} d", "a } b { c }} d"),
        ("", ""),
    ],
)
def test_each_form_of_placeholder_gives_what_it_says(template: str, filled: str) -> None:
    """Every filter, the literal brace and a missing value come out as the contract describes."""
    values = {"first_name": " ada lovelace ", "company": "Müller GmbH & Co. KG"}
    assert parse_template(template).fill(values) == filled


@pytest.mark.parametrize(
    ("template", "hint"),
    [
        ("{{first_name", "begins no placeholder"),
        ("{{ first_name }}", "without blanks"),
        ("{{First}}", "lower-case"),
        ("{{}}", "lower-case"),
        ("{{first_name|shout}}", "known are upper, lower"),
        ("{{first_name|}}", "unknown filter"),
        ("{{first_name|upper|lower}}", "unknown filter"),
        ("{{{first_name}}}", "begins no placeholder"),
    ],
)
def test_a_malformed_placeholder_is_refused_with_a_hint(template: str, hint: str) -> None:
    """A slip of the pen is told, not printed on every lead's picture."""
    with pytest.raises(MalformedTemplate, match=hint):
        parse_template(template)


@given(value=st.text(), chosen=st.sampled_from([None, Filter.TRIM, Filter.UPPER]))
def test_a_value_is_never_parsed_again(value: str, chosen: Filter | None) -> None:
    """Whatever a lead is called, even '{{company}}', it is put in as text."""
    gap = f"{{{{name|{chosen}}}}}" if chosen else "{{name}}"
    plain = {None: value, Filter.TRIM: value.strip(), Filter.UPPER: upper_case(value)}[chosen]
    assert parse_template(f"<{gap}>").fill({"name": value, "company": "leaked"}) == f"<{plain}>"


@given(text=st.text(alphabet=st.characters(exclude_characters="{}")))
def test_a_text_without_braces_stays_as_it_is(text: str) -> None:
    """Plain words mean themselves."""
    assert parse_template(text).fill({}) == text


@given(value=st.text(max_size=50), chosen=st.sampled_from(list(Filter)))
def test_no_filter_fails_on_any_value(value: str, chosen: Filter) -> None:
    """A picture is drawn whatever a list holds."""
    assert isinstance(parse_template(f"{{{{name|{chosen}}}}}").fill({"name": value}), str)


@pytest.mark.parametrize(
    ("name", "titled"),
    [("o'neil", "O'Neil"), ("JEAN-LUC D’ARC", "Jean-Luc D’Arc"), ("john's", "John's"), ("løs aké", "Løs Aké"), ("ελένη", "Ελένη")],
)
def test_names_are_titled_as_people_write_them(name: str, titled: str) -> None:
    """An apostrophe after one letter begins a name, a later one doesn't."""
    assert title_case(name) == titled


@pytest.mark.parametrize(("word", "capitals"), [("Ελλάδα", "ΕΛΛΑΔΑ"), ("Μαΐου", "ΜΑΪΟΥ"), ("société", "SOCIÉTÉ"), ("straße", "STRASSE")])
def test_capitals_follow_the_script(word: str, capitals: str) -> None:
    """Greek capitals carry no accents; Latin ones do."""
    assert upper_case(word) == capitals


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Dr. Anna Schmidt", "Anna"),
        ("Prof. Dr. med. Anna Schmidt", "Anna"),
        ("M. Dupont", "Dupont"),
        ("M Night", "M"),
        ("Mme Curie", "Curie"),
        ("Herr Müller", "Müller"),
        ("Sr. García", "García"),
        ("Don Quijote", "Don"),
        ("Dr.", "Dr."),
        ("Dr. ", "Dr."),
        ("Schmidt, Anna", "Schmidt"),
        ("Jean-Luc Picard", "Jean-Luc"),
        ("Drew Carey", "Drew"),
        ("Pan Tadeusz", "Tadeusz"),
        ("", ""),
        (",", ","),
    ],
)
def test_the_first_word_is_no_form_of_address(name: str, word: str) -> None:
    """'Hi Dr.!' greets nobody; what stands alone stays."""
    assert parse_template("{{name|first_word}}").fill({"name": name}) == word
