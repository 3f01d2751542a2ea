"""Feedback on `/api`: what people tell the administrators, what those answer, and the letters between them."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from houses import PASSWORD, House, open_house_at
from jobs import make_job
from outsend import Person, answer_of, books_of, check_refused, events_of, join, move_in

from outhost.domain.users import User
from outhost.domain.workspaces import Role
from outhost.store.transactions import Tx

FEEDBACK, CONTACT, ANYBODYS = "/api/feedback", "/api/contact", "/api/admin/feedback"
IDEA = {"kind": "idea", "message": "A map of the leads, please."}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A house of the test's own, for letters to its administrators are counted."""
    async with open_house_at(tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
async def street(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A house for tests that leave nothing which others would count."""
    async with open_house_at(tmp_path_factory.mktemp("street")) as opened:
        yield opened


@pytest.fixture
async def tess(street: House) -> AsyncIterator[Person]:
    """Somebody in that house."""
    async with move_in(street) as person:
        yield person


@pytest.fixture
async def kim(house: House) -> AsyncIterator[Person]:
    """Somebody who gives feedback."""
    async with move_in(house) as person:
        yield person


@pytest.fixture
async def admin(house: House) -> AsyncIterator[Person]:
    """An administrator."""
    async with move_in(house, is_admin=True) as person:
        yield person


async def texts_to(house: House, user: User | str) -> list[str]:
    """Give the plain text of each letter that somebody got."""
    letters = await house.letters_to(user if isinstance(user, str) else user.email)
    bodies = [letter.get_body(("plain",)) for letter in letters]
    return [str(body.get_content()).replace("\r\n", "\n") for body in bodies if body is not None]


async def test_a_thread_from_its_first_message_to_its_end(kim: Person, admin: Person) -> None:
    """I write, an administrator answers, I thank, it is closed; whose turn it is can be seen all the way."""
    opened = await answer_of(kim.client.post(FEEDBACK, json=IDEA | {"subject": " Map ", "page_url": "/lists", "context": {"v": [1]}}))
    assert (opened["status"], opened["subject"], opened["page_url"], opened["context"]) == ("open", "Map", "/lists", {"v": [1]})
    assert [(one["by"], one["message"]) for one in opened["messages"]] == [("author", IDEA["message"])]
    own, anybodys = f"{FEEDBACK}/{opened['id']}", f"{ANYBODYS}/{opened['id']}"
    answer = await answer_of(admin.client.post(f"{anybodys}/messages", json={"message": "In June.\r\nPromised."}))
    assert (answer["by"], answer["message"]) == ("administrator", "In June.\nPromised.")
    assert (await answer_of(kim.client.get(own)))["status"] == "answered"
    assert (await answer_of(kim.client.post(f"{own}/messages", json={"message": "Thanks!"})))["by"] == "author"
    whole = await answer_of(kim.client.get(own))
    assert (whole["status"], whole["messages_count"], len(whole["messages"])) == ("open", 3, 3)
    assert (await answer_of(admin.client.patch(anybodys, json={"status": "closed"})))["status"] == "closed"
    assert (await answer_of(kim.client.patch(own, json={"status": "open"})))["status"] == "open"
    assert (await answer_of(kim.client.patch(own, json={"status": "closed"})))["status"] == "closed"
    await answer_of(kim.client.post(f"{own}/messages", json={"message": "One more thing."}))
    assert (await answer_of(kim.client.get(own)))["status"] == "open"


async def test_closing_what_is_closed_is_no_news(kim: Person) -> None:
    """A second click changes nothing, not even the time."""
    own = f"{FEEDBACK}/{(await answer_of(kim.client.post(FEEDBACK, json=IDEA)))['id']}"
    first = await answer_of(kim.client.patch(own, json={"status": "closed"}))
    before = await books_of(kim.house, besides="sessions")
    assert await answer_of(kim.client.patch(own, json={"status": "closed"})) == first
    assert await books_of(kim.house, besides="sessions") == before


async def test_each_side_gets_one_letter_a_message_in_its_own_language(house: House, kim: Person, admin: Person) -> None:
    """Administrators read that there is something, never what; I read the answer. Nobody gets a letter about what they wrote."""
    async with move_in(house, is_admin=True) as other:
        await answer_of(admin.client.patch("/api/auth/me", json={"locale": "fr"}))
        await answer_of(kim.client.patch("/api/auth/me", json={"locale": "fr"}))
        number = (await answer_of(kim.client.post(FEEDBACK, json=IDEA, headers={"Accept-Language": "en"})))["id"]
        assert [f"une idée, retour {number}" in text for text in await texts_to(house, admin.user)] == [True]
        assert [f"an idea, as feedback {number}" in text for text in await texts_to(house, other.user)] == [True]
        assert IDEA["message"] not in "".join(await texts_to(house, admin.user) + await texts_to(house, other.user))
        await answer_of(admin.client.post(f"{ANYBODYS}/{number}/messages", json={"message": "In {June}.\n<b>Promised</b>"}))
        assert ["a répondu :\n\nIn {June}.\n<b>Promised</b>" in text for text in await texts_to(house, kim.user)] == [True]
        (letter,) = await house.letters_to(kim.user.email)
        html = letter.get_body(("html",))
        assert html is not None
        assert "In {June}.<br>&lt;b&gt;Promised&lt;/b&gt;" in html.get_content()
        await answer_of(kim.client.post(f"{FEEDBACK}/{number}/messages", json={"message": "Thanks!"}))
        counts = [len(await texts_to(house, person.user)) for person in (admin, other, kim)]
        assert counts == [2, 2, 1]


async def test_an_administrator_s_own_thread_is_told_to_the_others_alone(house: House, admin: Person) -> None:
    """I am no news to myself: neither when I write nor when I answer."""
    async with move_in(house, is_admin=True) as other, move_in(house, is_admin=True) as outsider:
        await house.appliance.store.write(lambda tx: tx.users.set_active(outsider.id, is_active=False))
        number = (await answer_of(admin.client.post(FEEDBACK, json=IDEA)))["id"]
        await answer_of(admin.client.post(f"{ANYBODYS}/{number}/messages", json={"message": "To myself."}))
        assert [len(await texts_to(house, person.user)) for person in (admin, other, outsider)] == [0, 1, 0]


async def test_lists_show_whose_they_are_newest_first(kim: Person, admin: Person) -> None:
    """I see my own threads, administrators see everybody's, and both find what waits."""
    numbers = [(await answer_of(kim.client.post(FEEDBACK, json=IDEA | {"kind": kind})))["id"] for kind in ("bug", "idea", "other")]
    await answer_of(admin.client.post(FEEDBACK, json=IDEA))
    await answer_of(kim.client.patch(f"{FEEDBACK}/{numbers[0]}", json={"status": "closed"}))
    mine = await answer_of(kim.client.get(FEEDBACK, params={"limit": 2}))
    assert ([one["id"] for one in mine["items"]], mine["total"], mine["limit"], mine["offset"]) == (numbers[:0:-1], 3, 2, 0)
    assert "messages" not in mine["items"][0]
    closed = await answer_of(kim.client.get(FEEDBACK, params={"status": "closed"}))
    assert [one["id"] for one in closed["items"]] == numbers[:1]
    everybody = await answer_of(admin.client.get(ANYBODYS))
    assert everybody["total"] == 4
    found = await answer_of(admin.client.get(ANYBODYS, params={"status": "open", "kind": "other"}))
    assert [(one["id"], one["author"]["email"], one["workspace_id"]) for one in found["items"]] == [
        (numbers[2], kim.user.email, kim.workspace_id)
    ]
    for query in ({"status": "done"}, {"kind": "praise"}, {"limit": "501"}):
        assert (await admin.client.get(ANYBODYS, params=query)).status_code == 422


async def test_a_wish_for_a_module_names_one_of_the_registry(kim: Person, admin: Person) -> None:
    """The modules that are made on demand can be asked for, however their name is hyphened; what is no module can't."""
    registry = await answer_of(kim.client.get("/api/modules-registry"))
    wanted = next(module["slug"] for module in registry if module["is_on_demand"])
    wish = {"kind": "module_request", "message": "Please.", "module_slug": wanted.replace("_", "-")}
    assert (await answer_of(kim.client.post(FEEDBACK, json=wish)))["module_slug"] == wanted
    for spelled in (wanted, wanted.replace("_", "-")):
        assert (await answer_of(admin.client.get(ANYBODYS, params={"module_slug": spelled})))["total"] == 1
    assert (await answer_of(admin.client.get(ANYBODYS, params={"module_slug": "sort"})))["total"] == 0
    answer = await kim.client.post(FEEDBACK, json=wish | {"module_slug": "no_such_module"})
    assert answer.status_code == 404


async def test_a_job_must_be_of_the_workspace_in_which_i_act(house: House, kim: Person) -> None:
    """A job of mine can be named; another's is as good as none, and no thread is there afterwards."""
    mine = await house.appliance.store.write(make_job, kim.workspace_id, kim.id)
    assert (await answer_of(kim.client.post(FEEDBACK, json=IDEA | {"job_id": mine.public_id})))["job_id"] == mine.public_id
    async with move_in(house) as stranger:
        foreign = await house.appliance.store.write(make_job, stranger.workspace_id, stranger.id)
    for job_id in (foreign.public_id, "j_00000000000000000000000000", "x"):
        await check_refused_but_counted(kim, IDEA | {"job_id": job_id}, status=404)


async def check_refused_but_counted(person: Person, body: dict[str, Any], *, status: int) -> None:
    """Make a try that must be refused after it was counted, and must leave nothing else."""
    before = await books_of(person.house, besides="attempts")
    answer = await person.client.post(FEEDBACK, json=body)
    assert answer.status_code == status, answer.text
    assert await books_of(person.house, besides="attempts") == before


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("kind", "praise", "bug"),
        ("kind", "contact", "bug"),
        ("kind", None, "kind"),
        ("message", None, "message"),
        ("message", "", "message"),
        ("message", " \n\t ", "not all blank"),
        ("message", "x" * 5001, "5000"),
        ("message", "ring\x07", "control characters"),
        ("message", "nul\x00", "control characters"),
        ("message", "escape\x1b[2J", "control characters"),
        ("message", "next\x85line", "control characters"),
        ("message", 5, "message"),
        ("subject", "x" * 201, "200"),
        ("subject", "two\nlines", "control characters"),
        ("subject", "a\tb", "control characters"),
        ("page_url", "javascript:alert(1)", "http://"),
        ("page_url", "https://example.com/ x", "http://"),
        ("page_url", f"/{'x' * 2000}", "2000"),
        ("module_slug", "x" * 201, "200"),
        ("job_id", "x\x00", "control characters"),
        ("context", [1], "context"),
        ("context", "x", "context"),
        ("context", {"x": "y" * 10_000}, "10000 bytes"),
        ("context", {"x": "é" * 5000}, "10000 bytes"),
    ],
)
async def test_what_is_no_feedback_is_refused_by_field(tess: Person, field: str, value: object, says: str) -> None:
    """What is empty, too long, not text, or would run somewhere is refused in my language, and is not counted as a try."""
    body = {name: each for name, each in {**IDEA, field: value}.items() if each is not None}
    await check_refused(tess, "POST", FEEDBACK, status=422, says=says, field=field, body=body)


