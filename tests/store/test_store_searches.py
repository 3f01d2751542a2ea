"""Search: the index finds what reading every lead would find, and forgets what is gone to the last byte."""

import re
import shutil
import sqlite3
import unicodedata
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rows import NOON, WORKSPACE, make_lead, make_list

from outhost.domain.clock import SystemClock
from outhost.domain.leads import Lead
from outhost.domain.lists import LeadList, ListId
from outhost.domain.reviews import ReviewStatus
from outhost.domain.searches import Search
from outhost.operations.leads import erase_lead
from outhost.store.migrations import migrate, shipped_scripts
from outhost.store.searches import find_leads
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

TEXTS = st.text(st.sampled_from("aàÀbéÉeçñ1 -'&,\"\n"), max_size=6)
QUERIES = st.sampled_from(["a", "b", "e", "é", "1", "ab", "a b", "b-a", "e'"]) | TEXTS
VALUES = st.tuples(st.none() | TEXTS, st.none() | TEXTS)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), VALUES),
        st.tuples(st.just("erase"), st.integers(0, 3)),
        st.tuples(st.just("change"), st.tuples(st.integers(0, 3), VALUES)),
        st.tuples(st.just("index"), st.integers(1, 9)),
        st.tuples(st.just("scrub"), st.none()),
    ),
    min_size=1,
    max_size=12,
)
BEGINNINGS = st.tuples(st.lists(VALUES, min_size=4, max_size=6), st.integers(0, 6)).map(
    lambda begun: [*(("add", values) for values in begun[0]), ("index", begun[1])]
)


@settings(max_examples=300)
@given(beginning=BEGINNINGS, steps=STEPS, query=QUERIES)
async def test_search_finds_what_reading_every_lead_would_find(
    shared_store: Store, beginning: list[tuple[str, object]], steps: list[tuple[str, object]], query: str
) -> None:
    """Leads are added, erased, corrected and indexed in any order; my words find the same leads as my eyes would, newest first."""
    lead_list, leads = await shared_store.write(_play, [*beginning, *steps])
    expected = [lead.lead_id for lead in reversed(leads) if _would_find(query, lead.variables)]
    assert await _find(shared_store, lead_list, query, limit=500) == (expected, len(expected))
    paged = [(await _find(shared_store, lead_list, query, limit=2, offset=at))[0] for at in range(0, len(expected), 2)]
    assert [lead_id for page in paged for lead_id in page] == expected


@pytest.mark.parametrize("is_indexed", [True, False])
@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("éloïse", True),
        ("ELOISE", True),
        ("elo", True),
        ("elo smith", False),
        ("smith elo", True),
        ("d'arc", True),
        ("arc eloise", True),
        ("o'neill", False),
        ('"', False),
        ("* OR NOT NEAR(", False),
        ("csv_cells:smith", False),
        ("smith & co", True),
        ("first_name", False),
        ("Ελλάς", True),
        ("ελλάς", True),
        ("عربي", True),
        ("\0", False),
    ],
)
async def test_words_are_words_and_never_commands(store: Store, query: str, is_found: bool, is_indexed: bool) -> None:  # noqa: FBT001 - a table of cases
    """Accents and case make no difference; quotes, stars and column names are nothing but letters, before and after indexing."""

    def play(tx: Tx) -> LeadList:
        made = make_list(tx, WORKSPACE, variables=("first_name", "company", "place"))
        make_lead(tx, made.id, {"first_name": "Éloïse d'Arc", "company": 'Smith, "Sons" & Co', "place": "Ελλάς عربي"})
        if is_indexed:
            tx.searches.index_some(made.id, 10)
        return made

    made = await store.write(play)
    assert (await _find(store, made, query))[1] == is_found


async def test_one_list_never_finds_in_another(store: Store) -> None:
    """Two lists with the same person, one indexed and one not: each finds its own."""

    def play(tx: Tx) -> list[tuple[LeadList, Lead]]:
        lists = [make_list(tx, WORKSPACE) for _ in range(3)]
        found = [(made, make_lead(tx, made.id, {"first_name": "Sam"})) for made in lists]
        tx.searches.index_some(lists[1].id, 10)
        return found

    for made, lead in await store.write(play):
        assert await _find(store, made, "sam") == ([lead.lead_id], 1)


async def test_a_search_may_ask_where_the_image_stands(store: Store) -> None:
    """Words and a review state together, or the state alone."""

    def play(tx: Tx) -> tuple[LeadList, list[Lead]]:
        made = make_list(tx, WORKSPACE)
        leads = [make_lead(tx, made.id, {"first_name": name}) for name in ("Sam", "Sam", "Kim")]
        for lead in leads[1:]:
            tx.leads.set_review_status(made.id, lead.lead_id, ReviewStatus.REJECTED)
        return made, leads

    made, leads = await store.write(play)
    ids = [lead.lead_id for lead in leads]
    for search, expected in (
        (Search(words="sam", review_status=ReviewStatus.REJECTED), [ids[1]]),
        (Search(review_status=ReviewStatus.REJECTED), [ids[2], ids[1]]),
        (Search(review_status=ReviewStatus.CLEAR), [ids[0]]),
        (Search(review_status=ReviewStatus.APPROVED), []),
    ):
        async with store.private() as connection:
            found, total = await find_leads(connection, made, search, limit=10, offset=0)
        assert ([lead.lead_id for lead in found], total) == (expected, len(expected))


