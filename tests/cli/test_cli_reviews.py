"""Review from the terminal: what waits, and what I say to it, with a server and without."""

import csv
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
from PIL import Image
from programs import EMAIL, Answer, Program, Server

from outhost.domain.render_spec import RenderWarning
from outhost.domain.warning_words import explain

RunHere = Callable[..., Answer]


def test_what_waits_is_shown_with_its_reason_and_its_file(run_here: RunHere, installed: Program) -> None:
    """I see whose picture waits, what is doubtful about it in plain words, and where I can look at it."""
    list_id = _held_list(run_here, installed)
    doubtful = _add(run_here, installed, list_id, "company=Acme")
    flawless = _add(run_here, installed, list_id, "first_name=Sam", "company=Acme")
    assert (doubtful["review_status"], flawless["review_status"]) == ("needs_review", "clear")
    found = run_here(installed, "leads", "review", list_id, "--json").document
    assert (found["total"], [lead["tracking_id"] for lead in found["leads"]]) == (1, [doubtful["tracking_id"]])
    (lead,) = found["leads"]
    with Image.open(lead["image_file"]) as picture:
        assert picture.format == "PNG"
    words = run_here(installed, "leads", "review", list_id).out
    for expected in (doubtful["tracking_id"], "company=Acme", explain(RenderWarning.DEFAULT_USED), lead["image_file"], "Waiting: 1"):
        assert expected in words


def test_who_adds_a_doubtful_lead_is_told_that_it_waits(run_here: RunHere, installed: Program) -> None:
    """The link that I was given shows nothing yet; I hear why, and what to do."""
    list_id = _held_list(run_here, installed)
    assert f"1 of 1. Look: outhost leads review {list_id}" in run_here(installed, "leads", "add", list_id, "company=Acme").err
    assert "review" not in run_here(installed, "leads", "add", list_id, "first_name=Sam", "company=Acme").err


def test_pages_of_what_waits(run_here: RunHere, installed: Program) -> None:
    """Many wait: I see them a page at a time, oldest first, and am told how many there are."""
    list_id = _held_list(run_here, installed)
    added = [_add(run_here, installed, list_id, f"company=C{number}")["tracking_id"] for number in range(3)]
    page = run_here(installed, "leads", "review", list_id, "--limit", "2", "--offset", "1", "--json").document
    assert ([lead["tracking_id"] for lead in page["leads"]], page["total"]) == (added[1:], 3)
    assert "Waiting: 3 (shown: 2–3 of 3)" in run_here(installed, "leads", "review", list_id, "--limit", "2", "--offset", "1").out


def test_verdicts_by_name_and_all_at_once(run_here: RunHere, installed: Program) -> None:
    """I reject one by its tracking id, approve another by its lead id, then approve all the rest; what was never held is told."""
    list_id = _held_list(run_here, installed)
    one, two, three, four = (_add(run_here, installed, list_id, f"company=C{number}") for number in range(4))
    clear = _add(run_here, installed, list_id, "first_name=Sam", "company=Acme")
    decide = [("reject", one["tracking_id"]), ("approve", two["lead_id"]), ("approve", "--all"), ("approve", one["lead_id"])]
    made = [run_here(installed, "leads", verb, list_id, what, "--json").document for verb, what in decide]
    assert [(answer["leads"], answer["review_status"]) for answer in made] == [
        (1, "rejected"),
        (1, "approved"),
        (2, "approved"),
        (1, "approved"),
    ]
    states = [
        run_here(installed, "leads", "show", list_id, lead["lead_id"], "--json").document["review_status"]
        for lead in (one, two, three, four)
    ]
    assert states == ["approved"] * 4
    refused = run_here(installed, "leads", "reject", list_id, one["lead_id"], clear["lead_id"])
    assert (refused.status, refused.out) == (1, "")
    assert clear["tracking_id"] in refused.says
    assert run_here(installed, "leads", "show", list_id, one["lead_id"], "--json").document["review_status"] == "approved"


def test_a_verdict_beside_a_server_opens_the_link_at_once(run_here: RunHere, neighbour: Program, server: Server) -> None:
    """While the server runs I approve and reject, and mail clients see it with their next fetch; two of me at once do no harm."""
    list_id = _held_list(run_here, neighbour)
    lead = _add(run_here, neighbour, list_id, "company=Acme")
    path = f"/i/{lead['tracking_id']}.png"
    with httpx.Client(base_url=server.url) as mail:
        assert mail.get(path).status_code == 404
        with ThreadPoolExecutor() as pool:
            words = ("leads", "approve", list_id, lead["tracking_id"], "--email", EMAIL)
            answers = list(pool.map(lambda _: neighbour.answer(*words), range(3)))
        assert [answer["leads"] for answer in answers] == [1, 1, 1]
        assert mail.get(path).status_code == 200
        run_here(neighbour, "leads", "reject", list_id, lead["tracking_id"], "--email", EMAIL)
        assert mail.get(path).status_code == 404


