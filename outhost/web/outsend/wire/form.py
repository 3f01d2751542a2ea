"""What all shapes of `/api` have in common: how strictly bodies are read, and how moments and deeds without a result are said."""

from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, WithJsonSchema
from pydantic_core import PydanticCustomError

from outhost.domain.clock import whole_seconds, whole_seconds_or_none

_NO_MOMENT: Final = "no moment"


def _read_moment(value: object) -> datetime:
    """Read a moment with its offset; a bare number is none."""
    try:
        read = datetime.fromisoformat(value) if isinstance(value, str) else None
        in_utc = read.astimezone(UTC) if read else None
    except (ValueError, OverflowError):
        read = in_utc = None
    if read is None or in_utc is None:
        raise PydanticCustomError("datetime_parsing", _NO_MOMENT)
    if read.tzinfo is None:
        raise PydanticCustomError("timezone_aware", _NO_MOMENT)
    return in_utc


Moment = Annotated[datetime, BeforeValidator(_read_moment), WithJsonSchema({"type": "string", "format": "date-time"})]
"""A moment in a body, such as `2026-05-10T19:00:00Z`."""


class In(BaseModel):
    """A body: types are exact, unknown keys are ignored."""

    model_config = ConfigDict(strict=True, extra="ignore")


class Out(BaseModel):
    """An answer; every field of it is always there."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class OkOut(Out):
    """It is done, and there is nothing to show."""

    ok: bool = True


def moment(value: datetime) -> str:
    """Say a moment."""
    return whole_seconds(value)


def moment_or_none(value: datetime | None) -> str | None:
    """Say a moment, or that there is none."""
    return whole_seconds_or_none(value)
