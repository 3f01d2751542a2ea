"""Subjects: people as data protection knows them, by an e-mail address, a telephone number or the tracking id of a lead.

A text names a subject when it is the same address, number or id as a whole, however it is written:

- an e-mail address is trimmed and in lower case;
- of a telephone number the digits count, with a leading `+` for an international one; spaces, dots, hyphens, slashes and brackets do not,
  `00` in front is `+`, and a `(0)` in an international number is none of it;
- a number without `+` that does not begin with 0 is read as an international one that lost its sign, as in a spreadsheet;
- a national number, which begins with 0, is the same as an international one that ends, after a country code of the ITU's (E.164), in
  exactly its digits behind the 0, if those are eight or more. Two international numbers are the same only when all their digits are;
- a tracking id is what it is.

So that digests can be compared as well, a subject and a text are each turned into at most two keys: the text names the subject when they
share one.
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from urllib.parse import unquote

from outhost.domain.errors import InvalidInput, Issue
from outhost.domain.users import normalise_email
from outhost.domain.words import Text
from outhost.domain.workspaces import WorkspaceId

Names = Callable[[str], bool]
"""Tells whether a text names the person whom somebody looks for."""

_PUNCTUATION: Final = ".,:;!?()[]\"'“”«»"

_CELL_EDGE: Final = re.compile(r"[;,|\t\r\n\"{}\[\]:]")
_CELL: Final = re.compile(r"[^;,|\t\r\n\"{}\[\]:]+")
"""What may stand between the marks of a pasted table, be it CSV or JSON."""

_PART: Final = r"[^\s\"'`*<>(){}\[\],;:|=&?!/\\#“”«»@.]"
_MENTION: Final = re.compile(
    rf"{_PART}(?:{_PART}|'){{0,63}}(?:\.(?:{_PART}|'){{1,64}}){{0,8}}(?:@|%40){_PART}{{1,63}}(?:\.{_PART}{{1,63}}){{0,8}}"
    r"|nai[0-9a-f]{15}"
    r"|\+?\(?[0-9](?:[0-9.\-()/\u2010-\u2015]|[^\S\r\n]){4,58}[0-9]"
)
"""What may name somebody in the middle of what people write, and of addresses of pages: an e-mail address, a tracking id, a number."""

ERASED: Final = "(erased)"
"""What stands where a name of something, or a value of an event, was a person's address or number."""

_TRACKING_ID = re.compile(r"nai[0-9a-f]{15}")
_LONGEST = 300
_WRITTEN_NUMBER = re.compile(r"\+?[0-9\s.\-()/\u2010-\u2015]{6,60}")
_SIGN = re.compile(r"[\s(]*(?:\+|00)")
_NOISE = re.compile(r"[\s.\-()/\u2010-\u2015]")
_NUMBER = re.compile(r"\+?[0-9]{7,15}")
_LEAST_NATIONAL = 8
_CODE_OF_TWO = re.compile(r"2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]")
_NO_SUBJECT = Text(
    en="must be an e-mail address, a telephone number or a tracking id",
    fr="doit être une adresse e-mail, un numéro de téléphone ou un identifiant de suivi",
)


