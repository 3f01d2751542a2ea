"""A company's name as people say it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.legal_forms import calm, has_legal_form, without_legal_form


@pytest.mark.parametrize(
    ("registered", "spoken"),
    [
        ("Acme GmbH", "Acme"),
        ("Müller GmbH & Co. KG", "Müller"),
        ("Société Générale S.A.", "Société Générale"),
        ("Bar S. à r. l.", "Bar"),
        ("Foo, Inc.", "Foo"),
        ("Smith and Sons Ltd.", "Smith and Sons"),
        ("Maersk A/S", "Maersk"),
        ("Kone Oy", "Kone"),
        ("Volvo AB", "Volvo"),
        ("Philips B.V.", "Philips"),
        ("Widgets LLC", "Widgets"),
        ("Kowalski sp. z o.o.", "Kowalski"),
        ("ООО «Ромашка»", "Ромашка"),
        ("Dupont SAS", "Dupont"),
        ("Dupont SARL", "Dupont"),
        ("Siemens AG", "Siemens"),
    ],
)
def test_legal_forms_are_dropped(registered: str, spoken: str) -> None:
    """Nobody says 'GmbH & Co. KG' across a table."""
    assert without_legal_form(registered) == spoken
    assert has_legal_form(registered)


@pytest.mark.parametrize("name", ["IBM", "GmbH", "Ben & Jerry", "H&M", "Salesforce", "Agora", ""])
def test_a_name_without_a_legal_form_stays(name: str) -> None:
    """Letters that only look like a form are part of the name."""
    assert without_legal_form(name) == name
    assert not has_legal_form(name)


@pytest.mark.parametrize(
    ("shouted", "calmed"),
    [
        ("MICHELIN", "Michelin"),
        ("BNP PARIBAS", "BNP Paribas"),
        ("LES TROIS OURS", "Les Trois Ours"),
        ("DUPONT ET FILS", "Dupont et Fils"),
        ("L'ORÉAL", "L'Oréal"),
        ("IBM", "IBM"),
        ("SNCF", "SNCF"),
        ("eBay", "eBay"),
        ("Michelin", "Michelin"),
    ],
)
def test_shouting_is_calmed_but_initials_are_kept(shouted: str, calmed: str) -> None:
    """A register writes in capitals; a letter doesn't."""
    assert calm(shouted) == calmed


@given(st.text(max_size=60))
def test_dropping_a_form_never_adds_letters_and_leaves_something(name: str) -> None:
    """Whatever a register holds, the spoken name is a part of it, and empty only for a blank one."""
    spoken = without_legal_form(name)
    assert len(spoken) <= len(name)
    assert spoken or not name.replace(",", "").strip()
