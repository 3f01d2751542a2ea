"""Whom a quota counts."""

import pytest

from outhost.domain.quotas import household_of


@pytest.mark.parametrize(
    ("address", "household"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("zoe@example.com", "zoe@example.com"),
        ("42", "42"),
        ("", ""),
    ],
)
def test_a_household_counts_once(address: str, household: str) -> None:
    """Who has 2⁶⁴ addresses of IPv6 to call from has as many tries as who has one of IPv4."""
    assert household_of(address) == household
