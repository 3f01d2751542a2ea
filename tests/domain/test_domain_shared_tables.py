"""Shared tables: the link that people copy from their browser leads to the data."""

import pytest

from outhost.domain.shared_tables import table_address

SHEET = "https://docs.google.com/spreadsheets/d/1AbC-d_9"
PUBLISHED = "https://docs.google.com/spreadsheets/d/e/2PACX-1v_x"


@pytest.mark.parametrize(
    ("link", "address"),
    [
        (f"{SHEET}/edit#gid=123", f"{SHEET}/export?format=csv&gid=123"),
        (f"{SHEET}/edit?gid=0#gid=0", f"{SHEET}/export?format=csv&gid=0"),
        (f"{SHEET}/edit?gid=5", f"{SHEET}/export?format=csv&gid=5"),
        (f"{SHEET}/edit?gid=5#gid=7&range=A1", f"{SHEET}/export?format=csv&gid=7"),
        (f"{SHEET}/edit?usp=sharing", f"{SHEET}/export?format=csv"),
        (f"{SHEET}/view", f"{SHEET}/export?format=csv"),
        (f"{SHEET}/", f"{SHEET}/export?format=csv"),
        (f"  {SHEET}\n", f"{SHEET}/export?format=csv"),
        (f"{SHEET}/edit?resourcekey=0-x&usp=sharing", f"{SHEET}/export?format=csv&resourcekey=0-x"),
        ("http://docs.google.com/spreadsheets/u/1/d/1AbC/edit", "https://docs.google.com/spreadsheets/u/1/d/1AbC/export?format=csv"),
        (f"{PUBLISHED}/pubhtml", f"{PUBLISHED}/pub?output=csv"),
        (f"{PUBLISHED}/pubhtml?gid=9&single=true&widget=false", f"{PUBLISHED}/pub?gid=9&single=true&output=csv"),
        (f"{PUBLISHED}/pub?gid=9", f"{PUBLISHED}/pub?gid=9&output=csv"),
        ("https://www.dropbox.com/s/abc/leads.csv?dl=0", "https://www.dropbox.com/s/abc/leads.csv?dl=1"),
        ("https://www.dropbox.com/scl/fi/abc/leads.csv?rlkey=k1&dl=0", "https://www.dropbox.com/scl/fi/abc/leads.csv?rlkey=k1&dl=1"),
        ("https://www.dropbox.com/s/abc/leads.csv", "https://www.dropbox.com/s/abc/leads.csv?dl=1"),
    ],
)
def test_a_link_to_a_page_becomes_the_address_of_its_data(link: str, address: str) -> None:
    """I paste what my browser shows, and the tab that I look at is what is read."""
    assert table_address(link) == address
    assert table_address(address) == address


@pytest.mark.parametrize(
    "link",
    [
        f"{PUBLISHED}/pub?output=csv",
        f"{PUBLISHED}/pub?gid=0&single=true&output=tsv",
        f"{SHEET}/export?format=xlsx",
        f"{SHEET}/gviz/tq?tqx=out:csv&sheet=Leads",
        "https://docs.google.com/document/d/1AbC/edit",
        "https://docs.google.com.example.com/spreadsheets/d/1AbC/edit",
        "https://example.com/table.csv?dl=0#gid=1",
        "https://[::1",
        "",
    ],
)
def test_any_other_address_stays_as_it_is(link: str) -> None:
    """An address that hands out data already, or is of another house, is not touched."""
    assert table_address(link) == link
