"""`outhost serve`: its first words, what stops it from starting, and how it stops."""

import json
import os
import re
import shlex
import signal
import socket
import sqlite3
import subprocess
import time
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from processes import all_end, children_of
from programs import EMAIL, Program, Server, list_of

SELF_SIGNED = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"


def test_a_fresh_server_prints_a_set_up_link_that_works_once(empty: Program) -> None:
    """I start it on an empty folder, open the link, fill the form: there is my key, and the link is spent."""
    with empty.serve() as serving:
        assert set(serving.welcome) == {"url", "data_dir", "version", "setup_url"}
        page, token = serving.welcome["setup_url"].split("?token=")
        form = {"token": token, "email": EMAIL, "password": "correct horse 1", "full_name": "Alex", "workspace": "Acme"}
        assert httpx.get(f"{page}?token=wrong").status_code == 403
        assert httpx.get(serving.welcome["setup_url"]).status_code == 200
        made = httpx.post(page, data=form)
        assert made.status_code == 200
        key = re.search(r'id="api-key">([0-9a-f-]{36})<', made.text)
        assert key is not None
        with serving.client(key[1]) as client:
            assert client.get("/v1/me").json()["email"] == EMAIL
        assert httpx.get(serving.welcome["setup_url"]).status_code == 403
        assert httpx.post(page, data=form | {"email": "b@example.com"}).status_code == 403
        assert len(empty.answer("users", "list")["users"]) == 1


def test_a_server_that_is_set_up_prints_its_address_alone(server: Server) -> None:
    """From the second start on there is no link that would make somebody an administrator."""
    assert set(server.welcome) == {"url", "data_dir", "version"}


def test_outhost_alone_serves(installed: Program) -> None:
    """I type the program's name and it runs; Ctrl+C ends it in good order."""
    alone = replace(installed, environment={"OUTHOST_PORT": "0"}).start()
    try:
        assert alone.stdout is not None
        first = alone.stdout.readline()
        assert re.fullmatch(r"outhost \S+ serves at http://127\.0\.0\.1:\d+\n", first)
        assert httpx.get(f"{first.split()[-1]}/healthz").json()["status"] == "ok"
        alone.send_signal(signal.SIGINT)
        assert alone.wait(30) == 0
        assert "Traceback" not in (alone.stderr.read() if alone.stderr else "")
    finally:
        alone.kill()
        alone.communicate()


def test_a_server_is_stopped_from_its_first_word_on(installed: Program) -> None:
    """A script starts the server, reads the address and stops it at once: the stop is heard, every time."""
    for signal_number in (signal.SIGTERM, signal.SIGINT) * 3:
        with installed.serve() as serving:
            began = time.monotonic()
            assert serving.stop(signal_number) == 0
            assert time.monotonic() - began < 10


def test_whoever_reads_the_first_line_alone_does_not_end_the_server(installed: Program) -> None:
    """A script takes the address and closes its end of the pipe: the server serves on."""
    serving = replace(installed, environment={"OUTHOST_PORT": "0"}).start("serve", start_new_session=True)
    try:
        assert serving.stdout is not None
        assert serving.stdout.buffer.raw.read(1) == b"o"
        serving.stdout.close()
        while not (about := installed.answer("status"))["running"]:
            assert serving.poll() is None
        assert httpx.get(f"{about['url']}/healthz").status_code == 200
        assert installed.answer("stop")["stopped"] is True
        assert serving.wait(10) == 0
    finally:
        os.killpg(serving.pid, signal.SIGKILL) if serving.poll() is None else None
        serving.wait()
        assert serving.stderr is not None
        serving.stderr.close()


