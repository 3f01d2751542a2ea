"""Words: those shown to people, every one of them in English and in French, and those that people bring."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages; `{gaps}` are filled by name."""

    en: str
    fr: str

    def say(self, locale: str = "en", /, **gaps: object) -> str:
        """Give the sentence in `locale` (`fr` or anything else for English) with its gaps filled."""
        return (self.fr if locale == "fr" else self.en).format(**gaps)


def is_whole_text(text: str) -> bool:
    """Tell whether a text can be kept as UTF-8: one that came by a terminal in another encoding may hold halves of characters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
