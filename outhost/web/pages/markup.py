"""HTML made of values: a text is escaped wherever it stands, unless it is HTML already."""

from collections.abc import Iterable
from html import escape
from typing import TypeAlias

_VOID = frozenset({"input", "img", "link", "meta", "br", "hr"})


class Markup(str):
    """A text that is HTML already, made by `tag`, `join` or a converter that escapes."""

    __slots__ = ()


Child: TypeAlias = "str | int | Iterable[Child] | None"
"""What may stand between two tags; None stands for nothing."""


def tag(name: str, /, *children: Child, **attributes: str | int | None) -> Markup:
    """Write an element.

    Attributes: `class_` and `for_` lose their underscore, `data_key` becomes `data-key`; None and False leave an attribute out, True
    stands for one without a value.
    """
    start = f"<{name}{''.join(_attribute(key, value) for key, value in attributes.items())}>"
    return Markup(start if name in _VOID else f"{start}{join(children)}</{name}>")


def join(children: Child) -> Markup:
    """Write children one after the other."""
    match children:
        case None:
            return Markup()
        case Markup():
            return children
        case str() | int():
            return Markup(escape(str(children), quote=False))
        case _:
            return Markup("".join(join(child) for child in children))


def _attribute(key: str, value: str | int | None) -> str:
    name = key.rstrip("_").replace("_", "-")
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
