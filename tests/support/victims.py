"""A server to be killed: started as its user would, watched through its files alone."""

import hashlib
import json
import os
import select
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ENVIRONMENT = {**os.environ, "OUTHOST_MIN_FREE_MB": "1"}
PATIENCE_SECONDS = 30
_LEAD = "lead"


@dataclass(frozen=True, kw_only=True)
class Victim:
    """A running server, in a process of its own; its log goes to a file beside its data folder."""

    process: "subprocess.Popen[str]"
    url: str

    @property
    def painters(self) -> list[int]:
        """The processes that it started, those that draw among them."""
        return [int(path.name) for path in Path("/proc").glob("[0-9]*") if _parent_of(path) == self.process.pid]

    def kill(self) -> None:
        """Kill it as a power cut would, and see that nothing which it started outlives it."""
        watched = [_watch(pid) for pid in self.painters]
        self.process.kill()
        self.process.wait(PATIENCE_SECONDS)
        for descriptor in watched:
            if descriptor is not None:
                _await_end(descriptor)

    def stop(self) -> int:
        """Ask it to stop; give its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_SECONDS)


def outhost(*arguments: str) -> dict[str, object]:
    """Run a command and give what it answers."""
    done = subprocess.run(
        [sys.executable, "-m", "outhost", *arguments, "--json"], capture_output=True, text=True, check=True, env=ENVIRONMENT, timeout=60
    )
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def start(folder: Path) -> Victim:
    """Start a server on a data folder and wait until it says where it listens."""
    with (folder.parent / "server.log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "outhost", "serve", "--data-dir", str(folder), "--port", "0", "--json"],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=ENVIRONMENT,
            start_new_session=True,
        )
    assert process.stdout is not None
    text = ""
    for line in process.stdout:
        text += line
        if line.startswith("}"):
            break
    process.stdout.close()
    return Victim(process=process, url=json.loads(text)["url"])


def faults(folder: Path, answered: dict[str, str]) -> list[str]:
    """Say what is wrong in the files of a dead server; `answered` are the lead ids that clients were told, with their lists'."""
    connection = sqlite3.connect(f"{(folder / 'outhost.db').as_uri()}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    try:
        return [*_money_faults(connection), *_lead_faults(connection, folder), *_broken_promises(connection, answered)]
    finally:
        connection.close()


def is_sound(folder: Path) -> bool:
    """Have SQLite look through the whole file."""
    connection = sqlite3.connect(folder / "outhost.db")
    try:
        return bool(connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok")
    finally:
        connection.close()


def _money_faults(connection: sqlite3.Connection) -> Iterator[str]:
    for row in connection.execute(
        "SELECT w.id, w.credits, (SELECT sum(delta) FROM credit_entries e WHERE e.workspace_id = w.id) AS total FROM workspaces w"
    ):
        if row["credits"] != row["total"] or row["credits"] < 0:
            yield f"workspace {row['id']} has {row['credits']} credits, its ledger says {row['total']}"
    for row in connection.execute(
        "SELECT e.id FROM credit_entries e JOIN lists l ON l.id = e.lead_key >> 32 AND l.deleted_at IS NULL"
        " WHERE e.reason = ? AND e.lead_key NOT IN (SELECT id FROM leads)",
        [_LEAD],
    ):
        yield f"ledger line {row['id']} was charged for no lead"


def _lead_faults(connection: sqlite3.Connection, folder: Path) -> Iterator[str]:
    for row in connection.execute(
        "SELECT d.tracking_id, d.image_digest, l.image_extension, coalesce(c.charges, 0) AS charges"
        " FROM leads d JOIN lists l ON l.id = d.list_id AND l.deleted_at IS NULL"
        " LEFT JOIN (SELECT lead_key, count(*) AS charges FROM credit_entries GROUP BY lead_key) c ON c.lead_key = d.id"
    ):
        image = folder / "images" / row["tracking_id"][3:5] / f"{row['tracking_id']}.{row['image_extension']}"
        if not image.exists() or hashlib.sha256(image.read_bytes()).hexdigest() != row["image_digest"]:
            yield f"{image.name} is missing or damaged"
        if row["charges"] != 1:
            yield f"{row['tracking_id']} was charged {row['charges']} times"
    for row in connection.execute(
        "SELECT id, lead_count, (SELECT count(*) FROM leads d WHERE d.list_id = l.id) AS counted FROM lists l WHERE deleted_at IS NULL"
    ):
        if row["lead_count"] != row["counted"]:
            yield f"list {row['id']} says {row['lead_count']} leads and has {row['counted']}"


def _broken_promises(connection: sqlite3.Connection, answered: dict[str, str]) -> Iterator[str]:
    alive = {row["public_id"] for row in connection.execute("SELECT public_id FROM lists WHERE deleted_at IS NULL")}
    kept = {row["lead_id"] for row in connection.execute("SELECT lead_id FROM leads")}
    for lead_id, list_id in answered.items():
        if list_id in alive and lead_id not in kept:
            yield f"lead {lead_id} was promised and is gone"


def _parent_of(path: Path) -> int | None:
    try:
        return int((path / "stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return None


def _watch(pid: int) -> int | None:
    try:
        return os.pidfd_open(pid)
    except ProcessLookupError:
        return None


def _await_end(descriptor: int) -> None:
    waiting = select.poll()
    waiting.register(descriptor, select.POLLIN)
    ended = waiting.poll(PATIENCE_SECONDS * 1000)
    os.close(descriptor)
    assert ended, "a process outlived the server that had started it"
