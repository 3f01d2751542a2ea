"""One person's data: erased everywhere and nowhere else, whatever comes in between, and handed out."""

import asyncio
import json
import secrets
import shutil
import subprocess
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import pytest
from houses import House, OpenHouse, Tenant
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jobs import make_job
from made_pipelines import make_pipeline
from rows import make_lead
from webhooks import make_webhook

from outhost.domain.clock import to_text
from outhost.domain.errors import InvalidInput
from outhost.domain.events import Happening
from outhost.domain.job_bounds import Bounds
from outhost.domain.jobs import Job, JobStatus, Level, LogLine
from outhost.domain.letters import Letter
from outhost.domain.lists import LeadList
from outhost.domain.pages import PageHead, unpacked
from outhost.domain.replies import Slot
from outhost.domain.rows import packed
from outhost.domain.searches import Search
from outhost.domain.subjects import SubjectKind, Tombstone
from outhost.domain.veilles import RunStatus, VeilleStatus, make_veille_id
from outhost.domain.webhooks import DeliveryStatus, Outcome
from outhost.domain.workspaces import Role
from outhost.files.pages import Pages
from outhost.operations.lists import NewList
from outhost.operations.news import tell
from outhost.operations.veille_starts import insert_run
from outhost.store.transactions import Tx
from outhost.store.veille_signals import NewSignal

NOW = datetime(2026, 5, 10, tzinfo=UTC)
SAM = "sam.person@example.com"
SPELLINGS = (SAM, " Sam.Person@Example.COM ", "SAM.PERSON@EXAMPLE.COM")
KIM = "kim.other@example.com"
UPLOAD = "0" * 32
SPEC = {
    "version": 1,
    "width": 64,
    "height": 32,
    "variables": [{"name": "first_name"}, {"name": "email"}],
    "layers": [{"type": "text", "text": "{{first_name}}", "box": [0, 0, 64, 32], "size": 12}],
}
"""A list whose leads have an address."""


def is_left(folder: Path, *texts: str) -> list[str]:
    """Name the files of a folder in which one of these texts stands, whatever its case, as another program reads them."""
    named = [word for text in texts for word in ("-e", text.strip())]
    found = subprocess.run(["grep", "-r", "-a", "-l", "-i", "-F", *named, str(folder)], capture_output=True, text=True, check=False)
    names = [path.name for path in folder.rglob("*") if any(text.strip().lower() in path.name.lower() for text in texts)]
    return [*found.stdout.splitlines(), *names]


def keep_pages(folder: Path) -> None:
    """Put pages of the web into the archive: two that name Sam, one of them in disguise, and one that names Kim."""
    masked = "".join(f"&#{ord(letter)};" for letter in SPELLINGS[2])
    bodies = {"sam": f"<a href='mailto:{SAM}?subject=x'>write</a>", "masked": f"<p>{masked}</p>", "kim": f"<p>{KIM}, {SAM}.invalid</p>"}
    for name, body in bodies.items():
        url = f"https://{name}.example/"
        head = PageHead(url=url, final_url=url, status=200, media_type="text/html", charset=None, fetched_at=NOW)
        Pages(folder).keep(head, body.encode())


def pages_left(folder: Path) -> set[str]:
    """Name the hosts whose pages are kept."""
    return {str(urlsplit(unpacked(path.read_bytes())[0].url).hostname) for path in folder.rglob("*") if path.is_file()}


@dataclass(frozen=True, kw_only=True)
class Traces:
    """A house in which Sam is named in every place where a person can be."""

    house: House
    tenant: Tenant
    neighbour: Tenant
    lead_list: LeadList
    foreign_list: LeadList


