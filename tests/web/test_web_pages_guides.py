"""The pages of modules and of how to write one: in both languages, as Markdown too, and true."""

import ast
import re
from pathlib import Path

import httpx
import pytest
from houses import House
from workers import open_workshop

from outhost import jobtypes
from outhost.domain import access_keys, webhooks
from outhost.domain.feeds import MOST_ENTRIES
from outhost.domain.jobs import MOST_ITEMS
from outhost.domain.news import KEPT_FOR
from outhost.domain.pipeline_ports import MOST_NODES
from outhost.render.assets import MAX_BYTES, MAX_FRAMES, MAX_PIXELS
from outhost.resources import shipped_changelog
from outhost.web.body import BODY_LIMIT_BYTES, STRANGERS_LIMIT_BYTES
from outhost.web.outsend.jobs import LOG_LINES, MOST_ROWS, ROWS
from outhost.web.outsend.news import MOST as MOST_NEWS
from outhost.web.pages.guides import concept_markdown, example_of

MODULES = ("import", "filter", "sort", "personalise", "hiring", "crm_sync")
CONCEPTS = (
    "jobs-lifecycle",
    "states-and-events",
    "pipeline-orchestration",
    "veille-monitoring",
    "where-leads-come-from",
    "reading-websites",
    "module-registry",
    "writing-a-module",
    "limits",
    "mcp",
    "n8n",
)
PAGES = ["changelog", *(f"modules/{slug}" for slug in MODULES), *(f"concepts/{slug}" for slug in CONCEPTS)]


@pytest.mark.parametrize("locale", ["en", "fr"])
@pytest.mark.parametrize("page", PAGES)
async def test_each_page_is_there_in_both_languages_and_as_markdown(house: House, page: str, locale: str) -> None:
    """Its title is that of its Markdown, its links lead somewhere, and the other language is one click away."""
    root, other = ("/docs", "/docs/fr") if locale == "en" else ("/docs/fr", "/docs")
    async with httpx.AsyncClient(base_url=house.url, timeout=30.0) as client:
        shown, markdown = await client.get(f"{root}/{page}"), await client.get(f"{root}/{page}.md")
        assert (shown.status_code, markdown.status_code) == (200, 200)
        assert markdown.headers["content-type"] == "text/markdown; charset=utf-8"
        title = markdown.text.partition("\n")[0].removeprefix("# ")
        assert f">{title}</h1>" in shown.text
        assert f'<html lang="{locale}">' in shown.text
        assert re.findall(r"\{\{(?! .*? \}\})", markdown.text) == []  # but for expressions of n8n, with their blanks
        links = set(re.findall(r'href="(/docs[^"#]*)"', shown.text))
        assert {f"{other}/{page}", f"{root}/{page}.md", f"{root}/modules"} <= links
        assert [link for link in links if (await client.get(link, follow_redirects=True)).status_code != 200] == []


async def test_the_changelog_is_that_of_the_program(house: House) -> None:
    """I read what has changed on my own server; whoever asks for French pages lands among them."""
    async with httpx.AsyncClient(base_url=house.url, timeout=30.0, follow_redirects=True) as client:
        assert (await client.get("/docs/changelog.md")).text == shipped_changelog().read_text("utf-8")
        assert "Keep a Changelog</a>" in (await client.get("/docs/changelog")).text
        assert (await client.get("/docs/fr")).url.path == "/docs/fr/modules"


async def test_no_line_begins_with_a_sign(house: House) -> None:
    """French has a space before a colon; the browser may end no line there, and code is left as it is."""
    async with httpx.AsyncClient(base_url=house.url, timeout=30.0) as client:
        shown = (await client.get("/docs/fr/concepts/pipeline-orchestration")).text
    prose = re.sub(r"<(pre|code)[ >].*?</\1>", "", shown.partition("</h1>")[2], flags=re.DOTALL)
    assert re.findall(r"\w\u00a0:", prose)
    assert re.findall(r".{20} [:;?!»]", prose) == []


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/docs/modules", ["Filter rows", "coming soon", "made on demand"]),
        ("/docs/fr/modules", ["Filtrer les lignes", "bientôt disponible", "réalisé sur demande"]),
        (
            "/docs/modules/filter.md",
            ["| `phone_prefix.prefixes` | `string[]` |", "| `rating_min` | `number 0..5` | `0.0` |", "/api/jobs/filter"],
        ),
        ("/docs/fr/modules/sort.md", [r"`completeness\|note\|nb_avis\|email_quality`", "| Paramètre |", "Trier par"]),
        ("/docs/modules/socials.md", ["| Limits |", "is not looked for"]),
        ("/docs/modules/personalise.md", ["| `list_id` | `string` | required |", "`tracking_id`, `image_url`, `missing_variables`"]),
    ],
)
async def test_a_page_says_what_the_registry_does(house: House, path: str, says: list[str]) -> None:
    """Each param with what it takes and means; where a job of it is made."""
    async with httpx.AsyncClient(base_url=house.url, timeout=30.0) as client:
        text = (await client.get(path)).text
    assert [words for words in says if words not in text] == []


