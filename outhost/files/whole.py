"""Files that are there whole or not at all, even after a power cut."""

import os
import secrets
from pathlib import Path

UNFINISHED = ".unfinished"


def write_whole(path: Path, data: bytes) -> None:
    """Write a file under a temporary name, sync it, rename it, and sync the folder; makes the folder if need be. Blocks."""
    make_folder(path.parent)
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}{UNFINISHED}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def move_whole(path: Path, target: Path) -> None:
    """Rename a file that is safely on disk, over another if there is one, and sync the folder; makes the folder if need be. Blocks."""
    make_folder(target.parent)
    path.rename(target)
    sync_folder(target.parent)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, each on disk before the next. Blocks."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on disk. Blocks."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
