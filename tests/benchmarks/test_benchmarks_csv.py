"""The export: any page at the price of the first, and a million leads at the price of asking the database by hand."""

import csv
import io
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from time import perf_counter

import pytest
from furnishing import MANY, Premises
from ratios import SCALE, Table, at_most, in_turn
from servers import Server, serving

pytestmark = pytest.mark.bench


@pytest.mark.parametrize(("size", "requests"), [(10_000, 20), (50, 400)])
def test_the_last_page_costs_what_the_first_does(table: Table, large: Premises, size: int, requests: int) -> None:
    """One in a hundred leads was erased at random, yet a page is found without reading the ones before it."""
    path = f"/v1/lists/{large.lists[0].public_id}/csv?size={size}&page="
    count = max(5, round(requests * SCALE))
    with serving(large.folder) as house:

        def measure(page: int) -> float:
            seen = house.load(f"{path}{page}", key=large.key, count=count, warm_up=3)
            assert seen["statuses"] == {"200": count}
            assert seen["lines"] == (size + 1) * count
            p50: float = seen["p50_ms"]
            return p50

        last = MANY // size
        for page in (1, last):
            _, *rows = _rows(house.get(f"{path}{page}", large.key)[2])
            assert [row[0] for row in rows] == _expected(large, (page - 1) * size, size)
        mine, other = in_turn(lambda _: measure(last), lambda _: measure(1))
    what = f"the last CSV page of {MANY:,} leads (1 % erased), {size:,} rows"
    table.compare(what, mine, other, "{:.2f} ms", against="the first page", goal=at_most(1.1))


@pytest.mark.needs("sqlite3")
def test_exporting_every_lead_takes_little_longer_than_asking_the_database(tmp_path: Path, table: Table, large: Premises) -> None:
    """Page after page over HTTP, following `Link`, against one statement of the `sqlite3` program: the same columns, the same rows."""
    total = large.count("SELECT count(*) FROM leads")
    with serving(large.folder) as house:
        _check_same_rows(house, large, tmp_path / "rows.csv")
        mine, other = in_turn(lambda _: _export(house, large, total), lambda _: _dump(house, large, tmp_path / "all.csv"))
        assert (tmp_path / "all.csv").read_bytes().count(b"\n") == total
    what = f"CSV of {total:,} leads in pages of 10,000, over HTTP"
    table.compare(what, mine, other, "{:.2f} s", against="`sqlite3 -csv` with `json_extract`", goal=at_most(1.3))


def _export(house: Server, premises: Premises, total: int) -> float:
    paths = [f"/v1/lists/{each.public_id}/csv" for each in premises.lists]
    seen = house.load(paths, key=premises.key, walk=True)
    assert set(seen["statuses"]) == {"200"}
    assert seen["lines"] == total + seen["count"]
    seconds: float = seen["seconds"]
    return seconds


def _dump(house: Server, premises: Premises, target: Path, where: str = "true") -> float:
    sql = (
        f"SELECT tracking_id, 'http://127.0.0.1:{house.port}/i/' || tracking_id || '.png',"
        " json_extract(variables, '$.first_name'), json_extract(variables, '$.company')"
        f" FROM leads WHERE {where} ORDER BY id"
    )
    began = perf_counter()
    with target.open("wb") as file:
        subprocess.run(["sqlite3", "-readonly", "-csv", str(premises.database), sql], stdout=file, check=True, timeout=300)
    return perf_counter() - began


def _check_same_rows(house: Server, premises: Premises, target: Path) -> None:
    """Both sides say the same of one list."""
    chosen = premises.lists[-1]
    _, _, body = house.get(f"/v1/lists/{chosen.public_id}/csv", premises.key)
    head, *rows = _rows(body)
    assert head == ["tracking_id", "image_url", "first_name", "company"]
    _dump(house, premises, target, f"list_id = {chosen.id}")
    assert rows == _rows(target.read_bytes())


def _rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def _expected(premises: Premises, offset: int, limit: int) -> list[str]:
    """Give the tracking ids that belong on a page, found the slow way."""
    with closing(sqlite3.connect(premises.database)) as connection:
        rows = connection.execute(
            "SELECT tracking_id FROM leads WHERE list_id = ? ORDER BY id LIMIT ? OFFSET ?", (premises.lists[0].id, limit, offset)
        )
        return [row[0] for row in rows]
