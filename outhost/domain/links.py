"""Addresses of images, made when they are read and stored nowhere."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class ImageAddress:
    """What stands before a tracking id in an image's address."""

    prefix: str

    def of(self, tracking_id: str, extension: str) -> str:
        """Give the address of one image."""
        return f"{self.prefix}{tracking_id}.{extension}"

    @property
    def is_private(self) -> bool:
        """Tell whether recipients elsewhere cannot load it: the host is localhost, a bare name, or a private address."""
        host = urlsplit(self.prefix).hostname or ""
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return host == "localhost" or "." not in host or host.endswith((".local", ".lan", ".internal", ".localhost"))
        return not address.is_global


def image_address(*, image_base_url: str, base_url: str) -> ImageAddress:
    """Choose where images are linked: right under `image_base_url` where that is set, else under `/i/` of `base_url`."""
    return ImageAddress(f"{image_base_url}/" if image_base_url else f"{base_url}/i/")
