"""Websites of others: which addresses are a page on a platform rather than a business's own."""

import pytest

from outhost.domain.platforms import is_on_platform


@pytest.mark.parametrize(
    "address",
    [
        "https://www.facebook.com/chezpaul", "http://fr-fr.facebook.com/x", "instagram.com/paul", "https://www.tripadvisor.fr/Restaurant-1",
        "https://www.tripadvisor.co.uk/x", "www.doctolib.fr/dentiste/lyon", "https://www.pagesjaunes.fr/pros/1", "https://paul.business.site",
        "HTTPS://WWW.BOOKING.COM/hotel", "https://g.page/paul", "https://x.com/paul", "https://paul.zenchef.com./", "//linktr.ee/paul",
    ],
)  # fmt: skip
def test_a_page_on_a_platform_is_told(address: str) -> None:
    """Whatever its country, its spelling, or the name in front."""
    assert is_on_platform(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://chezpaul.fr", "https://facebook-marketing.fr", "https://notbooking.com", "https://paul.com/facebook.com", "facebook",
        "https://xx.com", "", "https://[::1", "https://pain.co.uk", "https://booking.chezpaul.fr",
    ],
)  # fmt: skip
def test_a_website_of_its_own_is_none(address: str) -> None:
    """A name that only looks alike, or stands elsewhere in the address, is no platform."""
    assert not is_on_platform(address)
