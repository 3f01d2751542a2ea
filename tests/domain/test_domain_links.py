"""Addresses of images, and whether others can reach them."""

import pytest

from outhost.domain.links import image_address


@pytest.mark.parametrize(
    ("image_base_url", "base_url", "link"),
    [
        ("", "http://127.0.0.1:8787", "http://127.0.0.1:8787/i/nai0.png"),
        ("", "https://leads.example.com/outhost", "https://leads.example.com/outhost/i/nai0.png"),
        ("https://img.example.net", "https://leads.example.com", "https://img.example.net/nai0.png"),
        ("https://img.example.net/p", "", "https://img.example.net/p/nai0.png"),
    ],
)
def test_an_image_is_linked_under_its_own_host_or_under_i(image_base_url: str, base_url: str, link: str) -> None:
    """With an image host, the name stands right under it; without one, under /i/ of the server."""
    assert image_address(image_base_url=image_base_url, base_url=base_url).of("nai0", "png") == link


@pytest.mark.parametrize(
    ("url", "is_private"),
    [
        ("http://127.0.0.1:8787", True),
        ("http://localhost:8787", True),
        ("http://[::1]:8787", True),
        ("http://0.0.0.0:8787", True),
        ("http://192.168.1.20", True),
        ("http://10.1.2.3", True),
        ("http://172.16.0.1", True),
        ("http://100.64.0.1", True),
        ("http://169.254.0.1", True),
        ("http://[fd00::1]", True),
        ("http://[fe80::1]", True),
        ("http://nas", True),
        ("http://nas.local", True),
        ("http://box.lan:8787", True),
        ("http://api.internal", True),
        ("", True),
        ("https://leads.example.com", False),
        ("https://8.8.8.8", False),
        ("https://[2606:4700::1111]", False),
        ("https://LEADS.EXAMPLE.COM:8443/x", False),
    ],
)
def test_an_address_that_recipients_cannot_load_is_known(url: str, is_private: bool) -> None:  # noqa: FBT001 - a column of the table
    """Loopback, private and bare names show nothing to who gets the mail."""
    assert image_address(image_base_url="", base_url=url).is_private is is_private
