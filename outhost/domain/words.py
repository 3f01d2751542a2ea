"""Words: those shown to people, every one of them in English and in French, and those that people bring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages; `{gaps}` are filled by name."""

    en: str
    fr: str

    @classmethod
    def of_pair(cls, pair: Sequence[str]) -> "Text":
        """Read a text that came from elsewhere as a pair, English first; it has no gaps."""
        en, fr = (side.replace("{", "{{").replace("}", "}}") for side in pair)
        return cls(en, fr)

    def say(self, locale: str = "en", /, **gaps: object) -> str:
        """Give the sentence in `locale` (`fr` or anything else for English) with its gaps filled."""
        return (self.fr if locale == "fr" else self.en).format(**gaps)

    def filled(self, **gaps: object) -> "Phrase":
        """Fill the gaps, and leave the language to whoever says it."""
        return Phrase(self, gaps)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence whose gaps are filled, still to be said in one language or the other."""

    text: Text
    gaps: Mapping[str, object] = field(default_factory=dict, hash=False)

    def say(self, locale: str = "en") -> str:
        """Give the sentence in `locale`; a gap that is a phrase itself is said in it too."""
        gaps = {name: gap.say(locale) if isinstance(gap, Phrase) else gap for name, gap in self.gaps.items()}
        return self.text.say(locale, **gaps)


_OR = Text(en="{others} or {last}", fr="{others} ou {last}")
_IN_JSON = {"True": "true", "False": "false"}


def alternatives(expected: str) -> Phrase | str:
    """Say what pydantic expected (`'left', 'center' or 'right'`, `True`) in words of either language, as it stands in JSON."""
    others, is_choice, last = expected.replace("'", "").rpartition(" or ")
    return _OR.filled(others=others, last=last) if is_choice else _IN_JSON.get(last, last)


class Unfit(ValueError):
    """A value won't do, for a reason that can be said in both languages."""

    def __init__(self, phrase: Phrase) -> None:
        """Carry the reason to whoever knows which field it is about."""
        super().__init__(phrase.say())
        self.phrase = phrase


NOT_WHOLE = Text(en="must be a text of whole characters", fr="doit être un texte de caractères entiers")
"""What is wrong with a text that `is_whole_text` finds broken."""


def is_whole_text(text: str) -> bool:
    """Tell whether a text can be kept as UTF-8: one that came by a terminal in another encoding may hold halves of characters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
