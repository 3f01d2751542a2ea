"""Pages: what is kept of one that was fetched, how it lies in a file, and why there may be none."""

import json
import zlib
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Final

from outhost.domain.clock import from_text, to_text
from outhost.domain.trouble_kinds import TroubleKind
from outhost.domain.words import Phrase

_LEVEL: Final = 1
"""Of deflating: pages are written once a fetch, and twice the time would save a tenth of the room."""
_MOST_BODY_BYTES: Final = 64 << 20
_ANY: Final = zlib.MAX_WBITS | 32
"""Of zlib's bits: those that read zlib's own form and gzip's, in which many a page comes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHead:
    """What is known of a page beside its body; `url` is what was asked for, `final_url` where redirects led."""

    url: str
    final_url: str
    status: int
    media_type: str
    charset: str | None
    fetched_at: datetime
    etag: str | None = None
    last_modified: str | None = None


_FIELDS: Final = tuple(field.name for field in fields(PageHead))
_SIZE: Final = "deflated_bytes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why there is no page, in words; `status` is the server's, where it answered."""

    kind: TroubleKind
    reason: Phrase
    status: int | None = None


def packed(head: PageHead, body: bytes) -> bytes:
    """Write a page as it lies in its file: a line of JSON, then the body, deflated (zlib, RFC 1950)."""
    return with_head(head, zlib.compress(body, _LEVEL))


def with_head(head: PageHead, deflated: bytes) -> bytes:
    """Write a page whose body is deflated already (zlib or gzip); the line says how much that is, so that a torn file shows by its size."""
    document = {name: getattr(head, name) for name in _FIELDS} | {"fetched_at": to_text(head.fetched_at), _SIZE: len(deflated)}
    return json.dumps(document, ensure_ascii=True).encode("ascii") + b"\n" + deflated


def unpacked(data: bytes) -> tuple[PageHead, bytes]:
    """Read what `packed` or `with_head` wrote.

    Raises:
        ValueError: it is torn, or is something else.
    """
    line, _, rest = data.partition(b"\n")
    stream = zlib.decompressobj(_ANY)
    try:
        head, _ = head_in(line)
        body = stream.decompress(rest, _MOST_BODY_BYTES)
    except zlib.error:
        raise ValueError("not deflated") from None
    if not stream.eof:
        raise ValueError("cut off")
    return head, body


def head_in(line: bytes) -> tuple[PageHead, int]:
    """Read the first line of a page's file, and how many bytes follow it.

    Raises:
        ValueError: it is none.
    """
    try:
        document = json.loads(line)
        size = int(document.pop(_SIZE))
        return PageHead(**document | {"fetched_at": from_text(document["fetched_at"])}), size
    except (KeyError, TypeError, AttributeError) as fault:
        raise ValueError(str(fault)) from None
