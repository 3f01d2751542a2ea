"""`import` brings rows from wherever somebody has them, and says how it read them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from workers import Declined, Workshop

from outhost.domain.faults import issues_of
from outhost.jobtypes.pool import ParamsUnfit

TEXT = "Société;E-mail\nAcme;sam@acme.com\nBolt;\n"
ROWS = [{"Société": "Acme", "E-mail": "sam@acme.com"}, {"Société": "Bolt", "E-mail": None}]


class Web:
    """An address that answers; it notes which was asked for."""

    def __init__(self, folder: Path, *, status: int = 200, media_type: str = "text/csv", text: str = TEXT) -> None:
        """Answer so."""
        self.asked: list[str] = []
        self._path = folder / "fetched"
        self._path.write_text(text, "utf-8")
        self._status, self._media_type = status, media_type

    def answers(self) -> Mapping[str, Any]:
        """Give what the server answers."""
        return {"fetch": self._answer}

    def _answer(self, about: Mapping[str, Any]) -> dict[str, Any]:
        self.asked.append(about["url"])
        return {"url": about["url"], "status": self._status, "media_type": self._media_type, "charset": None, "path": str(self._path)}


async def test_pasted_rows_keep_my_names(workshop: Workshop) -> None:
    """What I copied from my spreadsheet is there, with my columns, and the log says how it was read."""
    outcome = await workshop.run("import", params={"text": TEXT})
    assert outcome.rows == ROWS
    assert outcome.log == [("info", "Read as CSV: delimiter “;”, encoding utf-8, the first row has the names. Columns: Société, E-mail.")]


async def test_an_uploaded_file_counts_whatever_the_source_says(workshop: Workshop, tmp_path: Path) -> None:
    """A file in an encoding of old; the source that the form still has is ignored."""
    upload = tmp_path / "mine.csv"
    upload.write_bytes(TEXT.encode("cp1252"))
    outcome = await workshop.run("import", params={"source": "url"}, upload=upload, locale="fr")
    assert outcome.rows == ROWS
    assert "encodage cp1252" in outcome.log[0][1]


async def test_rows_of_another_job_come_over(workshop: Workshop) -> None:
    """All of them, piece by piece."""
    pages = {0: {"rows": ROWS[:1], "after": 7}, 7: {"rows": ROWS[1:], "after": None}}
    outcome = await workshop.run(
        "import", params={"source": "from_job", "from_job_id": "j_1"}, answers={"source_rows": lambda about: pages[about["after"]]}
    )
    assert outcome.rows == ROWS


SHEET = "https://docs.google.com/spreadsheets/d/1AbCdEfGhIjKlMnOpQrStUvWxYz012345"


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        (" https://example.com/leads.csv ", "https://example.com/leads.csv"),
        (f"{SHEET}/edit?usp=sharing#gid=42", f"{SHEET}/export?format=csv&gid=42"),
        (f"{SHEET}/edit?gid=7#gid=7", f"{SHEET}/export?format=csv&gid=7"),
        (SHEET, f"{SHEET}/export?format=csv"),
        (f"{SHEET}/export?format=csv&gid=3", f"{SHEET}/export?format=csv&gid=3"),
        (f"{SHEET}/gviz/tq?tqx=out:csv", f"{SHEET}/gviz/tq?tqx=out:csv"),
    ],
)
async def test_a_table_on_the_web_is_fetched(workshop: Workshop, tmp_path: Path, url: str, asked: str) -> None:
    """Of a shared sheet the link from the browser will do."""
    web = Web(tmp_path)
    outcome = await workshop.run("import", params={"source": "url", "url": url}, answers=web.answers())
    assert outcome.rows == ROWS
    assert web.asked == [asked]


@pytest.mark.parametrize(
    ("web", "kind", "says"),
    [
        ({"status": 404}, "give_up", "answered 404"),
        ({"status": 503}, "retry", "answered 503"),
        ({"status": 429}, "retry", "answered 429"),
        ({"media_type": "text/html; charset=utf-8", "text": "<html>"}, "give_up", "of a web page"),
        ({"text": "%PDF-1.7"}, "give_up", "The table is neither a CSV nor an XLSX"),
    ],
)
async def test_an_address_without_a_table_is_told(workshop: Workshop, tmp_path: Path, web: dict[str, Any], kind: str, says: str) -> None:
    """The job says what is wrong with it, and only what may pass is tried again."""
    outcome = await workshop.run("import", params={"source": "url", "url": "https://example.com/x"}, answers=Web(tmp_path, **web).answers())
    assert outcome.rows == []
    assert [(failed["kind"], says in failed["reason"]) for failed in outcome.failed] == [(kind, True)]


async def test_an_address_that_the_guard_refuses_is_told(workshop: Workshop) -> None:
    """Its words come through."""

    def refuse(_about: Mapping[str, Any]) -> None:
        raise Declined("give_up", "That address is private.")

    outcome = await workshop.run("import", params={"source": "url", "url": "http://10.0.0.1/"}, answers={"fetch": refuse})
    assert [failed["reason"] for failed in outcome.failed] == ["That address is private."]


@pytest.mark.parametrize(
    ("params", "field", "fr"),
    [
        ({}, "text", "est requis pour cette source"),
        ({"source": "paste", "text": " \n"}, "text", "est requis pour cette source"),
        ({"source": "url"}, "url", "est requis pour cette source"),
        ({"source": "url", "url": "file:///etc/passwd"}, "url", "doit être une adresse http:// ou https://"),
        ({"source": "from_job", "text": "a"}, "from_job_id", "est requis pour cette source"),
        ({"source": "ftp"}, "source", "doit être paste, url ou from_job"),
    ],
)
async def test_a_source_without_its_rows_is_refused(workshop: Workshop, params: dict[str, Any], field: str, fr: str) -> None:
    """At once, and at the field that is empty; nobody waits for a job that can't do anything."""
    with pytest.raises(ParamsUnfit) as unfit:
        await workshop.pool.check("import", params)
    assert [(issue.path, issue.message.say("fr")) for issue in issues_of(unfit.value.errors)] == [(field, fr)]
