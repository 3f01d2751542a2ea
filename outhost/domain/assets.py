"""Assets: pictures that a render spec uses, named by the SHA-256 of their bytes."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

ASSET_ID = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """An uploaded picture; sizes in pixels and bytes, `frames` is 1 for a still. `created_at` is None until it is kept."""

    asset_id: str
    width: int
    height: int
    frames: int
    size_bytes: int
    created_at: datetime | None = None


def asset_id_of(data: bytes) -> str:
    """Name bytes by their SHA-256, in hex."""
    return hashlib.sha256(data).hexdigest()


def media_type_of(data: bytes) -> str:
    """Tell the media type of an accepted picture by how its bytes begin."""
    for beginning, kind in ((b"\x89PNG", "png"), (b"\xff\xd8", "jpeg"), (b"GIF8", "gif"), (b"RIFF", "webp")):
        if data.startswith(beginning):
            return f"image/{kind}"
    return "application/octet-stream"
