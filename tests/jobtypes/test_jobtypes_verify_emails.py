"""`verify_emails` tells which addresses mail will reach, says why, and guesses nothing."""

import asyncio
import sys
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import modules
from workers import Declined, Workshop

ZONE: Mapping[str, Mapping[str, list[str]]] = {
    "acme.fr": {"MX": ["10 mx.acme.fr"]},
    "gmaul.com": {"MX": ["10 mx.squatter.example"]},
    "web-only.fr": {"A": ["192.0.2.1"]},
    "six-only.fr": {"AAAA": ["2001:db8::1"]},
    "nothing.fr": {"TXT": ["hello"]},
    "silent.fr": {"MX": ["0 ."]},
    "xn--bcher-kva.de": {"MX": ["10 mx.acme.fr"]},
}
MAILBOXES = {
    "sam@acme.fr": (250, "2.1.5 OK", "taken", False),
    "any@acme.fr": (250, "2.1.5 OK", "taken", True),
    "may@acme.fr": (250, "2.1.5 OK", "taken", None),
    "gone@acme.fr": (550, "5.1.1 User unknown", "unknown", False),
    "full@acme.fr": (552, "5.2.2 Mailbox full", "full", None),
    "grey@acme.fr": (451, "4.7.1 Greylisted", "later", None),
    "spam@acme.fr": (554, "5.7.1 Blocked", "unwelcome", None),
    "contact@acme.fr": (250, "OK", "taken", False),
}


def _dns(about: Mapping[str, Any]) -> dict[str, Any]:
    if about["name"] == "down.fr":
        raise Declined("retry", "no server of names answers")
    if about["name"] not in ZONE:
        raise Declined("no_such_name", "nobody has this name")
    return {"records": ZONE[about["name"]].get(about["kind"], [])}


def _mailbox(about: Mapping[str, Any]) -> dict[str, Any]:
    address = about["address"]
    if address == "private@acme.fr":
        raise Declined("give_up", "it leads into a private network")
    if address not in MAILBOXES:
        raise Declined("retry", "its mail server cannot be reached")
    code, text, reception, catch_all = MAILBOXES[address]
    return {"host": "mx.acme.fr", "code": code, "text": text, "reception": reception, "catch_all": catch_all}


async def _verified(workshop: Workshop, *addresses: Any, smtp_probe: bool = False, locale: str = "en") -> list[dict[str, Any]]:
    answers = {"dns": _dns, "mailbox": _mailbox}
    rows = [{"Mail": address} for address in addresses]
    outcome = await workshop.run("verify_emails", rows, {"smtp_probe": smtp_probe}, answers=answers, locale=locale)
    assert outcome.failed == []
    assert len(outcome.rows) == len(addresses)
    return outcome.rows


