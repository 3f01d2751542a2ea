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
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

ENVIRONMENT = {**os.environ, "OUTHOST_MIN_FREE_MB": "1", "PYTHONWARNINGS": "default"}
PATIENCE_SECONDS = 120
_LEAD = "lead"


@dataclass(frozen=True, kw_only=True)
class Victim:
    """A running server, in a process of its own; its log goes to a file beside its data folder."""

    process: "subprocess.Popen[str]"
    url: str

    @property
    def children(self) -> list[int]:
        """The processes that it started: those that draw, and the interpreter's own that looks after them."""
        return [int(path.name) for path in Path("/proc").glob("[0-9]*") if _parent_of(path) == self.process.pid]

    @property
    def painters(self) -> list[int]:
        """The processes that draw."""
        return [pid for pid in self.children if b"spawn_main" in _command_of(pid)]

    def kill(self) -> None:
        """Kill it as a power cut would, and see that nothing which it started outlives it."""
        watched = [_watch(pid) for pid in self.children]
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


@dataclass
class Promises:
    """What clients were told, and must find again: leads with their lists, and grants by the reason that each was given."""

    leads: dict[str, str] = field(default_factory=dict)
    grants: set[str] = field(default_factory=set)
    looked_at: set[str] = field(default_factory=set)
    """Images that were whole once already; later checks ask only whether they are still there."""


def faults(folder: Path, promises: Promises) -> list[str]:
    """Say what is wrong in the files of a dead server."""
    connection = sqlite3.connect(f"{(folder / 'outhost.db').as_uri()}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    try:
        return [
            *_money_faults(connection),
            *_lead_faults(connection),
            *_image_faults(connection, folder, promises.looked_at),
            *_broken_promises(connection, promises),
        ]
    finally:
        connection.close()


def last_faults(folder: Path, promises: Promises) -> list[str]:
    """Say what is wrong at the end of a long run: every image is decoded, and SQLite looks through the whole file."""
    promises.looked_at.clear()
    connection = sqlite3.connect(folder / "outhost.db")
    try:
        verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
        keys = connection.execute("PRAGMA foreign_key_check").fetchall()
    finally:
        connection.close()
    damaged = [f"SQLite says {verdict}"] if verdict != "ok" else []
    return [*damaged, *(f"a row of {key[0]} leans on none" for key in keys), *faults(folder, promises), *_undecodable(folder)]


def orphans(folder: Path) -> list[str]:
    """List the images that have no lead: a crash may leave some, and the janitor takes them after an hour."""
    connection = sqlite3.connect(f"{(folder / 'outhost.db').as_uri()}?mode=ro", uri=True)
    try:
        known = {row[0] for row in connection.execute("SELECT tracking_id FROM leads")}
    finally:
        connection.close()
    return [path.name for path in (folder / "images").glob("*/*") if path.name.partition(".")[0] not in known]


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


def _lead_faults(connection: sqlite3.Connection) -> Iterator[str]:
    for row in connection.execute(
        "SELECT d.tracking_id, coalesce(c.charges, 0) AS charges FROM leads d JOIN lists l ON l.id = d.list_id AND l.deleted_at IS NULL"
        " LEFT JOIN (SELECT lead_key, count(*) AS charges FROM credit_entries GROUP BY lead_key) c ON c.lead_key = d.id"
        " WHERE coalesce(c.charges, 0) <> 1"
    ):
        yield f"{row['tracking_id']} was charged {row['charges']} times"
    for row in connection.execute("SELECT variables, count(*) AS n FROM leads GROUP BY list_id, variables HAVING n > 1"):
        yield f"{row['variables']} was asked for once, however often it was retried, and is there {row['n']} times"
    for row in connection.execute(
        "SELECT id, lead_count, (SELECT count(*) FROM leads d WHERE d.list_id = l.id) AS counted FROM lists l WHERE deleted_at IS NULL"
    ):
        if row["lead_count"] != row["counted"]:
            yield f"list {row['id']} says {row['lead_count']} leads and has {row['counted']}"


def _image_faults(connection: sqlite3.Connection, folder: Path, looked_at: set[str]) -> Iterator[str]:
    there = {path.name for path in (folder / "images").glob("*/*")}
    for row in connection.execute(
        "SELECT d.tracking_id, d.image_digest, l.image_extension FROM leads d JOIN lists l ON l.id = d.list_id AND l.deleted_at IS NULL"
    ):
        name = f"{row['tracking_id']}.{row['image_extension']}"
        if name not in there:
            yield f"{name} is missing"
        elif name not in looked_at and _digest(folder / "images" / name[3:5] / name) != row["image_digest"]:
            yield f"{name} is damaged"
        looked_at.add(name)


def _undecodable(folder: Path) -> Iterator[str]:
    for path in (folder / "images").glob("*/*.[pg][ni][gf]"):
        try:
            with Image.open(path) as image:
                image.seek(image.n_frames - 1 if path.suffix == ".gif" else 0)
                image.load()
        except (OSError, SyntaxError) as fault:
            yield f"{path.name} does not open: {fault}"


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _broken_promises(connection: sqlite3.Connection, promises: Promises) -> Iterator[str]:
    alive = {row["public_id"] for row in connection.execute("SELECT public_id FROM lists WHERE deleted_at IS NULL")}
    kept = {row["lead_id"] for row in connection.execute("SELECT lead_id FROM leads")}
    for lead_id, list_id in promises.leads.items():
        if list_id in alive and lead_id not in kept:
            yield f"lead {lead_id} was promised and is gone"
    granted = [row["reason"] for row in connection.execute("SELECT reason FROM credit_entries WHERE reason LIKE 'grant %'")]
    yield from (f"the {reason} was promised and is gone" for reason in promises.grants - set(granted))
    yield from (f"the {reason} is there twice" for reason in set(granted) if granted.count(reason) > 1)


def _parent_of(path: Path) -> int | None:
    try:
        return int((path / "stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return None


def _command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


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
