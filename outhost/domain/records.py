"""Records of names (DNS): the kinds that are asked for, and what those of mail say."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class RecordKind(StrEnum):
    """What is asked of a name; answers are texts (`10 mx.example.org` for MX), names in them in small letters and without a last dot."""

    A = "A"
    AAAA = "AAAA"
    MX = "MX"
    TXT = "TXT"
    NS = "NS"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class MailHost:
    """A host that takes a domain's mail; the lowest preference is tried first."""

    preference: int
    name: str


_MX = re.compile(r"\s*(\d{1,5})\s+(\S{1,255})\s*")


def mail_hosts(records: Iterable[str]) -> tuple[MailHost, ...]:
    """Read MX records, the host to try first in front. None of some records: the domain says that it takes no mail (`0 .`, RFC 7505)."""
    read = (_MX.fullmatch(record) for record in records)
    hosts = {MailHost(preference=int(found[1]), name=found[2].rstrip(".").lower()) for found in read if found}
    return tuple(sorted(host for host in hosts if host.name))
