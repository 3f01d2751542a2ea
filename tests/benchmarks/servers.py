"""Programs beside the benchmark: servers, the load on them, and whatever is to be timed in a process of its own."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from time import perf_counter, sleep
from typing import Any

HERE = Path(__file__).parent
START_SECONDS = 60
STOP_SECONDS = 20
PROGRAM_SECONDS = 900


@dataclass(frozen=True, kw_only=True)
class Server:
    """A server on loopback, in a process of its own."""

    port: int
    process: subprocess.Popen[bytes]

    def load(self, path: str | list[str], *, key: str = "", connections: int = 1, **job: Any) -> dict[str, Any]:
        """Put it under load from another process; see `load.py` for what a job may say."""
        headers = {"X-API-Key": key} if key else {}
        paths = [path] if isinstance(path, str) else path
        return run_program("load.py", {"port": self.port, "paths": paths, "headers": headers, "connections": connections, **job})

    def get(self, path: str, key: str = "") -> tuple[int, Mapping[str, str], bytes]:
        """Ask once."""
        return ask(self.port, path, key)

    def pids(self) -> list[int]:
        """Give the processes of the server and all that it started."""
        found = [self.process.pid]
        for pid in found:
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                found += [int(child) for child in task.read_text().split()]
        return found

    def memory_kib(self, kind: str) -> int:
        """Sum `Rss` or `Pss` over all of its processes."""
        return sum(memory_kib_of(pid, kind) for pid in self.pids())


@contextmanager
def serving(folder: Path, program: tuple[str, ...] = ("-m", "outhost")) -> Iterator[Server]:
    """Run `outhost serve` on a data folder while the block lasts."""
    port = free_port()
    arguments = [sys.executable, *program, "serve", "--port", str(port), "--json", "--data-dir", str(folder)]
    with _running(arguments, port) as server:
        yield server


@contextmanager
def serving_bare(body: bytes = b"{}", path: Path | str = "") -> Iterator[Server]:
    """Run a Sanic server whose route `/v1/me` answers `body`, `/file` the file at `path`, `/bytes` the same from memory."""
    port = free_port()
    with _running([sys.executable, str(HERE / "bare_server.py"), str(port), body.decode(), str(path)], port) as server:
        yield server


@contextmanager
def serving_pages() -> Iterator[Server]:
    """Run the web server that hundreds of hosts are led to while the block lasts."""
    port = free_port()
    with _running([sys.executable, str(HERE / "page_server.py"), str(port)], port) as server:
        yield server


def seconds_to_first_answer(folder: Path) -> float:
    """Start `outhost serve`, stop the clock at the first 200 of `/healthz`, and end it."""
    port = free_port()
    arguments = [sys.executable, "-m", "outhost", "serve", "--port", str(port), "--json", "--data-dir", str(folder)]
    began = perf_counter()
    with _started(arguments) as process:
        _wait_until_healthy(process, port)
        seconds = perf_counter() - began
        process.kill()  # nobody waits for a clean end
        return seconds


def seconds_to_run(*arguments: str) -> tuple[float, str]:
    """Time a Python process from its start to its end; give what it printed too."""
    began = perf_counter()
    done = subprocess.run([sys.executable, *arguments], env=_environment(), capture_output=True, text=True, check=True, timeout=60)
    return perf_counter() - began, done.stdout


def run_program(name: str, job: Mapping[str, Any], *, by: str = sys.executable) -> dict[str, Any]:
    """Run a program of this folder on a job, in a process of its own, `by` this interpreter."""
    return _report([by, str(HERE / name)], job)


def run_unloaded(name: str, job: Mapping[str, Any]) -> dict[str, Any]:
    """Run a program of this folder that starts processes, so that these do not load it too."""
    return _report([sys.executable, "-c", f"import sys; sys.path.insert(0, {str(HERE)!r}); from {name} import main; main()"], job)


def _report(arguments: list[str], job: Mapping[str, Any]) -> dict[str, Any]:
    done = subprocess.run(
        arguments, input=json.dumps(job).encode(), env=_environment(), stdout=subprocess.PIPE, check=True, timeout=PROGRAM_SECONDS
    )
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def ask(port: int, path: str, key: str = "") -> tuple[int, Mapping[str, str], bytes]:
    """Send one GET on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"X-API-Key": key} if key else {})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def memory_kib_of(pid: int, kind: str) -> int:
    """Give `Rss` or `Pss` of one process."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith(f"{kind}:"))


def free_port() -> int:
    """Find a port that nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def _running(arguments: list[str], port: int) -> Iterator[Server]:
    with _started(arguments) as process:
        _wait_until_healthy(process, port)
        yield Server(port=port, process=process)


@contextmanager
def _started(arguments: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    with TemporaryFile() as said:
        process = subprocess.Popen(arguments, env=_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said)
        try:
            yield process
        except BaseException as fault:
            said.seek(0)
            fault.add_note(f"The server said:\n{said.read().decode(errors='replace')}")
            raise
        finally:
            _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_until_healthy(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = perf_counter() + START_SECONDS
    while perf_counter() < deadline:
        assert process.poll() is None, "the server did not start"
        try:
            status = ask(port, "/healthz")[0]
        except OSError:
            sleep(0.002)
        else:
            assert status == 200
            return
    raise AssertionError("the server did not answer in time")


def _environment() -> dict[str, str]:
    """Give what programs beside the benchmark are started with: no setting of ours, and the way to what tests share."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("OUTHOST_")}
    return plain | {"PYTHONPATH": str(HERE.parent / "support")}
