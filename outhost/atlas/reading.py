"""A file that is being read into the atlas: its bytes unpacked, how far it is, and what was left out of it, and why."""

import gzip
import hashlib
import io
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import IO, Final

from outhost.domain.words import Phrase, Text, Unfit

_PACKED: Final = b"\x1f\x8b"
_BETWEEN: Final = 2048
"""Entries from one look at the file's position to the next."""
_ID_DIGITS: Final = 16
_BROKEN: Final = Text(en="is packed with gzip, and damaged or cut off", fr="est compressé avec gzip, et endommagé ou tronqué")


class LeftOut(StrEnum):
    """Why something in a file is no place of the atlas."""

    NO_COORDINATES = "no_coordinates"
    OUTSIDE = "outside"
    NO_SHAPE = "no_shape"
    CLOSED = "closed"
    DOUBTFUL = "doubtful"
    HIDDEN = "hidden"
    BROKEN = "broken"
    NOTHING_SAID = "nothing_said"


_WHY: Final = {
    LeftOut.NO_COORDINATES: Text(en="{count} without coordinates", fr="{count} sans coordonnées"),
    LeftOut.OUTSIDE: Text(
        en="{count} with coordinates off the map (latitude and longitude swapped, or another projection?)",
        fr="{count} dont les coordonnées sont hors de la carte (latitude et longitude inversées, ou autre projection ?)",
    ),
    LeftOut.NO_SHAPE: Text(en="{count} with a shape that can't be read", fr="{count} dont la forme est illisible"),
    LeftOut.CLOSED: Text(en="{count} closed for good", fr="{count} définitivement fermés"),
    LeftOut.DOUBTFUL: Text(en="{count} that their source doubts", fr="{count} dont la source doute"),
    LeftOut.HIDDEN: Text(
        en="{count} whose owners do not want them to be known", fr="{count} dont les titulaires s’opposent à la diffusion"
    ),
    LeftOut.BROKEN: Text(en="{count} that are damaged", fr="{count} endommagés"),
    LeftOut.NOTHING_SAID: Text(en="{count} with neither a name nor a category", fr="{count} sans nom ni catégorie"),
}


class Reading:
    """One pass through a file. `name` is that of the source, which ids begin with where the file has none of the world's."""

    def __init__(self, path: Path, name: str, progress: Callable[[int], None] = lambda _position: None) -> None:
        """Take a file; `progress` is told, now and then, how many of its bytes (packed, as they lie on the disk) have been read."""
        self.path = path
        self.name = name
        self.left_out: Counter[LeftOut] = Counter()
        self._progress = progress
        self._raw: IO[bytes] | None = None
        self._entries = 0

    @contextmanager
    def opened(self) -> Iterator[IO[bytes]]:
        """Open the file, unpacked if it is packed with gzip; it can be read again from its beginning.

        Raises:
            Unfit: it is packed, and damaged.
        """
        with self.path.open("rb") as raw:
            self._raw = raw
            try:
                yield _Unpacked(raw) if is_packed(raw) else raw
            except (EOFError, gzip.BadGzipFile, zlib.error):
                raise Unfit(_BROKEN.filled()) from None
            finally:
                self._raw = None

    def leave_out(self, why: LeftOut) -> None:
        """Count an entry that is no place of the atlas."""
        self.left_out[why] += 1
        self.go_on()

    def go_on(self) -> None:
        """Say that one more entry has been read."""
        self._entries += 1
        if self._entries % _BETWEEN == 0 and self._raw is not None:
            self._progress(self._raw.tell())

    def id_of(self, own: str, *said: object) -> str:
        """Give a place's id: the name of the source with its own, or with a digest of what it says."""
        if own:
            return f"{self.name}:{own}"
        text = "\0".join(map(str, said)).encode(errors="surrogatepass")
        return f"{self.name}:{hashlib.sha256(text).hexdigest()[:_ID_DIGITS]}"

    def omissions(self) -> list[Phrase]:
        """Say what was left out, by reason, the most frequent first."""
        return [_WHY[why].filled(count=count) for why, count in self.left_out.most_common()]


def is_packed(file: IO[bytes]) -> bool:
    """Tell whether a file is packed with gzip; it is at its beginning then."""
    file.seek(0)
    start = file.read(len(_PACKED))
    file.seek(0)
    return start == _PACKED


class _Unpacked(io.BufferedReader):
    """What lies in a file of gzip, by pieces that are worth the way."""

    def __init__(self, raw: IO[bytes]) -> None:
        super().__init__(gzip.GzipFile(fileobj=raw), 1 << 18)