@asynccontextmanager
async def furnished(open_house: OpenHouse, folder: Path) -> AsyncIterator[Traces]:
    """Open a house with Sam in every place of one workspace, Kim beside him, and both in a neighbour's."""
    async with open_house(folder) as house:
        tenant, neighbour = await house.move_in(), await house.move_in()
        async with tenant.client, neighbour.client:
            lead_list, foreign_list = [
                await house.appliance.lists.add(who.caller, NewList(name="People", document=SPEC)) for who in (tenant, neighbour)
            ]
            for spelled in SPELLINGS:
                await _post(tenant, lead_list, spelled)
            await _post(tenant, lead_list, KIM)
            await _post(neighbour, foreign_list, KIM)
            await house.appliance.lists.add(tenant.caller, NewList(name=SAM, document=SPEC))
            await house.appliance.credits.grant(tenant.caller, 5, SPELLINGS[1])
            await house.appliance.store.write(_write_by_hand, tenant)
            house.appliance.folder.uploads.mkdir()
            (house.appliance.folder.uploads / UPLOAD).write_text(f"name,email\nSam,{SAM}\n", "utf-8")
            await house.letters_to(SAM)
            keep_pages(house.appliance.folder.pages)
            yield Traces(house=house, tenant=tenant, neighbour=neighbour, lead_list=lead_list, foreign_list=foreign_list)


async def test_a_person_is_erased_everywhere_and_nobody_else(tmp_path: Path, open_house: OpenHouse) -> None:
    """Sam asks to be forgotten: I am told of what, and no file of the folder holds his address any longer, however it was written."""
    async with furnished(open_house, tmp_path / "data") as traces:
        tenant, appliance = traces.tenant, traces.house.appliance
        assert is_left(tmp_path / "data", SAM)
        kept_files = tenant.image_files()
        erasure = await appliance.privacy.erase(tenant.caller, SPELLINGS[2])
        assert (erasure.kind, erasure.is_finished, erasure.backups) == (SubjectKind.EMAIL, True, [])
        assert erasure.erased == {
            "leads": 3, "images": 3, "replies": 4, "events": 2, "letters": 0, "invitations": 1, "templates": 1, "lists": 1, "credits": 1,
            "jobs": 1, "job_inputs": 2, "job_rows": 1, "job_alike": 1, "job_frames": 1, "pipelines": 0, "veilles": 1,
            "veille_runs": 1, "veille_signals": 1, "veille_rows": 1, "feedback_threads": 0,
            "feedback_messages": 0, "webhook_deliveries": 1, "uploads": 1, "outbox": 1, "pages": 2,
        }  # fmt: skip
        assert pages_left(tmp_path / "data" / "pages") == {"kim.example"}
        assert is_left(tmp_path / "data", SAM) == []
        assert len(kept_files - tenant.image_files()) == 3
        assert await _emails(traces.house, traces.lead_list) == [KIM]
        assert await _emails(traces.house, traces.foreign_list) == [KIM]
        assert await _job_rows(tenant) == [KIM]
        assert await appliance.read(_known_addresses) == [KIM]
        exported = await tenant.client.get(f"/v1/lists/{traces.lead_list.public_id}/csv")
        assert [line.split(",")[-1] for line in exported.text.splitlines()] == ["email", KIM]
        assert await tenant.balance() == await tenant.ledger_sum() == 1001
        assert await _lead_ids_of_ledger(tenant) == 1
    assert is_left(tmp_path / "data", SAM) == []


async def test_a_person_in_a_pasted_table_is_erased_with_the_jobs_and_pipelines_that_would_read_it_again(tenant: Tenant) -> None:
    """What I pasted is kept to be run again: Sam is taken out of it, of names and of what edges are called, and Kim is not."""
    config = {"source": "paste", "text": f"name;email\nSam;{SPELLINGS[2]}\nKim;{KIM}\n"}
    nodes = [{"id": "in", "type": "import", "config": config}, {"id": "out", "type": "sort", "config": {}}]
    definition = {"nodes": nodes, "edges": [{"from": "in", "to": "out", "id": SAM}]}

    def write(tx: Tx) -> None:
        make_job(tx, tenant.workspace_id, params=config)
        make_pipeline(tx, tenant.workspace_id, definition=definition, name=f"Letters to {SAM}")

    await tenant.house.appliance.store.write(write)
    erasure = await tenant.house.appliance.privacy.erase(tenant.caller, SAM)
    assert (erasure.erased["jobs"], erasure.erased["pipelines"], erasure.is_finished) == (1, 1, True)
    kept = await tenant.house.appliance.read(lambda tx: tx.one("SELECT definition FROM pipelines ORDER BY id DESC LIMIT 1"))
    assert kept is not None
    assert json.loads(kept["definition"])["nodes"][0]["config"]["text"] == f"name;email\nSam;(erased)\nKim;{KIM}\n"
    assert is_left(tenant.house.appliance.folder.path, SAM) == []


