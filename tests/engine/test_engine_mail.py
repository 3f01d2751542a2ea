"""Jobs about mail, from a server of names and a mail host of the machine, through desk, guard and worker."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from engines import Engine, open_engine
from mail_hosts import MailHost, Post, open_mail_host
from name_servers import NameServer, open_name_server

from outhost.domain.clock import SystemClock
from outhost.domain.jobs import Job, JobStatus

ZONE = {
    "acme.fr": {"MX": ["10 mx.acme.fr."], "TXT": ['"v=spf1 mx -all"']},
    "_dmarc.acme.fr": {"TXT": ['"v=DMARC1; p=none"']},
    "silent.fr": {"MX": ["0 ."]},
}


@asynccontextmanager
async def a_world(path: Path, host: MailHost) -> AsyncIterator[Engine]:
    """An engine whose names are answered on loopback, and whose one mail host is `host`."""
    async with (
        open_name_server(NameServer(zone=ZONE)) as names,
        open_mail_host(host),
        open_engine(path, dns_servers=f"127.0.0.1:{names.port}") as engine,
    ):
        post = Post(clock=SystemClock(), mx={"acme.fr": ("10 mx.acme.fr",)}, ports={"mx.acme.fr": host.port})
        office = replace(engine.appliance.office, mailboxes=post.opened())
        yield replace(engine, appliance=replace(engine.appliance, office=office))


async def test_addresses_are_verified_and_none_is_lost(tmp_path: Path) -> None:
    """Servers are asked because I said so; each value has its proof, and what came of it can be exported."""
    host = MailHost(mailboxes={"sam@acme.fr"})
    async with a_world(tmp_path, host) as engine:
        rows = [{"Name": str(number), "Mail": address} for number, address in enumerate(
            ["Sam@ACME.fr", "kim@acme.fr", "lou@silent.fr", "max@nobody-has-it.fr", "ann@gmail.com"])]  # fmt: skip
        job = await engine.run("verify_emails", rows, params={"smtp_probe": True})
        assert job.status is JobStatus.DONE, await engine.log(job)
        found = await engine.rows(job)
        assert [(row["Name"], row["Mail"], row["status"], row["category"], row["smtp_code"]) for row in found] == [
            ("0", "sam@acme.fr", "valid", "smtp", 250),
            ("1", "kim@acme.fr", "invalid", "smtp", 550),
            ("2", "lou@silent.fr", "invalid", "no_mx", ""),
            ("3", "max@nobody-has-it.fr", "invalid", "no_mx", ""),
            ("4", "ann@gmail.com", "valid", "big_provider", ""),
        ]
        assert "DATA" not in host.verbs
        origin = (await origins(engine, job))[0]["status"]
        assert (origin["source"], origin["method"], origin["snippet"]) == ("smtp:mx.acme.fr", "RCPT TO", "2.1.5 OK")


async def test_no_server_is_asked_unless_i_say_so(tmp_path: Path) -> None:
    """As it comes, a job of it reads lists and records alone."""
    host = MailHost(mailboxes={"sam@acme.fr"})
    async with a_world(tmp_path, host) as engine:
        job = await engine.run("verify_emails", [{"email": "sam@acme.fr"}])
        assert [(row["status"], row["catch_all"]) for row in await engine.rows(job)] == [("valid", "unknown")]
    assert host.connections == 0


async def test_a_world_without_names_loses_no_row(tmp_path: Path) -> None:
    """Where no server of names answers, addresses are unknown, and rows that need no asking are judged."""
    async with open_engine(tmp_path, dns_servers="127.0.0.1:9") as engine:
        job = await engine.run("verify_emails", [{"email": "sam@acme.fr"}, {"email": "x@@acme.fr"}])
        assert [(row["status"], row["category"]) for row in await engine.rows(job)] == [("unknown", "error"), ("invalid", "syntax")]
        job = await engine.run("delivery_check", [{"site": "acme.fr"}])
        assert [(row["accepts_mail"], row["mx_provider"]) for row in await engine.rows(job)] == [("unknown", "")]


async def test_the_set_up_of_mail_is_read_from_records(tmp_path: Path) -> None:
    """Of a website's domain where there is no address."""
    async with a_world(tmp_path, MailHost()) as engine:
        job = await engine.run("delivery_check", [{"Website": "https://www.acme.fr"}, {"email": "lou@silent.fr"}])
        assert [(row["mx_provider"], row["has_spf"], row["has_dmarc"], row["accepts_mail"]) for row in await engine.rows(job)] == [
            ("acme.fr", "yes", "yes", "yes"),
            ("", "no", "no", "no"),
        ]
        assert (await origins(engine, job))[0]["has_dmarc"]["source"] == "dns:_dmarc.acme.fr TXT"


async def origins(engine: Engine, job: Job) -> list[dict[str, dict[str, str]]]:
    """Read where the values of a job's rows came from."""
    rows = await engine.appliance.read(lambda tx: tx.job_rows.page(job.key, limit=100, offset=0))
    return [json.loads(found or "{}") for _, _, found in rows]
