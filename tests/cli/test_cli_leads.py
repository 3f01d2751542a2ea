"""`outhost leads`: one, or one for each row of a table."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from programs import Answer, Program, list_of

RunHere = Callable[..., Answer]


def test_a_lead_is_added_by_name_and_value(run_here: RunHere, installed: Program) -> None:
    """I type a name and get a link, what was missing, what was ignored, and what is left."""
    lead = run_here(installed, "leads", "add", list_of(installed, "png"), "first_name=Zoë = me", "colour=red", "--json").document
    assert (lead["missing_variables"], lead["ignored_variables"], lead["credits_remaining"]) == (["company"], ["colour"], 999)
    assert lead["image_url"] == f"http://127.0.0.1:8787/i/{lead['tracking_id']}.png"


def test_an_erased_lead_leaves_a_gap_and_its_line_in_the_ledger(run_here: RunHere, installed: Program) -> None:
    """Somebody wants to be forgotten: their row and their picture are gone, the others stay where they were, and nothing is paid back."""
    list_id = list_of(installed, "png")
    added = [run_here(installed, "leads", "add", list_id, f"first_name=P{n}", "--json").document for n in range(3)]
    assert run_here(installed, "leads", "delete", list_id, added[1]["lead_id"], "--json").document["deleted"] is True
    assert {path.stem for path in (installed.data_dir / "images").rglob("*.png")} == {added[n]["tracking_id"] for n in (0, 2)}
    lines = run_here(installed, "lists", "export", list_id).out.splitlines()[1:]
    assert [line.partition(",")[0] for line in lines] == [added[n]["tracking_id"] for n in (0, 2)]
    assert run_here(installed, "lists", "show", list_id, "--json").document["lead_count"] == 2
    assert run_here(installed, "credits", "show", "--json").document["credits"] == 997
    assert run_here(installed, "leads", "delete", list_id, added[1]["lead_id"]).status == 1


def test_an_empty_cell_is_a_missing_value(run_here: RunHere, installed: Program, tmp_path: Path) -> None:
    """A table from a spreadsheet, byte-order mark and all: an empty cell is missing, as it is in our own exports."""
    leads = _add(run_here, installed, tmp_path, "\ufefffirst_name,company,note\nSam,,hello\n,Acme,\n", status=0)
    assert [lead["missing_variables"] for lead in leads] == [["company"], ["first_name"]]
    assert [lead["ignored_variables"] for lead in leads] == [["note"], ["note"]]


def test_a_table_stops_where_the_credits_end(run_here: RunHere, installed: Program, tmp_path: Path) -> None:
    """With credits for 13 of 30 rows, 13 leads are added and told, and one line says at which row it stopped and why."""
    run_here(installed, "credits", "revoke", "987")
    text = "first_name\n" + "".join(f"P{number}\n" for number in range(30))
    leads, said = _add(run_here, installed, tmp_path, text, status=1), ""
    assert len({lead["tracking_id"] for lead in leads}) == 13
    assert leads[-1]["credits_remaining"] == 0
    assert len(list((installed.data_dir / "images").rglob("*.png"))) == 13
    ledger = run_here(installed, "credits", "ledger", "--limit", "100", "--json").document["entries"]
    assert sum(entry["delta"] for entry in ledger) == 0
    assert [entry["lead_id"] for entry in ledger if entry["lead_id"]] == [lead["lead_id"] for lead in reversed(leads)]
    said = run_here(installed, "leads", "add", list_of(installed, "png"), "--csv", str(tmp_path / "people.csv")).err
    assert said.splitlines()[-1].startswith("outhost: 0 of 30 leads were added; row 1: This costs 1 credits and 0 are left")


def test_a_row_that_won_t_do_is_named(run_here: RunHere, installed: Program, tmp_path: Path) -> None:
    """The third row is too long: two leads are there, and the line says which row and which variable."""
    path = tmp_path / "people.csv"
    path.write_text("first_name\nSam\nKim\n" + "x" * 501 + "\nLou\n")
    refused = run_here(installed, "leads", "add", list_of(installed, "png"), "--csv", str(path), "--json")
    assert (refused.status, len(refused.document["leads"])) == (1, 2)
    assert "2 of 4 leads were added; row 3: variables.first_name" in refused.err.splitlines()[-1]
    assert run_here(installed, "credits", "show", "--json").document["credits"] == 998


def test_a_fault_in_the_middle_tells_what_was_paid_for(
    run_here: RunHere, installed: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drawing breaks at the third row: exit 3, and the two leads that I paid for are in the answer."""
    from outhost.operations.drawings import Drawings

    drawn = []
    draw = Drawings.draw

    async def break_at_the_third(self: Drawings, *order: object) -> object:
        drawn.append(order)
        if len(drawn) == 3:
            raise RuntimeError("the pencil broke")
        return await draw(self, *order)

    monkeypatch.setattr(Drawings, "draw", break_at_the_third)
    path = tmp_path / "people.csv"
    path.write_text("first_name\nSam\nKim\nLou\n")
    broken = run_here(installed, "leads", "add", list_of(installed, "png"), "--csv", str(path), "--json")
    assert (broken.status, len(broken.document["leads"])) == (3, 2)
    assert "2 of 3 leads were added; row 3: RuntimeError('the pencil broke')" in broken.err
    assert run_here(installed, "credits", "show", "--json").document["credits"] == 998


