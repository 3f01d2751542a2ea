"""A second reader of OpenStreetMap's PBF files, for tests alone: it shares nothing with the library that the atlas is loaded by.

Written from https://wiki.openstreetmap.org/wiki/PBF_Format and the wire format of protocol buffers; it holds the whole file in memory.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

Fields = dict[int, list[int | bytes]]
"""The values of a message by the number of their field: numbers and fixed words as integers, everything else as bytes."""

_NANO: Final = 1e-9
_KINDS: Final = ("node", "way", "relation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """A node, way or relation; `refs` are the nodes of a way, `members` those of a relation (kind, id, role)."""

    kind: str
    id: int
    tags: dict[str, str]
    lat: float = 0.0
    lon: float = 0.0
    refs: tuple[int, ...] = ()
    members: tuple[tuple[str, int, str], ...] = ()


def elements(data: bytes) -> Iterator[Element]:
    """Read all elements of a file, in its order."""
    for blob in _blobs(data):
        yield from _block(blob)


def _blobs(data: bytes) -> Iterator[bytes]:
    """Unpack the blocks of data; the header's is left out."""
    at = 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        head = _message(data[at + 4 : at + 4 + length])
        at += 4 + length
        blob = _message(data[at : at + _int(head[3][0])])
        at += _int(head[3][0])
        if head[1][0] == b"OSMData":
            yield zlib.decompress(_bytes(blob[3][0])) if 3 in blob else _bytes(blob[1][0])


def _block(data: bytes) -> Iterator[Element]:
    block = _message(data)
    strings = [_bytes(text).decode() for text in _message(_bytes(block[1][0]))[1]]
    step = _int(block.get(17, [100])[0])
    origin = _signed(_int(block.get(19, [0])[0])), _signed(_int(block.get(20, [0])[0]))
    for group in map(_message, map(_bytes, block.get(2, []))):
        for one in group.get(1, []):
            fields = _message(_bytes(one))
            lat, lon = (_degrees(start, step, _zigzag(_int(fields[number][0]))) for start, number in zip(origin, (8, 9), strict=True))
            yield Element(kind="node", id=_zigzag(_int(fields[1][0])), tags=_tags(fields, strings), lat=lat, lon=lon)
        for dense in group.get(2, []):
            yield from _dense(_message(_bytes(dense)), strings, step, origin)
        for one in group.get(3, []):
            fields = _message(_bytes(one))
            yield Element(kind="way", id=_int(fields[1][0]), tags=_tags(fields, strings), refs=tuple(_deltas(fields, 8)))
        for one in group.get(4, []):
            yield _relation(_message(_bytes(one)), strings)


def _dense(fields: Fields, strings: list[str], step: int, origin: tuple[int, int]) -> Iterator[Element]:
    """Read dense nodes: columns of differences, and the tags of all of them in one row, with a nought after each node's."""
    words = iter(_packed(fields, 10))
    for node, lat, lon in zip(_deltas(fields, 1), _deltas(fields, 8), _deltas(fields, 9), strict=True):
        tags: dict[str, str] = {}
        while key := next(words, 0):
            tags[strings[key]] = strings[next(words)]
        yield Element(kind="node", id=node, tags=tags, lat=_degrees(origin[0], step, lat), lon=_degrees(origin[1], step, lon))


def _relation(fields: Fields, strings: list[str]) -> Element:
    roles, kinds = _packed(fields, 8), _packed(fields, 10)
    members = tuple((_KINDS[kind], member, strings[role]) for role, member, kind in zip(roles, _deltas(fields, 9), kinds, strict=True))
    return Element(kind="relation", id=_int(fields[1][0]), tags=_tags(fields, strings), members=members)


def _tags(fields: Fields, strings: list[str]) -> dict[str, str]:
    return {strings[key]: strings[value] for key, value in zip(_packed(fields, 2), _packed(fields, 3), strict=True)}


def _degrees(origin: int, step: int, value: int) -> float:
    return _NANO * (origin + step * value)


def _deltas(fields: Fields, number: int) -> Iterator[int]:
    total = 0
    for value in _packed(fields, number):
        total += _zigzag(value)
        yield total


def _packed(fields: Fields, number: int) -> list[int]:
    found: list[int] = []
    for one in fields.get(number, []):
        if isinstance(one, int):
            found.append(one)
            continue
        at = 0
        while at < len(one):
            value, at = _varint(one, at)
            found.append(value)
    return found


def _message(data: bytes) -> Fields:
    fields: Fields = {}
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        value: int | bytes
        match key & 7:
            case 0:
                value, at = _varint(data, at)
            case 2:
                length, at = _varint(data, at)
                value, at = data[at : at + length], at + length
            case 1 | 5 as kind:
                length = 8 if kind == 1 else 4
                value, at = int.from_bytes(data[at : at + length], "little"), at + length
            case other:
                raise ValueError(other)
        fields.setdefault(key >> 3, []).append(value)
    return fields


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7


def _zigzag(value: int) -> int:
    return value >> 1 ^ -(value & 1)


def _signed(value: int) -> int:
    """Read a plain int64, which is written as its two's complement."""
    return value - (1 << 64) if value >> 63 else value


def _int(value: int | bytes) -> int:
    assert isinstance(value, int)
    return value


def _bytes(value: int | bytes) -> bytes:
    assert isinstance(value, bytes)
    return value
