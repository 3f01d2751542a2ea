"""Picture files for tests that upload some: sound ones, and hostile ones."""

import io
import secrets
import struct
import zlib

from PIL import Image


def picture(kind: str = "PNG", size: tuple[int, int] = (6, 4), *, frames: int = 1) -> bytes:
    """Make a picture that no other test has."""
    images = [Image.frombytes("RGB", size, secrets.token_bytes(size[0] * size[1] * 3)) for _ in range(frames)]
    file = io.BytesIO()
    if frames > 1:
        images[0].save(file, kind, save_all=True, append_images=images[1:], duration=100)
    else:
        images[0].save(file, kind)
    return file.getvalue()


def zip_bomb(side: int) -> bytes:
    """Make a PNG of a few kilobytes that says it has `side` × `side` pixels, all of them black."""
    rows = zlib.compress(b"\x00" * ((side + 1) * min(side, 512)), 9)
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """Make a small PNG with a compressed text of 100 MB."""
    data = picture()
    text = b"Comment\x00\x00" + zlib.compress(b"a" * 100_000_000, 9)
    return data[:33] + _chunk(b"zTXt", text) + data[33:]


def polyglot() -> bytes:
    """Make a sound PNG behind which a web page lies."""
    return picture() + b"<html><script>alert(1)</script></html>"


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
