"""Refusals: each says what is wrong in both languages, and has a code of its own."""

import re

import pytest

from outhost.domain import errors
from outhost.domain.alt_texts import check_alt_text
from outhost.domain.errors import InvalidInput, Issue, ListNotFound, Refusal
from outhost.domain.words import Text

REFUSALS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Refusal) and kind is not Refusal]


@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.__name__)
def test_a_refusal_is_a_sentence_in_both_languages(kind: type[Refusal]) -> None:
    """Each refusal has an English and a French sentence of its own, and a reason in its docstring."""
    assert kind.__doc__
    for sentence in (kind.text.en, kind.text.fr):
        assert sentence[0] == "{" or sentence[0].isupper()
        assert sentence.endswith((".", "}"))


def test_codes_are_snake_case_and_differ() -> None:
    """No two refusals share a code."""
    codes = [kind.code() for kind in REFUSALS]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch("[a-z]+(_[a-z]+)*", code) for code in codes)
    assert ListNotFound.code() == "list_not_found"


def test_a_refusal_fills_its_gaps_in_the_reader_s_language() -> None:
    """What I read has the numbers in it, in my language, in English where there is none."""
    refusal = errors.InsufficientCredits(cost=1, available=0)
    assert refusal.say() == refusal.say("de") == str(refusal) == "This costs 1 credits and 0 are left; top up and retry."
    assert refusal.say("fr").startswith("Cela coûte 1 crédits")


def test_invalid_input_names_every_issue() -> None:
    """The sentence of an invalid input is made of its issues, each with its path."""
    refusal = InvalidInput(
        Issue("size", Text(en="must be {n}", fr="doit être {n}").filled(n=1)), Issue("", Text(en="too much", fr="trop").filled())
    )
    assert refusal.say() == "size: must be 1; too much"
    assert refusal.say("fr") == "size: doit être 1; trop"
    assert InvalidInput().say()


def test_a_phrase_within_a_phrase_is_said_in_the_same_language() -> None:
    """A list that has no variable has `none` of them in English, and `aucune` in French."""
    with pytest.raises(InvalidInput) as refusal:
        check_alt_text("Hi {{nobody}}", ())
    assert refusal.value.say().endswith("it has none")
    assert refusal.value.say("fr").endswith("variables de la liste : aucune")


def test_braces_in_what_is_shown_do_no_harm() -> None:
    """A value that looks like a gap is shown as it is."""
    assert InvalidInput(Issue("{path}", Text(en="{a}", fr="{a}").filled(a="{0}"))).say() == "{path}: {0}"
    assert "{email}" in errors.EmailTaken(email="{email}").say()
