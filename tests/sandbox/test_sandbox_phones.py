"""Numbers of the town: nobody's, and yet such as a library of numbers knows."""

import random

import phonenumbers
import pytest

from outhost.sandbox.neighbours import NEIGHBOURS
from outhost.sandbox.phones import USUAL, is_mobile, landline, mobile, written
from outhost.sandbox.town import Town

RESERVED = ("+33199", "+33261", "+33353", "+33465", "+33536", "+3363998", "+44113496", "+44131496", "+44161496", "+442079460", "+447700900")
"""Where the ranges begin that ARCEP and Ofcom keep for fiction."""


@pytest.fixture(scope="module")
def numbers() -> set[str]:
    """Every number that stands in a directory or on a site of a town."""
    firms = [one.firm for one in Town(2, 100).businesses]
    return {line.number for firm in firms for line in firm.lines} | {who.telephone for who in NEIGHBOURS}


def test_every_number_is_one_that_rings_nowhere(numbers: set[str]) -> None:
    """Whoever dials a number of a demo reaches nobody."""
    assert all(number.startswith(RESERVED) for number in numbers)


def test_every_number_is_possible_and_landlines_are_valid(numbers: set[str]) -> None:
    """A library of numbers takes them for numbers; mobiles of fiction it takes for possible ones."""
    for number in numbers:
        parsed = phonenumbers.parse(number)
        assert phonenumbers.is_possible_number(parsed)
        assert phonenumbers.is_valid_number(parsed) != is_mobile(number)


@pytest.mark.parametrize("notation", USUAL)
def test_every_notation_is_read_as_the_number_it_writes(notation: str) -> None:
    """However a number is written, a library reads it as the one that is meant."""
    rng = random.Random(notation)
    for country in ("fr", "gb"):
        for number in (landline(rng, country), mobile(rng, country)):
            text = written(number, notation).replace("/", " ").replace("\u202f", " ")
            assert phonenumbers.format_number(phonenumbers.parse(text, country.upper()), phonenumbers.PhoneNumberFormat.E164) == number


def test_numbers_of_firms_are_never_those_of_agencies() -> None:
    """A firm's own number cannot be taken for that of whoever made its site."""
    others = {who.telephone for who in NEIGHBOURS}
    drawn = {landline(random.Random(at), country) for at in range(20_000) for country in ("fr", "gb")}
    assert not others & drawn
    assert {number[:-3] for number in others} & {number[:-3] for number in drawn}
