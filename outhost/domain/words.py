"""Words: those shown to people, every one of them in English and in French, and those that people bring."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages; `{gaps}` are filled by name."""

    en: str
    fr: str

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
        """Give the sentence in `locale`."""
        return self.text.say(locale, **self.gaps)


def is_whole_text(text: str) -> bool:
    """Tell whether a text can be kept as UTF-8: one that came by a terminal in another encoding may hold halves of characters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
