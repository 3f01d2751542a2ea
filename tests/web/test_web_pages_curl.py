"""Commands that a reader can paste."""

import json
import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.web.pages.curl import curl

LEADS = "http://127.0.0.1:8787/v1/lists/LIST_ID/leads"


@given(st.dictionaries(st.text(), st.text()))
def test_a_shell_reads_the_body_as_it_was_meant(values: dict[str, str]) -> None:
    """Whatever stands in a name, quotes and line breaks too, the pasted command sends it unchanged."""
    words = shlex.split(curl("POST", LEADS, {"variables": values}).replace("\\\n", ""))
    assert words[:4] == ["curl", "-X", "POST", LEADS]
    assert words[words.index("-d") - 1] == "Content-Type: application/json"
    assert json.loads(words[words.index("-d") + 1]) == {"variables": values}


def test_an_apostrophe_ends_no_quotation() -> None:
    """O'Neil can be pasted."""
    assert curl("POST", LEADS, {"name": "O'Neil"}).endswith("""-d '{"name":"O'\\''Neil"}'""")


@pytest.mark.parametrize("url", ["http://h/v1/lists?page=1&size=2", "http://[::1]:8787/v1/me"])
def test_an_address_that_a_shell_would_misread_is_quoted(url: str) -> None:
    """An ampersand starts no background job, a bracket no pattern."""
    assert shlex.split(curl("GET", url).replace("\\\n", ""))[1] == url
    assert f"'{url}'" in curl("GET", url)
