"""Why the atlas may decline."""

from outhost.domain.errors.refusal import Refusal
from outhost.domain.words import Text


class AtlasUnreadable(Refusal):
    """The file in the place of the atlas is none, is damaged, or is of another version."""

    text = Text(
        en="{file} cannot be read as an atlas ({reason}); remove it, and load your maps again with `outhost atlas load FILE`.",
        fr="{file} est illisible comme atlas ({reason}) ; supprimez-le, et rechargez vos cartes avec `outhost atlas load FICHIER`.",
    )
