"""E-mail addresses of businesses, from websites of the machine, through guard, archive and worker."""

import json
import shutil
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from engines import Engine, open_engine
from web_servers import WebServer, answer, open_web_server

from outhost.domain.columns import Row
from outhost.domain.jobs import Job, JobStatus

HTML = {"Content-Type": "text/html; charset=utf-8"}
MENU = '<a href="/contact">Contact</a> <a href="/mentions-legales">Mentions légales</a> <a href="/equipe">Notre équipe</a>'
LEGAL = """<h1>Mentions légales</h1><h2>Éditeur</h2><p>Plomberie Martin</p><h2>Hébergeur</h2><p>OVH, support@ovh.com</p>
<h2>Conception</h2><p>Agence Pixel : <a href="mailto:julie@pixel-web.com">julie@pixel-web.com</a></p>
<h2>Médiation</h2><p>contact@mediation-conso.fr, et la CNIL : dpo@cnil.fr</p>"""
HOME = f"<title>Plomberie Martin</title><h1>Plombier à Lyon</h1>{MENU}"


def a_site(**pages: str) -> WebServer:
    """A website of these pages; that named `home` is at its root."""
    named = {"/" if name == "home" else f"/{name.replace('_', '-')}": page for name, page in pages.items()}
    return WebServer(scripts={path: answer(page.encode(), headers=HTML) for path, page in named.items()})


@pytest.fixture(scope="module")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    """An appliance that goes to this machine's own servers."""
    async with open_engine(tmp_path_factory.mktemp("emails"), fetch_allow_private=True) as opened:
        yield opened


async def search(
    engine: Engine, server: WebServer, mode: str = "normal", row: Mapping[str, Any] | None = None, **new: Any
) -> tuple[Job, Row]:
    """Run the module on a site, or on what `new` names, and give its row."""
    items = None if "source_job_id" in new else [{"nom": "Martin", "site": server.url(), **(row or {})}]
    job = await engine.run("emails", items, params={"mode": mode}, **new)
    assert job.status is JobStatus.DONE, await engine.log(job)
    (found,) = await engine.rows(job)
    return job, found


async def proofs_of(engine: Engine, job: Job) -> dict[str, Any]:
    """Read where the values of a job's one row came from."""
    ((_, _, found),) = await engine.appliance.read(lambda tx: tx.job_rows.page(job.key, limit=2, offset=0))
    proofs: dict[str, Any] = json.loads(found or "{}")
    return proofs


CONTACTS = {
    "a person before a role": ("<p>contact@gmail.com, j.martin@orange.fr</p>", "j.martin@orange.fr", "j.martin@orange.fr"),
    "a role where there is nobody": ("<p>plomberie.martin [at] wanadoo [point] fr</p>", "plomberie.martin@wanadoo.fr", ""),
    "an owner's other domain": ('<p>Écrivez-nous <a href="mailto:info@martin-et-fils.com">ici</a></p>', "info@martin-et-fils.com", ""),
    "nothing but a form": ('<input type="email" placeholder="julie@gmail.com"><p>Ex. : nom@exemple.fr</p>', "", ""),
    "nobody's mailbox": ("<p>no-reply@gmail.com, votre@email.fr</p>", "", ""),
}  # fmt: skip
"""What a contact page says, and what is found."""


@pytest.mark.parametrize("name", CONTACTS)
async def test_the_best_address_of_a_site_is_found(engine: Engine, name: str) -> None:
    """Somebody's own before a role's; never the agency's, the host's, an office's, or one that stands for an example."""
    contact, email, personal = CONTACTS[name]
    site = a_site(home=HOME, contact=contact, mentions_legales=LEGAL)
    async with open_web_server(site) as server:
        _, row = await search(engine, server)
    assert (row["email"], row["email_personal"]) == (email, personal)
    assert row["email_source_url"] == (server.url("/contact") if email else "")
    assert row["nom"] == "Martin"


