"""What all shapes of `/api` have in common: how strictly bodies are read, and how moments and deeds without a result are said."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from outhost.domain.clock import whole_seconds


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
    return whole_seconds(value) if value else None
