"""The order in which the characters of a line are seen: the Unicode Bidirectional Algorithm (UAX #9) for one line of plain text.

Explicit embeddings, overrides and isolates are left out on purpose: what is set here are names and short sentences, in which such a mark is
never meant, and often meant ill. They are removed before (`without_controls`).
"""

# ruff: noqa: RUF001 - the brackets of all scripts are meant

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

_CONTROLS: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_STRONG: Final = {"L": 0, "R": 1, "AL": 1}
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})
_NEUTRAL: Final = frozenset({"B", "S", "WS", "ON"})
_MARKS: Final = frozenset({"NSM", "BN"})
_OPENING: Final = "([{⁅⁽₍❨❪❬❮❰❲❴⟅⟦⟨⟪⟬⟮⦃⦅《「『【〔〖〘〚（［｛｟｢"
_BRACKETS: Final = dict(zip(_OPENING, ")]}⁆⁾₎❩❫❭❯❱❳❵⟆⟧⟩⟫⟭⟯⦄⦆》」』】〕〗〙〛）］｝｠｣", strict=True))
_CLOSING: Final = {closing: opening for opening, closing in _BRACKETS.items()}
_DEEPEST: Final = 63


def without_controls(text: str) -> str:
    """Take out the characters that steer the order."""
    return "".join(character for character in text if character not in _CONTROLS)


def is_plain(text: str) -> bool:
    """Tell whether a text has nothing that is read from right to left, so that it is seen in the order in which it is written."""
    return text.isascii() or not any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in text)


def levels(text: str) -> list[int]:
    """Give the embedding level of each character of a line: even ones read to the right, odd ones to the left.

    The direction of the line is that of its first strong character, to the right where it has none.
    """
    classes = [unicodedata.bidirectional(character) or "L" for character in text]
    base = next((_STRONG[kind] for kind in classes if kind in _STRONG), 0)
    types = _resolve_weak(classes, base)
    _resolve_brackets(text, types, base, classes)
    _resolve_neutral(types, base)
    found = [_implicit(kind, base) for kind in types]
    return _with_reset_blanks(found, classes, base)


def visual_order(found: Sequence[int]) -> list[int]:
    """Give the places of a line's items from left to right (rule L2): from the highest level down, runs at or above it are turned."""
    order = list(range(len(found)))
    lowest_odd = min((level for level in found if level % 2), default=0)
    for level in range(max(found, default=0), lowest_odd - 1, -1) if lowest_odd else ():
        start = 0
        for is_deep, run in groupby(order, key=lambda place: found[place] >= level):
            length = len(list(run))
            if is_deep:
                order[start : start + length] = order[start : start + length][::-1]
            start += length
    return order


def _direction(level: int) -> str:
    return "R" if level % 2 else "L"


def _resolve_weak(classes: Sequence[str], base: int) -> list[str]:
    """Apply rules W1 to W7."""
    types = _with_marks_joined(classes, base)
    types = _after_strong(types, base, "EN", {"AL": "AN"})  # W2
    types = ["R" if kind == "AL" else kind for kind in types]  # W3
    _join_separators(types)
    for start, end in list(_runs(types, frozenset({"ET"}))):  # W5
        if (start and types[start - 1] == "EN") or (end < len(types) and types[end] == "EN"):
            types[start:end] = ["EN"] * (end - start)
    types = ["ON" if kind in {"ES", "CS", "ET"} else kind for kind in types]  # W6
    return _after_strong(types, base, "EN", {"L": "L"})  # W7


def _with_marks_joined(classes: Sequence[str], base: int) -> list[str]:
    """Apply rule W1: a mark takes the type of what it stands on. BN does too, which is what leaving it out amounts to."""
    types = list(classes)
    before = _direction(base)
    for place, kind in enumerate(types):
        if kind in _MARKS:
            types[place] = before
        before = types[place]
    return types


def _after_strong(types: Sequence[str], base: int, changed: str, becomes: Mapping[str, str]) -> list[str]:
    """Let one type become another by the last strong one before it; the line's own direction counts as the first."""
    found, strong = [], _direction(base)
    for kind in types:
        if kind in _STRONG:
            strong = kind
        found.append(becomes.get(strong, kind) if kind == changed else kind)
    return found


def _join_separators(types: list[str]) -> None:
    """Apply rule W4: one separator between two numbers of a kind is part of the number."""
    for place in range(1, len(types) - 1):
        before, after = types[place - 1], types[place + 1]
        is_one = types[place] == "CS" or (types[place] == "ES" and before == "EN")
        if is_one and before == after and before in {"EN", "AN"}:
            types[place] = before


def _resolve_brackets(text: str, types: list[str], base: int, classes: Sequence[str]) -> None:
    """Apply rule N0: a pair of brackets goes with what it holds, or with what surrounds it."""
    embedding = _direction(base)
    for opening, closing in sorted(_pairs(text, types)):
        inside = {_strong(kind) for kind in types[opening + 1 : closing]} - {None}
        if not inside:
            continue
        before = next((found for found in map(_strong, reversed(types[:opening])) if found), embedding)
        kind = embedding if embedding in inside else before
        for place in (opening, closing):
            types[place] = kind
            for following in range(place + 1, len(types)):  # the marks upon a bracket go with it
                if classes[following] not in _MARKS:
                    break
                types[following] = kind


def _pairs(text: str, types: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Find the pairs of brackets (BD16)."""
    stack: list[tuple[str, int]] = []
    for place, character in enumerate(text):
        if types[place] != "ON":
            continue
        if character in _BRACKETS:
            if len(stack) == _DEEPEST:
                return
            stack.append((character, place))
        depth = next((depth for depth in range(len(stack) - 1, -1, -1) if stack[depth][0] == _CLOSING.get(character)), None)
        if depth is not None:
            yield stack[depth][1], place
            del stack[depth:]


def _strong(kind: str) -> str | None:
    return {"L": "L", "R": "R", "EN": "R", "AN": "R"}.get(kind)


def _resolve_neutral(types: list[str], base: int) -> None:
    """Apply rules N1 and N2: neutrals go with what surrounds them where both sides agree, else with the line."""
    for start, end in list(_runs(types, _NEUTRAL)):
        left = _strong(types[start - 1]) if start else _direction(base)
        right = _strong(types[end]) if end < len(types) else _direction(base)
        types[start:end] = [left if left == right and left else _direction(base)] * (end - start)


def _implicit(kind: str, base: int) -> int:
    """Apply rules I1 and I2."""
    if base % 2:
        return base + (0 if kind == "R" else 1)
    return base + {"R": 1, "EN": 2, "AN": 2}.get(kind, 0)


def _with_reset_blanks(found: list[int], classes: Sequence[str], base: int) -> list[int]:
    """Apply rule L1: separators, blanks before them and blanks at the end are the line's own."""
    is_open = True
    for place in range(len(found) - 1, -1, -1):
        if classes[place] in {"S", "B"}:
            is_open = True
        elif classes[place] not in {"WS", "BN"}:
            is_open = False
        if is_open:
            found[place] = base
    return found


def _runs(types: Sequence[str], kinds: frozenset[str]) -> Iterator[tuple[int, int]]:
    start = 0
    for is_one, run in groupby(list(types), key=lambda kind: kind in kinds):
        end = start + len(list(run))
        if is_one:
            yield start, end
        start = end
