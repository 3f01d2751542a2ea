"""The digest of a veille: to its maker, in their language, after each run that found something."""

from collections.abc import AsyncIterator

import pytest
from houses import House, OpenHouse
from jobs import rest
from made_veilles import BAKERY, CAFE, WORSE, find, watch
from outsend import Person, answer_of, move_in

from outhost.domain.letters import Letter
from outhost.domain.veilles import Veille


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house in which nothing runs by itself, and no letter leaves."""
    async with open_house(tmp_path_factory.mktemp("digests")) as opened:
        rest(opened)
        opened.appliance.tasks._tasks["courier"].cancel()
        yield opened


@pytest.fixture
async def person(house: House) -> AsyncIterator[Person]:
    """Somebody with a workspace."""
    async with move_in(house) as resident:
        yield resident


async def letters_to(person: Person) -> list[Letter]:
    """Give the letters that wait for somebody."""
    rows = await person.house.appliance.read(
        lambda tx: [dict(row) for row in tx.all("SELECT * FROM letters WHERE recipient = :to ORDER BY id", to=person.user.email)]  # type: ignore[call-overload]  # a row is as good as a mapping
    )
    return [
        Letter(recipient=row["recipient"], subject=row["subject"], plain=row["plain"], html=row["html"], link=row["link"]) for row in rows
    ]


async def test_a_run_that_found_something_is_told_by_letter(person: Person) -> None:
    """With its sentences and a link to all of it, which works; telephone numbers stay here."""
    veille = await watch(person, has_digest=True)
    run = await find(person, veille, [WORSE | {"telephone": "0472000009"}, BAKERY])
    (letter,) = await letters_to(person)
    assert letter.subject == "Cafés: 2 signals"
    assert "- Café Rivoli: the rating fell from 4.5 to 4.1;" in letter.plain
    assert "- Boulangerie Martin: new" in letter.plain
    assert "0472" not in letter.plain + letter.html
    assert run.public_id in letter.link
    path = letter.link[letter.link.index("/api/") :]
    assert "Boulangerie Martin" in (await person.client.get(path)).text


async def test_a_run_that_found_nothing_is_no_letter(person: Person) -> None:
    """Nor is one with a row that is only missing, nor that of a veille without digests."""
    veille = await watch(person, [CAFE, BAKERY], has_digest=True)
    await find(person, veille, [CAFE, BAKERY])
    await find(person, veille, [CAFE])
    silent = await watch(person)
    await find(person, silent, [WORSE])
    assert await letters_to(person) == []


async def test_a_digest_is_turned_on_and_off(person: Person) -> None:
    """From the next run on; it comes in the language that its reader has by then."""
    veille = await watch(person)
    await _put(person, veille, has_digest=True)
    await answer_of(person.client.patch("/api/auth/me", json={"locale": "fr"}))
    await find(person, veille, [WORSE])
    await _put(person, veille, has_digest=False)
    await find(person, veille, [CAFE])
    (letter,) = await letters_to(person)
    assert letter.subject == "Cafés : un signal"
    assert "la note a baissé de 4,5 à 4,1" in letter.plain


async def test_who_left_the_workspace_gets_no_digest(person: Person) -> None:
    """What is found there is no longer theirs to know."""
    veille = await watch(person, has_digest=True)
    await person.house.appliance.store.write(
        lambda tx: tx.run("DELETE FROM members WHERE user_id = :user_id", user_id=person.id)
    )  # fmt: skip
    await find(person, veille, [WORSE])
    assert await letters_to(person) == []


async def _put(person: Person, veille: Veille, *, has_digest: bool) -> None:
    await answer_of(person.client.patch(f"/api/veille/{veille.public_id}", json={"digest": has_digest}))