@pytest.mark.parametrize(
    "data",
    [b"", b"first_name\n", b"%PDF-1.7\n", b"first_name\n" + b"x" * 200_000, b"PK\3\4 no workbook", b"\xd0\xcf\x11\xe0"],
    ids=["empty", "no rows", "a PDF", "one huge cell", "no workbook", "an old workbook"],
)
def test_a_file_that_is_no_table_is_wrong_usage(run_here: RunHere, blueprint: Program, tmp_path: Path, data: bytes) -> None:
    """The wrong file is told before anything is looked up."""
    (tmp_path / "people.csv").write_bytes(data)
    refused = run_here(blueprint, "leads", "add", "any", "--csv", str(tmp_path / "people.csv"))
    assert (refused.status, refused.out) == (2, "")
    assert "people.csv" in refused.err


def test_a_list_that_takes_no_leads_says_so(run_here: RunHere, blueprint: Program) -> None:
    """An ai list can't be drawn; nothing is charged."""
    found = run_here(blueprint, "lists", "list", "--json").document["lists"]
    ai = next(one["list_id"] for one in found if one["list_type"] == "ai")
    refused = run_here(blueprint, "leads", "add", ai, "first_name=Sam", "--json")
    assert (refused.status, refused.out) == (1, "")
    assert "only meme lists" in refused.says


def test_a_table_may_have_semicolons(run_here: RunHere, installed: Program, tmp_path: Path) -> None:
    """A table as a French spreadsheet saves it is read as well."""
    [lead] = _add(run_here, installed, tmp_path, "first_name;company\nSam;Acme, Inc.\n", status=0)
    assert (lead["missing_variables"], lead["ignored_variables"]) == ([], [])


@pytest.mark.parametrize(
    ("text", "said", "status"),
    [
        ("prénom,société\nSam,Acme\n", "None of prénom, société is a variable of this list; it has first_name, company", 1),
        ("first_name,company\nSam,Acme,x\n", "row 2", 2),
        ("first_name,company\n", "no rows", 2),
    ],
    ids=["no name fits", "a row too wide", "no rows"],
)
def test_a_table_that_fits_nothing_costs_nothing(
    run_here: RunHere, installed: Program, tmp_path: Path, text: str, said: str, status: int
) -> None:
    """A slip in the first row is told before a credit is spent on pictures without a name."""
    path = tmp_path / "people.csv"
    path.write_text(text)
    refused = run_here(installed, "leads", "add", list_of(installed, "png"), "--csv", str(path))
    assert refused.status == status
    assert said in refused.err.splitlines()[-1]
    assert run_here(installed, "credits", "show", "--json").document["credits"] == 1000


