"""Tombstones in a file of the data folder, beside the database: they outlive a database that is put in its place."""

import json
import logging
from pathlib import Path

from outhost.domain.clock import from_text, to_text
from outhost.domain.subjects import SubjectKind, Tombstone, Trace
from outhost.domain.workspaces import WorkspaceId
from outhost.files.whole import write_whole

log = logging.getLogger(__name__)


class TombstoneFile:
    """A JSON array of digests and moments, which tells nothing without the database's secret. Both methods block for the disk."""

    def __init__(self, path: Path) -> None:
        """Keep tombstones at `path`."""
        self._path = path

    def read(self) -> list[Tombstone]:
        """Give the tombstones; none where there is no file, or a damaged one, which the next erasure replaces."""
        try:
            return [_tombstone(entry) for entry in json.loads(self._path.read_bytes())]
        except FileNotFoundError:
            return []
        except (ValueError, KeyError, TypeError):
            log.exception("The file of tombstones can't be read; those of the database stand.", extra={"file": str(self._path)})
            return []

    def write(self, stones: list[Tombstone]) -> None:
        """Put these tombstones in the place of those that were there."""
        write_whole(self._path, json.dumps([_entry(stone) for stone in stones], indent=1).encode())


def _tombstone(entry: dict[str, str | int | None]) -> Tombstone:
    other = entry["other_digest"]
    trace = Trace(
        workspace_id=WorkspaceId(int(entry["workspace_id"] or 0)),
        kind=SubjectKind(str(entry["kind"])),
        digest=str(entry["digest"]),
        other_digest=None if other is None else str(other),
    )
    return Tombstone(trace=trace, is_suppressed=bool(entry["is_suppressed"]), erased_at=from_text(str(entry["erased_at"])))


def _entry(stone: Tombstone) -> dict[str, str | int | None]:
    return {
        "workspace_id": stone.trace.workspace_id,
        "kind": stone.trace.kind,
        "digest": stone.trace.digest,
        "other_digest": stone.trace.other_digest,
        "is_suppressed": int(stone.is_suppressed),
        "erased_at": to_text(stone.erased_at),
    }
