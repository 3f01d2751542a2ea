"""Telephone numbers that nobody has, and the many ways to write one.

All come from ranges that the regulators keep for fiction (ARCEP in France, Ofcom in Britain). libphonenumber calls the landlines valid
and the mobiles (06 39 98, 07700 900) possible, not valid: no real subscriber can have them.
"""

import random
from collections.abc import Mapping
from types import MappingProxyType

_FRENCH_LANDLINES = ("019900", "026191", "035301", "046571", "053649")
_FRENCH_MOBILE = "063998"
_BRITISH_LANDLINES = ("2079460", "1134960", "1314960", "1614960")
_BRITISH_MOBILE = "7700900"

NOTATIONS: Mapping[str, str] = MappingProxyType(
    {
        "pairs": "{0} {1} {2} {3} {4}",
        "dots": "{0}.{1}.{2}.{3}.{4}",
        "dashes": "{0}-{1}-{2}-{3}-{4}",
        "joined": "{0}{1}{2}{3}{4}",
        "no-break": "{0}\u00a0{1}\u00a0{2}\u00a0{3}\u00a0{4}",
        "international": "+33 {short} {1} {2} {3} {4}",
        "with zero": "+33 (0){short} {1} {2} {3} {4}",
        "double zero": "0033 {short} {1} {2} {3} {4}",
        "international joined": "+33{short}{1}{2}{3}{4}",
        "plus and dots": "+33.{short}.{1}.{2}.{3}.{4}",
        "bracketed": "(+33) {short} {1} {2} {3} {4}",
        "thin": "{0}\u202f{1}\u202f{2}\u202f{3}\u202f{4}",
        "slashes": "{0}/{1}.{2}.{3}.{4}",
    }
)
"""Ways to write a French number."""

USUAL = (
    "pairs",
    "pairs",
    "pairs",
    "dots",
    "dots",
    "no-break",
    "joined",
    "international",
    "with zero",
    "dashes",
    "double zero",
    "slashes",
    "thin",
    "plus and dots",
    "bracketed",
)


def landline(rng: random.Random, country: str) -> str:
    """Draw a number that rings on a desk, in E.164."""
    if country == "gb":
        return f"+44{rng.choice(_BRITISH_LANDLINES)}{rng.randint(0, 899):03d}"
    return f"+33{rng.choice(_FRENCH_LANDLINES)[1:]}{rng.randint(0, 8999):04d}"


def mobile(rng: random.Random, country: str) -> str:
    """Draw a number that rings in a pocket, in E.164."""
    if country == "gb":
        return f"+44{_BRITISH_MOBILE}{rng.randint(0, 899):03d}"
    return f"+33{_FRENCH_MOBILE[1:]}{rng.randint(0, 8999):04d}"


def is_mobile(number: str) -> bool:
    """Tell whether a number of this town rings in a pocket."""
    return number.startswith(("+336", "+337", "+447"))


def written(number: str, notation: str) -> str:
    """Write a number that is given in E.164; a British one keeps to British habits."""
    if number.startswith("+44"):
        return _british(number[3:], notation)
    digits = f"0{number[3:]}"
    pairs = [digits[at : at + 2] for at in range(0, 10, 2)]
    return NOTATIONS[notation].format(*pairs, short=digits[1])


def _british(digits: str, notation: str) -> str:
    area = 2 if digits[0] == "2" else 4 if digits[0] == "7" else 3
    first, middle, last = digits[:area], digits[area:-4], digits[-4:]
    if digits[0] == "7":
        middle, last = digits[area:-3], digits[-3:]
    if notation == "with zero":
        return f"+44 (0){first} {middle} {last}"
    if notation == "bracketed":
        return f"(+44) {first} {middle} {last}"
    if notation.startswith("international"):
        return f"+44{digits}" if "joined" in notation else f"+44 {first} {middle} {last}"
    if notation == "double zero":
        return f"0044 {first} {middle} {last}"
    return f"0{digits}" if notation == "joined" else f"0{first} {middle} {last}" if notation != "dashes" else f"(0{first}) {middle} {last}"