def test_the_demo_prints_a_curl_line_that_works(empty: Program) -> None:
    """I paste the line from my terminal into a shell, and get a lead whose picture opens; the next start shows a fresh key."""
    keys = []
    for _ in range(2):
        with empty.serve("--demo") as serving:
            said = subprocess.run(["sh", "-c", serving.welcome["curl"]], capture_output=True, check=True, timeout=60)
            lead = json.loads(said.stdout)
            assert lead["variables_used"] == {"first_name": "Sam", "company": "Acme"}
            image = httpx.get(lead["image_url"])
            assert (image.status_code, image.headers["content-type"]) == (200, "image/png")
            assert serving.welcome["data_dir"] == str(empty.data_dir / "demo")
            keys.append(serving.welcome["api_key"])
            assert serving.stop() == 0
    assert lead["credits_remaining"] == 998
    assert keys[0] != keys[1]


def test_the_demo_prints_a_login_that_works(empty: Program) -> None:
    """I log in with what the demo printed; the next start prints another password, and the first is no longer good."""
    logins = []
    for _ in range(2):
        with empty.serve("--demo") as serving:
            login = {"email": serving.welcome["email"], "password": serving.welcome["password"]}
            entered = httpx.post(f"{serving.url}/api/auth/login", json=login, timeout=30)
            assert entered.status_code == 200
            assert entered.json()["user"]["email"] == login["email"]
            logins.append(login)
            assert serving.stop() == 0
    with empty.serve("--demo") as serving:
        assert httpx.post(f"{serving.url}/api/auth/login", json=logins[0], timeout=30).status_code == 401


def test_a_second_server_on_the_folder_names_the_first(neighbour: Program, server: Server) -> None:
    """Two servers on one folder: the second refuses to start, and says where the first is."""
    second = neighbour.run("serve", "--port", "0")
    assert (second.status, second.out) == (1, "")
    assert f"the server at {server.url} (process {server.process.pid})" in second.says


def test_a_taken_port_is_named_with_its_holder_and_a_free_one(neighbour: Program, server: Server, installed: Program) -> None:
    """The port is taken by another outhost: I am told so, and which port to try."""
    port = server.url.rpartition(":")[2]
    refused = installed.run("serve", "--port", port)
    assert (refused.status, refused.out) == (1, "")
    found = re.search(rf"Port {port} of 127\.0\.0\.1 is taken by outhost \S+; try --port (\d+)", refused.says)
    assert found is not None
    with closing(socket.create_server(("127.0.0.1", int(found[1])))):
        assert int(found[1]) != int(port)


def test_a_port_taken_by_a_stranger_is_named_without_one(installed: Program) -> None:
    """Whoever has it says nothing of itself: the line is plain, and comes within seconds."""
    with closing(socket.create_server(("127.0.0.1", 0))) as stranger:
        port = stranger.getsockname()[1]
        refused = installed.run("serve", "--port", str(port))
    assert refused.status == 1
    assert re.search(rf"Port {port} of 127\.0\.0\.1 is taken; try --port \d+", refused.says)


@pytest.mark.parametrize(
    ("words", "environment", "names"),
    [
        ([], {"OUTHOST_PROT": "1"}, "OUTHOST_PROT"),
        ([], {"OUTHOST_INITIAL_CREDITS": "many"}, "OUTHOST_INITIAL_CREDITS"),
        (["--base-url", "ftp://example.com"], {}, "--base-url"),
        (["--host", "nowhere.invalid"], {}, "nowhere.invalid"),
        (["--host", "203.0.113.7"], {}, "203.0.113.7"),
        (["--tls-cert", "/nowhere.pem"], {}, "tls_key"),
        (["--tls-cert", "/nowhere.pem", "--tls-key", "/nowhere.pem"], {}, "tls_cert"),
    ],
    ids=lambda value: " ".join(value) if value else "",
)
def test_a_setting_that_won_t_do_stops_the_start_in_one_line(
    installed: Program, words: list[str], environment: dict[str, str], names: str
) -> None:
    """A typo in a setting is named, and nothing is started."""
    refused = replace(installed, environment=environment).run("serve", "--port", "0", *words)
    assert (refused.status, refused.out) == (1, "")
    assert names in refused.says


