"""Subscriptions: what `/v1/me` shows of a workspace's plan."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    """The state of a subscription."""

    ACTIVE = "active"
    TRIALING = "trialing"
    PAST_DUE = "past_due"
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A plan that a workspace holds or held; a workspace has at most one row a plan."""

    plan_name: str
    status: Status
    current_period_end: datetime | None
    cancel_at_period_end: bool