def test_a_lead_is_shown_whole(run_here: RunHere, installed: Program) -> None:
    """One command tells me all of a lead, its alt text and the HTML for a mail, under either of its ids."""
    list_id = _held_list(run_here, installed, "--alt-text", 'A "note" for {{first_name}}')
    lead = _add(run_here, installed, list_id, "first_name=Sam & Co", "company=Acme")
    shown = run_here(installed, "leads", "show", list_id, lead["tracking_id"], "--json").document
    assert shown == run_here(installed, "leads", "show", list_id, lead["lead_id"], "--json").document
    assert shown["alt_text"] == 'A "note" for Sam & Co'
    assert f'<img src="{lead["image_url"]}" alt="A &quot;note&quot; for Sam &amp; Co" width="600"' in shown["snippet"]
    assert shown["variables"] == {"first_name": "Sam & Co", "company": "Acme"}
    assert shown["image_bytes"] == Path(shown["image_file"]).stat().st_size
    words = run_here(installed, "leads", "show", list_id, lead["lead_id"]).out
    assert "alt_text          A" in words
    assert run_here(installed, "leads", "show", list_id, "nai000000000000000").status == 1


def test_an_export_with_alt_texts_ends_with_their_column(run_here: RunHere, installed: Program, tmp_path: Path) -> None:
    """The column comes last, safe to stand in an attribute; without the option the export is what it always was."""
    list_id = _held_list(run_here, installed, "--alt-text", "For {{first_name}}")
    _add(run_here, installed, list_id, 'first_name=Sam "the" <b>', "company==1+1")
    plain = list(csv.reader(io.StringIO(run_here(installed, "lists", "export", list_id).out, newline="")))
    with_alt = list(csv.reader(io.StringIO(run_here(installed, "lists", "export", list_id, "--with-alt").out, newline="")))
    assert plain[0] == ["tracking_id", "image_url", "first_name", "company"]
    assert [row[:-1] for row in with_alt] == plain
    assert [row[-1] for row in with_alt] == ["alt_text", "For Sam ”the” ‹b›"]
    safe = list(csv.reader(io.StringIO(run_here(installed, "lists", "export", list_id, "--with-alt", "--safe").out, newline="")))
    assert safe[1][-2:] == ["'=1+1", "For Sam ”the” ‹b›"]


def test_held_images_are_not_copied_to_a_static_host(run_here: RunHere, installed: Program, tmp_path: Path) -> None:
    """There nobody could close them: they stay here until they are approved, and I am told how many."""
    list_id = _held_list(run_here, installed)
    doubtful, rejected = (_add(run_here, installed, list_id, f"company={name}") for name in "AB")
    flawless = _add(run_here, installed, list_id, "first_name=Sam", "company=Acme")
    run_here(installed, "leads", "reject", list_id, rejected["lead_id"])
    words = ("lists", "export", list_id, "--images", str(tmp_path / "host"), "-o", str(tmp_path / "out.csv"))
    assert "2 images are held back by review" in run_here(installed, *words).err
    assert {path.stem for path in (tmp_path / "host").iterdir()} == {flawless["tracking_id"]}
    run_here(installed, "leads", "approve", list_id, doubtful["lead_id"])
    assert run_here(installed, *words, "--json").document["held_back"] == 1
    assert {path.stem for path in (tmp_path / "host").iterdir()} == {flawless["tracking_id"], doubtful["tracking_id"]}


def test_a_snippet_says_what_would_keep_people_from_seeing(run_here: RunHere, installed: Program) -> None:
    """For my tool: its merge tags, the steps, and a word about images that wait and an address that nobody can reach."""
    list_id = _held_list(run_here, installed)
    _add(run_here, installed, list_id, "company=Acme")
    answer = run_here(installed, "lists", "snippet", list_id, "--for", "mailchimp")
    assert '<img src="*|IMAGE_URL|*" alt="*|ALT_TEXT|*" width="600"' in answer.out
    assert f"1. Export the leads: outhost lists export {list_id} --with-alt" in answer.out
    for note in ("1 images wait for review", "can't load", "no column of addresses"):
        assert note in answer.err
    ai = run_here(installed, "lists", "add", "--name", "AI", "--type", "ai", "--json").document["list_id"]
    refused = run_here(installed, "lists", "snippet", ai)
    assert (refused.status, refused.out) == (1, "")


def test_a_list_shows_what_it_was_asked_for(run_here: RunHere, installed: Program) -> None:
    """Review, budget and alt text are told back."""
    list_id = _held_list(run_here, installed, "--alt-text", "For {{first_name}}", "--max-bytes", "5000000")
    shown = run_here(installed, "lists", "show", list_id, "--json").document
    assert (shown["review"], shown["max_bytes"], shown["alt_text"]) == ("warnings", 5_000_000, "For {{first_name}}")
    assert (shown["max_colors"], shown["frame_step"]) == (None, 1)
    assert "review            warnings\n" in run_here(installed, "lists", "show", list_id).out


def _held_list(run_here: RunHere, program: Program, *options: str) -> str:
    words = ("--email", EMAIL, "--name", "Held", "--template", "sticky-note", "--review", "warnings", *options)
    return str(run_here(program, "lists", "add", *words, "--json").document["list_id"])


def _add(run_here: RunHere, program: Program, list_id: str, *variables: str) -> dict[str, str]:
    made: dict[str, str] = run_here(program, "leads", "add", list_id, *variables, "--email", EMAIL, "--json").document
    return made