async def test_what_is_only_announced_has_no_command(house: House) -> None:
    """There is nothing to run yet."""
    async with httpx.AsyncClient(base_url=house.url, timeout=30.0) as client:
        assert "curl" not in (await client.get("/docs/modules/hiring.md")).text


@pytest.mark.parametrize(
    "path", ["/docs/modules/nope", "/docs/modules/nope.md", "/docs/fr/concepts/nope", "/docs/concepts/..%2f..%2fREADME"]
)
async def test_a_page_that_is_none_is_404(house: House, path: str) -> None:
    """No other file is reached that way."""
    async with httpx.AsyncClient(base_url=house.url, timeout=30.0) as client:
        assert (await client.get(path)).status_code == 404


async def test_the_params_of_each_example_will_do() -> None:
    """I paste the command of a page: the module takes what it says."""
    async with open_workshop() as workshop:
        modules = (await workshop.pool.census()).modules
        for slug in MODULES[:4]:
            body = example_of(modules[slug])
            items = body.pop("items", [{}])
            checked = await workshop.pool.check(slug, body)
            assert {name: checked[name] for name in body} == body
            assert all(items[0].values()) or slug == "import"


@pytest.mark.parametrize("locale", ["en", "fr"])
async def test_the_plugin_on_the_page_runs(tmp_path: Path, locale: str) -> None:
    """I copy it from the page into a file, and it works."""
    source = re.findall(r"```python\n(.*?)```", concept_markdown("writing-a-module", locale), re.DOTALL)
    (tmp_path / "mine.py").write_text("".join(source), "utf-8")
    async with open_workshop(tmp_path) as workshop:
        assert (await workshop.pool.census()).broken == ()
        outcome = await workshop.run("my_module", [{"raison sociale": "Acme"}, {"raison sociale": "A"}], locale=locale)
    assert outcome.rows == [{"raison sociale": "Acme", "name_length": 4}]
    assert len(outcome.failed) == 1


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_the_page_names_what_there_is(locale: str) -> None:
    """Each method of `job` is on it, and no name that can't be imported."""
    page = concept_markdown("writing-a-module", locale)
    members = {name for kind in (jobtypes.Context, jobtypes.Held) for name in vars(kind) if not name.startswith("_")} - {"progress"}
    assert [name for name in members if f"{name}" not in page] == []
    for code in re.findall(r"`([A-Z]\w+)\(", page):
        assert hasattr(jobtypes, code), code
    assert ast.parse("".join(re.findall(r"```python\n(.*?)```", page, re.DOTALL)))


@pytest.mark.parametrize(("locale", "thousands"), [("en", ","), ("fr", "\u202f")])
def test_the_limits_are_those_that_hold(locale: str, thousands: str) -> None:
    """The numbers of a row are those by which calls are refused."""
    limits = re.findall(r"^\| .+? \| (.+?) \|", concept_markdown("limits", locale).replace(thousands, ""), re.MULTILINE)
    said = [[int(number) for number in re.findall(r"\d+", limit)] for limit in limits]
    held = [
        [BODY_LIMIT_BYTES >> 20, STRANGERS_LIMIT_BYTES >> 20],
        [MAX_BYTES // 10**6, MAX_PIXELS // 10**6, MAX_FRAMES],
        [1, MOST_ROWS, ROWS],
        [LOG_LINES],
        [1, MOST_NEWS, KEPT_FOR.days],
        [1, MOST_ITEMS],
        [MOST_NODES],
        [MOST_ENTRIES],
        [webhooks.MOST_A_WORKSPACE, int(webhooks.ANSWER_SECONDS)],
        [access_keys.MOST_A_WORKSPACE],
    ]
    assert [numbers for numbers in held if numbers not in said] == []