def test_a_lead_is_deleted_once(run_here: RunHere, installed: Program) -> None:
    """I delete a person: image and all; a second time there is nobody."""
    target = list_of(installed, "png")
    lead = run_here(installed, "leads", "add", target, "first_name=Sam", "--json").document
    assert run_here(installed, "leads", "delete", target, lead["lead_id"], "--json").document == {
        "deleted": True,
        "lead_id": lead["lead_id"],
    }
    assert list((installed.data_dir / "images").rglob("*.png")) == []
    assert run_here(installed, "lists", "show", target, "--json").document["lead_count"] == 0
    assert run_here(installed, "leads", "delete", target, lead["lead_id"]).status == 1


def _add(run_here: RunHere, program: Program, folder: Path, text: str, *, status: int) -> list[dict[str, object]]:
    path = folder / "people.csv"
    path.write_text(text, "utf-8")
    answer = run_here(program, "leads", "add", list_of(program, "png"), "--csv", str(path), "--json")
    assert answer.status == status, answer.err
    leads: list[dict[str, object]] = answer.document["leads"]
    return leads


def test_a_table_of_other_names_is_mapped_and_shown_first(run_here: RunHere, installed: Program, tmp_path: Path) -> None:
    """A French Excel's export: `;`, cp1252, accents in its names. I look at it first, which costs nothing, then add it as I saw it."""
    path = tmp_path / "people.csv"
    path.write_bytes("Prénom;Company ;Ville\r\nZoë;Acme;Lyon\r\n;;\r\nKim;;Nice\r\n".encode("cp1252"))
    shared = ("leads", "add", list_of(installed, "png"), "--csv", str(path), "--map", "first_name=Prénom")
    preview = run_here(installed, *shared, "--preview", "--json").document
    assert (preview["encoding"], preview["delimiter"], preview["row_count"]) == ("cp1252", ";", 2)
    assert preview["mapping"] == {"first_name": "Prénom", "company": "Company"}
    assert preview["rows"] == [{"first_name": "Zoë", "company": "Acme"}, {"first_name": "Kim", "company": None}]
    assert "first_name ← Prénom" in run_here(installed, *shared, "--preview").out
    assert run_here(installed, "credits", "show", "--json").document["credits"] == 1000
    added = run_here(installed, *shared, "--json").document["leads"]
    assert [lead["missing_variables"] for lead in added] == [[], ["company"]]
    assert {name for lead in added for name in lead["ignored_variables"]} == {"Ville"}
    assert added[-1]["credits_remaining"] == 998


def test_a_workbook_is_read_like_any_table(run_here: RunHere, installed: Program, tmp_path: Path) -> None:
    """I have it as XLSX, and need not save it as anything else."""
    book = openpyxl.Workbook()
    for row in (["First name", "COMPANY"], ["Zoë", 42], ["Kim", None]):
        book.active.append(row)
    book.save(tmp_path / "people.xlsx")
    added = run_here(installed, "leads", "add", list_of(installed, "png"), "--xlsx", str(tmp_path / "people.xlsx"), "--json")
    assert [lead["missing_variables"] for lead in added.document["leads"]] == [[], ["company"]]


@pytest.mark.parametrize("pair", ["first_name", "frist_name=Name", "first_name=Nom"])
def test_a_mapping_of_what_is_not_there_is_wrong_usage(run_here: RunHere, installed: Program, tmp_path: Path, pair: str) -> None:
    """No `=`, no such variable, no such column: nothing is added."""
    (tmp_path / "people.csv").write_text("Name\nSam\n")
    refused = run_here(installed, "leads", "add", list_of(installed, "png"), "--csv", str(tmp_path / "people.csv"), "--map", pair)
    assert refused.status == 2
    assert "--map" in refused.err
    assert run_here(installed, "credits", "show", "--json").document["credits"] == 1000
