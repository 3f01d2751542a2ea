"""What a website's robots.txt says to one robot (RFC 9309): which of its addresses are not for it, and how often it may ask.

Read generously, as people write it, and on the site's side where that leaves two readings. No file, however made, takes long to read
or to hold an address against: patterns are compared from left to right, never by a regular expression.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Final
from urllib.parse import quote

MOST_BYTES: Final = 500 * 1024
"""Of a robots.txt that are read; the standard asks for no more."""
_MOST_WILD: Final = 1000
"""Rules with a `*` inside that are compared as they are; those beyond forbid all that begins like them."""
_MANY_CHARS: Final = 20_000
"""Of rules with a `*` inside, all together; a longer path than anybody has takes a few milliseconds to hold against them."""
_LONGEST_DELAY_SECONDS: Final = 86_400.0
"""Whoever asks for more means that nobody should come, and is visited once a day."""
_SHOWN: Final = 120
_ANYBODY: Final = "*"
_PATHS: Final[Mapping[str, bool]] = {
    "allow": True, "disallow": False, "dissallow": False, "dissalow": False, "disalow": False, "diasllow": False, "disallaw": False,
}  # fmt: skip
_AGENTS: Final = frozenset({"user-agent", "useragent", "user agent"})
_DELAYS: Final = frozenset({"crawl-delay", "crawl delay", "crawldelay"})
_FIELDS: Final = _AGENTS | _DELAYS | _PATHS.keys()
_TOKEN = re.compile(r"[a-z_-]+")
_ESCAPE = re.compile(rb"%([0-9a-fA-F]{2})")
_STARS = re.compile(r"\*+")
_PATH_KEPT, _PATTERN_KEPT = b"/%", b"/%*"
"""Characters that mean something else when they are encoded."""
_PATH_SAFE, _PATTERN_SAFE = "/%=", "/%=*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A line about paths: `parts` are what stands between its `*`, and nothing may follow the last where it `is_anchored`."""

    line: str
    is_allowed: bool
    parts: tuple[str, ...]
    is_anchored: bool
    weight: tuple[int, bool]
    """The longer pattern decides; where two are as long, the one that allows."""

    @property
    def is_plain(self) -> bool:
        """Tell whether what begins like the first part is meant, and nothing else."""
        return len(self.parts) == 1 and not self.is_anchored

    def fits(self, target: str) -> bool:
        """Tell whether a path with its query, in the plain spelling, is meant."""
        first, *others = self.parts
        if not target.startswith(first):
            return False
        place = len(first)
        *inner, last = others or [""]
        for part in inner:
            found = target.find(part, place)
            if found < 0:
                return False
            place = found + len(part)
        if not self.is_anchored:
            return target.find(last, place) >= 0
        return place == len(target) if not others else len(target) - len(last) >= place and target.endswith(last)


class Rules:
    """What one robots.txt says to us."""

    def __init__(self, agent: str, rules: Sequence[Rule], delay_seconds: float | None) -> None:
        """Take the rules for an agent: our own name, or `*` for anybody."""
        self.agent = agent
        self.delay_seconds = delay_seconds
        self.count = len(rules)
        in_order = sorted(rules, key=lambda rule: rule.weight)
        wild = [rule for rule in in_order if not rule.is_plain]
        surplus = wild[: max(len(wild) - _MOST_WILD, 0)]
        self._wild = wild[len(surplus) :][::-1]
        self.is_slow = sum(rule.weight[0] for rule in self._wild) > _MANY_CHARS
        broad = [rule for rule in surplus if not rule.is_allowed]
        self._plain = {rule.parts[0]: rule for rule in (*broad, *(rule for rule in in_order if rule.is_plain))}
        self._lengths = sorted({len(prefix) for prefix in self._plain})

    def forbidding(self, target: str) -> Rule | None:
        """Give the rule that forbids a path with its query, if one does; robots.txt itself is never forbidden."""
        plain = _plain(target, _PATH_KEPT, _PATH_SAFE)
        if plain == "/robots.txt":
            return None
        found = [rule for length in self._lengths if length <= len(plain) and (rule := self._plain.get(plain[:length]))]
        best = max(found, key=lambda rule: rule.weight, default=None)
        for rule in self._wild:
            if best and rule.weight <= best.weight:
                break
            if rule.fits(plain):
                best = rule
                break
        return best if best and not best.is_allowed else None


