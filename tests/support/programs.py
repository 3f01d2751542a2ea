"""The program as its owner has it: commands run as processes of their own, on a data folder, and servers beside the test."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import httpx

OUTHOST = str(Path(sys.executable).with_name("outhost"))
PATIENCE_SECONDS = 120.0

EMAIL = "alex@example.com"
PASSWORD = "correct horse 1"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output; fails on anything else there."""
        return json.loads(self.out)

    @property
    def says(self) -> str:
        """The one line on standard error; fails on more than one."""
        (line,) = self.err.splitlines()
        return line


@dataclass(frozen=True, kw_only=True)
class Server:
    """A server in a process, and in a process group, of its own; it was killed if it still ran at the end of its `with`."""

    process: subprocess.Popen[str]
    welcome: Mapping[str, Any]
    log: Path

    @property
    def url(self) -> str:
        """Where it answers."""
        return str(self.welcome["url"])

    def client(self, key: str) -> httpx.Client:
        """Give a client that carries a key."""
        return httpx.Client(base_url=self.url, headers={"X-API-Key": key}, timeout=30.0)

    def stop(self, signal_number: int = signal.SIGTERM) -> int:
        """Ask it to stop, and give its exit status."""
        self.process.send_signal(signal_number)
        return self.process.wait(PATIENCE_SECONDS)


def _heed_interrupts() -> None:
    """Let Ctrl+C reach a command also where the tests themselves run in the background of a shell, which ignores it there."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@dataclass(frozen=True, kw_only=True)
class Program:
    """The command `outhost` on one data folder."""

    data_dir: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    key: str = ""

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.data_dir / "outhost.db"

    def run(self, *words: str | Path, said: str | bytes = "") -> Answer:
        """Run a command to its end, with `said` on its standard input."""
        done = subprocess.run(
            [OUTHOST, *words],
            input=said if isinstance(said, bytes) else said.encode(),
            capture_output=True,
            check=False,
            timeout=PATIENCE_SECONDS,
            env=self._environment(),
        )
        return Answer(status=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())

    def start(self, *words: str | Path, **options: Any) -> subprocess.Popen[str]:
        """Begin a command."""
        return subprocess.Popen(
            [OUTHOST, *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self._environment(),
            preexec_fn=_heed_interrupts,  # noqa: PLW1509 - the tests start their threads later, and this touches no lock
            **options,
        )

    def answer(self, *words: str | Path, said: str = "") -> Any:
        """Run a command with --json that is done without a word beside its answer, and give that."""
        done = self.run(*words, "--json", said=said)
        assert done.status == 0, done.err
        return done.document

    @contextmanager
    def serve(self, *words: str, log: Path | None = None) -> Iterator[Server]:
        """Start a server on a free port, and kill it with all its children if it still runs at the end."""
        log = log or self.data_dir.parent / f"{self.data_dir.name}.log"
        with log.open("a") as err:
            process = subprocess.Popen(
                [OUTHOST, "serve", "--port", "0", "--json", *words],
                stdout=subprocess.PIPE,
                stderr=err,
                text=True,
                env=self._environment(),
                start_new_session=True,
            )
        try:
            assert process.stdout is not None
            yield Server(process=process, welcome=_read_document(process.stdout, log), log=log)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            assert process.stdout is not None
            process.stdout.close()

    def _environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("OUTHOST_")}
        return own | {"OUTHOST_DATA_DIR": str(self.data_dir), "OUTHOST_MIN_FREE_MB": "1", **self.environment}


def list_of(program: Program, extension: str) -> str:
    """Give the id of the demo's list that makes images of this extension, read behind the program's back."""
    with closing(sqlite3.connect(f"file:{program.database}?mode=ro", uri=True)) as connection:
        (found,) = connection.execute(
            "SELECT public_id FROM lists WHERE list_type = 'meme' AND image_extension = ? ORDER BY id LIMIT 1", [extension]
        ).fetchone()
    return str(found)


def _read_document(stream: IO[str], log: Path) -> Any:
    lines = []
    for line in stream:
        lines.append(line)
        if line == "}\n":
            return json.loads("".join(lines))
    raise AssertionError(f"the server did not start: {log.read_text()}")
