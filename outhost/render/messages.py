"""What a drawing process and its studio say to each other: a length, a JSON head, and the bytes that belong to it."""

import json
import struct
from collections.abc import Mapping
from typing import Any, Final

LENGTHS: Final = struct.Struct(">II")
"""Bytes of the head and of the body, in front of every message."""
LONGEST_BYTES: Final = 256 * 1024 * 1024
"""Longer than any picture; a length beyond it is a broken channel."""


def packed(head: Mapping[str, object], body: bytes = b"") -> bytes:
    """Write one message."""
    text = json.dumps(head, separators=(",", ":")).encode()
    return LENGTHS.pack(len(text), len(body)) + text + body


def unpacked_lengths(data: bytes) -> tuple[int, int]:
    """Read how long head and body of the coming message are.

    Raises:
        ValueError: No message is that long.
    """
    head, body = LENGTHS.unpack(data)
    if head + body > LONGEST_BYTES:
        raise ValueError("a message of impossible length")
    return head, body


def unpacked_head(data: bytes) -> dict[str, Any]:
    """Read a message's head."""
    head = json.loads(data)
    assert isinstance(head, dict)
    return head