def read_rules(data: bytes, agent: str) -> Rules:
    """Read what a robots.txt says to a robot: the groups that name it, together, else those for anybody. Blocks; reads 500 KiB."""
    is_cut = len(data) > MOST_BYTES
    text = data[:MOST_BYTES].decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    groups = _grouped(lines[:-1] if is_cut else lines, agent)
    chosen = agent if agent in groups else _ANYBODY
    fields = groups.get(chosen, [])
    rules = [rule for line, value in fields if line in _PATHS and (rule := _rule(value, is_allowed=_PATHS[line]))]
    delays = [delay for line, value in fields if line in _DELAYS and (delay := _seconds(value)) is not None]
    return Rules(chosen, rules, max(delays, default=None))


def _grouped(lines: Iterable[str], agent: str) -> dict[str, list[tuple[str, str]]]:
    """Give the lines about paths and delays, by whom they are for, of those who matter to us."""
    groups: dict[str, list[tuple[str, str]]] = {}
    current: list[str] = []
    is_naming = False
    for field, value in filter(None, map(_field, lines)):
        if field in _AGENTS:
            current = current if is_naming else []
            is_naming = True
            if (name := _name_in(value)) in {agent, _ANYBODY}:
                groups.setdefault(name, [])
                current.append(name)
        elif field in _PATHS or field in _DELAYS:
            is_naming = False
            for name in current:
                groups[name].append((field, value))
    return groups


def _field(line: str) -> tuple[str, str] | None:
    """Read a line; one without a colon is read as if it had one behind its first word."""
    line = line.partition("#")[0].strip()
    name, _, value = line.partition(":")
    if (field := " ".join(name.lower().split())) in _FIELDS:
        return field, value.strip()
    name, _, value = line.partition(" ")
    return (name.lower(), value.strip()) if name.lower() in _FIELDS else None


def _name_in(value: str) -> str:
    if value.startswith(_ANYBODY):
        return _ANYBODY
    token = _TOKEN.match(value.lower())
    return token[0] if token else ""


def _rule(value: str, *, is_allowed: bool) -> Rule | None:
    if not value:
        return None
    pattern = value
    if not is_allowed and not value.startswith(("/", "*")):  # what was meant is plain enough, though not by the standard
        pattern = "/" + (value.partition("://")[2].partition("/")[2] if "://" in value else value)
    is_anchored = pattern.endswith("$")
    plain = _plain(pattern.removesuffix("$"), _PATTERN_KEPT, _PATTERN_SAFE)
    return Rule(
        line=f"{'Allow' if is_allowed else 'Disallow'}: {value}"[:_SHOWN],
        is_allowed=is_allowed,
        parts=tuple(_STARS.sub("*", plain).split("*")),
        is_anchored=is_anchored,
        weight=(len(plain) + is_anchored, is_allowed),
    )


def _plain(text: str, kept: bytes, safe: str) -> str:
    """Spell a path or pattern in the one way in which two that mean the same are equal; escapes of `kept` stay."""

    def decoded(found: "re.Match[bytes]") -> bytes:
        byte = bytes.fromhex(found[1].decode("ascii"))
        return found[0].upper() if byte in kept else byte

    data = text.encode("utf-8", "surrogateescape")
    return quote(_ESCAPE.sub(decoded, data) if b"%" in data else data, safe=safe)


def _seconds(value: str) -> float | None:
    try:
        seconds = float(value.replace(",", "."))
    except ValueError:
        return None
    return min(seconds, _LONGEST_DELAY_SECONDS) if isfinite(seconds) and seconds >= 0 else None