@pytest.mark.parametrize(
    ("context", "status"),
    [
        ('{"n": ' + "9" * 4000 + "}", 200),
        ('{"n": ' + "9" * 5000 + "}", 400),
        ('{"n": ' + "[" * 150 + "]" * 150 + "}", 200),
        ('{"n": ' + "[" * 4000 + "]" * 4000 + "}", 400),
        ('{"\\u0000": "\\u0007"}', 200),
        ('{"\\ud800": 1}', 400),
        ("{}", 200),
    ],
)
async def test_a_context_is_any_object_that_can_be_kept(tess: Person, context: str, status: int) -> None:
    """Numbers without end, brackets in brackets and strange characters are kept as they are or refused, never a fault."""
    raw = f'{{"kind": "bug", "message": "See there.", "context": {context}}}'
    answer = await tess.client.post(FEEDBACK, content=raw, headers={"Content-Type": "application/json"})
    assert answer.status_code == status, answer.text
    if status == 200:
        shown = await tess.client.get(f"{FEEDBACK}/{answer.json()['id']}")
        assert shown.json()["context"] == json.loads(context)


async def test_five_thousand_characters_of_any_script_are_kept_exactly(kim: Person) -> None:
    """Emoji, Arabic, tabs and lines come back as I wrote them."""
    message = ("Ça va?\t👩‍🚀\nمرحبا " * 500)[:5000].strip()
    opened = await answer_of(kim.client.post(FEEDBACK, json=IDEA | {"message": message}))
    assert opened["messages"][0]["message"] == message