async def test_who_is_erased_once_more_is_not_there(tmp_path: Path, open_house: OpenHouse) -> None:
    """To ask again does no harm and finds nothing."""
    async with furnished(open_house, tmp_path / "data") as traces:
        privacy, caller = traces.house.appliance.privacy, traces.tenant.caller
        await privacy.erase(caller, SAM)
        assert set((await privacy.erase(caller, SAM)).erased.values()) == {0}


async def test_two_erasures_at_once_count_each_thing_once(tmp_path: Path, open_house: OpenHouse) -> None:
    """Two of us press the button: what was there was erased once."""
    async with furnished(open_house, tmp_path / "data") as traces:
        privacy, caller = traces.house.appliance.privacy, traces.tenant.caller
        both = await asyncio.gather(*(privacy.erase(caller, SAM) for _ in range(2)))
        assert sorted(erasure.erased["leads"] for erasure in both) == [0, 3]
        assert all(erasure.is_finished for erasure in both)
        assert is_left(tmp_path / "data", SAM) == []


@pytest.mark.parametrize("subject", ["", "Sam", "12", "+33 12", "nai123", "a@", "https://example.com"])
async def test_a_word_is_no_subject(tenant: Tenant, subject: str) -> None:
    """What is no address, no number and no tracking id would erase too much or nothing: it is refused, and nothing is remembered."""
    with pytest.raises(InvalidInput, match="subject"):
        await tenant.house.appliance.privacy.erase(tenant.caller, subject)
    assert (
        await tenant.house.appliance.read(lambda tx: tx.one("SELECT 1 FROM tombstones WHERE workspace_id = :w", w=tenant.workspace_id))
        is None
    )


async def test_an_erasure_by_tracking_id(tenant: Tenant) -> None:
    """Somebody who knows only the link of their picture has that lead erased."""
    made = await tenant.make_list()
    one, other = [(await tenant.house.appliance.leads.add(tenant.caller, made, {"first_name": name})).lead for name in ("Sam", "Kim")]
    erasure = await tenant.house.appliance.privacy.erase(tenant.caller, one.tracking_id)
    assert (erasure.kind, erasure.erased["leads"]) == (SubjectKind.TRACKING_ID, 1)
    statuses = [(await tenant.client.get(f"/i/{lead.tracking_id}.png")).status_code for lead in (one, other)]
    assert statuses == [404, 200]


async def test_the_trail_names_nobody(tmp_path: Path, open_house: OpenHouse) -> None:
    """Erasing, exporting and suppressing are events, with a digest in the place of the person."""
    async with furnished(open_house, tmp_path / "data") as traces:
        appliance, caller = traces.house.appliance, traces.tenant.caller
        await appliance.privacy.export(caller, SAM)
        await appliance.privacy.erase(caller, SAM, is_suppressed=True)
        await appliance.suppressions.lift(caller, SAM)
        events = await appliance.read(
            lambda tx: [
                (row["name"], row["subject"]) for row in tx.all("SELECT name, subject FROM events WHERE name LIKE 'subject.%' ORDER BY id")
            ]
        )
        assert [name for name, _ in events] == ["subject.exported", "subject.erased", "subject.suppressed", "subject.unsuppressed"]
        (digest,) = {subject for _, subject in events}
        assert len(digest) == 64


async def test_an_export_shows_all_that_is_kept_and_changes_nothing(tmp_path: Path, open_house: OpenHouse) -> None:
    """Sam asks what we keep: his leads with when and from whom, events and letters; Kim is not in it."""
    async with furnished(open_house, tmp_path / "data") as traces:
        appliance = traces.house.appliance
        kept = await appliance.privacy.export(traces.tenant.caller, SAM)
        assert [one.lead.variables["email"] for one in kept.leads] == list(SPELLINGS)
        assert {(one.lead_list.public_id, one.added_by) for one in kept.leads} == {(traces.lead_list.public_id, "api_key")}
        assert [event.name for event in kept.events] == ["list.added", "job.failed"]
        assert (kept.counts["replies"], kept.counts["webhook_deliveries"]) == (4, 1)
        assert len(await _emails(traces.house, traces.lead_list)) == 4
        assert (await appliance.privacy.export(traces.neighbour.caller, SAM)).leads == []


