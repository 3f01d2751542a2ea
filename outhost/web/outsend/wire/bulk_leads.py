"""The shapes of many people who become leads at once."""

from typing import Any

from pydantic import Field

from outhost.domain.jobs import MOST_ITEMS
from outhost.web.outsend.wire.form import In

_MAP = 'The column of each variable, such as `{"first_name": "Prénom"}`; one that is left out takes the column of its own name.'


class BulkLeadsIn(In):
    """People who are to become leads."""

    rows: list[dict[str, Any]] = Field(min_length=1, max_length=MOST_ITEMS, description="1 to 10,000 people, one object each.")
    map: dict[str, str] = Field(default_factory=dict, description=_MAP)


class LeadsFromJobIn(In):
    """A job whose rows are to become leads."""

    job_id: str = Field(min_length=1, max_length=64, description="A done job of yours.")
    map: dict[str, str] = Field(default_factory=dict, description=_MAP)
    limit: int | None = Field(None, ge=1, le=2_000_000, description="Only so many rows, the first ones.")