async def test_a_migration_finds_the_leads_that_were_there(migrated: Path, tmp_path: Path) -> None:
    """My leads of last year, from before there was a search, are found by it."""
    path = tmp_path / "outhost.db"
    migrate(path, tmp_path / "backups", NOON, {name: script for name, script in shipped_scripts().items() if name < "0007"})
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO users (id, public_id, email, full_name, password_digest, created_at) VALUES (1, 'u', 'a@example.com', '', '', '')"
        )
        connection.execute("INSERT INTO workspaces (id, name, founder_id, created_at) VALUES (1, 'w', 1, '')")
        connection.execute(
            "INSERT INTO lists (id, public_id, workspace_id, name, list_type, render_spec, variables, image_extension, lead_count,"
            " next_ordinal, created_at) VALUES (7, 'p', 1, 'L', 'meme', '{}', '[\"first_name\"]', 'png', 1, 1, '2026-05-10T12:00:00Z')"
        )
        connection.execute(
            "INSERT INTO leads (id, list_id, lead_id, tracking_id, variables, csv_cells, warnings, image_digest, image_bytes, created_at)"
            " VALUES (7 << 32, 7, 'l', 't', '{\"first_name\": \"Zoë\"}', ',Zoë', '[]', '', 1, '2026-05-10T12:00:00Z')"
        )
    migrate(path, tmp_path / "backups", NOON)
    store = Store(path, SystemClock())
    made = await store.read(lambda tx: tx.lists.find(WORKSPACE, "p"))
    assert made is not None
    assert await store.read(lambda tx: tx.searches.find_backlog_of_any_workspace()) is None
    assert await _find(store, made, "zoe") == (["l"], 1)
    await store.close()


async def test_after_a_scrub_no_byte_of_an_erased_word_is_in_the_file(migrated: Path, tmp_path: Path) -> None:
    """Somebody is erased from among thousands; once the index is scrubbed, a search of the raw file does not find their name."""
    path = tmp_path / "outhost.db"
    shutil.copy(migrated, path)
    store = Store(path, SystemClock())
    store._writer._connection.execute("PRAGMA secure_delete = ON")

    def fill(tx: Tx, list_id: ListId, begin: int) -> None:
        for number in range(begin, begin + 500):
            make_lead(tx, list_id, {"first_name": f"Filler{number}"})

    made = await store.write(lambda tx: make_list(tx, WORKSPACE))
    await store.write(fill, made.id, 0)
    erased = await store.write(lambda tx: make_lead(tx, made.id, {"first_name": "Xylophonia Quetzalcoatl"}))
    for begin in range(500, 3000, 500):
        await store.write(fill, made.id, begin)
        await store.write(lambda tx: tx.searches.index_some(made.id, 400))
    await store.write(lambda tx: tx.searches.index_some(made.id, 10_000))
    await store.write(lambda tx: erase_lead(tx, made.id, erased.lead_id))
    assert b"quetzalcoatl" in _raw(path)
    await store.write(lambda tx: tx.searches.begin_anew())
    assert await _find(store, made, "filler2999") != ([], 0)
    await store.write(lambda tx: tx.searches.index_some(made.id, 10_000))
    store._writer._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"quetzalcoatl" not in _raw(path).lower()
    assert b"xylophonia" not in _raw(path).lower()
    assert await _find(store, made, "filler2999") != ([], 0)
    store._writer._connection.execute("INSERT INTO lead_words (lead_words, rank) VALUES ('integrity-check', 1)")
    await store.close()


def _raw(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.glob("outhost.db*"))


async def _find(store: Store, lead_list: LeadList, query: str, *, limit: int = 50, offset: int = 0) -> tuple[list[str], int]:
    async with store.private() as connection:
        leads, total = await find_leads(connection, lead_list, Search(words=query), limit=limit, offset=offset)
    return [lead.lead_id for lead in leads], total


def _play(tx: Tx, steps: list[tuple[str, object]]) -> tuple[LeadList, list[Lead]]:
    """Do the steps; give the list, and its leads as they are afterwards, oldest first."""
    made = make_list(tx, WORKSPACE, variables=("a", "b"))
    leads: list[Lead] = []
    for step, what in steps:
        match step, what:
            case "add", (a, b):
                leads.append(make_lead(tx, made.id, {"a": a, "b": b}))
            case "erase", int(at) if at < len(leads):
                erase_lead(tx, made.id, leads.pop(at).lead_id)
            case "change", (int(at), (a, b)) if at < len(leads):
                leads[at] = _changed(tx, leads[at], {"a": a, "b": b})
            case "index", int(count):
                tx.searches.index_some(made.id, count)
            case "scrub", None:
                tx.searches.begin_anew()
    return made, leads


def _changed(tx: Tx, lead: Lead, variables: Mapping[str, str | None]) -> Lead:
    after = Lead(
        list_id=lead.list_id, lead_id=lead.lead_id, tracking_id=lead.tracking_id, variables=variables, image_extension="png",
        image_digest="1", image_bytes=10, warnings=(), created_at=lead.created_at,
    )  # fmt: skip
    tx.leads.put_picture(lead, after)
    return after


def _would_find(query: str, variables: Mapping[str, str | None]) -> bool:
    """Look for each word of a query, a run of tokens, in the run of tokens that a lead's values are."""
    there = [token for value in variables.values() for token in _tokens(value or "")]
    words = query.split()
    wanted = [_tokens(word) for word in words]
    if not any(wanted):
        return False
    last = len(words) - 1
    return all(_has_run(there, tokens, is_prefix=at == last) for at, tokens in enumerate(wanted) if tokens)


def _has_run(there: list[str], tokens: list[str], *, is_prefix: bool) -> bool:
    def fits(found: list[str]) -> bool:
        return found == tokens or (is_prefix and found[:-1] == tokens[:-1] and found[-1].startswith(tokens[-1]))

    return any(fits(there[at : at + len(tokens)]) for at in range(len(there) - len(tokens) + 1))


def _tokens(text: str) -> list[str]:
    plain = "".join(char for char in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(char))
    return re.findall(r"[a-z0-9]+", plain)
