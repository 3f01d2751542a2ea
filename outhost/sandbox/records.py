"""What the names of the town answer to a resolver."""

import hashlib
import ipaddress

from outhost.sandbox.mailboxes import Post


def records(post: Post, name: str, kind: str, *, serves: bool) -> tuple[str, ...] | None:
    """Give the records of a kind of a name in a domain, in the notation of zone files; None where there is no such name.

    `serves` says that a web server answers at that name.
    """
    if name == f"_dmarc.{post.domain}":
        return (_quoted(post.dmarc) if kind == "TXT" else ()) if post.dmarc else None
    if name == post.domain:
        return _of_domain(post, kind)
    if serves or any(line.endswith(f" {name}") for line in post.exchanges):
        return _address(name, kind)
    return None


def _of_domain(post: Post, kind: str) -> tuple[str, ...]:
    if kind == "MX":
        return post.exchanges
    if kind == "TXT":
        return (*_quoted(post.spf), *_quoted(f"site-verification={hashlib.sha256(post.domain.encode()).hexdigest()[:20]}"))
    if kind == "NS":
        return ("ns1.town-names.example", "ns2.town-names.example")
    return _address(post.domain, kind)


def _address(name: str, kind: str) -> tuple[str, ...]:
    """Give an address in 2d00::/8, which nobody has been given; whoever serves the town maps it."""
    if kind != "AAAA":
        return ()
    return (str(ipaddress.IPv6Address(b"\x2d\x00" + hashlib.sha256(name.encode()).digest()[:14])),)


def _quoted(text: str) -> tuple[str, ...]:
    return (f'"{text}"',) if text else ()
