"""The documentation beside the APIs: a page a module, made of the registry, and pages of prose; in both languages, and as Markdown."""

import re
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, Final

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import redirect

from outhost.domain.modules import Module, ModuleState, Shape
from outhost.domain.params import Field, fields_of
from outhost.domain.words import Text
from outhost.resources import shipped, shipped_changelog
from outhost.web.pages.curl import curl
from outhost.web.pages.markup import Markup, tag
from outhost.web.pages.page import Page, show
from outhost.web.pages.prose import prose_html
from outhost.web.request import appliance_of, origin_of

CONCEPTS: Final = (
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
_TEMPLATE: Final = "{{template}}"
_WORKFLOW: Final = re.compile(r"\{\{workflow ([a-z-]+)\}\}")
_BASE: Final = "{{base}}"
_TOOLS: Final = "{{tools}}"
ROOTS: Final = MappingProxyType({"en": "/docs", "fr": "/docs/fr"})

_MODULES: Final = Text(en="Modules", fr="Modules")
_ALL: Final = Text(en="What a job can do, on this installation.", fr="Ce qu’un job peut faire, sur cette installation.")
_AS_MARKDOWN: Final = Text(en="View as Markdown", fr="Voir en Markdown")
_CHANGELOG: Final = Text(en="Changelog", fr="Changements (en anglais)")
_PAGES: Final = Text(en="Pages", fr="Pages")
_OTHER_LANGUAGE: Final = Text(en="En français", fr="In English")
_PARAMS: Final = Text(en="Params", fr="Paramètres")
_PARAM_HEAD: Final = Text(en="Param|Takes|Default|Meaning", fr="Paramètre|Accepte|Par défaut|Signification")
_FACT_HEAD: Final = Text(en="Property|Value", fr="Propriété|Valeur")
_LIST_HEAD: Final = Text(en="Module|State|Does", fr="Module|État|Fait")
_TOOL_HEAD: Final = Text(en="Tool|Does|Call", fr="Outil|Fait|Appel")
_REQUIRED: Final = Text(en="required", fr="requis")
_EXAMPLE: Final = Text(en="Example", fr="Exemple")
_NEEDS: Final = Text(en="Needs the columns", fr="Colonnes requises")
_ADDS: Final = Text(en="Adds the columns", fr="Colonnes ajoutées")
_LIMITS: Final = Text(en="Limits", fr="Limites")
_STATE: Final = Text(en="State", fr="État")
_LANE: Final = Text(en="Lane", fr="File")
_STATES: Final = MappingProxyType({
    ModuleState.ACTIVE: Text(en="ready", fr="prêt"),
    ModuleState.ON_DEMAND: Text(en="made on demand", fr="réalisé sur demande"),
    ModuleState.COMING_SOON: Text(en="coming soon", fr="bientôt disponible"),
})  # fmt: skip
_LACKS: Final = Text(en="can't run here yet: {missing}", fr="ne peut pas encore tourner ici : {missing}")
_OR: Final = Text(en=" or ", fr=" ou ")
_SAMPLES: Final = MappingProxyType({
    "nom": "Acme", "telephone": "+33 1 23 45 67 89", "site_web": "https://acme.example.com", "email": "sam@acme.example.com", "rating": 4.5,
    "reviews_count": 120,
})  # fmt: skip
"""What stands in the rows of an example."""


def mount_on(app: Sanic[Any, Any]) -> None:
    """Give the pages their routes: with `.md` each is Markdown."""
    for locale, root in ROOTS.items():
        for path, answer in (
            ("modules", _all),
            ("modules/<name>", _module),
            ("concepts/<name>", _concept),
            ("changelog", _changelog),
            ("changelog.md", _changelog_markdown),
        ):
            name = f"guides-{locale}-{answer.__name__.strip('_')}"
            app.add_route(answer, f"{root}/{path}", methods=["GET", "HEAD"], name=name, strict_slashes=True, ctx_locale=locale)
    app.add_route(_go_to_french, ROOTS["fr"], methods=["GET", "HEAD"], name="guides-fr")


async def _all(request: Request) -> HTTPResponse:
    locale = page_locale(request)
    modules = await appliance_of(request).modules.all()
    rows = [
        [f"[{module.label.say(locale)}]({ROOTS[locale]}/modules/{module.slug})", _state(module, locale), module.description.say(locale)]
        for module in modules
    ]
    text = f"# {_MODULES.say(locale)}\n\n{_ALL.say(locale)}\n\n{_table(_LIST_HEAD.say(locale), rows)}\n"
    return _page(request, text, f"{ROOTS[locale]}/modules", modules)


async def _module(request: Request, name: str) -> HTTPResponse:
    locale, modules = page_locale(request), await appliance_of(request).modules.all()
    module = next((module for module in modules if module.slug == name.removesuffix(".md")), None)
    if module is None:
        raise NotFound
    text = module_markdown(module, locale, origin_of(request))
    return _markdown(text) if name.endswith(".md") else _page(request, text, f"{ROOTS[locale]}/modules/{module.slug}", modules)


async def _concept(request: Request, name: str) -> HTTPResponse:
    locale, slug = page_locale(request), name.removesuffix(".md")
    if slug not in CONCEPTS:
        raise NotFound
    text = concept_text(request, slug, locale)
    if name.endswith(".md"):
        return _markdown(text)
    return _page(request, text, f"{ROOTS[locale]}/concepts/{slug}", await appliance_of(request).modules.all())


async def _changelog(request: Request) -> HTTPResponse:
    """Show what has changed, in English, as it is written down."""
    text = shipped_changelog().read_text("utf-8")
    return _page(request, text, f"{ROOTS[page_locale(request)]}/changelog", await appliance_of(request).modules.all())


async def _changelog_markdown(_request: Request) -> HTTPResponse:
    return _markdown(shipped_changelog().read_text("utf-8"))


async def _go_to_french(_request: Request) -> HTTPResponse:
    return redirect(f"{ROOTS['fr']}/modules")


def concept_text(request: Request, slug: str, locale: str) -> str:
    """Write a page of prose with what it says of this server: its address, and the tools that agents find here."""
    rows = [
        [f"`{tool.name}`", tool.does.say(locale), f"`{tool.method} {tool.path.replace('<', '{').replace('>', '}')}`"]
        for tool in request.app.ctx.mcp.tools
    ]
    return concept_markdown(slug, locale).replace(_BASE, origin_of(request)).replace(_TOOLS, _table(_TOOL_HEAD.say(locale), rows))


def concept_markdown(slug: str, locale: str) -> str:
    """Write a page of prose; the plugin in it is the one that `outhost modules new` writes, workflows are files that tests replay."""
    folder = ("docs", "concepts") if locale == "en" else ("docs", "fr", "concepts")
    template = shipped("modules", "template.py").read_text("utf-8")
    text = shipped(*folder, f"{slug}.md").read_text("utf-8").replace(_TEMPLATE, f"```python\n{template}```")
    return _WORKFLOW.sub(lambda found: f"```json\n{shipped('docs', 'n8n', f'{found[1]}.json').read_text('utf-8')}```", text)


def module_markdown(module: Module, locale: str, base: str) -> str:
    """Write the page of a module: what it does, needs and adds, its params, and a job of it as a command."""
    needs = (_OR.say(locale) if module.needs_any else ", ").join(f"`{name}`" for name in module.needs)
    facts = [
        [_STATE.say(locale), _state(module, locale)],
        [_NEEDS.say(locale), needs or "–"],
        [_ADDS.say(locale), ", ".join(f"`{name}`" for name in module.produces) or "–"],
        *([[_LANE.say(locale), f"`{module.lane}`"]] if module.state is ModuleState.ACTIVE else []),
        *([[_LIMITS.say(locale), module.limits.say(locale)]] if module.limits else []),
    ]
    params = [
        [f"`{field.name}`", f"`{field.kind}`", _default(field, locale), field.meaning(locale)] for field in fields_of(module.config_schema)
    ]
    parts = [f"# {module.label.say(locale)}", module.description.say(locale), _table(_FACT_HEAD.say(locale), facts)]
    if params:
        parts += [f"## {_PARAMS.say(locale)}", _table(_PARAM_HEAD.say(locale), params)]
    if module.state is ModuleState.ACTIVE:
        command = curl("POST", f"{base}/api/jobs/{module.slug}", example_of(module))
        parts += [f"## {_EXAMPLE.say(locale)}", f"```bash\n{command}\n```"]
    return "\n\n".join(parts) + "\n"


def example_of(module: Module) -> dict[str, Any]:
    """Give the body of a job of a module, as its page shows it: rows that have what it needs, and params of its own choosing."""
    chosen: dict[str, Any] = dict(next(iter(module.config_schema.get("examples", ())), {}))
    if module.shape is Shape.SOURCE:
        return chosen
    names = module.needs or tuple(_SAMPLES)
    return {"items": [{name: _SAMPLES.get(name, "…") for name in names}]} | chosen


def page_locale(request: Request) -> str:
    """Give the language that a page is in, as its path says."""
    locale: str = request.route.ctx.locale if request.route else "en"
    return locale


def _state(module: Module, locale: str) -> str:
    return _LACKS.say(locale, missing=module.missing.say(locale)) if module.missing else _STATES[module.state].say(locale)


def _default(field: Field, locale: str) -> str:
    if field.is_required:
        return _REQUIRED.say(locale)
    return f"`{field.default}`" if field.default else "–"


def _table(head: str, rows: Sequence[Sequence[str]]) -> str:
    names = head.split("|")
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def _markdown(text: str) -> HTTPResponse:
    return HTTPResponse(text, headers={"cache-control": "no-cache"}, content_type="text/markdown; charset=utf-8")


def _page(request: Request, text: str, path: str, modules: Sequence[Module]) -> HTTPResponse:
    locale = page_locale(request)
    title, _, rest = text.partition("\n")
    first = rest.strip().partition("\n\n")[0]
    body = [_contents(locale, path, modules), tag("div", tag("section", _words(text, path, locale), class_="prose"), class_="reference")]
    return show(
        request,
        Page(title=f"{title.removeprefix('# ')} · outhost", description=first, kind="docs", body=body, has_script=False, locale=locale),
    )


def _words(text: str, path: str, locale: str) -> Markup:
    title, closing, rest = prose_html(text).partition("</h1>\n")
    there = path.replace(ROOTS["en"], ROOTS["fr"], 1) if locale == "en" else path.replace(ROOTS["fr"], ROOTS["en"], 1)
    as_markdown = tag("a", _AS_MARKDOWN.say(locale), href=f"{path}.md") if path != f"{ROOTS[locale]}/modules" else None
    links = tag("div", as_markdown, tag("a", _OTHER_LANGUAGE.say(locale), href=there), class_="copies")
    return tag("div", Markup(title + closing), links, Markup(rest), class_="words")


def _contents(locale: str, path: str, modules: Sequence[Module]) -> Markup:
    root = ROOTS[locale]
    shown = [(f"{root}/modules", _MODULES.say(locale))]
    shown += [(f"{root}/concepts/{slug}", concept_markdown(slug, locale).partition("\n")[0].removeprefix("# ")) for slug in CONCEPTS]
    shown += [(f"{root}/modules/{module.slug}", module.label.say(locale)) for module in modules]
    shown += [(f"{root}/changelog", _CHANGELOG.say(locale))]
    links = [tag("li", tag("a", name, href=to, aria_current="page" if to == path else None)) for to, name in shown]
    return tag("aside", tag("nav", tag("p", _PAGES.say(locale)), tag("ul", links), aria_label=_PAGES.say(locale)), class_="contents")