def test_a_typo_in_the_file_of_settings_is_named(installed: Program) -> None:
    """The line says which key of which file, and `config show` says it too."""
    (installed.data_dir / "outhost.toml").write_text("prot = 8080\n")
    for words in (["serve"], ["config", "show"]):
        refused = installed.run(*words)
        assert (refused.status, refused.out) == (1, "")
        assert "outhost.toml: prot" in refused.says


@pytest.mark.parametrize("damage", ["newer", "no database"])
def test_a_database_of_another_kind_stops_the_start(installed: Program, damage: str) -> None:
    """A newer schema, or something that is no database: one line, and the file stays as it is."""
    if damage == "newer":
        with closing(sqlite3.connect(installed.database)) as connection, connection:
            connection.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('outhost', '9999_later', '')")
    else:
        installed.database.write_bytes(b"my diary, not a database " * 500)
    before = installed.database.read_bytes()
    refused = installed.run("serve", "--port", "0")
    assert (refused.status, refused.out) == (1, "")
    assert ("9999_later" if damage == "newer" else str(installed.database)) in refused.says
    assert installed.database.read_bytes() == before


def test_a_slow_upload_is_finished_before_the_server_stops(installed: Program) -> None:
    """I stop the server while a request is still arriving: it is answered, its drawing processes end, and so does the server."""
    body = json.dumps({"variables": {"first_name": "Sam", "company": "Acme"}}).encode()
    with installed.serve() as serving, serving.client(installed.key) as idle:
        assert idle.get("/healthz").status_code == 200
        drawing = children_of(serving.process.pid)
        with closing(_begin_to_post(serving, installed, len(body))) as connection:
            connection.sendall(body[:10])
            serving.process.send_signal(signal.SIGTERM)
            _wait_until_refusing(serving)
            began = time.monotonic()
            connection.sendall(body[10:])
            answer = connection.makefile("rb").read()
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert b'"credits_remaining":999' in answer
        assert serving.process.wait(10) == 0
        assert time.monotonic() - began < 6
        assert drawing
        assert all_end(drawing)
        assert "Traceback" not in serving.log.read_text()
    assert installed.answer("credits", "show")["credits"] == 999


def test_an_upload_that_never_ends_does_not_hold_the_server_up(installed: Program) -> None:
    """A client goes silent in the middle of its request: the server stops within ten seconds all the same, and charges nothing."""
    with installed.serve() as serving, closing(_begin_to_post(serving, installed, 1000)) as connection:
        connection.sendall(b"{")
        began = time.monotonic()
        assert serving.stop() == 0
        assert time.monotonic() - began < 10
    assert installed.answer("credits", "show")["credits"] == 1000


def test_a_picture_that_is_being_drawn_is_finished_before_the_server_stops(installed: Program) -> None:
    """I press Ctrl+C, which every child hears too, while a picture is being drawn: the request is answered, then all is over."""
    body = json.dumps({"variables": {"first_name": "Sam"}}).encode()
    with installed.serve() as serving, closing(_begin_to_post(serving, installed, len(body), "gif")) as connection:
        with serving.client(installed.key) as client:  # once its first picture is drawn, the drawing process is ready
            assert client.post(f"/v1/lists/{list_of(installed, 'png')}/leads", json={"variables": {}}).status_code == 200
        drawing = children_of(serving.process.pid)
        for pid in drawing:
            os.kill(pid, signal.SIGSTOP)
        connection.sendall(body)
        os.killpg(serving.process.pid, signal.SIGINT)
        _wait_until_refusing(serving)
        for pid in drawing:
            os.kill(pid, signal.SIGCONT)
        assert connection.makefile("rb").read().startswith(b"HTTP/1.1 200 ")
        assert serving.process.wait(10) == 0
        assert all_end(drawing)