async def test_each_value_says_where_it_stood(engine: Engine) -> None:
    """The page, how it was written there, and the words around it."""
    site = a_site(home=HOME, contact="<p>Pour nous écrire : julie.martin (arobase) orange.fr, merci.</p>", mentions_legales=LEGAL)
    async with open_web_server(site) as server:
        job, row = await search(engine, server)
        proofs = await proofs_of(engine, job)
    assert row["email"] == "julie.martin@orange.fr"
    for column in ("email", "email_personal", "email_source_url"):
        assert (proofs[column]["source"], proofs[column]["method"]) == (server.url("/contact"), "at-dot")
        assert "julie.martin (arobase) orange.fr, merci." in proofs[column]["snippet"]


async def test_a_deep_search_reads_more_and_keeps_what_was_found(engine: Engine) -> None:
    """A further page names somebody: the role's address of the first run is kept beside it, and no page is fetched twice."""
    team = '<a href="/julie">Julie, notre assistante</a>'
    site = a_site(home=HOME, contact="<p>plomberie.martin@wanadoo.fr</p>", equipe=team, julie="<p>julie.martin@wanadoo.fr</p>")
    async with open_web_server(site) as server:
        first, row = await search(engine, server)
        assert ("/julie" in server.paths, row["email"]) == (False, "plomberie.martin@wanadoo.fr")
        _, deep = await search(engine, server, "deep", source_job_id=first.public_id)
    assert (deep["email"], deep["email_personal"], deep["email_source"]) == (
        "julie.martin@wanadoo.fr", "julie.martin@wanadoo.fr", "plomberie.martin@wanadoo.fr",
    )  # fmt: skip
    assert deep["email_source_url"] == server.url("/julie")
    assert server.paths.count("/contact") == 1


async def test_a_deep_search_loses_nothing(engine: Engine) -> None:
    """Where the site is gone, what the first run found stays, and says where it was read."""
    async with open_web_server(a_site(home="<p>julie.martin@wanadoo.fr</p>")) as server:
        first, _ = await search(engine, server)
        server.scripts.clear()
        shutil.rmtree(engine.appliance.folder.pages)
        job, deep = await search(engine, server, "deep", source_job_id=first.public_id)
        proofs = await proofs_of(engine, job)
    assert (deep["email"], deep["email_personal"], deep["email_source_url"]) == (
        "julie.martin@wanadoo.fr",
        "julie.martin@wanadoo.fr",
        server.url(),
    )
    assert (proofs["email"]["source"], proofs["email"]["method"]) == (server.url(), "text")


async def test_a_deep_search_takes_no_column_of_mine_for_a_finding(engine: Engine) -> None:
    """An address that I brought is kept apart, and is not said to have been found."""
    async with open_web_server() as server:
        first, row = await search(engine, server, row={"email": "old@wanadoo.fr"})
        assert (row["email"], row["email_source"]) == ("", "old@wanadoo.fr")
        _, deep = await search(engine, server, "deep", source_job_id=first.public_id)
        assert (deep["email"], deep["email_source"]) == ("", "old@wanadoo.fr")


async def test_a_site_that_is_down_loses_no_row_of_addresses(engine: Engine) -> None:
    """The row stays, its columns are empty, and the log says why."""
    async with open_web_server() as server:
        job, row = await search(engine, server)
        assert [row[name] for name in ("nom", "email", "email_personal", "email_source_url")] == ["Martin", "", "", ""]
        assert any("404" in line for line in await engine.log(job))


async def test_a_site_without_an_address_is_told(engine: Engine) -> None:
    """The log says how many pages were read in vain."""
    async with open_web_server(a_site(home=HOME, contact="<p>04 72 00 00 00</p>")) as server:
        job, row = await search(engine, server)
        assert row["email"] == ""
        assert any(server.url() in line and "(2)" in line for line in await engine.log(job))