@pytest.mark.parametrize(
    ("address", "email", "status", "category", "fix"),
    [
        ("Sam@ACME.fr", "sam@acme.fr", "valid", "smtp", ""),
        (" contact@acme.fr ", "contact@acme.fr", "valid", "smtp", ""),
        ("\u200bsam@acme.fr\u00a0", "sam@acme.fr", "valid", "smtp", ""),
        ("josé@acme.fr", "josé@acme.fr", "valid", "smtp", ""),
        ("sam@Bücher.de", "sam@bücher.de", "valid", "smtp", ""),
        ("sam@xn--bcher-kva.de", "sam@bücher.de", "valid", "smtp", ""),
        ("Sam@GMail.com", "sam@gmail.com", "valid", "big_provider", ""),
        ("sam@orange.fr", "sam@orange.fr", "valid", "big_provider", ""),
        ("sam@mailinator.com", "sam@mailinator.com", "risky", "disposable", ""),
        ("sam@eu.mailinator.com", "sam@eu.mailinator.com", "risky", "disposable", ""),
        ("no-reply@acme.fr", "no-reply@acme.fr", "risky", "suspect", ""),
        ("test@acme.fr", "test@acme.fr", "risky", "suspect", ""),
        ("sam@gmaul.com", "sam@gmaul.com", "risky", "suspect", "sam@gmail.com"),
        ("sam@gmail.con", "sam@gmail.con", "invalid", "no_mx", "sam@gmail.com"),
        ("sam@outlok.com", "sam@outlok.com", "invalid", "no_mx", "sam@outlook.com"),
        ("sam@acme.rf", "sam@acme.rf", "invalid", "no_mx", "sam@acme.fr"),
        ("sam@nobody-has-it.fr", "sam@nobody-has-it.fr", "invalid", "no_mx", ""),
        ("sam@silent.fr", "sam@silent.fr", "invalid", "no_mx", ""),
        ("sam@nothing.fr", "sam@nothing.fr", "invalid", "no_mx", ""),
        ("sam@web-only.fr", "sam@web-only.fr", "risky", "no_mx", ""),
        ("sam@six-only.fr", "sam@six-only.fr", "risky", "no_mx", ""),
        ("sam@down.fr", "sam@down.fr", "unknown", "error", ""),
        ("sam@gmailcom", "sam@gmailcom", "invalid", "syntax", "sam@gmail.com"),
        ("sam@acme,fr", "sam@acme,fr", "invalid", "syntax", "sam@acme.fr"),
        ("sam@acme..fr", "sam@acme..fr", "invalid", "syntax", "sam@acme.fr"),
        ("sam@@acme.fr", "sam@@acme.fr", "invalid", "syntax", "sam@acme.fr"),
        ("sam @acme.fr", "sam @acme.fr", "invalid", "syntax", "sam@acme.fr"),
        ("mailto:sam@acme.fr?subject=Hi", "mailto:sam@acme.fr?subject=hi", "invalid", "syntax", "sam@acme.fr"),
        ("Sam <Sam@acme.fr>", "sam <sam@acme.fr>", "invalid", "syntax", "sam@acme.fr"),
        ("sam@acme.fr; kim@acme.fr", "sam@acme.fr; kim@acme.fr", "invalid", "syntax", "sam@acme.fr"),
        ("sam@acme", "sam@acme", "invalid", "syntax", ""),
        ("sam@[192.0.2.1]", "sam@[192.0.2.1]", "invalid", "syntax", ""),
        ("@", "@", "invalid", "syntax", ""),
        (f"{'x' * 65}@acme.fr", f"{'x' * 65}@acme.fr", "invalid", "syntax", ""),
    ],
)
async def test_an_address_is_judged(workshop: Workshop, address: str, email: str, status: str, category: str, fix: str) -> None:
    """By its grammar, by lists, by DNS; nobody's mail server is asked unless I say so."""
    (row,) = await _verified(workshop, address)
    assert (row["Mail"], row["status"], row["category"], row["suggested_fix"]) == (email, status, category, fix)
    assert (row["smtp_code"], row["catch_all"]) == ("", "unknown")
    assert row["reason"].endswith(".") or category == "error"


@pytest.mark.parametrize(
    ("address", "status", "category", "code", "catch_all"),
    [
        ("sam@acme.fr", "valid", "smtp", 250, "no"),
        ("contact@acme.fr", "valid", "smtp", 250, "no"),
        ("any@acme.fr", "risky", "smtp", 250, "yes"),
        ("may@acme.fr", "risky", "smtp", 250, "unknown"),
        ("gone@acme.fr", "invalid", "smtp", 550, "no"),
        ("full@acme.fr", "risky", "smtp", 552, "unknown"),
        ("grey@acme.fr", "unknown", "smtp", 451, "unknown"),
        ("late@acme.fr", "unknown", "error", "", "unknown"),
        ("private@acme.fr", "unknown", "error", "", "unknown"),
        ("sam@gmail.com", "valid", "big_provider", "", "unknown"),
        ("sam@mailinator.com", "risky", "disposable", "", "unknown"),
        ("sam@nobody-has-it.fr", "invalid", "no_mx", "", "unknown"),
    ],
)
async def test_a_mail_server_is_asked_where_i_want_it(
    workshop: Workshop, address: str, status: str, category: str, code: Any, catch_all: str
) -> None:
    """What it says counts; trouble with it is no row lost, and large providers are left alone."""
    (row,) = await _verified(workshop, address, smtp_probe=True)
    assert (row["status"], row["category"], row["smtp_code"], row["catch_all"]) == (status, category, code, catch_all)


async def test_what_is_said_is_in_my_language(workshop: Workshop) -> None:
    """A reason is a sentence, in French for whoever has a French account; a shared mailbox is called one."""
    (english,) = await _verified(workshop, "contact@acme.fr")
    (french,) = await _verified(workshop, "contact@acme.fr", locale="fr")
    assert "shared mailbox" in english["reason"]
    assert "boîte partagée" in french["reason"]