async def test_an_erasure_that_breaks_off_anywhere_is_finished_when_it_is_done_again(
    tmp_path: Path, open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The power fails after any of its steps: I send it again, and nothing is left."""
    monkeypatch.setattr("outhost.operations.privacy.BATCH", 1)
    async with furnished(open_house, tmp_path / "data") as traces:
        appliance, caller = traces.house.appliance, traces.tenant.caller
        write = appliance.store.write
        for steps in range(60):
            if steps:
                await write(_furnish_again, traces)
            with monkeypatch.context() as broken:
                broken.setattr(appliance.store, "write", _breaking_after(write, steps))
                is_broken_off = await _breaks_off(appliance.privacy.erase(caller, SAM))
            assert not is_broken_off or steps > _LEAST_STEPS or is_left(tmp_path / "data", SAM)
            assert (await appliance.privacy.erase(caller, SAM)).is_finished
            assert is_left(tmp_path / "data", SAM) == []
            assert await _emails(traces.house, traces.lead_list) == [KIM]
            if not is_broken_off:
                assert steps > _LEAST_STEPS
                return
    raise AssertionError("it never came to an end")


@pytest.mark.parametrize("steps", [1, 3, 6])
async def test_an_erasure_that_a_crash_broke_off_is_finished_by_the_next_start(
    tmp_path: Path, open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    """Nobody sends it again: outhost remembers, by digest alone, and finishes it."""
    monkeypatch.setattr("outhost.operations.privacy.BATCH", 1)
    async with furnished(open_house, tmp_path / "data") as traces:
        appliance = traces.house.appliance
        with monkeypatch.context() as broken:
            broken.setattr(appliance.store, "write", _breaking_after(appliance.store.write, steps))
            assert await _breaks_off(appliance.privacy.erase(traces.tenant.caller, SAM))
    assert is_left(tmp_path / "data", SAM)
    async with open_house(tmp_path / "data") as house:
        assert await house.appliance.privacy.replay_tombstones() in {0, 1}  # 0: the janitor was quicker
        assert is_left(tmp_path / "data", SAM) == []
        assert await _emails(house, traces.lead_list) == [KIM]


async def test_a_reader_of_an_older_snapshot_is_waited_for(tmp_path: Path, open_house: OpenHouse) -> None:
    """Somebody streams a list meanwhile: the answer says that it is not over, and it is once they are done."""
    async with furnished(open_house, tmp_path / "data") as traces:
        appliance = traces.house.appliance
        async with appliance.store.private():
            erasure = await appliance.privacy.erase(traces.tenant.caller, SAM)
            assert (erasure.erased["leads"], erasure.is_finished) == (3, False)
        assert await appliance.privacy.replay_tombstones() == 1
        assert is_left(tmp_path / "data", SAM) == []
        assert await appliance.privacy.replay_tombstones() == 0


async def test_what_was_broken_off_for_many_is_finished_at_once(
    tmp_path: Path, open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five people wait to be overwritten: the file is written anew once, and no transaction looks at all of them."""
    monkeypatch.setattr("outhost.operations.privacy._STONES_AT_ONCE", 2)
    async with furnished(open_house, tmp_path / "data") as traces:
        appliance = traces.house.appliance
        rewritten: list[int] = []
        sizes: list[int] = []
        rewrite, write = appliance.store.rewrite, appliance.store.write
        async with appliance.store.private():
            for subject in (SAM, KIM, "lou@example.com", "max@example.com", "+33 6 12 34 56 78"):
                assert not (await appliance.privacy.erase(traces.tenant.caller, subject)).is_finished

        async def counted_rewrite() -> None:
            rewritten.append(1)
            await rewrite()

        async def counted_write(work: Any, *args: Any, **kwargs: Any) -> Any:
            sizes.extend(len(arg) for arg in args if isinstance(arg, list) and arg and isinstance(arg[0], Tombstone))
            return await write(work, *args, **kwargs)

        monkeypatch.setattr(appliance.store, "rewrite", counted_rewrite)
        monkeypatch.setattr(appliance.store, "write", counted_write)
        assert await appliance.privacy.replay_tombstones() == 5
        assert is_left(tmp_path / "data", SAM) == []
        assert (len(rewritten), set(sizes)) == (1, {1, 2})


async def test_nobody_holds_the_writer_up_by_erasing_again_and_again(
    tmp_path: Path, open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address that stands elsewhere too, as my own does: a large database is not written anew for it at each call."""
    async with open_house(tmp_path) as house:
        tenant = await house.move_in()
        await tenant.client.aclose()
        privacy, now = house.appliance.privacy, [100.0]

        async def slow_rewrite() -> None:
            now.append(now[-1] + 10)

        monkeypatch.setattr(house.appliance.store, "rewrite", slow_rewrite)
        monkeypatch.setattr("outhost.operations.privacy.monotonic", lambda: now[-1])
        found = [(await privacy.erase(tenant.caller, tenant.email)).is_finished for _ in range(3)]
        assert (found, len(now)) == ([True, False, False], 2)
        now.append(now[-1] + 200)
        assert (await privacy.erase(tenant.caller, tenant.email)).is_finished


async def test_a_copy_that_sqlite_left_behind_is_found_and_goes(tmp_path: Path, open_house: OpenHouse) -> None:
    """Deleted bytes that nothing had overwritten, from before this version, lie in the free space: the file is written anew."""
    async with furnished(open_house, tmp_path / "data") as traces:
        appliance = traces.house.appliance
        appliance.store._writer._connection.execute("PRAGMA secure_delete = OFF")
        await appliance.privacy.erase(traces.tenant.caller, SAM)
        assert is_left(tmp_path / "data", SAM) == []
        assert await _emails(traces.house, traces.lead_list) == [KIM]


async def test_the_words_of_a_person_are_taken_out_of_the_index(tmp_path: Path, open_house: OpenHouse) -> None:
    """Sam's number stands in the search index as a word of its own: afterwards it stands nowhere, and others are still found."""
    async with furnished(open_house, tmp_path / "data") as traces:
        appliance, caller = traces.house.appliance, traces.tenant.caller
        numbers = [f"+3361234{number:04d}" for number in range(300)]
        await appliance.store.write(lambda tx: [make_lead(tx, traces.lead_list.id, {"first_name": "N", "email": n}) for n in numbers])
        await appliance.searches.index_all()
        assert (await appliance.privacy.erase(caller, numbers[7])).erased["leads"] == 1
        assert is_left(tmp_path / "data", numbers[7], numbers[7].removeprefix("+")) == []
        words = await appliance.searches.page(caller, traces.lead_list.public_id, Search(words=numbers[8]), limit=5, offset=0)
        assert [lead.variables["email"] for lead in words.leads] == [numbers[8]]


async def test_an_older_copy_of_the_database_forgets_again(tmp_path: Path, open_house: OpenHouse) -> None:
    """I put last week's database back: whoever was erased since is erased again, is not collected again, and nobody else is touched."""
    folder = tmp_path / "data"
    async with furnished(open_house, folder) as traces:
        pass
    shutil.copy(folder / "outhost.db", tmp_path / "older.db")
    async with open_house(folder) as house:
        await house.appliance.privacy.erase(traces.tenant.caller, SAM, is_suppressed=True)
    (folder / "outhost.db").unlink()
    shutil.copy(tmp_path / "older.db", folder / "outhost.db")
    assert is_left(folder, SAM)
    async with open_house(folder) as house:
        await house.appliance.privacy.replay_tombstones()
        assert is_left(folder, SAM) == []
        assert await _emails(house, traces.lead_list) == [KIM]
        target = await house.appliance.leads.target(traces.tenant.caller, traces.lead_list.public_id)
        with pytest.raises(InvalidInput, match="suppressed"):
            await house.appliance.leads.add(traces.tenant.caller, target, {"email": SAM})


async def test_a_tombstone_of_another_installation_does_nothing(tmp_path: Path, open_house: OpenHouse) -> None:
    """A file of tombstones from elsewhere: its digests fit nobody, and its workspaces need not exist."""
    async with furnished(open_house, tmp_path / "elsewhere") as traces:
        await traces.house.appliance.privacy.erase(traces.neighbour.caller, KIM)
    async with open_house(tmp_path / "data") as house:
        tenant = await house.move_in()
        made = await house.appliance.lists.add(tenant.caller, NewList(name="People", document=SPEC))
        async with tenant.client:
            await _post(tenant, made, KIM)
        shutil.copy(tmp_path / "elsewhere" / "tombstones.json", tmp_path / "data" / "tombstones.json")
        await house.appliance.privacy.replay_tombstones()
        assert await _emails(house, made) == [KIM]


@pytest.mark.parametrize("damage", ["", "{", "[]", '[{"digest": 1}]', "[1]", '{"a": 1}'])
async def test_a_damaged_file_of_tombstones_keeps_nobody_from_being_erased(tmp_path: Path, open_house: OpenHouse, damage: str) -> None:
    """Somebody edited it: the next erasure works, and writes it anew."""
    async with open_house(tmp_path) as house:
        tenant = await house.move_in()
        await tenant.client.aclose()
        file = house.appliance.folder.tombstones
        file.write_text(damage)
        assert await house.appliance.privacy.replay_tombstones() == 0
        assert (await house.appliance.privacy.erase(tenant.caller, SAM)).is_finished
        assert len(json.loads(file.read_text())) == 1


async def test_copies_that_are_the_owners_are_named(tmp_path: Path, open_house: OpenHouse) -> None:
    """What lies in backups/ may hold Sam still: I am told its name, and it is left to me."""
    async with furnished(open_house, tmp_path / "data") as traces:
        (tmp_path / "data" / "backups").mkdir()
        (tmp_path / "data" / "backups" / "before.db").write_text(SAM)
        erasure = await traces.house.appliance.privacy.erase(traces.tenant.caller, SAM)
        assert erasure.backups == ["before.db"]
        assert is_left(tmp_path / "data", SAM) == [str(tmp_path / "data" / "backups" / "before.db")]


async def test_letters_of_an_account_go_with_the_account_alone(tmp_path: Path, open_house: OpenHouse) -> None:
    """Sam has an account here: no workspace can take the link to a new password away from him."""
    async with furnished(open_house, tmp_path / "data") as traces:
        house = traces.house
        async with house.browser() as browser:
            await browser.post("/api/auth/password/forgot", json={"email": traces.neighbour.email})
        assert len(await house.letters_to(traces.neighbour.email)) == 1
        erasure = await house.appliance.privacy.erase(traces.tenant.caller, traces.neighbour.email)
        assert (erasure.erased["letters"], erasure.erased["outbox"]) == (0, 0)
        assert len(await house.letters_to(traces.neighbour.email)) == 1


async def test_letters_of_another_workspace_are_its_own(tmp_path: Path, open_house: OpenHouse) -> None:
    """My neighbour invited Sam: forgetting him takes my own letter to him, and leaves theirs where it is."""
    async with furnished(open_house, tmp_path / "data") as traces:
        house = traces.house
        theirs = Letter(recipient=SAM, subject="Theirs", plain="Come", html="<p>Come", link="", workspace_id=traces.neighbour.workspace_id)
        await house.appliance.store.write(lambda tx: tx.letters.insert(theirs))
        assert len(await house.letters_to(SAM)) == 2
        assert (await house.appliance.privacy.erase(traces.tenant.caller, SAM)).erased["outbox"] == 1
        assert [letter["Subject"] for letter in await house.letters_to(SAM)] == ["Theirs"]


PEOPLE = {
    "ann": ("ann@example.com", "ANN@Example.com ", "ann@EXAMPLE.com"),
    "bob": ("+33 6 12 34 56 78", "0033612345678", "06.12.34.56.78", "+33 (0)6-12-34-56-78", "33612345678"),
    "cyd": ("+44 7700 900 123", "07700 900123"),
    "dan": ("+33 6 12 34 56 79", "06 12 34 56 79"),
    "eve": ("nai0123456789abcde",),
    "nobody": ("ann@example.com, bob", "+44 612 345 678", "612345678", "ann", "", "+33", "Acme"),
}
"""People, each with ways of being written; nobody is named by the last."""
WORDS = st.sampled_from([(who, text) for who, texts in PEOPLE.items() for text in texts])
LEADS = st.lists(st.tuples(st.integers(0, 2), st.lists(WORDS, min_size=1, max_size=3)), max_size=12)
SUBJECTS = {"ann": 0, "bob": 0, "cyd": 0, "dan": 0, "eve": 0}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(leads=LEADS, who=st.sampled_from(list(SUBJECTS)), place=st.integers(0, 2))
async def test_whoever_is_erased_nobody_else_is(house: House, leads: list[Any], who: str, place: int) -> None:
    """Leads of several workspaces, with addresses and numbers in all spellings: one person goes from one workspace, all others stay."""
    async with AsyncLists(house) as lists:
        expected = []
        for where, words in leads:
            values = {f"v{number}": text for number, (_, text) in enumerate(words)}
            lead = await house.appliance.store.write(make_lead, lists[where][1].id, values)
            if where != place or who not in {name for name, _ in words}:
                expected.append(lead.tracking_id)
        tenant, _ = lists[place]
        erasure = await house.appliance.privacy.erase(tenant.caller, PEOPLE[who][0])
        assert await _tracking_ids(house, [made for _, made in lists]) == set(expected)
        assert erasure.erased["leads"] == len(leads) - len(expected)
        counts = [(await house.appliance.read(_count, made)) for _, made in lists]
        assert sum(counts) == len(expected)


class AsyncLists(list[tuple[Tenant, LeadList]]):
    """Three workspaces that move in, each with a list."""

    def __init__(self, house: House) -> None:
        """Move into `house`."""
        super().__init__()
        self._house = house

    async def __aenter__(self) -> Self:
        """Make them."""
        for _ in range(3):
            tenant = await self._house.move_in()
            self.append((tenant, await tenant.make_list()))
        return self

    async def __aexit__(self, *_: object) -> None:
        """Let their clients go."""
        for tenant, _list in self:
            await tenant.client.aclose()


class _PowerCutError(Exception):
    """The power failed."""


_LEAST_STEPS = 6
"""Three leads, and a row in each of three tables, are erased one a transaction."""


async def _breaks_off(erasure: Awaitable[object]) -> bool:
    try:
        await erasure
    except _PowerCutError:
        return True
    return False


def _furnish_again(tx: Tx, traces: Traces) -> None:
    for spelled in SPELLINGS:
        make_lead(tx, traces.lead_list.id, {"first_name": "Sam", "email": spelled})
    _write_by_hand(tx, traces.tenant)


def _breaking_after(write: Any, steps: int) -> Any:
    left = iter(range(steps))

    async def write_or_break(*work: Any, **more: Any) -> Any:
        if next(left, None) is None:
            raise _PowerCutError
        return await write(*work, **more)

    return write_or_break


async def _post(tenant: Tenant, made: LeadList, email: str) -> None:
    body = {"variables": {"first_name": "Sam", "email": email}}
    answer = await tenant.client.post(f"/v1/lists/{made.public_id}/leads", json=body, headers={"Idempotency-Key": secrets.token_hex(4)})
    assert answer.status_code == 200, answer.text


def _known_addresses(tx: Tx) -> list[str]:
    """Give the addresses that veilles know, and show in signals."""
    rows = [json.loads(row["cells"])[0] for row in tx.all("SELECT cells FROM veille_rows")]
    shown = [json.loads(row["changes"])[0]["after"] for row in tx.all("SELECT changes FROM veille_signals")]
    assert rows == shown
    return rows


def _remember(tx: Tx, job: Job) -> None:
    """Have a veille know Sam and Kim, by rows, by signals, by why a run failed, and by its own name."""
    now = to_text(tx.now)
    veille = tx.veilles.insert({
        "public_id": make_veille_id(), "workspace_id": job.workspace_id, "actor": "api_key", "locale": "en", "name": SAM,
        "source_job_id": job.public_id, "job_id": job.key, "frequency_days": 7, "status": VeilleStatus.PAUSED, "next_run_at": now,
        "created_at": now,
    })  # fmt: skip
    run = insert_run(tx, veille, RunStatus.FAILED, columns=["email", SAM], error_message=f"Refused by “{SAM}”.")
    for number, spelled in enumerate((SPELLINGS[1], KIM)):
        version = tx.veille_rows.insert(veille.key, run.number, bytes([number]), b"", packed([spelled, None]))
        change = json.dumps([{"column": "telephone", "before": None, "after": spelled}])
        signal = NewSignal(identity=bytes([number]), category="modified", score=15.0, changes=change, before=None, after=version)
        tx.veille_signals.insert(veille.key, run.key, [signal])


def _write_by_hand(tx: Tx, tenant: Tenant) -> None:
    letter = Letter(recipient=SAM, subject="Come in", plain="Come in", html="<p>Come in", link="", workspace_id=tenant.workspace_id)
    tx.letters.insert(letter)
    tx.invitations.insert(b"d" * 32, workspace_id=tenant.workspace_id, role=Role.MEMBER, email=SAM, invited_by=None)
    tx.run(
        "INSERT INTO templates (workspace_id, name, render_spec, created_at) VALUES (:w, :name, '{}', '')", w=tenant.workspace_id, name=SAM
    )
    for key, answer in {"1": b"no JSON", "2": f'{{"a": [{{"b": "{SAM}"}}]}}'.encode()}.items():
        tx.replies.put(tenant.workspace_id, Slot(method="POST", path="/v1/other", key=key, body_digest=b""), answer)

    rows = [{"email": SPELLINGS[1]}, {"email": KIM}]
    job = make_job(
        tx, tenant.workspace_id, None, JobStatus.FAILED, rows, [{"email": SAM}], params={"text": SAM, "limit": 3}, upload=UPLOAD,
        error_message=f"Refused by “{SAM}”.", bounds=Bounds(counts_by=("email",), most_alike={"email": 1}).as_document(),
        tallies=[["email", SPELLINGS[1], "rows", 1], ["email", KIM, "rows", 1]],
    )  # fmt: skip
    _remember(tx, job)
    tx.job_alike.add(job.key, {("email", SAM): 1, ("email", KIM): 1})
    tx.job_frames.insert_log(tenant.workspace_id, job.key, [LogLine(Level.ERROR, f"Row 1: {SAM}: bounced.")])

    (webhook,) = tx.webhooks.all(tenant.workspace_id) or [make_webhook(tx, tenant.workspace_id)]
    tell(tx, tenant.caller, Happening.JOB_FAILED, job.public_id, {"error_message": f"Refused by “{SAM}”."})
    (delivery,) = tx.webhook_deliveries.page(webhook.id, status=None, limit=1, offset=0)
    answer = f'{{"error":"unknown","about":{{"email":"{SAM}"}}}}'
    tx.webhook_deliveries.record(delivery.key, Outcome(status=400, answer=answer), DeliveryStatus.DEAD, None)


async def _job_rows(tenant: Tenant) -> list[str]:
    rows = await tenant.house.appliance.read(lambda tx: tx.job_rows.texts(tenant.workspace_id, None, 500))
    return [text for _, texts in rows for text in texts]


async def _emails(house: House, made: LeadList) -> list[str]:
    found = await house.appliance.read(lambda tx: tx.leads.texts(made.workspace_id, None, 500))
    return [texts[-1] for _, texts in found]


async def _lead_ids_of_ledger(tenant: Tenant) -> int:
    entries = await tenant.house.appliance.read(lambda tx: tx.credits.page(tenant.workspace_id, limit=100, offset=0))
    return len([entry for entry in entries if entry.lead_id])


async def _tracking_ids(house: House, lists: list[LeadList]) -> set[str]:
    rows = [await house.appliance.read(lambda tx, made=made: tx.leads.texts(made.workspace_id, None, 500)) for made in lists]
    return {texts[0] for found in rows for _, texts in found}


def _count(tx: Tx, made: LeadList) -> int:
    found = tx.lists.find(made.workspace_id, made.public_id)
    assert found is not None
    return found.lead_count
