"""Assets: pictures that a render spec uses, named by the SHA-256 of their bytes."""

import hashlib
import re
from dataclasses import dataclass

ASSET_ID = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """An uploaded picture; sizes in pixels and bytes, `frames` is 1 for a still."""

    asset_id: str
    width: int
    height: int
    frames: int
    size_bytes: int


def asset_id_of(data: bytes) -> str:
    """Name bytes by their SHA-256, in hex."""
    return hashlib.sha256(data).hexdigest()
