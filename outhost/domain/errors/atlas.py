"""Why the atlas may decline, and a file not become a part of it."""

from outhost.domain.errors.refusal import Refusal
from outhost.domain.words import Text


class AtlasUnreadable(Refusal):
    """The file in the place of the atlas is none, is damaged, or is of another version."""

    text = Text(
        en="{file} cannot be read as an atlas ({reason}); remove it, and load your maps again with `outhost atlas load FILE`.",
        fr="{file} est illisible comme atlas ({reason}) ; supprimez-le, et rechargez vos cartes avec `outhost atlas load FICHIER`.",
    )


class AtlasInUse(Refusal):
    """Another command builds the atlas."""

    text = Text(
        en="Another `outhost atlas` command (process {pid}) is changing the atlas; wait until it is done, then try again.",
        fr="Une autre commande `outhost atlas` (processus {pid}) modifie l’atlas ; attendez qu’elle ait fini, puis réessayez.",
    )


class NoRoomForAtlas(Refusal):
    """The disk has too little room to build an atlas beside the old one."""

    text = Text(
        en="The disk has {free_mb} MB left, too little to build the atlas beside the old one; make room for about {needed_mb} MB more, then"
        " try again. The atlas is as it was.",
        fr="Il reste {free_mb} Mo sur le disque, trop peu pour construire l’atlas à côté de l’ancien ; libérez encore environ"
        " {needed_mb} Mo, puis réessayez. L’atlas est resté tel quel.",
    )


class UnreadableMap(Refusal):
    """A file that should become a part of the atlas is broken, empty, or of no kind that is known."""

    text = Text(
        en="{file} {reason}. Nothing was loaded, and the atlas is as it was.",
        fr="{file} {reason}. Rien n’a été chargé, et l’atlas est resté tel quel.",
    )


class SourceNotFound(Refusal):
    """The atlas has no source of this name."""

    text = Text(
        en="The atlas has no source called {name}; `outhost atlas list` shows those that it has.",
        fr="L’atlas n’a pas de source appelée {name} ; `outhost atlas list` montre celles qu’il a.",
    )
