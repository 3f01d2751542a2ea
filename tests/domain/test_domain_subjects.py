"""Subjects: which texts name the same person, and which do not."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from outhost.domain.subjects import (
    ERASED,
    Subject,
    SubjectKind,
    cells_of,
    mentions_in,
    subject_of,
    texts_in,
    trace_of,
    without,
    without_cells,
    without_mentions,
)
from outhost.domain.workspaces import WorkspaceId

SECRET, HERE = b"s" * 32, WorkspaceId(7)


def subject(text: str) -> Subject:
    """Read a subject that is one."""
    found = subject_of(text)
    assert found is not None, text
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sam@example.com", "  Sam@EXAMPLE.com\n"),
        ("sam+x@exämple.com", "SAM+X@EXÄMPLE.COM"),
        ("+33612345678", "+33 6 12 34 56 78"),
        ("+33612345678", "0033 (0)6.12.34.56.78"),
        ("+33612345678", "+33\u00a06\u202f12-34-56-78"),
        ("+33612345678", "06 12 34 56 78"),
        ("+33612345678", "33612345678"),
        ("06 12 34 56 78", "(06) 12/34/56/78"),
        ("+1 (212) 555-0123", "0012125550123"),
        ("+39 06 1234 5678", "06 1234 5678"),
        ("+352 27 12 34 56", "027 12 34 56"),
        ("nai0123456789abcde", " nai0123456789abcde"),
    ],
)
def test_ways_of_writing_the_same_are_one_person(one: str, other: str) -> None:
    """Whichever of the two I was given, and whichever stands in a list, they meet; by digest too."""
    for sought, text in ((one, other), (other, one), (one, one)):
        assert subject(sought).is_named_by(text)
        assert trace_of(SECRET, HERE, subject(sought)).names(SECRET)(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sam@example.com", "sam@example.co"),
        ("sam@example.com", "write to sam@example.com"),
        ("sam@example.com", "sam@example.com, kim@example.com"),
        ("+33612345678", "+44612345678"),
        ("+12125550123", "+13125550123"),
        ("+33612345678", "612345678"),
        ("+33612345678", "0612345679"),
        ("06 12 34 56 78", "612345678"),
        ("+223 20 22 33 4", "020 22 33 4"),
        ("+33612345678", "call 06 12 34 56 78"),
        ("nai0123456789abcde", "nai0123456789abcdf"),
        ("nai0123456789abcde", "NAI0123456789ABCDE"),
    ],
)
def test_others_are_others(one: str, other: str) -> None:
    """A digit more, another country, a company number, a sentence: none of them is the person."""
    for sought, text in ((one, other), (other, one)):
        if (found := subject_of(sought)) is not None:
            assert not found.is_named_by(text)
            assert not trace_of(SECRET, HERE, found).names(SECRET)(text)


@pytest.mark.parametrize("text", ["", " ", "Sam", "12", "123456", "+", "+12", "nai", "@", "a@", "@b", "1" * 16, "2026-05-10T19:00:00Z"])
def test_a_word_is_nobody(text: str) -> None:
    """What is neither an address nor a number nor an id names no person."""
    assert subject_of(text) is None


@given(st.text(max_size=40) | st.from_regex(r"\+?[0-9 .()\-/]{5,25}", fullmatch=True))
@example("0/00000000")
@example("(00) 33 6 12 34 56 78")
def test_every_subject_is_named_by_its_own_text_and_its_normal_form(text: str) -> None:
    """Whatever is read as a person is found again where it stands so."""
    found = subject_of(text)
    if found is not None:
        assert found.is_named_by(text)
        assert found.is_named_by(found.value)
        assert subject(found.value).value == found.value


@given(st.from_regex(r"\+[1-9][0-9]{8,13}", fullmatch=True), st.from_regex(r"\+[1-9][0-9]{8,13}", fullmatch=True))
def test_two_international_numbers_are_one_only_if_they_are_the_same(one: str, other: str) -> None:
    """No shortcut by last digits: somebody in another country keeps their data."""
    assert subject(one).is_named_by(other) == (one == other)


def test_another_workspace_and_another_secret_have_other_digests() -> None:
    """Digests can't be compared between workspaces, nor guessed without the secret."""
    sam = subject("sam@example.com")
    traces = {trace_of(secret, WorkspaceId(number), sam).digest for secret in (SECRET, b"t" * 32) for number in (7, 8)}
    assert len(traces) == 4
    assert not trace_of(SECRET, HERE, sam).names(b"t" * 32)("sam@example.com")


