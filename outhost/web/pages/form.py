"""Forms that work without script: a field, its hint, and what is wrong with it."""

from collections.abc import Mapping
from typing import Final

from sanic import Request
from sanic.exceptions import PayloadTooLarge

from outhost.web.pages.markup import Markup, tag

_MOST_BYTES: Final = 1 << 16
"""Of a form: ours have a handful of short fields, and to take one of 10 MB apart holds everybody up for seconds."""


def given_in(request: Request) -> dict[str, str]:
    """Read a form, the first value of each field.

    Raises:
        PayloadTooLarge
    """
    if len(request.body) > _MOST_BYTES:
        raise PayloadTooLarge("The form is too large.")
    return {name: values[0] for name, values in (request.form or {}).items()}


def field(
    name: str,
    label: str,
    given: Mapping[str, str],
    faults: Mapping[str, str],
    form: str = "",
    *,
    hint: str | None = None,
    **attributes: str | int,
) -> Markup:
    """Write a field with what was given for it; a fault stands in the place of the hint. `form` tells it from its like in another form."""
    fault = faults.get(name)
    id_ = f"{form}-{name}" if form else name
    about = f"{id_}-about"
    return tag(
        "div",
        tag("label", label, for_=id_),
        tag(
            "input",
            id=id_,
            name=name,
            value=given.get(name),
            aria_invalid="true" if fault else None,
            aria_describedby=about if fault or hint else None,
            **attributes,
        ),
        tag("p", f"{fault[0].upper()}{fault[1:].rstrip('.')}." if fault else hint, class_="fault" if fault else "hint", id=about)
        if fault or hint
        else None,
        class_="field",
    )
