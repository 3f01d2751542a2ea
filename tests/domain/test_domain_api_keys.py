"""Keys for `/v1`: UUIDs, of which a digest is kept."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.api_keys import digest_of, make_key

KEY = "cf9a8f55-7e7c-4d2e-aa1f-4d9b7e25c1a1"


def test_a_key_is_a_random_uuid() -> None:
    """No two keys are alike, and none tells another."""
    keys = {make_key() for _ in range(200)}
    assert len(keys) == 200
    assert {uuid.UUID(key).version for key in keys} == {4}


@given(st.uuids())
def test_a_digest_is_of_the_key_and_not_the_key(key: uuid.UUID) -> None:
    """Small or capital letters, the digest is the same 32 bytes, and does not hold the key."""
    digest = digest_of(str(key))
    assert digest is not None
    assert digest == digest_of(str(key).upper())
    assert len(digest) == 32
    assert key.bytes not in digest


@given(st.uuids(), st.uuids())
def test_two_keys_have_two_digests(one: uuid.UUID, other: uuid.UUID) -> None:
    """A key opens its own workspace only."""
    assert (digest_of(str(one)) == digest_of(str(other))) == (one == other)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "outwink",
        KEY.replace("-", ""),
        f"{{{KEY}}}",
        f"urn:uuid:{KEY}",
        f" {KEY}",
        f"{KEY}\n",
        KEY[:-1],
        f"{KEY}0",
        "c-f9a8f557e7c4d2eaa1f4d9b7e25c1a1",
        KEY.replace("c", "g"),
        "osk_0123456789abcdef",
        KEY.replace("1", "\u0661"),
        "\udcff" * 36,
    ],
)
def test_what_is_no_uuid_has_no_digest(text: str) -> None:
    """Any other form of a UUID, or anything else, opens nothing."""
    assert digest_of(text) is None


@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    """Whatever stands in the header, looking at it does no harm."""
    assert digest_of(text) is None or len(text) == 36