def test_every_line_of_the_log_is_json_where_i_ask_for_it(installed: Program) -> None:
    """My collector reads standard error line by line, also when something breaks."""
    chatty = replace(installed, environment={"OUTHOST_ACCESS_LOG": "1"})
    (installed.data_dir / "images").write_text("a file where a folder belongs")
    with chatty.serve("--log-format", "json") as serving:
        with serving.client(installed.key) as client:
            assert client.get("/v1/me").status_code == 200
            path = f"/v1/lists/{list_of(installed, 'png')}/leads"
            assert client.post(path, json={"variables": {}}).status_code == 500
        assert serving.stop() == 0
        lines = [json.loads(line) for line in serving.log.read_text().splitlines()]
    assert {"Answered.", "A request ended by a fault."} <= {line["message"] for line in lines}
    assert any("trace" in line for line in lines)
    assert all(installed.key not in json.dumps(line) for line in lines)


def test_listening_everywhere_prints_an_address_that_answers(installed: Program) -> None:
    """With --host 0.0.0.0, the printed address is one that this server takes for its own."""
    with installed.serve("--host", "0.0.0.0") as serving:
        assert "0.0.0.0" not in serving.url
        with serving.client(installed.key) as client:
            assert client.get("/v1/me").status_code == 200
        assert serving.stop() == 0


@pytest.mark.parametrize(
    ("words", "warns"),
    [
        pytest.param([], False, id="loopback"),
        pytest.param(["--host", "0.0.0.0"], True, id="everywhere"),
        pytest.param(["--host", "0.0.0.0", "--base-url", "https://outhost.example"], False, id="behind https"),
        pytest.param(["--host", "0.0.0.0", "--base-url", "http://outhost.example"], True, id="behind plain http"),
    ],
)
def test_who_serves_others_without_https_is_warned(installed: Program, words: list[str], warns: bool) -> None:  # noqa: FBT001 - a column of the table
    """Passwords would cross the network in the clear: the log says so, and what to do."""
    with installed.serve(*words) as serving:
        assert serving.stop() == 0
        assert ("in the clear" in serving.log.read_text()) is warns


@pytest.mark.needs("openssl")
def test_a_certificate_makes_it_https(installed: Program, tmp_path: Path) -> None:
    """I give it a certificate, and everything it prints is https; image links too."""
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(
        [*shlex.split(SELF_SIGNED), "-keyout", key, "-out", cert],
        check=True,
        capture_output=True,
    )
    with installed.serve("--tls-cert", str(cert), "--tls-key", str(key)) as serving:
        assert serving.url.startswith("https://127.0.0.1:")
        with httpx.Client(base_url=serving.url, headers={"X-API-Key": installed.key}, verify=False) as client:
            assert client.get("/v1/me").status_code == 200
        lead = installed.answer("leads", "add", list_of(installed, "png"), "first_name=Sam")
        assert lead["image_url"].startswith(f"{serving.url}/i/")
        assert serving.stop() == 0


def test_status_and_stop_know_the_server(installed: Program) -> None:
    """I ask whether it runs, stop it by command, and it has let go of the folder when the command ends."""
    with installed.serve() as serving:
        expected = {"running": True, "url": serving.url, "pid": serving.process.pid, "data_dir": str(installed.data_dir)}
        assert installed.answer("status") == expected
        assert installed.answer("stop") == {"stopped": True, "url": serving.url, "pid": serving.process.pid}
        assert serving.process.wait(5) == 0
    assert installed.answer("status") == {"running": False, "url": None, "pid": None, "data_dir": str(installed.data_dir)}
    refused = installed.run("stop")
    assert (refused.status, refused.out) == (1, "")
    assert "No server runs" in refused.says


def _begin_to_post(serving: Server, program: Program, length: int, extension: str = "png") -> socket.socket:
    """Send the head of a lead's request on a connection of its own."""
    host, port = serving.url.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)), timeout=30)
    connection.sendall(
        f"POST /v1/lists/{list_of(program, extension)}/leads HTTP/1.1\r\nHost: {host}\r\nX-API-Key: {program.key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n".encode()
    )
    return connection


def _wait_until_refusing(serving: Server) -> None:
    """Wait until the server takes no new connections."""
    host, port = serving.url.removeprefix("http://").split(":")
    with suppress(ConnectionError):
        while True:
            socket.create_connection((host, int(port)), timeout=5).close()
