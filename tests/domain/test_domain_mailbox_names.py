"""Mailboxes by their names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.mailbox_names import MailboxKind, is_shared, kind_of, people_in

MAILBOXES = {
    MailboxKind.PERSONAL: ("julie", "jean.dupont", "dupont.jean", "j.dupont", "jc.dupont", "marie-claire.durand", "lucie.b",
                    "jean.dupont69", "sarah"),
    MailboxKind.ROLE: ("contact", "info", "info-lyon", "bonjour", "accueil", "boulangerie.martin", "le.martin", "dupont", "jdupont", "x",
                "sav", "plomberie-dupont", "commercial.sud", "secretariat", "team", "martinplomberie", "a.b.c", "42", "st-martin"),
    MailboxKind.LAST_RESORT: ("dpo", "webmaster", "rgpd", "recrutement", "rh", "compta", "privacy"),
    MailboxKind.NOBODY: ("noreply", "no-reply", "ne-pas-repondre", "donotreply", "mailer-daemon", "bounce", "notifications", "spamtrap"),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "local"), [(kind, local) for kind in MAILBOXES for local in MAILBOXES[kind]])
def test_a_mailbox_is_a_persons_or_a_roles(kind: MailboxKind, local: str) -> None:
    """What is not certainly somebody's is taken for a role's."""
    assert kind_of(local) is kind


def test_a_name_that_the_page_names_is_a_persons() -> None:
    """Initials and names in one word count where somebody of that name is named."""
    people = people_in("Éditeur : Julie MARTIN, gérante. Serrurerie Dupont. Garage Martin")
    assert {kind_of(local, (), people) for local in ("jmartin", "juliemartin", "martinjulie", "martinj")} == {MailboxKind.PERSONAL}
    assert {kind_of(local, (), people) for local in ("sdupont", "gmartin", "kmartin")} == {MailboxKind.ROLE}


def test_the_name_of_the_business_is_no_persons() -> None:
    """`martin@martin-plomberie.fr` may be anybody there, unless Martin is named."""
    assert kind_of("martin", {"martin", "plomberie"}) is MailboxKind.ROLE
    assert kind_of("martin", {"martin", "plomberie"}, people_in("Martin Duval, plombier")) is MailboxKind.PERSONAL


@given(st.text(max_size=80), st.text(max_size=200))
def test_every_mailbox_is_of_some_kind(local: str, text: str) -> None:
    """Nothing is too strange to be told."""
    assert kind_of(local, (), people_in(text)) in MailboxKind


@pytest.mark.parametrize(
    ("local", "is_it"),
    [("contact", True), ("info-2", True), ("Accueil.Secrétariat", True), ("rh", True), ("contact+web", True), ("julie", False),
     ("jdupont", False), ("julie.contact", False), ("42", False), ("", False)],
)  # fmt: skip
def test_a_mailbox_named_for_what_it_is_for_is_shared(local: str, is_it: bool) -> None:  # noqa: FBT001 - a column of the table
    """For certain: a name that may be somebody's is not."""
    assert is_shared(local) is is_it
