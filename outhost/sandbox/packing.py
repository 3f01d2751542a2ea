"""Content codings whose bytes depend on no version of a compressor: they frame, and press nothing."""

import struct
import zlib

_MOST_IN_BLOCK = 0xFFFF


def gzipped(body: bytes) -> bytes:
    """Frame a body as gzip, in stored blocks."""
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff" + _stored(body) + struct.pack("<II", zlib.crc32(body), len(body) & 0xFFFFFFFF)


def deflated(body: bytes) -> bytes:
    """Frame a body in zlib's format, which HTTP calls deflate, in stored blocks."""
    return b"\x78\x01" + _stored(body) + struct.pack(">I", zlib.adler32(body))


def _stored(body: bytes) -> bytes:
    pieces = [body[at : at + _MOST_IN_BLOCK] for at in range(0, len(body), _MOST_IN_BLOCK)] or [b""]
    last = len(pieces) - 1
    return b"".join(struct.pack("<BHH", at == last, len(piece), len(piece) ^ 0xFFFF) + piece for at, piece in enumerate(pieces))