@pytest.mark.parametrize(
    ("address", "source", "snippet"),
    [
        ("sam@acme.fr", "smtp:mx.acme.fr", "2.1.5 OK"),
        ("sam@mailinator.com", "list:disposable-email-domains", "mailinator.com"),
        ("sam@silent.fr", "dns:silent.fr MX", "0 ."),
        ("sam@@acme.fr", "rfc:5321", "sam@@acme.fr"),
        ("sam@web-only.fr", "dns:web-only.fr A", "192.0.2.1"),
        ("sam@six-only.fr", "dns:six-only.fr AAAA", "2001:db8::1"),
    ],
)
async def test_every_value_has_its_proof(workshop: Workshop, address: str, source: str, snippet: str) -> None:
    """Which list, which record, which server said so, and its words."""
    answers = {"dns": _dns, "mailbox": _mailbox}
    outcome = await workshop.run("verify_emails", [{"email": address}], {"smtp_probe": True}, answers=answers)
    (row,), (found,) = outcome.rows, outcome.found
    assert (found["status"]["source"], found["status"]["snippet"]) == (source, snippet)
    assert {name for name, value in row.items() if value != ""} == set(found)


async def test_a_column_of_mine_is_not_lost(workshop: Workshop) -> None:
    """My own `category` stays beside the one that is added."""
    outcome = await workshop.run("verify_emails", [{"email": "sam@gmail.com", "category": "Bakery"}], answers={})
    assert (outcome.rows[0]["category_source"], outcome.rows[0]["category"]) == ("Bakery", "big_provider")


@pytest.fixture(scope="module")
def plugin() -> ModuleType:
    """The plugin's own functions."""
    modules()
    return sys.modules["outhost_plugins.verify_emails"]


@pytest.mark.parametrize(
    "address",
    ["sam@grail.com", "sam@mail.com", "sam@grange.fr", "sam@orage.fr", "sam@hotmail.fi", "sam@acme.cm", "sam@laposte.fr", "sam@email.com",
     "sam@acme.example", "sam@free.com", "sam@outlook.co.uk", "sam@boulangerie.paris", "sam@ville.bzh", "sam@yahoo.co.jp"],
)  # fmt: skip
def test_what_may_well_be_meant_is_left_alone(plugin: ModuleType, address: str) -> None:
    """Other firms have names like those of large providers, and ends of domains are many."""
    assert plugin.suggestion(address) == ""


@pytest.mark.parametrize(
    ("written", "meant", "is_slip"),
    [("gmal", "gmail", True), ("gmaill", "gmail", True), ("gmial", "gmail", True), ("mgail", "gmail", True), ("gmaul", "gmail", True),
     ("grail", "gmail", False), ("mail", "gmail", False), ("email", "gmail", False), ("gmail", "gmail", False), ("", "gmail", False),
     ("gamli", "gmail", False), ("gmailxy", "gmail", False)],
)  # fmt: skip
def test_one_slip_of_the_finger_is_told_from_another_word(plugin: ModuleType, written: str, meant: str, is_slip: bool) -> None:  # noqa: FBT001 - a column of the table
    """A letter left out, doubled, swapped, or from the key beside."""
    assert plugin.is_one_slip(written, meant) is is_slip


class Told:
    """What a row is given: a world in which every domain takes mail."""

    def say(self, text: Any, **gaps: object) -> str:
        """Say it in English."""
        return str(text.say("en", **gaps))

    def log(self, *_: object, **__: object) -> None:
        """Keep no log."""

    async def dns(self, _name: str, _kind: str) -> tuple[str, ...]:
        """Name a host."""
        return ("10 mx.example",)


ANYTHING = st.one_of(
    st.text(max_size=10_000),
    st.lists(st.sampled_from([*"ab@.,;<> \"'()é\u202e", "gmail", "com", "@", "mailto:", ".."]), max_size=400).map("".join),
    st.emails(),
    st.none() | st.integers() | st.lists(st.text(max_size=20), max_size=3),
)


@settings(max_examples=300)
@given(cell=ANYTHING)
def test_anything_in_a_cell_is_judged_in_bounded_time(plugin: ModuleType, cell: Any) -> None:
    """Whatever was written: small letters come of it, judging it again changes nothing, and what is suggested is an address."""
    row = asyncio.run(_alone(plugin, cell))
    email = row["email"].value
    assert email == email.lower()
    assert asyncio.run(_alone(plugin, email))["email"].value == email
    assert row["status"].value in {"valid", "risky", "invalid", "unknown"}
    if row["suggested_fix"]:
        fixed = asyncio.run(_alone(plugin, row["suggested_fix"].value))
        assert (fixed["category"].value != "syntax", fixed["suggested_fix"]) == (True, "")


async def _alone(plugin: ModuleType, cell: Any) -> Any:
    return await plugin.run({"email": cell}, plugin.VerifyParams(), Told())
