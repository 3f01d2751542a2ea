"""The one-file program, driven as its owner would: built, set up, served, asked for a picture, its key rotated, stopped."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
import httpx
import osmium
import pytest
from osmium.osm.mutable import Node

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120
STOP_SECONDS = 10
EMAIL = "sam@example.com"

pytestmark = pytest.mark.frozen


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Somebody who has the program, and a data folder of their own."""

    program: Path
    data_dir: Path
    credits: int = 0
    api_key: str = ""
    address: str = ""

    def say(self, *words: str, expecting: int = 0) -> str:
        """Run a command to its end and give what it wrote to standard output."""
        done = subprocess.run([self.program, *words], env=self.environment, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == expecting, done.stderr
        return done.stdout

    def ask(self, *words: str) -> Any:
        """Run a command with --json and give what it answers."""
        return json.loads(self.say(*words, "--json"))

    def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Call the running server with the key."""
        return httpx.request(method, f"{self.address}{path}", headers={"X-API-Key": self.api_key}, timeout=30, **options)

    @property
    def environment(self) -> dict[str, str]:
        """What a shell that knows nothing of this checkout would hand on."""
        return {"PATH": os.defpath, "HOME": str(self.data_dir.parent), "OUTHOST_DATA_DIR": str(self.data_dir)}


@pytest.fixture(scope="module")
def program() -> Path:
    """The program, built anew only if a source is newer."""
    subprocess.run([sys.executable, "packaging/build.py", "--if-stale"], cwd=ROOT, check=True)
    return ROOT / "dist" / "outhost"


@pytest.fixture(scope="module")
def owner(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Owner:
    """Somebody who has just said `outhost setup`."""
    newcomer = Owner(program=program, data_dir=tmp_path_factory.mktemp("owner") / "data")
    made = newcomer.ask("setup", "--email", EMAIL)
    return replace(newcomer, api_key=made["api_key"], credits=made["credits"])


@pytest.fixture(scope="module")
def served(owner: Owner) -> Iterator[Owner]:
    """The same, with `outhost serve` running."""
    with serving(owner) as (_, address):
        yield replace(owner, address=address)


@pytest.fixture(scope="module")
def list_id(served: Owner) -> str:
    """A list made by a command while the server runs, from the first template there is."""
    template = next(path.parent.name for path in sorted((ROOT / "assets/templates").glob("*/template.json")))
    return str(served.ask("lists", "add", "--email", EMAIL, "--name", "Smoke", "--template", template)["list_id"])


@contextmanager
def serving(owner: Owner) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Serve on a free port until the block ends; the log stays beside the data."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (owner.data_dir.parent / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            [owner.program, "serve", "--port", str(port)],
            env=owner.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            yield process, await_answer(process, f"http://127.0.0.1:{port}", Path(log.name))
        finally:
            process.terminate()
            process.wait(STOP_SECONDS)


def await_answer(process: subprocess.Popen[bytes], address: str, log: Path) -> str:
    """Give `address` as soon as it answers; a server that gave up is told with its log."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(f"{address}/healthz")
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return address
    pytest.fail(f"no answer within {START_SECONDS} s:\n{log.read_text()}")


def living_members(group: int) -> list[str]:
    """Name the processes of a group that still run; one that has ended and waits for its parent's look is none."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):  # it ended while we looked
            stat = path.read_text()
            state, _, its_group, *_ = stat.rpartition(")")[2].split()
            if int(its_group) == group and state != "Z":
                found.append(stat)
    return found


def test_it_says_its_version(program: Path, tmp_path: Path) -> None:
    """`outhost version` is the first thing one tries."""
    expected = re.search(r'__version__ = "(.+)"', (ROOT / "outhost/__init__.py").read_text("utf-8"))
    assert expected
    assert expected[1] in Owner(program=program, data_dir=tmp_path / "data").say("version")


def test_the_folder_form_says_the_same(program: Path, tmp_path: Path) -> None:
    """What a service runs from is the same program, unpacked."""
    folder = program.with_name("outhost-folder") / "outhost"
    assert Owner(program=folder, data_dir=tmp_path).say("version") == Owner(program=program, data_dir=tmp_path).say("version")


def test_a_second_setup_is_refused(owner: Owner) -> None:
    """Set up once, `outhost setup` says so and exits 1."""
    assert owner.say("setup", "--email", EMAIL, expecting=1) == ""


def test_it_answers_that_it_lives(served: Owner) -> None:
    """A load balancer hears 200 without a key."""
    answer = httpx.get(f"{served.address}/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


def test_the_key_that_setup_printed_opens_the_account(served: Owner) -> None:
    """The key is good for `/v1/me`, which tells whose it is and what is left."""
    me = served.call("GET", "/v1/me")
    assert me.status_code == 200, me.text
    assert (me.json()["email"], me.json()["credits"]) == (EMAIL, served.credits)


def test_our_modules_load(served: Owner) -> None:
    """Plugins are files beside the program, and find what they import within it; the server shows them."""
    found = served.ask("modules", "list")
    assert found["broken"] == []
    assert {"import", "filter", "sort", "personalise"} <= {module["slug"] for module in found["modules"] if module["state"] == "active"}
    shown = httpx.get(f"{served.address}/api/modules-registry", timeout=30).json()
    assert [module["slug"] for module in shown] == [module["slug"] for module in found["modules"]]
    for page in ("concepts/writing-a-module.md", "changelog.md"):
        assert httpx.get(f"{served.address}/docs/{page}", timeout=30).status_code == 200


def test_a_plugin_of_my_own_has_the_whole_standard_library(program: Path, tmp_path: Path) -> None:
    """I write one with the template and import whatever Python has: it is seen, and what is wrong with another is told."""
    owner = Owner(program=program, data_dir=tmp_path / "data")
    mine = Path(owner.ask("modules", "new", "mine")["file"])
    imports = "import colorsys, email.message, sqlite3, wave, xml.sax, zoneinfo, statistics, difflib, html.parser\n"
    mine.write_text(mine.read_text("utf-8").replace("from outhost", f"{imports}from outhost", 1), "utf-8")
    mine.with_name("broken.py").write_text("import no_such_library", "utf-8")
    found = owner.ask("modules", "list")
    assert [module["slug"] for module in found["modules"] if module["is_own"]] == ["mine"]
    assert [(one["file"], "no_such_library" in one["reason"]) for one in found["broken"]] == [("broken.py", True)]


def test_rows_are_sorted_with_a_server_and_without(served: Owner, program: Path, tmp_path: Path) -> None:
    """The command hands the work to the server that runs; where none does, it has processes of its own for it."""
    table = tmp_path / "people.csv"
    table.write_text("name;rating\nAda;3\nZoé;5\n")
    alone = Owner(program=program, data_dir=tmp_path / "data")
    alone.ask("setup", "--email", EMAIL)
    for owner in (served, alone):
        out = owner.say("jobs", "run", "sort", "--set", "sort_by=note", "--input", str(table), "--format", "jsonl")
        assert [json.loads(line)["name"] for line in out.splitlines()] == ["Zoé", "Ada"]


def test_mail_is_asked_about_by_records(program: Path, tmp_path: Path) -> None:
    """The program has within it what asks servers of names, and what its modules about mail import."""
    table = tmp_path / "mails.csv"
    table.write_text("email\nsam@acme.example\nsam@gmail.com\nsam@mailinator.com\n")
    with a_name_server({"acme.example": ["10 mx1.mail.ovh.net."]}) as port:
        owner = Owner(program=program, data_dir=tmp_path / "data")
        owner.ask("setup", "--email", EMAIL)
        (owner.data_dir / "outhost.toml").write_text(f'dns_servers = "127.0.0.1:{port}"\n')
        out = owner.say("jobs", "run", "verify_emails", "--input", str(table), "--format", "jsonl")
        assert [json.loads(line)["category"] for line in out.splitlines()] == ["smtp", "big_provider", "disposable"]
        out = owner.say("jobs", "run", "delivery_check", "--input", str(table), "--format", "jsonl")
        assert json.loads(out.splitlines()[0])["mx_provider"] == "OVHcloud"


def test_a_town_is_known_that_no_map_names(program: Path, tmp_path: Path) -> None:
    """The program has the gazetteer within it: a shop by its coordinates alone is found in Grenoble."""
    table = tmp_path / "shops.csv"
    table.write_text("name,category,lat,lon\nFournil,boulangerie,45.1900,5.7250\nAilleurs,boulangerie,48.85,2.35\n")
    owner = Owner(program=program, data_dir=tmp_path / "data")
    owner.say("atlas", "load", str(table))
    said = owner.say("atlas", "search", "boulangerie", "--zone", "Grenoble")
    assert "Fournil" in said
    assert "Ailleurs" not in said


def test_a_town_is_read_from_an_empty_folder(program: Path, tmp_path: Path) -> None:
    """One command, no network: a map is searched, sites are read, addresses verified, pictures drawn, by what the file brings."""
    owner = Owner(program=program, data_dir=tmp_path / "data")
    done = subprocess.run(
        [program, "demo", "run", "--json"], env=owner.environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    assert [job["status"] for job in made["jobs"]] == ["done"] * len(made["jobs"])
    assert made["jobs"][0]["job_type"] == "scrap"
    assert {"emails", "socials", "phones_extra", "dead_check", "verify_emails", "personalise"} <= {job["job_type"] for job in made["jobs"]}
    found = {name for row in made["rows"] for name, value in row.items() if value}
    assert {"email", "email_source_url", "social_facebook", "mobile", "site_alive", "status", "image_url"} <= found


@contextmanager
def a_name_server(mx: Mapping[str, Sequence[str]]) -> Iterator[int]:
    """Answer questions about mail hosts on a port of loopback, in a thread; other names nobody has."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))

        def answer() -> None:
            while question := (came := line.recvfrom(4096))[0]:
                query = dns.message.from_wire(question)
                reply = dns.message.make_response(query)
                records = mx.get(query.question[0].name.to_text(omit_final_dot=True))
                if records is None:
                    reply.set_rcode(dns.rcode.NXDOMAIN)
                elif query.question[0].rdtype == dns.rdatatype.MX:
                    reply.answer.append(dns.rrset.from_text_list(query.question[0].name, 60, "IN", "MX", records))
                line.sendto(reply.to_wire(), came[1])

        thread = threading.Thread(target=answer)
        thread.start()
        try:
            yield line.getsockname()[1]
        finally:
            line.sendto(b"", line.getsockname())
            thread.join()


def test_a_map_becomes_an_atlas(program: Path, tmp_path: Path) -> None:
    """The reader of OpenStreetMap is compiled, and the towns of the world are data; both come along."""
    owner = Owner(program=program, data_dir=tmp_path / "data")
    path = tmp_path / "lyon.osm.pbf"
    with osmium.SimpleWriter(str(path), header=_header_of_lyon()) as writer:
        writer.add_node(Node(id=1, location=(4.84, 45.76), tags={"shop": "bakery", "name": "Au Pain", "phone": "+33 4 72 00 00 00"}))
    loaded = owner.ask("atlas", "load", str(path))
    assert (loaded["places"], loaded["with_telephone"], loaded["licence"]) == (1, 1, "ODbL-1.0")
    with closing(sqlite3.connect(owner.data_dir / "atlas" / "atlas.db")) as atlas:
        assert atlas.execute("SELECT country FROM places").fetchall() == [("FRA",)]


def _header_of_lyon() -> osmium.io.Header:
    header = osmium.io.Header()
    header.add_box(osmium.osm.Box(4.7, 45.7, 4.9, 45.8))
    return header


def test_a_lead_becomes_a_picture(served: Owner, list_id: str) -> None:
    """One call costs one credit, and the image that it names opens in a browser."""
    before = served.call("GET", "/v1/me").json()["credits"]
    lead = served.call("POST", f"/v1/lists/{list_id}/leads", json={"variables": {"first_name": "Søren", "company": "O'Neil & Søn"}})
    assert lead.status_code == 200, lead.text
    assert lead.json()["credits_remaining"] == before - 1
    image = httpx.get(lead.json()["image_url"])
    assert image.status_code == 200
    assert image.content.startswith((b"\x89PNG\r\n", b"GIF8"))
    assert list((served.data_dir / "images").rglob(f"{lead.json()['tracking_id']}.*"))


@pytest.mark.parametrize("name", ["محمد بن عبد الله", "हिन्दी 🎉", "שלום (Acme)"])
def test_it_carries_the_letters_of_all_scripts_along(served: Owner, list_id: str, name: str) -> None:
    """Fonts and shaper are in the program: no letter is a box."""
    made = served.ask("leads", "add", list_id, f"first_name={name}", "company=Acme")
    assert [warning for warning in made["warnings"] if warning.startswith("missing_glyph")] == []


def test_rotating_the_key_closes_the_old_one(program: Path, tmp_path: Path) -> None:
    """`outhost keys rotate` works while the server runs, and at once."""
    owner = Owner(program=program, data_dir=tmp_path / "data")
    before = owner.ask("setup", "--email", EMAIL)["api_key"]
    with serving(owner) as (_, address):
        after = owner.ask("keys", "rotate", "--email", EMAIL)["api_key"]
        statuses = [replace(owner, address=address, api_key=key).call("GET", "/v1/me").status_code for key in (before, after)]
    assert statuses == [401, 200]


def test_sigterm_stops_it_cleanly(program: Path, tmp_path: Path) -> None:
    """A service manager's stop is done within 10 s, with status 0, and no process stays behind."""
    owner = Owner(program=program, data_dir=tmp_path / "data")
    owner.ask("setup", "--email", EMAIL)
    with serving(owner) as (process, address):
        httpx.get(f"{address}/healthz")
        process.send_signal(signal.SIGTERM)
        assert process.wait(STOP_SECONDS) == 0
    until = time.monotonic() + STOP_SECONDS
    while (left := living_members(process.pid)) and time.monotonic() < until:
        time.sleep(0.05)
    assert left == []


@pytest.mark.long
def test_it_tries_itself_out(owner: Owner) -> None:
    """`outhost selftest chaos` starts and kills servers made of the same file, and none of them stays behind."""
    words = [owner.program, "selftest", "chaos", "--runs", "2", "--json"]
    done = subprocess.run(words, env=owner.environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["kills"], found["lost"], found["twice"], found["stuck"]) == (2, 0, 0, 0)
