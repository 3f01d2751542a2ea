"""The recipes on the front page: pipelines to begin with, which can be started at once where there is an invented town to start them on."""

from typing import Final

from sanic import Request

from outhost.domain.recipes import RECIPES, DemoValues, Recipe
from outhost.domain.words import Text
from outhost.web.pages.markup import Markup, tag
from outhost.web.request import appliance_of
from outhost.web.visit import locale_of

_TITLE: Final = Text(en="Recipes", fr="Recettes")
_ABOUT: Final = Text(
    en="Pipelines to begin with; each finds, checks and keeps what its name says. Take one, and put your trade and town in.",
    fr="Des pipelines pour commencer : chacun trouve, vérifie et garde ce que dit son nom. Prenez-en un, mettez-y votre métier et"
    " votre ville.",
)
_START: Final = Text(en="Start it on the demo", fr="Lancer sur la démo")
_ELSEWHERE: Final = Text(
    en="On the demo (`outhost serve --demo`) each can be started here; anywhere else, take its definition from",
    fr="Sur la démo (`outhost serve --demo`), chacun se lance d’ici ; ailleurs, prenez sa définition dans",
)
_WORDS: Final = {
    "login": Text(en="Log in with what the demo printed when it started.", fr="Connectez-vous avec ce que la démo a affiché au démarrage."),
    "email": Text(en="E-mail", fr="E-mail"),
    "password": Text(en="Password", fr="Mot de passe"),
    "enter": Text(en="Log in", fr="Se connecter"),
    "no_list": Text(
        en="It draws pictures, and you have no list for them yet.", fr="Elle dessine des images, et vous n’avez pas encore de liste."
    ),
    "download": Text(en="Download the rows", fr="Télécharger les lignes"),
    "silent": Text(en="outhost does not answer; is it still running?", fr="outhost ne répond pas ; tourne-t-il encore ?"),
    "done": Text(en="done", fr="terminé"),
    "failed": Text(en="failed", fr="en échec"),
    "cancelled": Text(en="cancelled", fr="annulé"),
    "running": Text(en="running", fr="en cours"),
    "pending": Text(en="pending", fr="en attente"),
    "waiting": Text(en="waiting", fr="en attente"),
    "skipped": Text(en="not needed", fr="non nécessaire"),
}  # fmt: skip
"""What the script says."""


def section_of(request: Request) -> Markup:
    """Write the section in the language that the browser asks for."""
    locale, demo = locale_of(request), appliance_of(request).sandbox.demo
    words = {f"data_{name}": text.say(locale) for name, text in _WORDS.items()}
    return tag(
        "section",
        tag("h2", _TITLE.say(locale), id="recipes-title"),
        tag("p", _ABOUT.say(locale), class_="about"),
        None if demo else tag("p", _ELSEWHERE.say(locale), " ", tag("a", "/api/pipelines/recipes", href="/api/pipelines/recipes"), "."),
        tag("ol", [_card(recipe, demo, locale) for recipe in RECIPES]),
        class_="recipes",
        id="recipes",
        lang=locale,
        aria_labelledby="recipes-title",
        **words,
    )


def _card(recipe: Recipe, demo: DemoValues | None, locale: str) -> Markup:
    start = tag("button", _START.say(locale), type="button", data_start=True, class_="quiet", aria_describedby=f"recipe-{recipe.slug}")
    return tag(
        "li",
        tag("h3", recipe.label.say(locale), id=f"recipe-{recipe.slug}"),
        tag("p", recipe.description.say(locale)),
        tag("p", " → ".join(recipe.modules), class_="chain"),
        start if demo else None,
        tag("div", class_="outcome", aria_live="polite"),
        data_recipe=recipe.slug,
    )
