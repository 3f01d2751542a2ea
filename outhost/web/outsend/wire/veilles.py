"""The shapes of veilles."""

from typing import Literal

from pydantic import Field

from outhost.domain.veilles import LEAST_DAYS, MOST_DAYS, Veille, VeilleStatus
from outhost.operations.veilles import NewVeille, VeilleChange
from outhost.web.outsend.wire.form import In, Out, moment, moment_or_none

_LONGEST_ID = 64
_NAME = "2–200 characters after trimming."
_FREQUENCY = "After how many days it runs again, 1–365"
_DIGEST = "Whether its maker gets a letter after each run that found something."


class VeilleIn(In):
    """A veille to be made over a done job or a done pipeline: exactly one of them."""

    name: str = Field(description=_NAME)
    source_job_id: str | None = Field(None, min_length=1, max_length=_LONGEST_ID, description="A done job of yours.")
    source_pipeline_id: str | None = Field(None, min_length=1, max_length=_LONGEST_ID, description="A done pipeline of yours.")
    frequency_days: int = Field(7, ge=LEAST_DAYS, le=MOST_DAYS, description=f"{_FREQUENCY} (default 7).")
    run_now: bool = Field(default=False, description="Whether its first run begins at once, not when the first period is over.")
    digest: bool = Field(default=False, description=_DIGEST)

    def wanted(self, locale: str) -> NewVeille:
        """Give the veille that is to be made."""
        return NewVeille(
            name=self.name,
            frequency_days=self.frequency_days,
            source_job_id=self.source_job_id,
            source_pipeline_id=self.source_pipeline_id,
            run_now=self.run_now,
            has_digest=self.digest,
            locale=locale,
        )


class VeilleChangeIn(In):
    """What is to be changed in a veille; what is left out stays."""

    name: str | None = Field(None, description=_NAME)
    frequency_days: int | None = Field(None, ge=LEAST_DAYS, le=MOST_DAYS, description=f"{_FREQUENCY}.")
    status: Literal["active", "paused"] | None = Field(None, description="In a pause it runs when you say so, and not by itself.")
    digest: bool | None = Field(None, description=_DIGEST)

    def wanted(self) -> VeilleChange:
        """Give what is to be changed."""
        return VeilleChange(
            name=self.name,
            frequency_days=self.frequency_days,
            status=VeilleStatus(self.status) if self.status else None,
            has_digest=self.digest,
        )


class VeilleOut(Out):
    """A veille."""

    id: str
    name: str
    source_job_id: str | None = Field(description="The job that it was made from, perhaps no longer there.")
    source_pipeline_id: str | None = Field(description="The pipeline that it was made from, perhaps no longer there.")
    frequency_days: int
    status: str = Field(description="`active`, `paused` or `deleted`.")
    next_run_at: str | None = Field(description="When it runs next by itself; null in a pause.")
    last_run_at: str | None
    last_run_job_id: str | None
    run_count: int = Field(description="Runs that are done.")
    created_at: str
    digest: bool = Field(description=_DIGEST)

    @classmethod
    def of(cls, veille: Veille) -> "VeilleOut":
        """Shape a veille."""
        return cls(
            id=veille.public_id,
            name=veille.name,
            source_job_id=veille.source_job_id,
            source_pipeline_id=veille.source_pipeline_id,
            frequency_days=veille.frequency_days,
            status=veille.status.value,
            next_run_at=moment_or_none(veille.next_run_at),
            last_run_at=moment_or_none(veille.last_run_at),
            last_run_job_id=veille.last_run_job_id,
            run_count=veille.run_count,
            created_at=moment(veille.created_at),
            digest=veille.has_digest,
        )


class VeillesOut(Out):
    """A page of veilles, newest first."""

    items: list[VeilleOut]
    total: int
    limit: int
    offset: int
