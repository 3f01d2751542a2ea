"""`delivery_check` says what the records of a domain say of its mail."""

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
    "acme.fr": {
        "MX": ["5 alt1.aspmx.l.google.com", "1 aspmx.l.google.com"],
        "TXT": ["verification=1", "v=spf1 include:_spf.google.com ~all"],
    },
    "_dmarc.acme.fr": {"TXT": ["v=DMARC1; p=none"]},
    "mail.acme.fr": {"MX": ["10 mx.own.co.uk"], "TXT": ["v=spf10 no"]},
    "bolt.fr": {"MX": ["0 bolt-fr.mail.protection.outlook.com"], "TXT": ['"V=SPF1 -all"']},
    "_dmarc.bolt.fr": {"TXT": ["v=DMARC1x", "hello"]},
    "silent.fr": {"MX": ["0 ."], "TXT": ["v=spf1 -all"]},
    "web-only.fr": {"A": ["192.0.2.1"]},
    "half.fr": {"MX": ["10 mx1.mail.ovh.net"]},
}


def _dns(about: Mapping[str, Any]) -> dict[str, Any]:
    name = about["name"]
    if name.endswith("down.fr") or (name == "half.fr" and about["kind"] == "TXT"):
        raise Declined("retry", "no server of names answers")
    if name not in ZONE:
        raise Declined("no_such_name", "nobody has this name")
    return {"records": ZONE[name].get(about["kind"], [])}


@pytest.mark.parametrize(
    ("row", "provider", "spf", "dmarc", "accepts"),
    [
        ({"email": "Sam@ACME.fr"}, "Google Workspace", "yes", "yes", "yes"),
        ({"url": "https://www.acme.fr/contact?x=1"}, "Google Workspace", "yes", "yes", "yes"),
        ({"url": "acme.fr", "email": ""}, "Google Workspace", "yes", "yes", "yes"),
        ({"url": "acme.fr", "email": "sam@bolt.fr"}, "Microsoft 365", "yes", "no", "yes"),
        ({"url": "acme.fr", "email": "none yet"}, "Google Workspace", "yes", "yes", "yes"),
        ({"email": "sam@mail.acme.fr"}, "own.co.uk", "no", "yes", "yes"),
        ({"email": "sam@silent.fr"}, "", "yes", "no", "no"),
        ({"email": "sam@web-only.fr"}, "", "no", "no", "no"),
        ({"email": "sam@nobody-has-it.fr"}, "", "no", "no", "no"),
        ({"email": "sam@down.fr"}, "", "unknown", "unknown", "unknown"),
        ({"email": "sam@half.fr"}, "OVHcloud", "unknown", "no", "yes"),
        ({"email": "nonsense"}, "", "", "", ""),
        ({"url": "http://192.0.2.1/"}, "", "", "", ""),
        ({"url": "http://[::1"}, "", "", "", ""),
    ],
)
async def test_a_domain_is_looked_into(workshop: Workshop, row: dict[str, Any], provider: str, spf: str, dmarc: str, accepts: str) -> None:
    """The address's domain, else the website's; what nobody answers is unknown, and the row stays."""
    outcome = await workshop.run("delivery_check", [row], answers={"dns": _dns})
    (given,) = outcome.rows
    assert (given["mx_provider"], given["has_spf"], given["has_dmarc"], given["accepts_mail"]) == (provider, spf, dmarc, accepts)
    assert {name: given[name] for name in row} == row
    assert bool(outcome.warnings) == ("unknown" in (spf, accepts) or not accepts)


async def test_every_value_has_its_proof(workshop: Workshop) -> None:
    """The record that says so, and whose it is."""
    outcome = await workshop.run("delivery_check", [{"email": "sam@acme.fr"}], answers={"dns": _dns})
    (found,) = outcome.found
    assert {name: (about["source"], about["snippet"]) for name, about in found.items()} == {
        "mx_provider": ("dns:acme.fr MX", "1 aspmx.l.google.com; 5 alt1.aspmx.l.google.com"),
        "has_spf": ("dns:acme.fr TXT", "v=spf1 include:_spf.google.com ~all"),
        "has_dmarc": ("dns:_dmarc.acme.fr TXT", "v=DMARC1; p=none"),
        "accepts_mail": ("dns:acme.fr MX", "1 aspmx.l.google.com; 5 alt1.aspmx.l.google.com"),
    }


@pytest.fixture(scope="module")
def plugin() -> ModuleType:
    """The plugin's own functions."""
    modules()
    return sys.modules["outhost_plugins.delivery_check"]


@pytest.mark.parametrize(
    ("host", "provider"),
    [
        ("gmail-smtp-in.l.google.com", "Gmail"),
        ("hotmail-com.olc.protection.outlook.com", "Outlook.com"),
        ("spool.mail.gandi.net", "Gandi"),
        ("mx00.ionos.fr", "IONOS"),
        ("mta-gw.infomaniak.ch", "Infomaniak"),
        ("mx.zoho.eu", "Zoho Mail"),
        ("mail.protonmail.ch", "Proton Mail"),
        ("smtp-in.orange.fr", "Orange"),
        ("mx1.free.fr", "Free"),
        ("notfree.fr", "notfree.fr"),
        ("mx.firm.co.uk", "firm.co.uk"),
        ("mail", "mail"),
    ],
)
def test_who_takes_mail_is_known_by_the_end_of_the_host(plugin: ModuleType, host: str, provider: str) -> None:
    """And where it is nobody well known, by the domain of the host."""
    assert plugin.provider_of((f"10 {host}",)) == provider


@settings(max_examples=300)
@given(email=st.text(max_size=10_000) | st.emails() | st.none(), site=st.text(max_size=10_000) | st.integers() | st.none())
def test_a_domain_is_read_from_anything(plugin: ModuleType, email: Any, site: Any) -> None:
    """Or none is: no text of any length is a fault."""
    domain = plugin.domain_of(email, site)
    assert domain == domain.lower()
    assert len(domain) <= 253