def test_values_are_found_at_any_depth_and_taken_out_alone() -> None:
    """Only the values that name the person go: keys, the rest, and the form of the document stay."""
    names = subject("06 12 34 56 78").is_named_by
    document = {"a": [{"phone": "+33612345678", "n": 33612345678}, True, None, 1.5], "0612345678": "Sam"}
    assert {text for text in texts_in(document) if names(text)} == {"+33612345678"} | set()
    assert without(document, names) == {"a": [{"phone": ERASED, "n": 33612345678}, True, None, 1.5], "0612345678": "Sam"}
    by_sign = subject("+33612345678").is_named_by
    assert without(document, by_sign) == {"a": [{"phone": ERASED, "n": ERASED}, True, None, 1.5], "0612345678": "Sam"}


@pytest.mark.parametrize(
    "table",
    [
        "nom;email\nSam; sam@example.com \nKim;kim@example.com\n",
        'nom,email\r\n"Sam","Sam@Example.com"\r\nKim,kim@example.com',
        "nom\temail\nSam\tsam@example.com\nKim\tkim@example.com",
        '[{"nom": "Sam", "email": "sam@example.com"}, {"nom": "Kim", "email": "kim@example.com"}]',
    ],
)
def test_cells_of_a_pasted_table_are_values_too(table: str) -> None:
    """Whichever marks stand between them: the person's go, and all others stay as they are."""
    names = subject("sam@example.com").is_named_by
    document = {"text": table, "most": 7}
    assert any(map(names, cells_of(document)))
    left = without_cells(document, names)
    assert isinstance(left, dict)
    assert not any(map(names, cells_of(left)))
    assert left["most"] == 7
    assert len(left["text"]) - len(ERASED) == len(table) - len(max(filter(names, cells_of(document)), key=len))
    assert "kim@example.com" in left["text"]


@pytest.mark.parametrize(
    ("who", "text", "left"),
    [
        ("sam@example.com", "Write to Sam@Example.com, please.", "Write to _, please."),
        ("sam@example.com", "<mailto:sam@example.com>; 'sam@example.com'; *sam@example.com*!", "<mailto:_>; '_'; *_*!"),
        ("sam@example.com", "https://h.example/u?mail=sam%40example.com&a=1#x", "https://h.example/u?mail=_&a=1#x"),
        ("sam@example.com", "tom.sam@example.com sam@example.com.au x@sam@example.com", None),
        ("o'brien@example.com", "Mr O'Brien@example.com.", "Mr _."),
        ("sam@exämple.com", "à sam@exämple.com ?", "à _ ?"),
        ("06 12 34 56 78", "tel:+33612345678, 06.12.34.56.78\n07 12 34 56 78", "tel:_, _\n07 12 34 56 78"),
        ("06 12 34 56 78", "Order 20260612345678 of 2026-06-12", None),
        ("nai0123456789abcde", "/i/nai0123456789abcde.png", "/i/_.png"),
    ],
)
def test_somebody_is_found_in_the_middle_of_what_people_write(who: str, text: str, left: str | None) -> None:
    """Whatever stands around an address, a number or an id stays, and whoever only looks like them too."""
    names = subject(who).is_named_by
    assert any(map(names, mentions_in([text]))) is (left is not None)
    assert without_mentions([text, 7], names) == [text if left is None else left.replace("_", ERASED), 7]


@given(st.text(), st.sampled_from(["sam@example.com", "+33612345678", "nai0123456789abcde"]))
def test_nobody_is_found_whom_nothing_takes_out(text: str, who: str) -> None:
    """What is looked for and what is taken out are the same, so that an erasure ends."""
    names, text = subject(who).is_named_by, f"{text} {who}\n"
    left = without_mentions(text, names)
    assert (left != text) is any(map(names, mentions_in(text)))
    assert not any(map(names, mentions_in(left)))


def test_kinds_are_told_apart() -> None:
    """I am told as what the person was read."""
    kinds = [subject(text).kind for text in ("sam@example.com", "+33612345678", "nai0123456789abcde")]
    assert kinds == [SubjectKind.EMAIL, SubjectKind.TELEPHONE, SubjectKind.TRACKING_ID]