async def test_a_thread_ends_with_two_hundred_messages(house: House, kim: Person, admin: Person) -> None:
    """Both sides are told to open a new one."""
    number = (await answer_of(kim.client.post(FEEDBACK, json=IDEA)))["id"]
    await house.letters_to("")
    await house.appliance.store.write(
        lambda tx: tx.run("UPDATE feedback_threads SET messages_count = 200 WHERE id = :number", number=number)
    )
    for client, path in ((kim.client, f"{FEEDBACK}/{number}/messages"), (admin.client, f"{ANYBODYS}/{number}/messages")):
        before = await books_of(house, besides="attempts")
        answer = await client.post(path, json={"message": "More."}, headers={"Accept-Language": "fr"})
        assert (answer.status_code, answer.json()["detail"]) == (400, "Un fil peut avoir 200 messages ; ouvrez-en un nouveau.")
        assert await books_of(house, besides="attempts") == before


async def test_a_call_that_is_repeated_with_its_key_is_made_once(house: House, kim: Person, admin: Person) -> None:
    """The same key and body get the first answer: one thread, one message, one answer, one letter each."""
    number = (await twice(kim, FEEDBACK, IDEA))["id"]
    await twice(kim, f"{FEEDBACK}/{number}/messages", {"message": "And?"})
    await twice(admin, f"{ANYBODYS}/{number}/messages", {"message": "Yes."})
    assert len((await answer_of(kim.client.get(f"{FEEDBACK}/{number}")))["messages"]) == 3
    assert (len(await texts_to(house, admin.user)), len(await texts_to(house, kim.user))) == (2, 1)
    other = await kim.client.post(FEEDBACK, json=IDEA | {"kind": "bug"}, headers={"Idempotency-Key": "k"})
    assert other.status_code == 422


