"""Health: whether the process lives, and whether it can take requests."""

from pathlib import Path

import httpx
from houses import House, OpenHouse

from outhost import __version__

WELL = {"database": "ok", "disk": "ok", "task_loop": "ok", "migrations": "ok"}


async def test_a_living_server_says_its_version(house: House) -> None:
    """Without a key I learn that it lives and which version it is."""
    answer = await _get(house, "/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "version": __version__})


async def test_a_ready_server_names_what_it_looked_at(house: House) -> None:
    """All is well: 200, and every check by name."""
    answer = await _get(house, "/readyz")
    assert (answer.status_code, answer.json()) == (200, WELL)


async def test_health_is_no_business_of_a_foreign_name(house: House) -> None:
    """A page that points its own name here does not learn what runs."""
    for path in ("/healthz", "/readyz"):
        async with httpx.AsyncClient(base_url=house.url) as client:
            assert (await client.get(path, headers={"Host": "attacker.example"})).status_code == 421


async def test_a_full_disk_is_not_ready(tmp_path: Path, open_house: OpenHouse) -> None:
    """Below min_free_mb the server says so, and lives."""
    async with open_house(tmp_path, min_free_mb=10**9) as house:
        answer = await _get(house, "/readyz")
        assert (answer.status_code, answer.json()) == (503, WELL | {"disk": "full"})
        assert (await _get(house, "/healthz")).status_code == 200


async def test_a_stopped_task_is_not_ready(tmp_path: Path, open_house: OpenHouse) -> None:
    """When what runs by itself has stopped, I read it."""
    async with open_house(tmp_path) as house:
        await house.appliance.tasks.close()
        answer = await _get(house, "/readyz")
    assert (answer.status_code, answer.json()) == (503, WELL | {"task_loop": "stopped"})


async def test_a_lacking_migration_is_not_ready(tmp_path: Path, open_house: OpenHouse) -> None:
    """A database of another version is named."""
    async with open_house(tmp_path) as house:
        await house.appliance.store.write(lambda tx: tx.run("DELETE FROM _sqlite_migrations"))
        answer = await _get(house, "/readyz")
    assert (answer.status_code, answer.json()) == (503, WELL | {"migrations": "pending"})


async def test_a_lost_database_is_not_ready(tmp_path: Path, open_house: OpenHouse) -> None:
    """When the database does not answer, I read it, and the process still lives."""
    async with open_house(tmp_path) as house:
        await house.appliance.store.close()
        answer = await _get(house, "/readyz")
        assert (answer.status_code, answer.json()["database"]) == (503, "unreachable")
        assert (await _get(house, "/healthz")).status_code == 200


async def test_health_answers_head_and_nothing_else(house: House) -> None:
    """A probe may use HEAD; other verbs are told so."""
    async with httpx.AsyncClient(base_url=house.url) as client:
        for path in ("/healthz", "/readyz"):
            head = await client.head(path)
            assert (head.status_code, head.content) == (200, b"")
            assert (await client.post(path)).status_code == 405


async def _get(house: House, path: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=house.url) as client:
        return await client.get(path)