class SubjectKind(StrEnum):
    """By what a person is known."""

    EMAIL = "email"
    TELEPHONE = "telephone"
    TRACKING_ID = "tracking_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A person, by the normal form of an address, a number or an id; `keys` are those that a text which names them has one of."""

    kind: SubjectKind
    value: str
    keys: tuple[str, ...]

    def is_named_by(self, text: str) -> bool:
        """Tell whether a text, as a whole, is this person's address, number or id."""
        return any(key in self.keys for key in keys_in(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What is kept of a person instead of their address or number: digests, which nobody can read back without the secret.

    `other_digest` is of the other way in which a telephone number may be written.
    """

    workspace_id: WorkspaceId
    kind: SubjectKind
    digest: str
    other_digest: str | None

    def names(self, secret: bytes) -> Names:
        """Give the test for texts that name the person."""

        def is_named_by(text: str) -> bool:
            return any(digest_of(secret, self.workspace_id, key) in {self.digest, self.other_digest} for key in keys_in(text))

        return is_named_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """That somebody was erased, when, and whether they are not to be collected again."""

    trace: Trace
    is_suppressed: bool
    erased_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """That somebody is not to be collected again."""

    id: int
    trace: Trace
    created_at: datetime


@dataclass(frozen=True, slots=True)
class _Number:
    """A telephone number: its digits, or for a national one those behind the 0."""

    digits: str
    is_national: bool

    @property
    def national_part(self) -> str | None:
        """What follows the country code, without a 0 in front; None where that is too short to tell anybody apart."""
        code = 1 if self.digits[0] in "17" else 2 if _CODE_OF_TWO.match(self.digits) else 3
        part = self.digits if self.is_national else self.digits[code:].removeprefix("0")
        return part if len(part) >= _LEAST_NATIONAL else None


def subject_of(text: str) -> Subject | None:
    """Read a subject; None where the text is neither an address nor a number nor a tracking id."""
    trimmed = text.strip()
    if email := normalise_email(trimmed):
        return Subject(kind=SubjectKind.EMAIL, value=email, keys=(f"email:{email}",))
    if _TRACKING_ID.fullmatch(trimmed):
        return Subject(kind=SubjectKind.TRACKING_ID, value=trimmed, keys=(f"tracking_id:{trimmed}",))
    number = _number(trimmed)
    return _telephone(number, has_sign=_has_sign(trimmed)) if number else None


def checked_subject(text: str) -> Subject:
    """Read a subject.

    Raises:
        InvalidInput: it is neither an address nor a number nor a tracking id.
    """
    subject = subject_of(text)
    if subject is None:
        raise InvalidInput(Issue("subject", _NO_SUBJECT.filled()))
    return subject


def keys_in(text: str) -> tuple[str, ...]:
    """Give the keys of the person whom a text names; none for nearly every text."""
    if len(text) > _LONGEST:
        return ()
    trimmed = text.strip()
    if "@" in trimmed:
        email = normalise_email(trimmed)
        return (f"email:{email}",) if email else ()
    if _TRACKING_ID.fullmatch(trimmed):
        return (f"tracking_id:{trimmed}",)
    number = _number(trimmed)
    if number is None:
        return ()
    if number.is_national:
        return (f"national:{number.digits}",)
    part = number.national_part if _has_sign(trimmed) else None
    return (f"international:{number.digits}", *([f"behind a code:{part}"] if part else []))


def trace_of(secret: bytes, workspace_id: WorkspaceId, subject: Subject) -> Trace:
    """Give what may be kept of a person."""
    digest, *others = (digest_of(secret, workspace_id, key) for key in subject.keys)
    return Trace(workspace_id=workspace_id, kind=subject.kind, digest=digest, other_digest=others[0] if others else None)


def digest_of(secret: bytes, workspace_id: WorkspaceId, key: str) -> str:
    """Give the keyed digest of a key (HMAC-SHA-256), another one in each workspace."""
    return hmac.digest(secret, f"{workspace_id}\n{key}".encode(), hashlib.sha256).hex()


def texts_in(document: object) -> Iterator[str]:
    """Give every text value, and every whole number as text, of a JSON document."""
    match document:
        case str():
            yield document
        case bool():
            return
        case int():
            yield str(document)
        case Mapping():
            for value in document.values():
                yield from texts_in(value)
        case Sequence():
            for value in document:
                yield from texts_in(value)
        case _:
            return


def words_in(sentence: str) -> list[str]:
    """Give what a sentence of ours may name somebody by: itself, and its words without the punctuation around them."""
    return [sentence, *(word.strip(_PUNCTUATION) for word in sentence.split())]


def words_of(document: object) -> list[str]:
    """Give whatever may name somebody in a JSON document: its values, and the words of those that are sentences."""
    return [word for text in texts_in(document) for word in words_in(text)]


def cells_of(document: object) -> Iterator[str]:
    """Give the values of a JSON document, and of those that are tables, as people paste them, the cells."""
    for text in texts_in(document):
        yield text
        if _CELL_EDGE.search(text):
            yield from _CELL.findall(text)


def without_cells(document: object, names: Names) -> object:
    """Give a JSON document with `ERASED` in the place of every value that names a person, and of every cell of a table that does."""

    def erased(cell: re.Match[str]) -> str:
        return ERASED if names(cell[0]) else cell[0]

    return _changed(document, lambda text: ERASED if names(text) else _CELL.sub(erased, text))


def mentions_in(document: object) -> list[str]:
    """Give whatever may name somebody in what people wrote: the values of a JSON document, and what stands in the middle of them."""
    return [said for text in texts_in(document) for said in (text, *map(unquote, _MENTION.findall(text)))]


def without_mentions(document: object, names: Names) -> object:
    """Give a JSON document with `ERASED` in the place of every value that names a person, and of every mention of them in another."""

    def erased(mention: re.Match[str]) -> str:
        return ERASED if names(unquote(mention[0])) else mention[0]

    return _changed(document, lambda text: ERASED if names(text) else _MENTION.sub(erased, text))


def without_words(document: object, names: Names) -> object:
    """Give a JSON document with `ERASED` in the place of every value that names a person, be it in the middle of a sentence."""
    return without(document, lambda text: any(map(names, words_in(text))))


def without(document: object, names: Names) -> object:
    """Give a JSON document with `ERASED` in the place of every value that names a person."""
    return _changed(document, lambda text: ERASED if names(text) else text)


def _changed(document: object, change: Callable[[str], str]) -> object:
    """Give a JSON document with each of its values, numbers too, as `change` has it; keys stay."""
    match document:
        case bool():
            return document
        case str() | int():
            text = str(document)
            changed = change(text)
            return document if changed == text else changed
        case Mapping():
            return {key: _changed(value, change) for key, value in document.items()}
        case Sequence():
            return [_changed(value, change) for value in document]
        case _:
            return document


def _telephone(number: _Number, *, has_sign: bool) -> Subject:
    part = number.national_part
    if number.is_national:
        keys = (f"national:{number.digits}", *([f"behind a code:{part}"] if part else []))
        return Subject(kind=SubjectKind.TELEPHONE, value=f"0{number.digits}", keys=keys)
    keys = (f"international:{number.digits}", *([f"national:{part}"] if part and has_sign else []))
    return Subject(kind=SubjectKind.TELEPHONE, value=f"+{number.digits}", keys=keys)


def _number(text: str) -> _Number | None:
    if not _WRITTEN_NUMBER.fullmatch(text):
        return None
    digits = _NOISE.sub("", text.replace("(0)", "", 1) if _has_sign(text) else text)
    if not _NUMBER.fullmatch(f"+{digits[2:]}" if digits.startswith("00") else digits):
        return None
    if _has_sign(text):
        return _Number(digits.removeprefix("+") if digits[0] == "+" else digits[2:], is_national=False)
    if digits.startswith("00"):  # only in front is that a sign
        return None
    return _Number(digits.removeprefix("0"), is_national=digits[0] == "0")


def _has_sign(text: str) -> bool:
    return _SIGN.match(text) is not None