async def twice(person: Person, path: str, body: dict[str, Any]) -> Any:
    """Make a call twice with one key, and give the answer, which must be the same."""
    answers = [await answer_of(person.client.post(path, json=body, headers={"Idempotency-Key": "k"})) for _ in range(2)]
    assert answers[0] == answers[1]
    return answers[0]


async def test_a_key_sees_what_was_opened_in_its_workspace_alone(kim: Person) -> None:
    """A key of one workspace says nothing of what I wrote in another; my session shows both, wherever it acts."""
    async with kim.with_key(await kim.make_key()) as client:
        here = (await answer_of(client.post(FEEDBACK, json=IDEA)))["id"]
        other = (await answer_of(kim.client.post("/api/workspaces", json={"name": "Second"})))["id"]
        await answer_of(kim.client.post(f"/api/workspaces/{other}/switch"))
        there = (await answer_of(kim.client.post(FEEDBACK, json=IDEA)))["id"]
        listed = await answer_of(client.get(FEEDBACK))
        assert ([one["id"] for one in listed["items"]], listed["total"]) == ([here], 1)
        assert (await client.get(f"{FEEDBACK}/{there}")).status_code == 404
        assert (await client.post(f"{FEEDBACK}/{there}/messages", json={"message": "!"})).status_code == 404
        assert (await client.patch(f"{FEEDBACK}/{there}", json={"status": "closed"})).status_code == 404
    assert [one["id"] for one in (await answer_of(kim.client.get(FEEDBACK)))["items"]] == [there, here]
    assert (await answer_of(kim.client.get(f"{FEEDBACK}/{here}")))["id"] == here


async def test_a_stranger_writes_and_is_answered_by_mail(house: House, admin: Person) -> None:
    """Without a login I write in French, and the answer comes to my address in French; the same words again are taken once."""
    letter = {"email": " Zoe@Example.com ", "message": "Bonjour, un prix pour les clubs ?", "name": "Zoé", "subject": "Prix"}
    async with house.browser() as client:
        for _ in range(2):
            assert await answer_of(client.post(CONTACT, json=letter, headers={"Accept-Language": "fr-FR"})) == {"ok": True}
    (thread,) = (await answer_of(admin.client.get(ANYBODYS, params={"kind": "contact"})))["items"]
    assert thread["author"] == {"id": None, "email": "zoe@example.com", "full_name": "Zoé"}
    assert len(await texts_to(house, admin.user)) == 1
    await answer_of(admin.client.post(f"{ANYBODYS}/{thread['id']}/messages", json={"message": "Oui."}))
    (text,) = await texts_to(house, "zoe@example.com")
    assert text.startswith("Vous nous avez écrit, et voici notre réponse :\n\nOui.")
    await answer_of(admin.client.delete(f"{ANYBODYS}/{thread['id']}"))
    assert (await admin.client.get(f"{ANYBODYS}/{thread['id']}")).status_code == 404
    assert await house.appliance.read(_count_messages) == 0


