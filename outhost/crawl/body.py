"""A body on its way in: unpacked, and bounded both as it comes and as it is."""

import zlib
from collections.abc import Iterator

from outhost.crawl.fetched import Wanted
from outhost.domain.errors import FetchFailed
from outhost.domain.trouble_kinds import TroubleKind
from outhost.domain.words import Text

_PIECE = 256 * 1024
_ANY_GZIP, _RAW = 16 + zlib.MAX_WBITS, -zlib.MAX_WBITS
_FLAGS = 3
"""Where in a gzip it says whether more stands in its head than need be, such as the name of a file."""
_SLICE = 8 * 1024
"""Bytes unpacked in one go: what stands behind the end of a stream is copied, and a body may have thousands of ends."""
_MEGABYTE = 1024 * 1024
ENCODINGS = "gzip, deflate"
"""How a body may come packed; what else a server chooses unasked is refused."""

_TOO_LARGE = Text(
    en="what is there is larger than {most_mb:g} MB; give something smaller, or the file itself",
    fr="ce qui s’y trouve dépasse {most_mb:g} Mo ; donnez quelque chose de plus petit, ou le fichier lui-même",
)
_UNKNOWN_ENCODING = Text(
    en="the server packs its answer in a way that nobody asked for ({encoding})",
    fr="le serveur compresse sa réponse d’une façon que personne n’a demandée ({encoding})",
)
_BROKEN = Text(
    en="the packed answer is broken or cut off; try again later", fr="la réponse compressée est abîmée ou tronquée ; réessayez plus tard"
)


class Body:
    """Bytes from the wire, handed on unpacked, a quarter of a megabyte at most at once. Every method blocks."""

    def __init__(self, host: str, encoding: str, wanted: Wanted) -> None:
        """Unpack by `encoding`, the header's; neither what comes nor what it becomes may be more than is wanted.

        Raises:
            FetchFailed: the encoding is unknown.
        """
        self._host = host
        self._wanted = wanted
        self._came_bytes = 0
        self._packing = _packing_of(host, encoding)
        self.size_bytes = 0
        self.is_full = False
        """Whether the rest is not wanted."""

    @property
    def is_packed(self) -> bool:
        """Tell whether what comes has to be unpacked."""
        return self._packing is not None

    def take(self, wire: bytes) -> None:
        """Take what came next.

        Raises:
            FetchFailed: it is too much, or broken.
        """
        self._came_bytes += len(wire)
        self.expect(self._came_bytes)
        if self._packing and self._wanted.packed is not None:
            self._wanted.packed.extend(wire)
        try:
            for piece in self._packing.unpacked(wire) if self._packing else (wire,):
                self.expect(self.size_bytes + len(piece))
                fitting = piece[: self._wanted.most_bytes - self.size_bytes]
                self.size_bytes += len(fitting)
                self._wanted.into(fitting)
                if self.is_full:
                    return
        except zlib.error:
            raise FetchFailed(self._host, _BROKEN.filled()) from None

    def end(self) -> None:
        """Learn that nothing more comes.

        Raises:
            FetchFailed: something is missing.
        """
        if self._packing and not self._packing.is_whole and not self.is_full:
            raise FetchFailed(self._host, _BROKEN.filled())
        if self._wanted.packed and not (self._packing and self._packing.is_one_gzip and self._wanted.packed[_FLAGS] == 0):
            self._wanted.packed.clear()

    def expect(self, size_bytes: int) -> None:
        """Refuse a body of this size before it comes, if it is too large.

        Raises:
            FetchFailed: it is.
        """
        if size_bytes <= self._wanted.most_bytes:
            return
        if not self._wanted.is_cut:
            most_mb = round(self._wanted.most_bytes / _MEGABYTE, 1)
            raise FetchFailed(self._host, _TOO_LARGE.filled(most_mb=most_mb), is_final=True, kind=TroubleKind.TOO_LARGE)
        self.is_full = True


class _Packing:
    """A deflated stream; with gzip it may be several, one after the other, and what is no stream behind them is let be."""

    def __init__(self, window_bits: int | None) -> None:
        """Unpack by these bits of zlib's; None finds out whether `deflate` has its header, which servers are divided over."""
        self._window_bits = window_bits
        self._stream: zlib._Decompress | None = None
        self._is_over = False
        self._is_mixed = False

    @property
    def is_whole(self) -> bool:
        return self._stream is None or self._stream.eof

    @property
    def is_one_gzip(self) -> bool:
        return self._window_bits == _ANY_GZIP and not self._is_mixed and self._stream is not None and self._stream.eof

    def unpacked(self, wire: bytes) -> Iterator[bytes]:
        for start in range(0, len(wire), _SLICE):
            yield from self._unpacked(wire[start : start + _SLICE])

    def _unpacked(self, wire: bytes) -> Iterator[bytes]:
        while wire and not self._is_over:
            stream = self._stream = self._stream or zlib.decompressobj(self._bits_of(wire))
            yield from self._pieces(stream, wire)
            wire = b""
            if stream.eof and stream.unused_data:
                wire = stream.unused_data
                self._is_mixed = True
                self._is_over = self._window_bits != _ANY_GZIP or not wire.startswith(b"\x1f")
                self._stream = stream if self._is_over else None

    def _pieces(self, stream: "zlib._Decompress", wire: bytes) -> Iterator[bytes]:
        piece = stream.decompress(wire, _PIECE)
        while piece:
            yield piece
            piece = b"" if stream.eof else stream.decompress(stream.unconsumed_tail, _PIECE)

    def _bits_of(self, wire: bytes) -> int:
        if self._window_bits is not None:
            return self._window_bits
        has_header = wire[0] & 0x0F == zlib.DEFLATED and wire[0] >> 4 <= 7  # noqa: PLR2004 - a window of 32 KiB at most (RFC 1950)
        return zlib.MAX_WBITS if has_header else _RAW


def _packing_of(host: str, encoding: str) -> _Packing | None:
    match encoding.strip().lower():
        case "" | "identity":
            return None
        case "gzip" | "x-gzip":
            return _Packing(_ANY_GZIP)
        case "deflate":
            return _Packing(None)
        case other:
            raise FetchFailed(host, _UNKNOWN_ENCODING.filled(encoding=other[:40]), is_final=True)
