"""The front page: the built-in templates, redrawn as one types a name and a company, each with the curl that makes it real."""

import ipaddress
import shlex
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from sanic import HTTPResponse, Request, Sanic

from outhost.web.pages.curl import LIST_PLACEHOLDER, curl
from outhost.web.pages.markup import Markup, tag
from outhost.web.pages.page import Page, show
from outhost.web.pages.previews import VALUE_LIMIT, Exhibit, previews_of
from outhost.web.pages.recipes import section_of
from outhost.web.request import appliance_of, origin_of

SAMPLE: Mapping[str, str] = {"first_name": "Sam", "company": "Acme"}
"""Whom the pictures are for until somebody types."""

_TITLE = "outhost: a picture with their name on it"
_PROMISE = (
    "outhost draws a personalised picture for every lead, on your own machine, in a fraction of a second."
    " One call per person, one link for your mail. No cloud in between."
)

_OWN_SPEC = """{
  "version": 1, "width": 800, "height": 450,
  "background": {"color": "#ffd84d"},
  "variables": [{"name": "first_name"}],
  "layers": [{
    "type": "text", "text": "Hi {{first_name}}!",
    "box": [60, 60, 680, 330],
    "font": "hand", "size": 160, "align": "center"
  }]
}"""


def mount_on(app: Sanic[Any, Any]) -> None:
    """Give the front page its route."""
    app.add_route(_show, "/", methods=["GET", "HEAD"], name="front")


async def _show(request: Request) -> HTTPResponse:
    values = {name: (request.args.get(name) or sample)[:VALUE_LIMIT] for name, sample in SAMPLE.items()}
    body = [
        _invitation() if await appliance_of(request).setup.is_needed() else None,
        _hero(),
        tag("div", tag("div", _blanks(values), _account(), class_="bar"), _gallery(request, values)),
        section_of(request),
        _steps(),
    ]
    page = Page(title=_TITLE, description=_PROMISE, kind="front", body=body)
    return show(request, page, headers={"vary": "accept-language"})


def _invitation() -> Markup:
    return tag(
        "section",
        tag("h2", "This outhost has no owner yet"),
        tag(
            "p",
            "To get your key, open the set-up link that outhost printed in the terminal when it started."
            " It works once, for 30 minutes; a restart prints a fresh one.",
        ),
        class_="invitation",
    )


def _hero() -> Markup:
    return tag(
        "section",
        tag("h1", tag("span", "A picture with their name on it. "), tag("span", "For every single lead.")),
        tag("p", _PROMISE, class_="promise"),
        class_="hero",
    )


def _blanks(values: Mapping[str, str]) -> Markup:
    """Write the sentence with two blanks; without script, it is a form that asks for the page anew."""
    return tag(
        "form",
        tag("label", "Draw one for", for_="first_name"),
        _blank("first_name", values, "First name"),
        tag("label", "at", for_="company"),
        _blank("company", values, "Company"),
        tag("button", "Redraw", type="submit"),
        class_="blanks",
        id="who",
        action="/",
    )


def _blank(name: str, values: Mapping[str, str], hint: str) -> Markup:
    value = values[name]
    return tag(
        "input",
        id=name,
        name=name,
        value=value,
        size=max(3, len(value)),
        maxlength=VALUE_LIMIT,
        placeholder=hint,
        aria_label=hint,
        autocomplete="off",
        spellcheck="false",
    )


def _account() -> Markup:
    """Write where the key goes; its script fills it from the address that `outhost serve --demo` prints."""
    return tag(
        "form",
        tag("label", "Your API key", for_="key"),
        tag("input", id="key", type="password", autocomplete="off", spellcheck="false", placeholder="Paste it to complete the curl lines"),
        tag("button", "Use it", type="submit"),
        tag("p", id="account", aria_live="polite"),
        tag("button", "Forget the key", type="button", class_="quiet", id="forget", hidden=True),
        class_="account",
        id="key-form",
    )


def _gallery(request: Request, values: Mapping[str, str]) -> Markup:
    origin = origin_of(request)
    cards = [_card(exhibit, values, origin) for exhibit in previews_of(request).exhibits.values()]
    command = _lists_add(request)
    return tag("section", cards, _own_card(command), class_="gallery", aria_label="The built-in templates", data_lists_add=command)


def _lists_add(request: Request) -> str:
    """Write the beginning of the command that makes a list; who sits at this machine is told the data folder as well."""
    is_here = ipaddress.ip_address(request.ip).is_loopback and "x-forwarded-for" not in request.headers
    return f"outhost lists add --data-dir {shlex.quote(str(appliance_of(request).folder.path))}" if is_here else "outhost lists add"


def _card(exhibit: Exhibit, values: Mapping[str, str], origin: str) -> Markup:
    template, spec = exhibit.template, exhibit.spec
    picture = tag(
        "img",
        src=f"{exhibit.path}?{urlencode(values)}",
        width=spec.width,
        height=spec.height,
        alt=f"{template.name}, drawn for {values['first_name']} at {values['company']}",
    )
    command = curl("POST", f"{origin}/v1/lists/{LIST_PLACEHOLDER}/leads", {"variables": dict(values)})
    copy = tag("button", "Copy", type="button", data_copy=True, aria_label=f"Copy the curl of {template.name}")
    return tag(
        "article",
        tag("div", picture, tag("p", class_="notice", aria_live="polite"), class_="stage"),
        tag(
            "div",
            tag("h2", template.name),
            tag("span", spec.image_extension.upper(), class_="kind"),
            tag("button", "Make it real", tag("small", "1 credit"), type="button", data_make=True, class_="deed"),
            class_="title",
        ),
        tag("p", template.description),
        tag("div", class_="result", aria_live="polite"),
        tag(
            "figure",
            tag("figcaption", tag("span", "curl"), copy),
            tag("pre", tag("code", command), tabindex="0", role="group", aria_label=f"curl of {template.name}"),
            class_="panel",
        ),
        class_="card",
        data_template=template.slug,
        data_name=template.name,
        data_path=exhibit.path,
    )


def _own_card(lists_add: str) -> Markup:
    command = f"{lists_add} \\\n  --name 'My own' --spec my-own.json"
    return tag(
        "article",
        tag("h2", "Or draw your own"),
        tag("p", "A template is one JSON file. No code runs in it, nothing is fetched, and a fault is named by its path."),
        tag("figure", tag("figcaption", tag("span", "my-own.json")), tag("pre", tag("code", _OWN_SPEC), tabindex="0"), class_="panel"),
        tag("figure", tag("figcaption", tag("span", "Terminal")), tag("pre", tag("code", command), tabindex="0"), class_="panel"),
        class_="card own",
    )


def _steps() -> Markup:
    steps = (
        ("Pick a template", "A list is made from one. It keeps its own copy, so what you sent never changes."),
        ("Post a lead", "One curl with their name. The picture is drawn and safely on disk before you get your answer."),
        ("Put the link in your mail", "It loads without a key, for ever, in every mail client that shows pictures."),
    )
    return tag(
        "section",
        tag("h2", "How it works"),
        tag("ol", [tag("li", tag("h3", title), tag("p", words)) for title, words in steps]),
        tag("p", tag("a", "Read the API, try it on the page", href="/docs/api/outwink", class_="button")),
        class_="steps",
    )