@pytest.mark.parametrize(
    ("field", "value"), [("email", "zoe"), ("email", "a@b\r\nBcc: c@d"), ("message", "\x00"), ("name", "a\nb"), ("subject", "\x1b")]
)
async def test_a_stranger_s_nonsense_is_refused_and_leaves_nothing(street: House, field: str, value: str) -> None:
    """What could be no letter, or would write heads of one, is refused, and does not count."""
    before = await books_of(street)
    async with street.browser() as client:
        answer = await client.post(CONTACT, json={"email": "zoe@example.com", "message": "Hello", field: value})
    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, [field])
    assert await books_of(street) == before


async def test_what_was_done_stands_in_the_book_of_the_installation(kim: Person, admin: Person) -> None:
    """An administrator finds who opened, answered and closed what; the workspace's own book is not about that."""
    number = (await answer_of(kim.client.post(FEEDBACK, json=IDEA)))["id"]
    await answer_of(admin.client.post(f"{ANYBODYS}/{number}/messages", json={"message": "Yes."}))
    await answer_of(admin.client.patch(f"{ANYBODYS}/{number}", json={"status": "closed"}))
    log = (await answer_of(admin.client.get("/api/audit-log", params={"scope": "installation", "limit": 3})))["items"]
    assert [(one["event"], one["subject"], one["actor"]) for one in reversed(log)] == [
        ("feedback.opened", str(number), f"user:{kim.id}"),
        ("feedback.answered", str(number), f"user:{admin.id}"),
        ("feedback.closed", str(number), f"user:{admin.id}"),
    ]
    assert all("feedback" not in name for name, _, _ in await events_of(kim))


async def test_feedback_goes_with_the_account_and_is_in_its_copy(house: House, kim: Person, admin: Person) -> None:
    """My copy has all that I wrote, with the answers; when I go, it goes, and what I wrote as a stranger too."""
    number = (await answer_of(kim.client.post(FEEDBACK, json=IDEA)))["id"]
    await answer_of(admin.client.post(f"{ANYBODYS}/{number}/messages", json={"message": "Yes."}))
    async with house.browser() as client:
        await answer_of(client.post(CONTACT, json={"email": kim.user.email, "message": "Before I had a login."}))
    copy = await answer_of(kim.client.get("/api/auth/account/export"))
    assert [[one["message"] for one in thread["messages"]] for thread in copy["feedback"]] == [[IDEA["message"], "Yes."]]
    await answer_of(kim.client.request("DELETE", "/api/auth/account", json={"password": PASSWORD}))
    assert (await answer_of(admin.client.get(ANYBODYS)))["total"] == 0
    assert await house.appliance.read(_count_messages) == 0


async def test_feedback_goes_with_the_workspace_in_which_it_was_given(house: House, kim: Person, admin: Person) -> None:
    """A guest's thread about a workspace goes with that workspace."""
    async with join(kim, Role.MEMBER) as guest:
        await answer_of(guest.client.post(FEEDBACK, json=IDEA))
        await answer_of(guest.client.request("DELETE", f"/api/workspaces/{kim.workspace_id}/members/{guest.id}"))
        assert (await answer_of(admin.client.get(ANYBODYS)))["total"] == 1
        await answer_of(kim.client.request("DELETE", "/api/auth/account", json={"password": PASSWORD}))
        await house.appliance.departures.finish()
        assert (await answer_of(admin.client.get(ANYBODYS)))["total"] == 0


