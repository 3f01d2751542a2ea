"""Whom the servers of https are vouched for by: the certificates of this machine."""

import ssl
from collections.abc import Iterable
from pathlib import Path

_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Arch, Alpine
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora, Red Hat
    "/etc/ssl/ca-bundle.pem",  # openSUSE
    "/etc/ssl/cert.pem",  # macOS, BSD
)
"""The one-file program has its OpenSSL from the machine that it was built on, which knows only where that one keeps its certificates."""


def trusting(bundles: Iterable[str] = _BUNDLES) -> ssl.SSLContext:
    """Make a context that checks certificate and name; `SSL_CERT_FILE` and `SSL_CERT_DIR` add to whom it trusts. Blocks, 30 ms."""
    context = ssl.create_default_context()
    known = ssl.get_default_verify_paths()
    found = next((bundle for bundle in bundles if Path(bundle).is_file()), None)
    if not known.cafile and not known.capath and found:
        context.load_verify_locations(found)
    return context
