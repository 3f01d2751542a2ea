"""Veilles on `/api`: made, changed, run, looked at, compared, carried away."""

import csv
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import openpyxl
import pytest
from houses import House, OpenHouse
from jobs import make_job, rest
from made_veilles import BAKERY, CAFE, WORSE, find, watch
from outsend import Person, answer_of, books_of, check_refused, events_of, move_in

from outhost.domain.jobs import JobStatus
from outhost.domain.veilles import Veille, VeilleRun

HOSTILE = {"nom": "=cmd()", "code_postal": "1"}


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house in which nothing runs by itself."""
    async with open_house(tmp_path_factory.mktemp("veilles")) as opened:
        rest(opened)
        yield opened


@pytest.fixture
async def person(house: House) -> AsyncIterator[Person]:
    """Somebody with a workspace."""
    async with move_in(house) as resident:
        yield resident


@pytest.fixture
async def veille(person: Person) -> Veille:
    """A veille over one café."""
    return await watch(person)


def at(veille: Veille, run: VeilleRun | None = None, more: str = "") -> str:
    """Give the path of a veille, or of a run of it."""
    return f"/api/veille/{veille.public_id}" + (f"/runs/{run.public_id}" if run else "") + more


async def test_a_veille_is_made_over_a_done_job_and_listed(person: Person) -> None:
    """It has the fields of the contract, and is due after its first period."""
    source = await person.house.appliance.store.write(make_job, person.workspace_id, person.id)
    body = {"name": "  Cafés  ", "source_job_id": source.public_id, "frequency_days": 30, "digest": True}
    made = await answer_of(person.client.post("/api/veille", json=body))
    assert made | {"id": "", "next_run_at": "", "created_at": ""} == {
        "id": "", "name": "Cafés", "source_job_id": source.public_id, "source_pipeline_id": None, "frequency_days": 30,
        "status": "active", "next_run_at": "", "last_run_at": None, "last_run_job_id": None, "run_count": 0, "created_at": "",
        "digest": True,
    }  # fmt: skip
    assert await answer_of(person.client.get("/api/veille")) == {"items": [made], "total": 1, "limit": 50, "offset": 0}
    assert await answer_of(person.client.get(f"/api/veille/{made['id']}")) == made


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        pytest.param({"name": "Cafés"}, 422, "source_job_id", id="no source"),
        pytest.param({"name": "Cafés", "source_job_id": "j_0", "source_pipeline_id": "x"}, 422, "source_job_id", id="two sources"),
        pytest.param({"name": " C ", "source_job_id": "{done}"}, 422, "name", id="a short name"),
        pytest.param({"name": "C" * 201, "source_job_id": "{done}"}, 422, "name", id="a long name"),
        pytest.param({"name": "Cafés", "source_job_id": "{done}", "frequency_days": 0}, 422, "frequency_days", id="no days"),
        pytest.param({"name": "Cafés", "source_job_id": "{done}", "frequency_days": 366}, 422, "frequency_days", id="too many days"),
        pytest.param({"name": "Cafés", "source_job_id": "j_00000000000000000000000000"}, 404, None, id="no such job"),
        pytest.param({"name": "Cafés", "source_pipeline_id": "x"}, 404, None, id="no such pipeline"),
        pytest.param({"name": "Cafés", "source_job_id": "{failed}"}, 400, None, id="a failed job"),
        pytest.param({"name": "Cafés", "source_job_id": "{drawn}"}, 400, None, id="a job that draws"),
    ],
)
async def test_a_veille_that_can_t_be_is_refused(person: Person, body: dict[str, Any], status: int, field: str | None) -> None:
    """With the field at fault, in both languages, and nothing is there then."""
    write = person.house.appliance.store.write
    made = {
        "{done}": await write(make_job, person.workspace_id, person.id),
        "{failed}": await write(make_job, person.workspace_id, person.id, JobStatus.FAILED),
        "{drawn}": await write(make_job, person.workspace_id, person.id, job_type="personalise", list_id="x"),
    }
    job = made.get(body.get("source_job_id", ""))
    sent = body | ({"source_job_id": job.public_id} if job else {})
    await check_refused(person, "POST", "/api/veille", status=status, says="", field=field, body=sent)


async def test_a_veille_is_changed_paused_and_deleted(person: Person, veille: Veille) -> None:
    """In a pause it is due at no time; once it is deleted there is nothing to be seen of it."""
    paused = await answer_of(person.client.patch(at(veille), json={"status": "paused", "name": "Bars", "frequency_days": 1}))
    assert (paused["status"], paused["name"], paused["next_run_at"]) == ("paused", "Bars", None)
    active = await answer_of(person.client.patch(at(veille), json={"status": "active", "digest": True}))
    assert active["next_run_at"]
    assert active["digest"]
    assert await answer_of(person.client.delete(at(veille))) == {"ok": True}
    assert (await person.client.get(at(veille))).status_code == 404
    assert (await answer_of(person.client.get("/api/veille")))["total"] == 0


async def test_a_change_that_changes_nothing_leaves_no_trace(person: Person, veille: Veille) -> None:
    """Whatever is sent that is so already."""
    before = await books_of(person.house)
    body = {"status": "active", "name": " Cafés ", "frequency_days": 7, "digest": False}
    assert (await person.client.patch(at(veille), json=body)).status_code == 200
    assert await books_of(person.house) == before


async def test_a_veille_runs_when_i_say_so_and_once_at_a_time(person: Person, veille: Veille) -> None:
    """Whoever asks twice with one key gets one run; whoever asks again meanwhile is told to wait."""
    key = {"Idempotency-Key": "now"}
    first = await answer_of(person.client.post(at(veille, more="/run"), headers=key))
    assert (first["status"], first["veille_id"]) == ("pending", veille.public_id)
    assert await answer_of(person.client.post(at(veille, more="/run"), headers=key)) == first
    assert (await person.client.post(at(veille, more="/run"), headers=key, json={"digest": True})).status_code == 422
    await check_refused(person, "POST", at(veille, more="/run"), status=400, says="still under way")
    runs = await answer_of(person.client.get(at(veille, more="/runs")))
    assert [run["id"] for run in runs["items"]] == [first["id"]]
    assert (await answer_of(person.client.get(f"/api/jobs/{first['job_id']}")))["status"] == "pending"
    assert (await answer_of(person.client.get(at(veille))))["last_run_job_id"] == first["job_id"]


async def test_a_run_says_what_it_found(person: Person, veille: Veille) -> None:
    """Counts, rows that are new, and what of which row changed, before and after, with a score."""
    run = await find(person, veille, [WORSE, BAKERY])
    shown = await answer_of(person.client.get(at(veille, run)))
    assert shown["counts"] == {"new": 1, "closed": 0, "missing": 0, "modified": 1, "unchanged": 0}
    assert shown["status"] == "done"
    diff = shown["diff"]
    assert [row["nom"] for row in diff["new"]] == ["Boulangerie Martin"]
    assert diff["closed"] == []
    (modified,) = diff["modified"]
    assert modified["key"] == "name:cafe rivoli/69001"
    assert modified["before"] == CAFE
    assert modified["after"] == WORSE | {"site_web": None}
    assert modified["changes"] == {"rating": {"from": 4.5, "to": 4.1}, "reviews_count": {"from": 120.0, "to": 126.0}}
    assert modified["score"] == 53.0
    (listed,) = (await answer_of(person.client.get(at(veille, more="/runs"))))["items"]
    assert listed == {name: value for name, value in shown.items() if name != "diff"}


async def test_a_row_is_closed_at_the_second_run_without_it(person: Person, veille: Veille) -> None:
    """The first says that it is missing, and raises nothing."""
    missing = await find(person, veille, [BAKERY])
    assert (await answer_of(person.client.get(at(veille, missing))))["diff"]["closed"] == []
    assert (await answer_of(person.client.get(at(veille, missing, "/signals?category=closed"))))["total"] == 0
    closed = await find(person, veille, [BAKERY])
    shown = await answer_of(person.client.get(at(veille, closed)))
    assert shown["diff"]["closed"] == [CAFE]
    (signal,) = (await answer_of(person.client.get(at(veille, closed, "/signals"))))["items"]
    assert (signal["category"], signal["score"], signal["reasons"], signal["after"]) == ("closed", None, ["closed"], None)


async def test_signals_come_by_score_with_reasons_and_sentences(person: Person) -> None:
    """New ones follow; each says why by name and in both languages."""
    rows = [{"nom": name, "code_postal": "1", "telephone": "0472000001", "rating": 4.0} for name in "abc"]
    veille = await watch(person, rows)
    run = await find(
        person, veille, [rows[0] | {"telephone": "0472000002"}, rows[1] | {"rating": 3.0}, rows[2], {"nom": "d", "code_postal": "1"}]
    )
    found = await answer_of(person.client.get(at(veille, run, "/signals")))
    assert found["total"] == 3
    assert [(one["after"]["nom"], one["score"], one["reasons"]) for one in found["items"]] == [
        ("b", 60.0, ["rating_drop"]), ("a", 15.0, ["telephone_changed"]), ("d", None, ["new"]),
    ]  # fmt: skip
    assert found["items"][0]["sentence"] == {"en": "b: the rating fell from 4 to 3.", "fr": "b : la note a baissé de 4 à 3."}


@pytest.mark.parametrize(
    ("query", "names", "total"),
    [
        ("", ["b", "a", "d"], 3),
        ("?category=modified", ["b", "a"], 2),
        ("?category=new", ["d"], 1),
        ("?min_score=15", ["b", "a"], 2),
        ("?min_score=15.1", ["b"], 1),
        ("?min_score=0", ["b", "a"], 2),
        ("?category=new&min_score=0", [], 0),
        ("?limit=1", ["b"], 3),
        ("?limit=1&offset=2", ["d"], 3),
        ("?offset=3", [], 3),
    ],
)
async def test_signals_are_chosen_and_paged(person: Person, query: str, names: list[str], total: int) -> None:
    """By category and least score; the total counts what is chosen."""
    rows = [{"nom": name, "code_postal": "1", "telephone": "0472000001", "rating": 4.0} for name in "ab"]
    veille = await watch(person, rows)
    run = await find(person, veille, [rows[0] | {"telephone": "0472000002"}, rows[1] | {"rating": 3.0}, {"nom": "d", "code_postal": "1"}])
    found = await answer_of(person.client.get(at(veille, run, f"/signals{query}")))
    assert ([one["after"]["nom"] for one in found["items"]], found["total"]) == (names, total)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("category=missing", "category"), ("min_score=-1", "min_score"), ("min_score=101", "min_score"), ("min_score=x", "min_score"),
        ("limit=0", "limit"), ("limit=501", "limit"), ("offset=-1", "offset"), ("format=xml", "format"), ("raw=2", "raw"),
    ],
)  # fmt: skip
async def test_signals_that_can_t_be_asked_for_are_a_fault_of_the_field(person: Person, veille: Veille, query: str, field: str) -> None:
    """Named, in both languages."""
    run = await find(person, veille, [WORSE])
    await check_refused(person, "GET", at(veille, run, f"/signals?{query}"), status=422, says="must be", field=field)


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
async def test_signals_are_carried_away_whole(person: Person, veille: Veille, form: str) -> None:
    """As a table, however few a page has: columns that say what changed, then those of the rows; nothing runs as a formula."""
    run = await find(person, veille, [WORSE, BAKERY, HOSTILE])
    answer = await person.client.get(at(veille, run, f"/signals?format={form}&limit=1&offset=2"))
    assert answer.status_code == 200
    assert f'.{form}"' in answer.headers["content-disposition"]
    rows = read(form, answer.content)
    assert [row["signal"] for row in rows] == ["modified", "new", "new"]
    assert rows[0]["key"] == "name:cafe rivoli/69001"
    assert [str(rows[0][name]) for name in ("score", "rating_from", "rating_to")] == ["53.0", "4.5", "4.1"]
    assert rows[0]["sentence_fr"].startswith("Café Rivoli : la note a baissé de 4,5 à 4,1")
    assert (rows[0]["nom"], str(rows[0]["code_postal"]), str(rows[0]["rating"])) == ("Café Rivoli", "69001", "4.1")
    assert ("'=cmd()" if form == "csv" else "=cmd()") in {row["nom"] for row in rows}


async def test_an_export_of_signals_keeps_their_order_and_its_filters(person: Person) -> None:
    """All of a category, by score, however many have the same."""
    rows = [{"nom": f"n{place}", "code_postal": "1", "rating": 4.0, "telephone": "0472000001"} for place in range(1200)]
    veille = await watch(person, rows)
    changed = [row | ({"rating": 3.9} if place % 2 else {"telephone": "0472000002"}) for place, row in enumerate(rows)]
    run = await find(person, veille, [*changed, {"nom": "x", "code_postal": "1"}])
    answer = await person.client.get(at(veille, run, "/signals?format=jsonl&category=modified&min_score=12"))
    scores = [json.loads(line)["score"] for line in answer.text.splitlines()]
    assert scores == [15.0] * 600 + [12.0] * 600
    whole = (await person.client.get(at(veille, run, "/signals?format=jsonl"))).text.splitlines()
    assert len({json.loads(line)["signal_id"] for line in whole}) == len(whole) == 1201


async def test_a_signal_is_rated_and_the_rating_taken_back(person: Person, veille: Veille) -> None:
    """It is there when the signals are read again; the score stays."""
    run = await find(person, veille, [WORSE])
    (signal,) = (await answer_of(person.client.get(at(veille, run, "/signals"))))["items"]
    path = at(veille, run, f"/signals/{signal['id']}/rating")
    assert await answer_of(person.client.post(path, json={"rating": "useless"})) == signal | {"rating": "useless"}
    (again,) = (await answer_of(person.client.get(at(veille, run, "/signals"))))["items"]
    assert again == signal | {"rating": "useless"}
    before = await books_of(person.house)
    assert (await person.client.post(path, json={"rating": "useless"})).status_code == 200
    assert await books_of(person.house) == before
    assert await answer_of(person.client.post(path, json={"rating": None})) == signal
    assert [name for name, *_ in await events_of(person)].count("signal.rated") == 2
    await check_refused(person, "POST", path, status=422, says="", field="rating", body={"rating": "good"})
    await check_refused(person, "POST", path, status=422, says="", field="rating", body={})


async def test_any_two_runs_are_compared_in_either_direction(person: Person, veille: Veille) -> None:
    """Whatever lay between them; there and back the same changes; a run beside itself has none."""
    await find(person, veille, [WORSE, BAKERY])
    second = await find(person, veille, [CAFE | {"rating": 3.0}])
    third = await find(person, veille, [CAFE, HOSTILE])
    there = await answer_of(person.client.get(at(veille, more=f"/compare?from=source&to={second.public_id}")))
    assert {(one["category"], one["after"]["nom"]) for one in there["items"]} == {
        ("modified", "Café Rivoli"), ("new", "Boulangerie Martin"),
    }  # fmt: skip
    assert there["counts"] == {"new": 1, "closed": 0, "modified": 1}
    back = await answer_of(person.client.get(at(veille, more=f"/compare?from={second.public_id}&to=source")))
    assert back["counts"] == {"new": 0, "closed": 1, "modified": 1}
    last = await answer_of(person.client.get(at(veille, more="/compare")))
    assert [(one["category"], one["after"]["nom"]) for one in last["items"]] == [("new", "=cmd()")]
    same = await answer_of(person.client.get(at(veille, more=f"/compare?from={third.public_id}&to={third.public_id}")))
    assert same == {"items": [], "counts": {"new": 0, "closed": 0, "modified": 0}}


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
async def test_a_comparison_is_carried_away_as_a_table(person: Person, veille: Veille, form: str) -> None:
    """With what changed in front."""
    await find(person, veille, [WORSE, HOSTILE])
    answer = await person.client.get(at(veille, more=f"/compare?format={form}"))
    rows = {row["difference"]: row for row in read(form, answer.content)}
    assert set(rows) == {"modified", "new"}
    assert str(rows["modified"]["rating_to"]) == "4.1"
    assert str(rows["modified"]["reviews_count_to"]) == "126"
    assert rows["new"]["nom"] == ("'=cmd()" if form == "csv" else "=cmd()")


async def test_what_can_t_be_compared_is_said(person: Person, veille: Veille) -> None:
    """A run that failed, and one that is not there."""
    failed = await find(person, veille, [], status=JobStatus.FAILED)
    await check_refused(person, "GET", at(veille, more=f"/compare?to={failed.public_id}"), status=400, says="failed can't be compared")
    await check_refused(person, "GET", at(veille, more="/compare?from=nothing"), status=404, says="no run of this id")
    both = f"/compare?from={failed.public_id}&to=nothing"
    await check_refused(person, "GET", at(veille, more=both), status=404, says="no run of this id")


async def test_a_run_that_failed_found_nothing(person: Person, veille: Veille) -> None:
    """Its diff is empty, and it does not count."""
    failed = await find(person, veille, [], status=JobStatus.FAILED)
    shown = await answer_of(person.client.get(at(veille, failed)))
    assert (shown["status"], shown["diff"]) == ("failed", {"modified": [], "new": [], "closed": []})
    assert (await answer_of(person.client.get(at(veille))))["run_count"] == 0


async def test_a_suspect_run_raises_nothing_until_it_is_confirmed(person: Person) -> None:
    """Half of twelve cafés vanish at once: no signal at first sight, and closed once the next run says so too."""
    rows = [{"nom": f"n{place}", "code_postal": "1"} for place in range(12)]
    veille = await watch(person, rows)
    suspect = await find(person, veille, [*rows[:5], {"nom": "new", "code_postal": "1"}])
    assert (await answer_of(person.client.get(at(veille, suspect))))["status"] == "suspect"
    assert (await answer_of(person.client.get(at(veille, suspect, "/signals")))) == {"items": [], "total": 0}
    sure = await find(person, veille, rows[:5])
    assert (await answer_of(person.client.get(at(veille, sure))))["counts"] | {"unchanged": 0} == {
        "new": 0, "closed": 7, "missing": 0, "modified": 0, "unchanged": 0,
    }  # fmt: skip


def read(form: str, content: bytes) -> list[dict[str, Any]]:
    """Read a table."""
    if form == "jsonl":
        return [json.loads(line) for line in content.splitlines()]
    if form == "csv":
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    head, *rows = openpyxl.load_workbook(io.BytesIO(content)).active.values  # type: ignore[union-attr]  # there is one sheet
    return [dict(zip(head, row, strict=True)) for row in rows]