async def test_an_erasure_takes_a_person_out_of_feedback(house: House, kim: Person, admin: Person) -> None:
    """A person whom I named in a thread is found and forgotten there like everywhere else; the thread stays."""
    body = {"kind": "bug", "message": "sam@example.com", "subject": "Sam@Example.com", "context": {"to": ["sam@example.com", "x"]}}
    number = (await twice(kim, FEEDBACK, body))["id"]
    await twice(kim, f"{FEEDBACK}/{number}/messages", {"message": "sam@example.com"})
    await twice(admin, f"{ANYBODYS}/{number}/messages", {"message": "Sam@example.com"})
    await house.letters_to("")
    erased = await answer_of(kim.client.post("/api/privacy/erase", json={"subject": "sam@example.com"}))
    assert (erased["erased"]["feedback_threads"], erased["erased"]["feedback_messages"]) == (1, 3)
    whole = await answer_of(kim.client.get(f"{FEEDBACK}/{number}"))
    assert "sam@example.com" not in str(whole).lower()
    assert whole["context"]["to"][1] == "x"
    # The letter that brought me the answer is mine; nothing else says who it was about.
    assert [name for name in files_that_hold(house, b"sam@example.com") if kim.user.email not in name] == []


async def test_an_erasure_finds_a_person_in_the_middle_of_what_was_said(house: House, kim: Person, admin: Person) -> None:
    """I named Sam in a sentence and in the address of a page: he goes, and what else I wrote stays as I wrote it."""
    said = "Sam (sam@example.com, 06 12 34 56 78) sees nothing.\nkim@example.com does."
    body = {"kind": "bug", "message": said, "page_url": "/leads?q=sam%40example.com&page=2", "context": {"seen": "by sam@example.com."}}
    number = (await answer_of(kim.client.post(FEEDBACK, json=body)))["id"]
    erased = await answer_of(kim.client.post("/api/privacy/erase", json={"subject": "sam@example.com"}))
    assert (erased["erased"]["feedback_threads"], erased["erased"]["feedback_messages"]) == (1, 1)
    await answer_of(kim.client.post("/api/privacy/erase", json={"subject": "+33612345678"}))
    whole = await answer_of(kim.client.get(f"{FEEDBACK}/{number}"))
    assert whole["messages"][0]["message"] == "Sam ((erased), (erased)) sees nothing.\nkim@example.com does."
    assert (whole["page_url"], whole["context"]) == ("/leads?q=(erased)&page=2", {"seen": "by (erased)."})
    assert files_that_hold(house, b"sam@example.com") == []


async def test_an_erasure_by_an_administrator_reaches_what_strangers_wrote(house: House, kim: Person, admin: Person) -> None:
    """Zoe wrote by the contact form and wants to be forgotten: her letter goes with its answer, and her name out of what others wrote.

    Nobody else's workspace reaches that.
    """
    async with house.browser() as client:
        await answer_of(client.post(CONTACT, json={"email": "zoe@example.com", "message": "Hello?"}))
        await answer_of(client.post(CONTACT, json={"email": "max@example.com", "message": "Ask zoe@example.com!"}))
    await answer_of(admin.client.post("/api/admin/invitations", json={"email": "zoe@example.com"}))
    by_max, by_zoe = (await answer_of(admin.client.get(ANYBODYS)))["items"]
    await answer_of(admin.client.post(f"{ANYBODYS}/{by_zoe['id']}/messages", json={"message": "Yes."}))
    assert len(await house.letters_to("zoe@example.com")) == 2
    erased = [
        (await answer_of(person.client.post("/api/privacy/erase", json={"subject": "Zoe@example.com"})))["erased"]
        for person in (kim, admin)
    ]
    tables = ("feedback_threads", "feedback_messages", "invitations", "outbox")
    assert [[each[table] for table in tables] for each in erased] == [[0, 0, 0, 0], [1, 1, 1, 2]]
    assert (await answer_of(admin.client.get(f"{ANYBODYS}/{by_max['id']}")))["messages"][0]["message"] == "Ask (erased)!"
    assert (await admin.client.get(f"{ANYBODYS}/{by_zoe['id']}")).status_code == 404
    assert files_that_hold(house, b"zoe@example.com") == []


def files_that_hold(house: House, text: bytes) -> list[str]:
    """Name the files of the data folder in which a text stands."""
    files = [path for path in house.appliance.folder.path.rglob("*") if path.is_file()]
    return [path.name for path in files if text in path.read_bytes().lower()]


def _count_messages(tx: Tx) -> int:
    row = tx.one("SELECT count(*) AS n FROM feedback_messages")
    assert row is not None
    return int(row["n"])
